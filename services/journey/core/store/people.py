"""People as their link worker sees them: one query, whether for one person or for everybody of one link worker.

What a list asks of everybody stands beside the journey (migration 0008); the rest is looked up for those few people
whose page or day it is. For lists of many see caseload/store/lists.py.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.journey.core.rules.people import (
    Agreement,
    Card,
    CheckInMessage,
    CurrentPause,
    Debrief,
    Hour,
    Meeting,
    OpenSafetyNote,
    Person,
    Promise,
    Review,
    UnseenReply,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction

from .journeys import rhythm_of

NO_DAY = date(1970, 1, 1)
PEOPLE = """
    SELECT j.*, together.since AS together_since, card_of(j.participant_id) AS card,
           given.given_at AS service_since, asked.*,
           coalesce(debriefs.found, '[]'::jsonb) AS debriefs, coalesce(meetings.found, '[]'::jsonb) AS meetings,
           coalesce(occasions.found, '[]'::jsonb) AS occasions, paused.found AS pause,
           coalesce(promises.found, '[]'::jsonb) AS promises, coalesce(reviews.found, '[]'::jsonb) AS reviews,
           coalesce(hours.found, '[]'::jsonb) AS hours, coalesce(worries.found, '[]'::jsonb) AS worries,
           CASE WHEN coalesce(k.year_of_birth, own.year) IS NULL AND own.word IS NULL AND k.name IS NOT NULL
                THEN 'no_year'
                WHEN EXISTS (SELECT FROM check_in c JOIN link_try t ON t.check_in_id = c.id WHERE c.journey_id = j.id)
                THEN 'wrong_year' END AS shut_out,
           EXISTS (SELECT FROM consent c WHERE c.journey_id = j.id AND c.purpose = 'messages'
                                               AND c.withdrawn_at IS NULL) AS gets_messages,
           coalesce(answers.found, '[]'::jsonb) AS answers, coalesce(yes.found, '[]'::jsonb) AS agreements
    FROM unnest($1::uuid[]) AS wanted(journey_id)
    JOIN journey j ON j.id = wanted.journey_id
    LEFT JOIN card k ON k.participant_id = j.participant_id
    LEFT JOIN own_key own ON own.participant_id = j.participant_id
    LEFT JOIN LATERAL (
        SELECT coalesce(max(happened_at), j.opened_at) AS since FROM turn
        WHERE turn.journey_id = j.id AND turn.kind = 'handed_over') together ON true
    LEFT JOIN consent given ON given.journey_id = j.id AND given.purpose = 'service' AND given.withdrawn_at IS NULL
    LEFT JOIN LATERAL (
        SELECT due_at, answered_at, feeling, please_call, words, by, moved_to,
               held_at IS NULL AND (missed_at IS NULL OR answered_at >= missed_at) AS asked_open
        FROM check_in WHERE check_in.journey_id = j.id AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT 1
        ) asked ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', d.id, 'title', coalesce((
                             SELECT coalesce(g.title, a.title) FROM activity a
                             LEFT JOIN community_group g ON g.id = a.group_id WHERE a.id = d.activity_id),
                             'a get-together'),
                         'attended_on', coalesce(l.session_on, d.due_at::date)) ORDER BY d.due_at) AS found
        FROM debrief d LEFT JOIN last_mile l ON l.id = d.attendance_id
        WHERE d.journey_id = j.id AND d.held_at IS NULL) debriefs ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('activity_id', a.id, 'title', coalesce(g.title, a.title),
                         'weekday', a.weekday, 'starts_at', a.starts_at, 'introduced', m.introduced,
                         'been', m.been)) AS found
        FROM (SELECT activity_id, bool_or(step = 'introduced') AS introduced,
                     bool_or(step = 'introduced' AND detail = 'together') OR bool_or(step = 'went_together') AS company,
                     bool_or(step IN ('went_alone', 'settled')) AS alone,
                     count(DISTINCT coalesce(session_on, happened_at::date)) FILTER (
                         WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')) AS been,
                     max(happened_at) FILTER (WHERE step = 'place_taken') AS taken,
                     max(happened_at) FILTER (WHERE step IN ('given_up', 'stopped')) AS given_up
              FROM last_mile WHERE participant_id = j.participant_id GROUP BY activity_id
              HAVING bool_or(step = 'place_taken')) m
        JOIN activity a ON a.id = m.activity_id LEFT JOIN community_group g ON g.id = a.group_id
        WHERE (m.given_up IS NULL OR m.given_up < m.taken)
          AND (m.been = 0 OR m.been < 3 AND m.company AND NOT m.alone)) meetings ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(DISTINCT jsonb_build_array(instrument, occasion)) AS found FROM measure
        WHERE measure.journey_id = j.id AND occasion IS NOT NULL) occasions ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_build_object('from_on', from_on, 'until_on', until_on, 'reason', reason) AS found
        FROM pause WHERE pause.journey_id = j.id AND from_on <= $2::date
          AND coalesce(resumed_on, until_on + 1, 'infinity'::date) > $2::date LIMIT 1) paused ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('goal_id', s.goal_id, 'step_id', s.id, 'what', s.what, 'due_on', s.due_on)
                         ORDER BY s.due_on) AS found
        FROM goal_step s JOIN goal ON goal.id = s.goal_id
        WHERE s.journey_id = j.id AND s.who = 'link_worker' AND s.due_on <= $2::date + 1
          AND s.done_at IS NULL AND s.dropped_at IS NULL AND goal.reached_at IS NULL AND goal.let_go_at IS NULL
        ) promises ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('goal_id', goal.id, 'wording', goal.wording, 'review_on', goal.review_on)
                         ORDER BY goal.review_on) AS found
        FROM goal WHERE goal.journey_id = j.id AND review_on <= $2::date AND reached_at IS NULL AND let_go_at IS NULL
        ) reviews ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('session_id', s.id, 'topic', s.topic, 'starts_at', s.starts_at,
                         'place', s.place) ORDER BY s.starts_at) AS found
        FROM skill_place p JOIN skill_session s ON s.id = p.session_id
        WHERE p.journey_id = j.id AND p.came IS NULL AND s.cancelled_at IS NULL
          AND s.starts_at < $2::date + 8) hours ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'urgency', n.urgency, 'escalate_to',
                         n.escalate_to, 'raised_at', n.raised_at, 'seen', n.seen_at IS NOT NULL)
                         ORDER BY n.raised_at) AS found
        FROM safety_note n WHERE n.journey_id = j.id AND n.closed_at IS NULL) worries ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', a.id, 'meaning', a.meaning, 'stops', a.stops,
                         'heard_at', a.heard_at) ORDER BY a.heard_at) AS found
        FROM answer a WHERE a.participant_id = j.participant_id AND a.seen_at IS NULL) answers ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('purpose', c.purpose, 'wording', c.wording, 'ends_on', c.ends_on,
                         'recipient', c.recipient) ORDER BY c.ends_on, c.id) AS found
        FROM consent c WHERE c.journey_id = j.id AND c.withdrawn_at IS NULL) yes ON true"""

OF_ONE = """
    SELECT id FROM journey WHERE link_worker_id = $1 AND closed_at IS NULL
    UNION ALL
    SELECT id FROM journey
    WHERE link_worker_id = $1 AND closed_at IS NOT NULL AND follow_up_on <= $2 AND followed_up_at IS NULL
    UNION ALL
    SELECT n.journey_id FROM safety_note n JOIN journey j ON j.id = n.journey_id
    WHERE n.closed_at IS NULL AND j.link_worker_id = $1 AND j.closed_at IS NOT NULL
      AND NOT (coalesce(j.follow_up_on, 'infinity') <= $2 AND j.followed_up_at IS NULL)"""


async def people_of(tx: Transaction, link_worker_id: UUID, today: date) -> list[Person]:
    """Everybody on that link worker's open journeys, and whoever of closed ones needs them today; newest last."""
    rows = await tx.fetch(OF_ONE, link_worker_id, today)
    return await _people(tx, [row["id"] for row in rows], today)


