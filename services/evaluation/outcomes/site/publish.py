"""Editions for integrators on `lc.outcomes`: when the figures have changed and the logs have gone quiet."""

import asyncio
import hashlib
import hmac

import asyncpg
import structlog

from services.evaluation.outcomes.consume.following import Following
from services.evaluation.outcomes.disclosure.editions import Edition, may_be_published
from services.evaluation.outcomes.statistics import instruments
from shared.context.service_context import ServiceContext
from shared.events import OutcomesPublished
from shared.persistence.database import TRANSIENT_ERRORS, Transaction
from shared.persistence.outbox import Partly, recorder

from . import store
from .answer import Report, answer

QUIET = 3.0  # seconds without anything new
LOOK_EVERY = 1.0
SHOWN = ("n_paired", "change_mean", "ci_low", "ci_high", "improved_share")
log = structlog.get_logger()

record = recorder(
    {
        OutcomesPublished: Partly(
            """
            INSERT INTO published (snapshot, edition, occurred_at, n_consented, n_paired, missing, baseline_mean,
                                   change_mean, change_sd, ci_low, ci_high, by_local, sources)
            SELECT :snapshot, coalesce(max(edition), 0) + 1, :occurred_at, :n_consented, :n_paired, :missing,
                   :baseline_mean, :change_mean, :change_sd, :ci_low, :ci_high, :by_local, :sources
            FROM published WHERE snapshot = :snapshot""",
            {"instrument": "the snapshot's name begins with it", "occasion": "the snapshot's name ends with it"},
        )
    }
)


async def publish_when_quiet(here: ServiceContext, following: Following) -> None:
    """For ever: publish new editions once more has been counted and the logs are quiet for three seconds."""
    last: float | None = None
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(LOOK_EVERY)
        arrived = following.arrived
        if arrived == last or loop.time() - arrived < QUIET or following.progress.waiting():
            continue
        try:
            await publish(here)
            last = arrived
        except (asyncpg.PostgresError, *TRANSIENT_ERRORS) as trouble:
            log.warning("publisher waits", error=type(trouble).__name__)


async def publish(here: ServiceContext) -> int:
    """Publish an edition of every table that has changed and may follow its earlier ones. Returns how many."""
    async with here.db.snapshot() as tx:
        facts = await store.facts(tx)
    found = await asyncio.to_thread(answer, facts, instruments.known_in(here.settings.instruments))
    count = 0
    async with here.transaction() as tx:
        await tx.execute("SELECT pg_advisory_xact_lock(hashtext('publish'))")
        for code, occasion in found.outcomes:
            count += await _publish_one(tx, here, found, code, occasion)
    return count


async def _publish_one(tx: Transaction, here: ServiceContext, found: Report, code: str, occasion: str) -> bool:
    snapshot = f"{code}/{occasion}"
    now = Edition(found.people, _members(here, found, code, occasion))
    before = await store.editions(tx, snapshot)
    if now in before or not may_be_published(now, before):
        return False
    await record(tx, edition(here, found, code, occasion))
    await store.remember_edition(tx, snapshot, now)
    return True


def _members(here: ServiceContext, found: Report, code: str, occasion: str) -> dict[str, set[bytes]]:
    """Who is counted, and with which scores: fingerprints that say nothing without our key and the person's row."""
    key = here.settings.secret.get_secret_value().encode()
    members: dict[str, set[bytes]] = {}
    for pair in found.pairs[code, occasion]:
        said = f"lc/v1/edition/{pair.participant}/{pair.before}/{pair.after}"
        members.setdefault(found.sites[pair.participant], set()).add(
            hmac.new(key, said.encode(), hashlib.sha256).digest()
        )
    return members


def edition(here: ServiceContext, found: Report, code: str, occasion: str) -> OutcomesPublished:
    """The OutcomesPublished event of one instrument and follow-up, small cells suppressed."""
    one = found.figures(code, occasion)
    change = one["change"]
    return OutcomesPublished(
        occurred_at=here.now(),
        snapshot=f"{code}/{occasion}",
        instrument=code,
        occasion=occasion,
        n_consented=one["n_consented"],
        n_paired=one["n_paired"],
        missing=one["n_consented"] - one["n_paired"],
        baseline_mean=one["baseline"]["mean"],
        change_mean=change["mean"],
        change_sd=change["sd"],
        ci_low=change["ci_low"],
        ci_high=change["ci_high"],
        by_local={row["group"]: {key: row[key] for key in SHOWN} for row in one["by_site"]},
        sources=found.sources,
    )
