"""What the person agrees to and what not, and the links they hold."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.journey.core.rules.people import Card
from services.journey.core.store import corrections
from services.journey.core.store.touch import THEN
from shared.events import (
    ConsentCorrected,
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentRenewed,
    ConsentWithdrawn,
    Event,
    SharingConsentGiven,
    SharingConsentWithdrawn,
)
from shared.events.consents import AnyPurpose
from shared.kernel.refusal import NotFound
from shared.persistence import shown
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

from .rules.consents import Standing, Word

# What somebody clicks on their own page is no contact.
IN_TOUCH = f"""
    UPDATE journey SET last_contact_at = greatest(last_contact_at, {THEN})
    WHERE id = :journey_id AND cast(:method AS text) <> 'online'"""  # noqa: S608 (the service's own text)
ENDS = (
    """
    INSERT INTO consent AS c (id, journey_id, purpose, withdrawn_at, withdrawn_by, because, ended_by)
    VALUES (:consent_id, :journey_id, :purpose, :occurred_at, :told_by, :because, :taken_back_by)
    ON CONFLICT (id) DO UPDATE SET (withdrawn_at, withdrawn_by, because, ended_by)
        = (excluded.withdrawn_at, excluded.withdrawn_by, excluded.because, excluded.ended_by)
    WHERE c.withdrawn_at IS NULL""",
    corrections.taken_back("consent", "purpose", "consent WHERE id = :consent_id"),
)
WRITES: dict[type[Event], Change] = {
    ConsentGiven: (
        f"""
        INSERT INTO consent (id, journey_id, purpose, method, wording, language, said_on, given_at, noted_by, ends_on)
        VALUES (:consent_id, :journey_id, :purpose, :method, :wording, :in_language, :happened_on, {THEN}, :noted_by,
                :ends_on)""",  # noqa: S608
        IN_TOUCH,
    ),
    SharingConsentGiven: (
        f"""
        INSERT INTO consent (id, journey_id, purpose, method, wording, language, said_on, given_at, noted_by, ends_on,
                             scope, referral_id, recipient_id, recipient_kind, recipient)
        VALUES (:consent_id, :journey_id, :purpose, :method, :wording, :in_language, :happened_on, {THEN}, :noted_by,
                :ends_on, :scope, :referral_id, :recipient_id, :recipient_kind, :recipient)""",  # noqa: S608
        IN_TOUCH,
    ),
    ConsentRefused: (
        f"""
        INSERT INTO refusal (id, journey_id, purpose, method, wording, language, said_on, refused_at, noted_by)
        VALUES (:refusal_id, :journey_id, :purpose, :method, :wording, :in_language, :happened_on, {THEN},
                :noted_by)""",  # noqa: S608
        IN_TOUCH,
    ),
    ConsentRenewed: (
        f"""
        UPDATE consent SET (wording, language, ends_on, renewed_at) = (:wording, :in_language, :ends_on, {THEN})
        WHERE id = :consent_id AND purpose = :purpose AND withdrawn_at IS NULL""",  # noqa: S608
        f"""
        INSERT INTO consent_renewal (id, consent_id, journey_id, method, said_on, renewed_at, noted_by, was_wording,
                                     was_language, was_ends_on)
        SELECT :renewal_id, id, journey_id, :method, :happened_on, {THEN}, :noted_by, wording, language, ends_on
        FROM consent WHERE id = :consent_id""",  # noqa: S608
        IN_TOUCH,
    ),
    # Whoever does not agree to working together any more is not asked later either.
    ConsentWithdrawn: (
        *ENDS,
        "UPDATE journey SET follow_up_on = NULL WHERE id = :journey_id AND cast(:purpose AS text) = 'service'",
    ),
    SharingConsentWithdrawn: ENDS,
    ConsentCorrected: (
        """
        UPDATE consent SET (given_at, said_on) = (:happened_at, :happened_on)
        WHERE id = :consent_id AND purpose = :purpose AND withdrawn_at IS NULL""",
        corrections.put_right("consent", "purpose", "NULL", "consent WHERE id = :consent_id"),
    ),
    ConsentRefusalTakenBack: (
        """
        UPDATE refusal SET taken_back_at = :occurred_at
        WHERE id = :refusal_id AND purpose = :purpose AND taken_back_at IS NULL""",
        corrections.taken_back("refusal", "purpose", "refusal WHERE id = :refusal_id"),
    ),
}

MISTAKEN = "coalesce(because, '') IN ('wrong_person', 'twice', 'did_not_happen')"
STORY: tuple[str, ...] = (
    f"""
    SELECT given_at, 'consent_given', purpose, recipient FROM consent
    WHERE journey_id = $1 AND given_at IS NOT NULL AND NOT {MISTAKEN}""",  # noqa: S608
    f"""
    SELECT withdrawn_at,
           CASE WHEN because = 'expired' THEN 'consent_expired'
                WHEN withdrawn_by = 'participant' THEN 'consent_withdrawn_alone' ELSE 'consent_withdrawn' END,
           purpose, recipient
    FROM consent WHERE journey_id = $1 AND withdrawn_at IS NOT NULL AND NOT {MISTAKEN}""",  # noqa: S608
    """
    SELECT r.renewed_at, 'consent_renewed', c.purpose, c.recipient
    FROM consent_renewal r JOIN consent c ON c.id = r.consent_id WHERE r.journey_id = $1""",
    """
    SELECT refused_at, 'consent_refused', purpose, NULL FROM refusal
    WHERE journey_id = $1 AND taken_back_at IS NULL""",
    """
    SELECT links_revoked_at, 'links_revoked', NULL, NULL
    FROM journey WHERE id = $1 AND links_revoked_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def words(tx: Transaction, journey_id: UUID) -> list[Word]:
    """Everything that was said on that journey of what they agree to, the latest first, without mistakes."""
    rows = await tx.fetch(
        f"""
        SELECT id, purpose, given_at, withdrawn_at AS ended_at, because AS ended_because, NULL AS refused_at, method,
               wording, language, ends_on, noted_by, withdrawn_by, ended_by, scope, recipient, renewed_at
        FROM consent WHERE journey_id = $1 AND NOT {MISTAKEN}
        UNION ALL
        SELECT id, purpose, NULL, NULL, NULL, refused_at, method, wording, language, NULL, noted_by, NULL, NULL,
               '{{}}', NULL, NULL
        FROM refusal WHERE journey_id = $1 AND taken_back_at IS NULL
        ORDER BY 3 DESC NULLS FIRST, id""",  # noqa: S608
        journey_id,
    )
    found = [Word(**{**dict(row), "scope": tuple(row["scope"])}) for row in rows]
    return sorted(found, key=lambda word: word.at, reverse=True)