async def person(tx: Transaction, journey_id: UUID, today: date = NO_DAY) -> Person:
    """One person on that journey; NotFound if there is none.

    Without a day, what was agreed for a day (a pause, a promise, an hour) is not looked up.
    """
    found = await _people(tx, [journey_id], today)
    if not found:
        raise NotFound(journey_id)
    return found[0]


async def _people(tx: Transaction, journey_ids: Sequence[UUID], today: date) -> list[Person]:
    rows = await tx.fetch(f"{PEOPLE} ORDER BY j.opened_at, j.id", journey_ids, today) if journey_ids else []
    return [_person(row) for row in rows]


def _person(row: Record) -> Person:
    return Person(
        journey_id=row["id"],
        participant_id=row["participant_id"],
        link_worker_id=row["link_worker_id"],
        opened_at=row["opened_at"],
        together_since=row["together_since"],
        rhythm=rhythm_of(row),
        card=Card.of(row["card"]) if row["card"] else None,
        closed_at=row["closed_at"],
        closing_reason=row["closing_reason"],
        rhythm_chosen=row["rhythm_chosen"],
        last_contact_at=row["last_contact_at"],
        service_since=row["service_since"],
        asked=_asked(row) if row["asked_open"] else None,
        debriefs=tuple(
            Debrief(UUID(each["id"]), each["title"], date.fromisoformat(each["attended_on"]))
            for each in row["debriefs"]
        ),
        meetings=tuple(_meeting(each) for each in row["meetings"]),
        occasions=tuple((instrument, occasion) for instrument, occasion in row["occasions"]),
        has_plan=row["has_plan"],
        places=row["places"],
        visits=row["visits"],
        stepped_down=row["stepped_down_at"] is not None,
        step_review_on=row["step_review_on"],
        follow_up_on=row["follow_up_on"] if row["followed_up_at"] is None else None,
        shut_out=row["shut_out"],
        gets_messages=row["gets_messages"],
        **_agreed(row),
    )


