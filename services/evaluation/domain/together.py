"""What may be out about somebody who is here under more than one record: one path, under one pseudonym. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from shared.events.evaluation import Released, Step, StepReleased

from .facts import Agreement, Attendance, ParticipantFacts


def one_path(records: Sequence[ParticipantFacts]) -> list[ParticipantFacts]:
    """What is let out under each record's pseudonym, in their order; the record that is carried on stands first.

    Nothing crosses from a record without an agreement, and where only one has agreed it stands for itself. Where two
    have, all of it goes under the first of them, and nothing under the others. A no on one is a no of the person.
    """
    agreed = [one for one in records if one.agreement]
    nos = [one.said_no_on for one in records if one.said_no_on]
    if nos:
        return [_withdrawn(one, min(nos)) for one in records] if len(records) > 1 else list(records)
    if len(agreed) < 2:
        return list(records)
    first, *others = agreed
    return [_put_together(agreed, first) if one is first else _nothing(one, others) for one in records]


def _withdrawn(one: ParticipantFacts, on: date) -> ParticipantFacts:
    if one.agreement is None:
        return one
    return replace(one, agreement=replace(one.agreement, withdrawn_on=one.agreement.withdrawn_on or on))


def _nothing(one: ParticipantFacts, others: Sequence[ParticipantFacts]) -> ParticipantFacts:
    return ParticipantFacts(one.participant_id) if one in others else one


def _put_together(agreed: Sequence[ParticipantFacts], first: ParticipantFacts) -> ParticipantFacts:
    path = _of_the_first_walk(agreed)
    steps: dict[Step, date] = {}
    for one in path:
        for step, on in one.steps.items():
            latest = step == "closed"
            steps[step] = (max if latest else min)(on, steps.get(step, on))
    given = [one.agreement for one in agreed if one.agreement]
    return ParticipantFacts(
        first.participant_id,
        source=next((one.source for one in agreed if one.source), None),
        age_band=next((one.age_band for one in agreed if one.age_band), None),
        agreement=Agreement(max(one.given_on for one in given), min(one.day_zero for one in given)),
        steps=steps,
        measures=tuple(measure for one in path for measure in one.measures),
        attendances=_once_a_session([visit for one in path for visit in one.attendances]),
    )


def _of_the_first_walk(agreed: Sequence[ParticipantFacts]) -> list[ParticipantFacts]:
    """Those on whose records somebody walked with them before their first walk had ended: what came later is a second
    beginning of somebody who is counted already."""
    began = sorted(agreed, key=lambda one: one.steps.get("opened", date.max))
    ended = began[0].steps.get("closed")
    return [
        one
        for one in agreed
        if one is began[0] or ended is None or "opened" not in one.steps or one.steps["opened"] < ended
    ]


def _once_a_session(visits: Sequence[Attendance]) -> tuple[Attendance, ...]:
    seen, found = set[UUID](), list[Attendance]()
    for visit in sorted(visits, key=lambda visit: (visit.session_on, visit.attendance_id)):
        if visit.session is None or visit.session not in seen:
            found.append(visit)
        if visit.session is not None:
            seen.add(visit.session)
    return tuple(found)


def has_an_end_too_many(told: Collection[Released], allowed: Collection[Released]) -> bool:
    """Whether an end is out that was the other record's: nothing but beginning anew takes it back."""
    ends = [fact for fact in told if isinstance(fact, StepReleased) and fact.step == "closed"]
    return bool(ends) and not any(isinstance(fact, StepReleased) and fact.step == "closed" for fact in allowed)
