"""Each step towards a community group, whoever told of it, and who goes along."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from services.journey.core.store.corrections import taken_back
from services.journey.core.store.touch import IN_TOUCH
from services.journey.groups.rules.last_mile import GroupPathway, PathwayStep, StepRecord, of
from shared.events import (
    Event,
    GivingUpCorrected,
    SettledIn,
    SettlingInTakenBack,
    StoppedGoing,
    StoppingTakenBack,
    VisitNoted,
    VisitTakenBack,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies
from shared.persistence.outbox import Change, Partly

NOTED = """
    WHERE id = :visit_id AND participant_id = :participant_id
      AND step IN ('went_together', 'went_with_companion', 'went_alone')"""
SETTLED = "WHERE id = :settling_id AND participant_id = :participant_id AND step = 'settled'"
STOPPED = "WHERE id = :stop_id AND participant_id = :participant_id AND step = 'stopped'"
TAKEN_BACK = {
    "attended": "taken_back",
    "introduced": "introduction_taken_back",
    "proposed": "proposal_taken_back",
    "place_taken": "place_taken_back",
    "given_up": "giving_up_taken_back",
}
"""What a step is called once it was taken back."""
WRITES: dict[type[Event], Change] = {
    VisitNoted: (
        """
        INSERT INTO last_mile (id, participant_id, activity_id, group_id, step, happened_at, session_on, companion_id)
        VALUES (:visit_id, :participant_id, :activity_id, :group_id, 'went_' || :went::text, :occurred_at, :visited_on,
                :companion_id)
        ON CONFLICT DO NOTHING""",
        IN_TOUCH,
    ),
    # Its row stays under another name: whoever else told that they were there still counts.
    VisitTakenBack: Partly(
        (
            f"UPDATE last_mile SET step = 'taken_back' {NOTED}",  # noqa: S608
            taken_back("visit", "step", f"last_mile {NOTED}"),
        ),
        {"activity_id": "the visit's own", "group_id": "the visit's own"},
    ),
    SettlingInTakenBack: Partly(
        (
            f"UPDATE last_mile SET step = 'settling_taken_back' {SETTLED}",  # noqa: S608
            taken_back("settling", "step", f"last_mile {SETTLED}"),
        ),
        {"activity_id": "the settling in's own", "group_id": "the settling in's own"},
    ),
    StoppingTakenBack: Partly(
        (
            f"UPDATE last_mile SET step = 'stopping_taken_back', detail = NULL {STOPPED}",  # noqa: S608
            taken_back("stopping", "detail", f"last_mile {STOPPED}"),
        ),
        {"activity_id": "the stopping's own", "group_id": "the stopping's own"},
    ),
    SettledIn: Partly(
        """
        INSERT INTO last_mile (id, participant_id, activity_id, group_id, step, happened_at)
        VALUES (:settling_id, :participant_id, :activity_id, :group_id, 'settled', :occurred_at)""",
        {"journey_id": "a way to a group is the person's, whichever journey they are on"},
    ),
    StoppedGoing: Partly(
        """
        INSERT INTO last_mile (id, participant_id, activity_id, group_id, step, happened_at, detail)
        VALUES (:stop_id, :participant_id, :activity_id, :group_id, 'stopped', :occurred_at, :reason)""",
        {"journey_id": "a way to a group is the person's, whichever journey they are on"},
    ),
}

# A visit is told with its day, because it is often noted later; so is what was taken back, unless that is a correction.
# An attendance is not told a second time where somebody has noted how they went on that day.
STORY: tuple[str, ...] = (
    """
    SELECT l.happened_at, CASE WHEN l.step = 'introduced' THEN 'introduced_' || l.detail ELSE l.step END,
           CASE WHEN l.step IN ('stopped', 'given_up', 'giving_up_put_right') THEN l.detail
                WHEN l.step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')
                  OR l.step LIKE '%taken_back'
                THEN to_char(l.session_on, 'YYYY-MM-DD') END,
           coalesce(g.title, a.title, 'a get-together')
    FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
    LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN community_group g ON g.id = l.group_id
    WHERE j.id = $1 AND NOT (l.step LIKE '%taken_back' AND EXISTS (SELECT FROM correction c WHERE c.about_id = l.id))
      AND NOT (l.step = 'attended' AND EXISTS (
        SELECT FROM last_mile n WHERE n.participant_id = l.participant_id AND n.activity_id = l.activity_id
          AND n.session_on = l.session_on AND n.step IN ('went_together', 'went_with_companion', 'went_alone')))""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def ways(tx: Transaction, participant_id: UUID, activity_id: UUID | None = None) -> list[GroupPathway]:
    """How far the person has come with each activity (or with that one), the latest step first."""
    rows = await tx.fetch(
        """
        SELECT l.activity_id, l.group_id, l.step, l.happened_at, l.session_on, l.detail,
               a.weekday, a.starts_at, coalesce(a.title, 'A get-together') AS title,
               coalesce(g.title, a.title, 'A get-together') AS group_title
        FROM last_mile l LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN community_group g ON g.id = l.group_id
        WHERE l.participant_id = $1 AND ($2::uuid IS NULL OR l.activity_id = $2)
          AND l.step NOT LIKE '%taken_back' AND l.step NOT LIKE '%put_right'
        ORDER BY l.happened_at DESC""",
        participant_id,
        activity_id,
    )
    found, steps = dict[UUID, GroupPathway](), defaultdict[UUID, list[PathwayStep]](list)
    for row in rows:
        activity, when = row["activity_id"], {"weekday": row["weekday"], "starts_at": row["starts_at"]}
        found.setdefault(activity, GroupPathway(activity, row["group_id"], row["title"], row["group_title"], **when))
        steps[activity].append(PathwayStep(row["step"], row["happened_at"], row["session_on"], row["detail"]))
    return [of(way, steps[way.activity_id]) for way in found.values()]