def _agreed(row: Record) -> dict[str, Any]:
    """What was said for a day or an hour, and what worries somebody."""
    return {
        "pause": _pause(row["pause"]) if row["pause"] else None,
        "promises": tuple(
            Promise(UUID(each["goal_id"]), UUID(each["step_id"]), each["what"], date.fromisoformat(each["due_on"]))
            for each in row["promises"]
        ),
        "reviews": tuple(
            Review(UUID(each["goal_id"]), each["wording"], date.fromisoformat(each["review_on"]))
            for each in row["reviews"]
        ),
        "hours": tuple(
            Hour(UUID(each["session_id"]), each["topic"], datetime.fromisoformat(each["starts_at"]), each["place"])
            for each in row["hours"]
        ),
        "worries": tuple(
            OpenSafetyNote(
                UUID(each["id"]),
                each["kind"],
                each["urgency"],
                each["escalate_to"],
                datetime.fromisoformat(each["raised_at"]),
                each["seen"],
            )
            for each in row["worries"]
        ),
        "answers": tuple(
            UnseenReply(UUID(each["id"]), each["meaning"], each["stops"], datetime.fromisoformat(each["heard_at"]))
            for each in row["answers"]
        ),
        "agreements": tuple(_agreement(each) for each in row["agreements"]),
    }


def _agreement(given: Mapping[str, Any]) -> Agreement:
    ends_on = given["ends_on"]
    last = date.fromisoformat(ends_on) if ends_on else None
    return Agreement(given["purpose"], given["wording"], last, given["recipient"])


def _pause(given: Mapping[str, Any]) -> CurrentPause:
    until = given["until_on"]
    return CurrentPause(
        date.fromisoformat(given["from_on"]), date.fromisoformat(until) if until else None, given["reason"]
    )


def _asked(row: Record) -> CheckInMessage:
    due_at: datetime = row["due_at"]
    return CheckInMessage(
        due_at,
        row["answered_at"],
        row["feeling"],
        row["please_call"],
        row["words"],
        row["by"] == "person",
        row["moved_to"],
    )


def _meeting(given: Mapping[str, Any]) -> Meeting:
    return Meeting(
        UUID(given["activity_id"]),
        given["title"],
        given["weekday"],
        time.fromisoformat(given["starts_at"]),
        given["introduced"],
        given["been"],
    )