async def word(tx: Transaction, journey_id: UUID, word_id: UUID) -> Word:
    """One of these; NotFound where it is not that journey's, or was taken back as a mistake."""
    for one in await words(tx, journey_id):
        if one.id == word_id:
            return one
    raise NotFound(word_id)


@dataclass(frozen=True)
class EarlierWords:
    """In which words a yes stood, and until when, before it was said once more on a day."""

    consent_id: UUID
    renewed_at: datetime
    was_wording: str | None
    was_language: str | None
    was_ends_on: date | None
    method: str
    noted_by: UUID | None


async def renewals(tx: Transaction, journey_id: UUID) -> list[EarlierWords]:
    """Each time that a yes was said once more on that journey, the latest first."""
    rows = await tx.fetch(
        """
        SELECT consent_id, renewed_at, was_wording, was_language, was_ends_on, method, noted_by FROM consent_renewal
        WHERE journey_id = $1 ORDER BY renewed_at DESC, id""",
        journey_id,
    )
    return [EarlierWords(**dict(row)) for row in rows]


async def over(tx: Transaction, today: date, most: int) -> list[Standing]:
    """Whose last day is over; `most` of them, the earliest first."""
    rows = await tx.fetch(
        """
        SELECT j.participant_id, c.journey_id, c.id AS consent_id, c.purpose
        FROM consent c JOIN journey j ON j.id = c.journey_id
        WHERE c.ends_on < $1 AND c.withdrawn_at IS NULL ORDER BY c.ends_on, c.id LIMIT $2""",
        today, most,
    )  # fmt: skip
    return [Standing(**dict(row)) for row in rows]


