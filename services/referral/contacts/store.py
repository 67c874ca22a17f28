"""Tries and talks: as they are noted now, and what stood there before."""

from uuid import UUID

from shared.events import Event, ReferralContactCorrected, ReferralContactNoted, ReferralContactTakenBack
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

from .rules import Contact

WRITES: dict[type[Event], Change] = {
    ReferralContactNoted: """
        INSERT INTO contact (id, referral_id, way, outcome, happened_at, whole_day, minutes, again_at, words, noted_by,
            noted_at)
        SELECT :contact_id, r.id, :way, :outcome, :happened_at, :whole_day, :minutes, :again_at, :words, :noted_by,
            :occurred_at
        FROM referral r WHERE r.id = :referral_id""",
    ReferralContactCorrected: ("""
        UPDATE contact SET way = :way, outcome = :outcome, happened_at = :happened_at, whole_day = :whole_day,
            minutes = :minutes, again_at = :again_at, words = :words, corrections = corrections + 1
        WHERE id = :contact_id AND referral_id = :referral_id AND taken_back_at IS NULL""", """
        INSERT INTO contact_before (id, referral_id, contact_id, way, outcome, happened_at, whole_day, minutes,
            again_at, words, put_right_by, put_right_at)
        SELECT :correction_id, referral_id, id, way, outcome, happened_at, whole_day, minutes, again_at, words,
            :corrected_by, :occurred_at
        FROM contact WHERE id = :contact_id AND referral_id = :referral_id AND taken_back_at IS NULL"""),
    # Words that were meant for somebody else do not stay with this person.
    ReferralContactTakenBack: ("""
        UPDATE contact SET taken_back_at = :occurred_at, taken_back_by = :taken_back_by, taken_back_because = :reason,
            words = CASE WHEN cast(:reason AS text) = 'wrong_person' THEN NULL ELSE words END
        WHERE id = :contact_id AND referral_id = :referral_id AND taken_back_at IS NULL""", """
        UPDATE contact_before SET words = NULL
        WHERE contact_id = :contact_id AND cast(:reason AS text) = 'wrong_person'"""),
}  # fmt: skip

_CONTACT = """
    SELECT id, referral_id, way, outcome, happened_at, whole_day, minutes, again_at, words, noted_by, noted_at,
        corrections, taken_back_at FROM contact"""


async def contacts(tx: Transaction, referral_id: UUID) -> list[Contact]:
    """Tries and talks that stand, the latest first."""
    rows = await tx.fetch(
        f"{_CONTACT} WHERE referral_id = $1 AND taken_back_at IS NULL ORDER BY happened_at DESC, noted_at DESC, id",
        referral_id,
    )
    return [Contact(**row) for row in rows]


async def contact(tx: Transaction, contact_id: UUID, *, lock: bool = False) -> Contact:
    """One try or talk, taken back ones too; locked if it is to be changed. `NotFound` if there is none."""
    row = await tx.fetchrow(f"{_CONTACT} WHERE id = $1 {'FOR UPDATE' if lock else ''}", contact_id)
    if row is None:
        raise NotFound("contact")
    return Contact(**row)


async def before(tx: Transaction, contact_id: UUID) -> list[tuple[Contact, UUID | None]]:
    """What stood there before it was put right, the latest first, each with who put it right and `noted_at` when."""
    rows = await tx.fetch(
        """
        SELECT id, referral_id, way, outcome, happened_at, whole_day, minutes, again_at, words,
            NULL::uuid AS noted_by, put_right_at AS noted_at, 0 AS corrections, put_right_by
        FROM contact_before WHERE contact_id = $1 ORDER BY put_right_at DESC, id""",
        contact_id,
    )
    found = [dict(row) for row in rows]
    return [(Contact(**{k: v for k, v in row.items() if k != "put_right_by"}), row["put_right_by"]) for row in found]
