"""What must be known at the moment a message would leave, one row a person.

What comes late may only stop a message, never start one.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

import asyncpg

from services.notifications.domain.hours import Hours
from services.notifications.domain.messages import Contact, Quiet, strictest
from shared.events import (
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    JourneyPaused,
    MessagesStopped,
    ParticipantCardUpdated,
    PauseTakenBack,
)
from shared.persistence import joinings
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies

from .replies import GETS_MESSAGES, HOLDS

How = Literal["held", "moved", "missed"]
"""In which way somebody was in touch about a check-in: they talked, agreed on another time, or let it go."""
CONTACTS = f"""
    SELECT c.*, {GETS_MESSAGES} AS gets_messages, {HOLDS} AS held,
           (SELECT max(t.at) FROM touch t WHERE t.participant_id = c.participant_id) AS in_touch_at
    FROM contact c"""  # noqa: S608 (the service's own text)


async def keep_card(tx: Transaction, card: ParticipantCardUpdated) -> None:
    """Keep how somebody may be reached. The newest card counts; an older one heard late may still say "not safe"."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO contact AS c
            (participant_id, called, phone, email, language, contact_by, safe, hours_from, hours_until, card_at,
             card_lies)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (participant_id) DO UPDATE SET
            (called, phone, email, language, contact_by, safe, hours_from, hours_until, card_at, card_lies) =
            (excluded.called, excluded.phone, excluded.email, excluded.language, excluded.contact_by, excluded.safe,
             excluded.hours_from, excluded.hours_until, excluded.card_at, excluded.card_lies)
        WHERE coalesce(c.card_lies, -1) < $12""",
        card.participant_id,
        card.called,
        card.phone,
        card.email,
        card.language,
        card.contact_by,
        card.safe_to_contact,
        card.hours_from,
        card.hours_until,
        card.occurred_at,
        lies.offset,
        lies.after,
    )
    if card.safe_to_contact != "safe":
        await tx.execute(
            "UPDATE contact SET safe = $2 WHERE participant_id = $1 AND safe = 'safe'",
            card.participant_id,
            card.safe_to_contact,
        )


async def keep_consent(tx: Transaction, given: ConsentGiven, said_at: datetime) -> None:
    """Keep that somebody agrees to messages, unless they have withdrawn that or answered STOP since they said so.

    A STOP is told on another log, so there the clocks decide: in doubt nothing is sent.
    """
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, agreed, consent_at, consent_lies) VALUES ($1, true, $2, $3)
        ON CONFLICT (participant_id) DO UPDATE
        SET agreed = true, consent_at = $2, consent_lies = $3, stopped_at = NULL
        WHERE coalesce(c.consent_lies, -1) < $4 AND coalesce(c.stopped_at, $2) <= $2""",
        given.participant_id,
        said_at,
        lies.offset,
        lies.after,
    )


async def keep_withdrawal(tx: Transaction, withdrawn: ConsentWithdrawn) -> None:
    """Keep that somebody withdrew their agreement to messages; also one that comes late stops them."""
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, agreed, consent_at, consent_lies) VALUES ($1, false, $2, $3)
        ON CONFLICT (participant_id) DO UPDATE
        SET agreed = false, consent_at = greatest(c.consent_at, $2), consent_lies = greatest(c.consent_lies, $3)""",
        withdrawn.participant_id,
        withdrawn.occurred_at,
        where_it_lies(tx).offset,
    )


async def keep_stop(tx: Transaction, stopped: MessagesStopped) -> None:
    """Keep a STOP from a life that this database knows nothing of; a consent given after it holds."""
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, agreed, stopped_at) VALUES ($1, false, $2)
        ON CONFLICT (participant_id) DO UPDATE SET agreed = false, stopped_at = $2
        WHERE c.consent_at IS NULL OR c.consent_at <= $2""",
        stopped.participant_id,
        stopped.occurred_at,
    )


