"""Everything that is kept here about one person, on all their journeys: what they may read themselves."""

# ruff: noqa: S608 (every part of a statement is text of this module)

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.journey.goals.store import goals
from shared.persistence.database import Transaction

OWN = "journey_id IN (SELECT id FROM journey WHERE participant_id = $1)"
TITLE = """
    coalesce(a.title || CASE WHEN g.title <> a.title THEN ' (' || g.title || ')' ELSE '' END, g.title,
             'a get-together') AS place
    FROM {} one LEFT JOIN activity a ON a.id = one.activity_id LEFT JOIN community_group g ON g.id = a.group_id"""

PARTS: Mapping[str, str] = {
    "card": """
        SELECT name, preferred_name, pronouns, coalesce(own.year, year_of_birth) AS year_of_birth, phone, email,
               languages, interpreter,
               language, contact_by, hours_from, hours_until, own.word IS NOT NULL AS chose_a_word, address,
               source, asked_at, CASE WHEN source = 'self' THEN what_brings_them END AS what_brings_them, intake_note
        FROM card LEFT JOIN own_key own USING (participant_id) WHERE participant_id = $1""",
    "journeys": """
        SELECT opened_at, closed_at, every_weeks, weekday, weekdays, hour, minute, step_review_on, follow_up_on
        FROM journey WHERE participant_id = $1 ORDER BY episode""",
    "turns": f"SELECT kind, code, happened_at FROM turn WHERE {OWN} ORDER BY happened_at, id",
    "brought_along": f"""
        SELECT from_local, coalesce(carried -> 'ways', '[]'::jsonb) AS ways,
               coalesce(carried -> 'agreements', '[]'::jsonb) AS agreements, brought_at FROM brought_along
        WHERE {OWN} ORDER BY brought_at, transfer_id""",
    "what_matters": f"""
        SELECT told, recorded_at, what_matters, people, communication, wellness, please_do, support, also, interests,
               interests_past, interests_future, personal_values, habits, adjustments, interpreter, written_with
        FROM matters WHERE {OWN} ORDER BY recorded_at, id""",
    "agreements": f"""
        SELECT purpose, method, wording, language, given_at, refused_at, renewed_at, withdrawn_at, withdrawn_by,
               because, ends_on, scope, recipient
        FROM (SELECT purpose, method, wording, language, given_at, NULL::timestamptz AS refused_at,
                     NULL::timestamptz AS renewed_at, withdrawn_at, withdrawn_by, because, ends_on, scope, recipient, id
              FROM consent WHERE {OWN}
              UNION ALL SELECT purpose, method, wording, language, NULL, refused_at, NULL, NULL, NULL, NULL, NULL,
                               '{{}}', NULL, id FROM refusal WHERE {OWN} AND taken_back_at IS NULL
              UNION ALL SELECT c.purpose, r.method, NULL, NULL, NULL, NULL, r.renewed_at, NULL, NULL, NULL, NULL,
                               '{{}}', c.recipient, r.id FROM consent_renewal r JOIN consent c ON c.id = r.consent_id
              WHERE r.{OWN}) said
        ORDER BY coalesce(given_at, refused_at, renewed_at, withdrawn_at), id""",
    "measures": f"""
        SELECT instrument, version, taken_at, occasion, mode, answers, declined_items, score, missing_reason, subscales,
               weights FROM measure WHERE {OWN} ORDER BY taken_at, id""",
    "check_ins": f"""
        SELECT due_at, by, answered_at, feeling, please_call, words, moved_at, moved_to, missed_at, missed_reason,
               held_at, mode, taken_back_at FROM check_in
        WHERE {OWN} ORDER BY coalesce(due_at, held_at, taken_back_at), id""",
    "tries": f"""
        SELECT way, outcome, happened_at FROM attempt WHERE {OWN} AND taken_back_at IS NULL
        UNION ALL
        SELECT way, outcome, happened_at FROM early_contact WHERE participant_id = $1 AND NOT taken_back
        ORDER BY happened_at""",
    "pauses": f"""
        SELECT from_on, until_on, reason, paused_at, resumed_on FROM pause
        WHERE {OWN} ORDER BY from_on, paused_at, id""",
    "groups": f"""
        SELECT one.step, one.detail, one.session_on, one.happened_at, {TITLE.format("last_mile")}
        WHERE one.participant_id = $1
        ORDER BY coalesce(one.session_on, one.happened_at::date), one.happened_at, one.id""",
    "looking_back": f"""
        SELECT one.held_at, one.would_go_again, {TITLE.format("debrief")}
        WHERE {OWN} AND one.held_at IS NOT NULL ORDER BY one.held_at, one.id""",
    "practising": f"""
        SELECT s.topic, s.starts_at, s.place, s.cancelled_at, p.taken_at, p.came, p.reason, p.confidence
        FROM skill_place p JOIN skill_session s ON s.id = p.session_id WHERE p.{OWN} ORDER BY s.starts_at, p.id""",
    "moments": f"SELECT kind, noted_at FROM moment WHERE {OWN} ORDER BY noted_at, id",
    "put_right": f"SELECT about, reason, corrected_at FROM correction WHERE {OWN} ORDER BY corrected_at, id",
    "companions": f"SELECT kind, name, found_at, ended_at FROM companion WHERE {OWN} ORDER BY found_at, id",
    # Whoever is not safe for them stands on no page that somebody may read over their shoulder.
    "supporters": """
        SELECT s.name, s.relation, s.is_carer, s.contact, s.named_at, s.ended_at, v.may_know, v.words, v.in_emergency,
               v.recorded_at
        FROM supporter s LEFT JOIN LATERAL (
            SELECT may_know, words, in_emergency, recorded_at FROM supporter_view
            WHERE supporter_id = s.id ORDER BY recorded_at DESC, id DESC LIMIT 1) v ON true
        WHERE s.participant_id = $1 AND v.may_know IS DISTINCT FROM 'not_safe' ORDER BY s.named_at, s.id""",
    "looks": """
        SELECT role, count(*) AS times, min(looked_at) AS first_at, max(looked_at) AS last_at,
               array_agg(DISTINCT what ORDER BY what) AS pages
        FROM audit WHERE participant_id = $1 AND user_id <> $1
        GROUP BY role, user_id ORDER BY min(looked_at), user_id""",
}
"""Each part by its name; $1 is the participant. Goals come with their steps, from their own module."""

NOTES = f"""
    SELECT (SELECT count(*) FROM check_in WHERE note IS NOT NULL AND {OWN})
         + (SELECT count(*) FROM debrief WHERE note IS NOT NULL AND {OWN})
         + (SELECT count(*) FROM moment WHERE words IS NOT NULL AND {OWN})
         + (SELECT count(*) FROM attempt WHERE note IS NOT NULL AND {OWN})
         + (SELECT count(*) FROM turn WHERE words IS NOT NULL AND {OWN})"""


async def held(tx: Transaction, participant_id: UUID) -> dict[str, list[Any]]:
    """Everything kept about somebody that they may read themselves: rows by part, and `goals`."""
    found: dict[str, list[Any]] = {
        name: [dict(row) for row in await tx.fetch(select, participant_id)] for name, select in PARTS.items()
    }
    journeys = await tx.fetch("SELECT id FROM journey WHERE participant_id = $1 ORDER BY episode", participant_id)
    found["goals"] = [goal for row in journeys for goal in await goals(tx, row["id"])]
    return found


async def notes_of_others(tx: Transaction, participant_id: UUID) -> int:
    """How many notes about them somebody wrote here in words of their own."""
    return int(await tx.fetchval(NOTES, participant_id))