async def way(tx: Transaction, participant_id: UUID, activity_id: UUID) -> GroupPathway:
    """The way to one activity. NotFound if they never looked at it."""
    found = await ways(tx, participant_id, activity_id)
    if not found:
        raise NotFound(activity_id)
    return found[0]


async def keep_step(
    tx: Transaction,
    step_id: UUID,
    participant_id: UUID,
    activity_id: UUID,
    group_id: UUID,
    step: str,
    at: datetime,
    detail: str | None = None,
    session_on: date | None = None,
) -> None:
    """Keep one step of a person's last mile to an activity, unless one of that id is known."""
    await tx.execute(
        """
        INSERT INTO last_mile (id, participant_id, activity_id, group_id, step, happened_at, detail, session_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING""",
        step_id,
        participant_id,
        activity_id,
        group_id,
        step,
        at,
        detail,
        session_on,
    )


async def put_giving_up_right(tx: Transaction, told: GivingUpCorrected) -> None:
    """Correct why a place was given up; the newest on the log counts, also where one is heard late."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO last_mile AS l (id, participant_id, activity_id, group_id, step, happened_at, detail, lies)
        VALUES ($1, $2, $3, $4, 'given_up', $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET detail = excluded.detail, lies = excluded.lies
        WHERE l.step = 'given_up' AND coalesce(l.lies, -1) < $8""",
        told.giving_up_id, told.participant_id, told.activity_id, told.group_id, told.given_up_at, told.reason,
        lies.offset, lies.after,
    )  # fmt: skip


async def take_step_back(
    tx: Transaction,
    step_id: UUID,
    participant_id: UUID,
    activity_id: UUID,
    group_id: UUID,
    was: str,
    was_on: date,
    at: datetime,
) -> None:
    """Mark a step as taken back; its row stays, for that it was told may still be heard.

    An ended journey is counted anew, too.

    `was`: the step as it had been told; `was_on`: the day for which.
    """
    await tx.execute(
        """
        INSERT INTO last_mile (id, participant_id, activity_id, group_id, step, happened_at, session_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE
        SET (step, happened_at, session_on, detail)
            = (excluded.step, excluded.happened_at, excluded.session_on, NULL) WHERE last_mile.step = $8""",
        step_id,
        participant_id,
        activity_id,
        group_id,
        TAKEN_BACK[was],
        at,
        was_on,
        was,
    )
    await tx.execute("SELECT count_the_way($1, true)", participant_id)


async def step_noted(tx: Transaction, participant_id: UUID, step_id: UUID, *steps: str) -> StepRecord:
    """One step of these kinds that somebody noted here; NotFound if it is not this person's."""
    row = await tx.fetchrow(
        """
        SELECT id, activity_id, group_id, happened_at AS at, session_on AS on_day FROM last_mile
        WHERE id = $1 AND participant_id = $2 AND step = ANY($3)""",
        step_id,
        participant_id,
        list(steps),
    )
    if row is None:
        raise NotFound(step_id)
    return StepRecord(**dict(row))
