"""Who the person is, as referral tells it, and what they answered to messages, as notifications does."""

from shared.events import AnswerOpenedAgain, AnswerSeen, MessageAnswered, ParticipantCardUpdated
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies


async def keep_card(tx: Transaction, card: ParticipantCardUpdated) -> bool:
    """Keep the card that is newest on the log; returns whether its year of birth is another than was known."""
    lies = where_it_lies(tx)
    year = await tx.fetchval("SELECT year_of_birth FROM card WHERE participant_id = $1", card.participant_id)
    await tx.execute(
        """
        INSERT INTO card AS c (participant_id, name, preferred_name, pronouns, year_of_birth, phone, email, language,
                               contact_by, safe_to_contact, hours_from, hours_until, told_at, lies, languages,
                               interpreter, address, asked_at,
                               source, what_brings_them, referred_by, intake_note, tell_none_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                $16, $17, $18, $19, $20, $21, $22, $23, $24)
        ON CONFLICT (participant_id) DO UPDATE SET
            (name, preferred_name, pronouns, year_of_birth, phone, email, language, contact_by, safe_to_contact,
             hours_from, hours_until, told_at, lies, languages, interpreter, address, asked_at, source,
             what_brings_them, referred_by,
             intake_note, tell_none_of)
            = (excluded.name, excluded.preferred_name, excluded.pronouns, excluded.year_of_birth, excluded.phone,
               excluded.email, excluded.language, excluded.contact_by, excluded.safe_to_contact, excluded.hours_from,
               excluded.hours_until, excluded.told_at, excluded.lies, excluded.languages, excluded.interpreter,
               excluded.address, excluded.asked_at,
               excluded.source, excluded.what_brings_them, excluded.referred_by, excluded.intake_note,
               excluded.tell_none_of)
        WHERE coalesce(c.lies, -1) < $15""",
        card.participant_id,
        card.name,
        card.preferred_name,
        card.pronouns,
        card.year_of_birth,
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
        card.languages,
        card.interpreter,
        card.address,
        card.asked_at,
        card.source,
        card.what_brings_them,
        card.referred_by,
        card.intake_note,
        card.tell_none_of,
    )
    return bool(year != card.year_of_birth)


async def keep_answer(tx: Transaction, told: MessageAnswered) -> None:
    """Keep that the person answered a message: what it means, and whether it stops messages."""
    await tx.execute(
        """
        INSERT INTO answer (id, participant_id, meaning, stops, heard_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING""",
        told.reply_id,
        told.participant_id,
        told.meaning,
        told.stops,
        told.occurred_at,
    )


async def keep_whether_seen(tx: Transaction, told: AnswerSeen | AnswerOpenedAgain) -> None:
    """Keep that a reply was looked at, or waits again; the newest on the log counts."""
    lies = where_it_lies(tx)
    await tx.execute(
        "UPDATE answer SET seen_at = $2, lies = $3 WHERE id = $1 AND coalesce(lies, -1) < $4",
        told.reply_id,
        told.occurred_at if isinstance(told, AnswerSeen) else None,
        lies.offset,
        lies.after,
    )
