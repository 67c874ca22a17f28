"""The inbox, the waitlist and the list of people: what needs doing first stands first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from services.referral.domain import age
from services.referral.domain.referrals import State
from services.referral.domain.walks import Walk
from services.referral.matching import store as matching
from services.referral.matching.rules.asked import understand
from services.referral.matching.rules.person import Person
from shared.kernel import names
from shared.persistence.database import Transaction
from shared.rules.languages import in_words, spoken

from .referrals import NOW, SETTLED, WALK, walk_of

Show = Literal["new", "waiting", "given", "declined", "joined", "all"]
STATES: dict[str, tuple[str, ...]] = {
    "new": ("received",),
    "waiting": ("waitlisted",),
    "given": ("accepted",),
    "declined": ("declined",),
    "joined": ("joined",),
    "all": ("received", "waitlisted", "accepted", "declined", "joined"),
}
STANDS = f"CASE WHEN r.state IN ('received', 'waitlisted') AND {SETTLED} THEN 'joined' ELSE r.state END"
"""A referral's state as the lists have it: answered by joining it to another record, it waits for nothing."""
LISTED = f"""
    (r.state = ANY($1) OR 'joined' = ANY($1) AND r.state IN ('received', 'waitlisted')) AND {STANDS} = ANY($1)
    AND ($2::text IS NULL OR r.source = $2)"""
ListedState = State | Literal["joined"]
# Those still waiting for an answer first, the longest wait first; then what was decided, the latest first.
ORDER = f"""
    CASE {STANDS} WHEN 'received' THEN 0 WHEN 'waitlisted' THEN 1 ELSE 2 END,
    CASE WHEN r.decided_at IS NULL THEN r.received_at END, r.decided_at DESC, r.id"""


@dataclass(frozen=True)
class ReferralLine:
    """One referral in a list. `alike`: somebody known may be the same person."""

    id: UUID
    participant_id: UUID
    called: str
    source: str
    age_band: str | None
    language: str | None
    languages: list[str] | None
    contact_by: str
    safe_to_contact: str
    received_at: datetime
    state: ListedState
    waiting_because: str | None
    declined_because: str | None
    decided_at: datetime | None
    alike: bool
    walk: Walk | None
    waiting_since: datetime | None
    ask_again_on: date | None
    tries: int
    """How often somebody tried to reach them and did not, in vain or by a letter on its way."""
    tried_at: datetime | None
    talked_at: datetime | None
    told_at: datetime | None
    """When they last heard from us: a talk, or something written."""
    again_at: datetime | None
    """When they asked to be rung again, if nobody has noted anything since."""

    @property
    def speaks(self) -> str:
        return in_words(spoken(self.language, self.languages))


REACHED = """
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE outcome NOT IN ('talked', 'ring_again')) AS tries,
            max(happened_at) FILTER (WHERE outcome NOT IN ('talked', 'ring_again')) AS tried_at,
            min(happened_at) FILTER (WHERE outcome IN ('talked', 'ring_again')) AS talked_at,
            max(happened_at) FILTER (WHERE outcome IN ('talked', 'ring_again', 'sent')) AS told_at,
            (array_agg(again_at ORDER BY happened_at DESC, noted_at DESC))[1] AS again_at
        FROM contact k WHERE k.referral_id = r.id AND k.taken_back_at IS NULL) reached"""
"""What was noted of reaching whoever a referral `r` is about."""


async def counts(tx: Transaction) -> dict[str, int]:
    """How many referrals there are of each state."""
    rows = await tx.fetch(f"SELECT {STANDS} AS state, count(*) AS number FROM referral r GROUP BY 1")  # noqa: S608
    return dict.fromkeys(STATES["all"], 0) | {row["state"]: row["number"] for row in rows}


async def sources(tx: Transaction, show: Show) -> list[str]:
    """The sources (codes) that the referrals of a list have, in the order of the alphabet."""
    rows = await tx.fetch(
        f"SELECT DISTINCT source FROM referral r WHERE {LISTED} ORDER BY source",  # noqa: S608
        STATES[show],
        None,
    )
    return [row["source"] for row in rows]


async def number(tx: Transaction, show: Show, source: str | None) -> int:
    """How many referrals a list has, from one source or, with None, from all."""
    found = await tx.fetchval(
        f"SELECT count(*) FROM referral r WHERE {LISTED}",  # noqa: S608
        STATES[show],
        source,
    )
    return int(found)


async def lines(
    tx: Transaction, show: Show, source: str | None, most: int, offset: int, among: list[UUID] | None = None
) -> list[ReferralLine]:
    """A part of a list: who still waits for an answer first, the longest wait first; then the latest decided.

    `among`: only of these participants, if they are given.
    """
    rows = await tx.fetch(
        f"""
        SELECT r.id, r.participant_id, coalesce(c.preferred_name, c.name) AS called, r.source, r.age_band, c.language,
            c.languages, c.contact_by, c.safe_to_contact, r.received_at, {STANDS} AS state, r.waiting_because,
            r.declined_because, r.decided_at, {WALK},
            r.waiting_since, r.ask_again_on, reached.*,
            r.decided_at IS NULL AND EXISTS (
                SELECT FROM matching_pairs m WHERE m.participant_id = r.participant_id AND m.bits >= $5
                AND NOT EXISTS (
                    SELECT FROM pair_answer a WHERE a.participant_id = m.participant_id AND a.with_id = m.other_id
                    AND a.answer <> 'unsure')) AS alike
        FROM referral r JOIN card c USING (participant_id) {NOW} {REACHED}
        WHERE {LISTED} AND ($6::uuid[] IS NULL OR r.participant_id = ANY($6))
        ORDER BY {ORDER} LIMIT $3 OFFSET $4""",  # noqa: S608
        STATES[show],
        source,
        most,
        offset,
        await matching.shown_from(tx),
        among,
    )
    return [ReferralLine(walk=walk_of(found), **found) for found in map(dict, rows)]