async def keep_service_consent(
    tx: Transaction, consent: ConsentGiven | ConsentWithdrawn | ConsentRefused | ConsentRefusalTakenBack
) -> None:
    """Keep that somebody agrees to the service, or has withdrawn or refused that: then they want no message either.

    A yes undoes no later no.
    """
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, left_service, service_lies) VALUES ($1, $2, $3)
        ON CONFLICT (participant_id) DO UPDATE
        SET left_service = $2, service_lies = greatest(c.service_lies, $3)
        WHERE $2 OR coalesce(c.service_lies, -1) < $4""",
        consent.participant_id,
        isinstance(consent, ConsentWithdrawn | ConsentRefused),
        lies.offset,
        lies.after,
    )


async def keep_pause(tx: Transaction, paused: JourneyPaused) -> None:
    """Keep the days of a pause; told again, it has other days now.

    The person's row is held, as by all that stops a message.
    """
    lies = where_it_lies(tx)
    await _hold(tx, paused.participant_id)
    await tx.execute(
        """
        INSERT INTO pause AS p (pause_id, participant_id, from_on, until_on, journey_id, lies)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (pause_id) DO UPDATE SET from_on = $3, until_on = $4, lies = $6
        WHERE coalesce(p.lies, -1) < $7""",
        paused.pause_id,
        paused.participant_id,
        paused.from_on,
        paused.until_on,
        paused.journey_id,
        lies.offset,
        lies.after,
    )


async def keep_resumption(tx: Transaction, pause_id: UUID, ended_on: date) -> None:
    """End a pause: from `ended_on` on it holds no more."""
    await tx.execute(
        "UPDATE pause SET until_on = least(until_on, $2::date - 1) WHERE pause_id = $1", pause_id, ended_on
    )


async def take_pause_back(tx: Transaction, told: PauseTakenBack, on: date) -> None:
    """Let a pause cover no day. Its row stays: the telling of it may still come.

    `on`: a day for a pause that is not known here yet.
    """
    lies = where_it_lies(tx)
    await _hold(tx, told.participant_id)
    await tx.execute(
        """
        INSERT INTO pause AS p (pause_id, participant_id, from_on, until_on, journey_id, lies)
        VALUES ($1, $2, $3, $3::date - 1, $4, $5)
        ON CONFLICT (pause_id) DO UPDATE SET until_on = p.from_on - 1, lies = $5 WHERE coalesce(p.lies, -1) < $6""",
        told.pause_id, told.participant_id, on, told.journey_id, lies.offset, lies.after,
    )  # fmt: skip


async def keep_touch(tx: Transaction, participant_id: UUID, check_in_id: UUID, how: How, at: datetime) -> None:
    """Keep when and how somebody was in touch with a person about a check-in; told again, the later time counts."""
    await _hold(tx, participant_id)
    await tx.execute(
        """
        INSERT INTO touch AS t (check_in_id, how, participant_id, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (check_in_id, how) DO UPDATE SET at = greatest(t.at, $4)""",
        check_in_id,
        how,
        participant_id,
        at,
    )


async def forget_touch(tx: Transaction, participant_id: UUID, check_in_id: UUID) -> None:
    """Forget that this check-in was held: it was a mistake. Other times that somebody was in touch still count."""
    await _hold(tx, participant_id)
    await tx.execute("DELETE FROM touch WHERE check_in_id = $1 AND how = 'held'", check_in_id)


async def _hold(tx: Transaction, participant_id: UUID) -> None:
    """The person's row, made if it is not there, and held until the end of the transaction."""
    await tx.execute(
        """
        INSERT INTO contact (participant_id) VALUES ($1)
        ON CONFLICT (participant_id) DO UPDATE SET participant_id = $1""",
        participant_id,
    )


async def locked(tx: Transaction, participant_id: UUID) -> Contact:
    """What is known about reaching a person, the rows of all their records locked until the transaction ends.

    Whoever wants to say "not safe" or "stop" comes before this or after the hand-over. It is read once the lock is
    held: what was told in the other tables while this waited for it is seen.
    """
    await tx.execute(
        """
        SELECT FROM contact WHERE participant_id IN (SELECT records_of($1)) ORDER BY participant_id FOR UPDATE""",
        participant_id,
    )
    rows = await tx.fetch(f"{CONTACTS} WHERE c.participant_id IN (SELECT records_of($1))", participant_id)
    pauses = await pauses_of(tx, [participant_id])
    known = {row["participant_id"]: contact_of(row, pauses.get(row["participant_id"], ())) for row in rows}
    own = known.get(participant_id, Contact(participant_id))
    if len(known) < 2:
        return own
    stand = await joinings.standing(tx, list(known))
    since = max((each.joined_at for each in stand), default=datetime.min.replace(tzinfo=UTC))
    return strictest(own, list(known.values()), await joinings.person_of(tx, participant_id), since)


async def hold_both(tx: Transaction, one: UUID, other: UUID) -> None:
    """Make sure that both have a row, and lock them in the ids' order: no message leaves while they are joined."""
    await tx.execute(
        "INSERT INTO contact (participant_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", sorted((one, other))
    )
    await tx.execute(
        "SELECT FROM contact WHERE participant_id = ANY($1) ORDER BY participant_id FOR UPDATE", [one, other]
    )


async def pauses_of(tx: Transaction, participant_ids: Iterable[UUID]) -> dict[UUID, tuple[Quiet, ...]]:
    """The pauses of the journeys people are on now, by participant."""
    rows = await tx.fetch(
        """
        SELECT participant_id, p.from_on, p.until_on FROM pause p JOIN contact c USING (participant_id)
        WHERE participant_id = ANY($1) AND coalesce(p.journey_id = c.journey_id, true)""",
        list(participant_ids),
    )
    found: dict[UUID, tuple[Quiet, ...]] = {}
    for row in rows:
        quiet = Quiet(row["from_on"], row["until_on"])
        found[row["participant_id"]] = (*found.get(row["participant_id"], ()), quiet)
    return found


def contact_of(row: asyncpg.Record, pauses: tuple[Quiet, ...] = ()) -> Contact:
    """Make a `Contact` of a row of CONTACTS and the person's pauses."""
    return Contact(
        participant_id=row["participant_id"],
        has_card=row["card_at"] is not None,
        phone=row["phone"],
        email=row["email"],
        language=row["language"],
        contact_by=row["contact_by"],
        safe=row["safe"],
        hours=Hours(row["hours_from"], row["hours_until"]),
        agreed=row["gets_messages"],
        journey_id=row["journey_id"],
        journey_open=row["journey_open"],
        pauses=pauses,
        in_touch_at=row["in_touch_at"],
        held=row["held"],
        agreed_at=row["consent_at"],
        stopped_at=_stopped_at(row),
    )


def _stopped_at(row: asyncpg.Record) -> datetime | None:
    if row["left_service"] or (row["consent_at"] is not None and not row["agreed"]):
        return row["stopped_at"] or row["consent_at"] or datetime.max.replace(tzinfo=UTC)
    stopped_at: datetime | None = row["stopped_at"]
    return stopped_at