async def is_over(tx: Transaction, over: Standing, today: date) -> bool:
    """Whether its last day is over and it still stands, asked under the lock of its journey, as all decisions are."""
    await tx.execute("SELECT FROM journey WHERE id = $1 FOR UPDATE", over.journey_id)
    return bool(
        await tx.fetchval(
            "SELECT true FROM consent WHERE id = $1 AND ends_on < $2 AND withdrawn_at IS NULL", over.consent_id, today
        )
    )


async def standing(tx: Transaction, participant_id: UUID, but: UUID | None = None) -> list[Standing]:
    """Every yes that stands on any of their journeys but one, locked."""
    rows = await tx.fetch(
        """
        SELECT j.participant_id, c.journey_id, c.id AS consent_id, c.purpose, c.recipient
        FROM consent c JOIN journey j ON j.id = c.journey_id
        WHERE j.participant_id = $1 AND j.id IS DISTINCT FROM $2 AND c.withdrawn_at IS NULL
        ORDER BY c.given_at, c.id FOR UPDATE OF c""",
        participant_id, but,
    )  # fmt: skip
    return [Standing(**dict(row)) for row in rows]


@dataclass(frozen=True)
class MayBeAsked:
    """Somebody whose yes to being contacted by the evaluator stands."""

    participant_id: UUID
    link_worker_id: UUID
    given_at: datetime
    card: Card | None


async def may_be_asked(tx: Transaction) -> list[MayBeAsked]:
    """Everybody whose yes to being contacted by the evaluator stands, the latest first."""
    rows = await tx.fetch(
        """
        SELECT DISTINCT ON (j.participant_id) j.participant_id, j.link_worker_id, c.given_at, to_jsonb(k) AS card
        FROM consent c JOIN journey j ON j.id = c.journey_id LEFT JOIN card k ON k.participant_id = j.participant_id
        WHERE c.purpose = 'evaluator_contact' AND c.withdrawn_at IS NULL ORDER BY j.participant_id, c.given_at DESC"""
    )
    found = [
        MayBeAsked(row["participant_id"], row["link_worker_id"], row["given_at"],
                   Card.of(row["card"]) if row["card"] and row["card"]["name"] else None)
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.given_at, reverse=True)


async def card(tx: Transaction, participant_id: UUID) -> Card:
    """Who they are; NotFound if there is no card of theirs here."""
    row = await tx.fetchrow("SELECT * FROM card WHERE participant_id = $1 AND name IS NOT NULL", participant_id)
    if row is None:
        raise NotFound(participant_id)
    return Card.of(dict(row))


async def given_for(
    tx: Transaction, participant_id: UUID, purpose: AnyPurpose, *, until: datetime | None = None
) -> list[tuple[UUID, UUID]]:
    """(journey, consent) of every consent to that purpose that holds, on all their journeys, locked.

    `until`: only those that were given up to then.
    """
    rows = await tx.fetch(
        """
        SELECT c.journey_id, c.id FROM consent c JOIN journey j ON j.id = c.journey_id
        WHERE j.participant_id = $1 AND c.purpose = $2 AND c.withdrawn_at IS NULL
          AND c.given_at <= coalesce($3, timestamptz 'infinity')
        ORDER BY j.episode FOR UPDATE OF c""",
        participant_id,
        purpose,
        until,
    )
    return [(row["journey_id"], row["id"]) for row in rows]


async def messages_stopped(tx: Transaction, journey_id: UUID) -> bool:
    """Whether the last word about messages was: stop."""
    return bool(
        await tx.fetchval(
            """
            SELECT withdrawn_at IS NOT NULL FROM consent WHERE journey_id = $1 AND purpose = 'messages'
            ORDER BY withdrawn_at DESC NULLS FIRST LIMIT 1""",
            journey_id,
        )
    )


async def revoke_links(tx: Transaction, journey_id: UUID, at: datetime) -> None:
    """Switch off every link sent so far, by counting up `link_version`.

    Only this service reads these links, so nobody is told.
    """
    await tx.execute(
        "UPDATE journey SET link_version = link_version + 1, links_revoked_at = $2 WHERE id = $1", journey_id, at
    )
    await tx.execute(shown.withdrawn("SELECT id FROM check_in WHERE journey_id = $1"), journey_id)