async def found(tx: Transaction, asked: str, phone: Callable[[str], str | None]) -> list[UUID]:
    """The participants whom a name, a number, a suburb or whoever referred them fits, as it was typed."""
    known = [who for who, _ in await matching.found(tx, understand(asked, phone, _born))]
    rows = await tx.fetch(
        """
        SELECT r.participant_id FROM referral r JOIN card c USING (participant_id)
        WHERE strpos(lower(c.address), lower($1)) > 0 OR strpos(lower(r.referred_by), lower($1)) > 0""",
        asked,
    )
    return list(dict.fromkeys([*known, *(row["participant_id"] for row in rows)]))


async def rows_for_download(tx: Transaction, show: Show, source: str | None) -> list[Any]:
    """A list's rows for a spreadsheet: ids, codes and times, no name, no number. Columns: `pages.inbox.COLUMNS`."""
    return await tx.fetch(
        f"""
        SELECT r.id, r.source, r.age_band, {STANDS} AS state, r.received_at, r.waiting_since, r.waiting_because,
            r.decided_at, r.declined_because, r.redirected_to, {WALK},
            r.ask_again_on, reached.tries, reached.tried_at, reached.talked_at, reached.told_at
        FROM referral r {NOW} {REACHED} WHERE {LISTED} ORDER BY {ORDER}""",  # noqa: S608
        STATES[show],
        source,
    )


@dataclass(frozen=True)
class Before:
    """A decision that was taken back."""

    decision: Literal["waitlisted", "declined", "accepted"]
    because: str | None
    link_worker_id: UUID | None
    note: str | None
    decided_by: UUID | None
    decided_at: datetime
    taken_back_by: UUID | None
    taken_back_at: datetime


async def decisions_before(tx: Transaction, referral_id: UUID) -> list[Before]:
    """What was decided about a referral and taken back, the latest first."""
    rows = await tx.fetch(
        """
        SELECT decision, because, link_worker_id, note, decided_by, decided_at, taken_back_by, taken_back_at
        FROM decision_before WHERE referral_id = $1 ORDER BY taken_back_at DESC, id""",
        referral_id,
    )
    return [Before(**row) for row in rows]


@dataclass(frozen=True)
class PersonResult:
    """Somebody in the list of people."""

    participant_id: UUID
    referral_id: UUID
    name: str
    preferred_name: str | None
    born: age.Born | None
    state: ListedState
    received_at: datetime
    walk: Walk | None


async def people(tx: Transaction, asked: str, phone: Callable[[str], str | None], most: int) -> list[PersonResult]:
    """Find people by what is typed: a name however it is spelt, a number, an address, a year; the likeliest first.

    `phone`: reads a number into E.164; None if it is none. Nothing asked: those who came last.
    """
    if not asked.strip():
        return await _people(tx, "ORDER BY r.received_at DESC, r.id LIMIT $1", most)
    found = dict(await matching.found(tx, understand(asked, phone, _born)))
    rows = await _people(tx, "WHERE c.participant_id = ANY($1) ORDER BY r.received_at DESC, r.id", list(found))
    return sorted(rows, key=lambda row: -found[row.participant_id])[:most]


async def _people(tx: Transaction, which: str, value: object) -> list[PersonResult]:
    rows = await tx.fetch(
        f"""
        SELECT c.participant_id, r.id AS referral_id, c.name, c.preferred_name, c.year_of_birth, c.born_on,
            c.born_estimated, {STANDS} AS state, r.received_at, {WALK}
        FROM card c JOIN referral r USING (participant_id) {NOW} {which}""",  # noqa: S608
        value,
    )
    return [PersonResult(walk=walk_of(each), born=_told(each), **each) for each in map(dict, rows)]


def _told(values: dict[str, Any]) -> age.Born | None:
    year, on, estimated = values.pop("year_of_birth"), values.pop("born_on"), values.pop("born_estimated")
    return age.Born(year, on, estimated) if year else None


def _born(text: str) -> Person | None:
    try:
        told = age.born(text)
    except ValueError:
        return None
    return Person("", year=told.year, born=told.on)


@dataclass(frozen=True)
class ErasureEntry:
    """A line of the register: whose record was erased, what time it covered, when and why."""

    name: str
    period_from: date
    period_until: date
    erased_at: datetime
    reason: str
    because: str | None
    decided_by: UUID | None


async def erased(tx: Transaction, asked: str = "") -> list[ErasureEntry]:
    """The register of erasures, the latest line first; of those whose name was typed, however it is spelt."""
    rows = await tx.fetch(
        """
        SELECT name, period_from, period_until, erased_at, reason, because, decided_by FROM deletion
        ORDER BY position DESC"""
    )
    typed = names.folded(asked)
    return [
        ErasureEntry(**row)
        for row in rows
        if not asked or names.found_by(typed, names.words_of(row["name"]), names.joined(row["name"]))
    ]
