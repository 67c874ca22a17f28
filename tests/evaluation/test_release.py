"""Nothing about a person leaves without their agreement, and exactly what is on the list leaves with it."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from services.evaluation.app import service
from services.evaluation.domain.facts import Agreement, Attendance, Measure, MissingReason, ParticipantFacts
from services.evaluation.domain.release import IN_WORDS, ReleasePolicy, monday
from shared.events import BY_TYPE
from shared.events.evaluation import (
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    MeasureWithdrawn,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
    StepWithdrawn,
)
from tests.doors import Doors, OpenDoors

from .people import ANN, BO, Story

KEY = "only-for-tests-" + "k" * 24
GATE = ReleasePolicy("brimbank", KEY, {"ucla-3", "gas-t"})

ALLOWED: dict[type[Released], set[str]] = {
    ParticipationReleased: {"occurred_at", "pseudonym", "local", "consented_week", "age_band", "source"},
    StepReleased: {"occurred_at", "pseudonym", "step", "day"},
    MeasureReleased: {
        "occurred_at", "pseudonym", "measure_id", "instrument", "day", "occasion", "score", "missing_reason",
    },
    AttendanceReleased: {"occurred_at", "pseudonym", "attendance_id", "day"},
    AttendanceWithdrawn: {"occurred_at", "pseudonym", "attendance_id"},
    MeasureWithdrawn: {"occurred_at", "pseudonym", "measure_id"},
    StepWithdrawn: {"occurred_at", "pseudonym", "step"},
    ParticipationWithdrawn: {"occurred_at", "pseudonym"},
}  # fmt: skip


@pytest.fixture
async def release(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def kinds(told: list[Any]) -> list[str]:
    return [getattr(fact, "step", type(fact).__name__) for fact in told]


async def hear_all(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


def test_every_released_event_has_the_fields_of_the_allow_list_and_no_other() -> None:
    released = {event for event in BY_TYPE.values() if issubclass(event, Released)}
    assert {event: set(event.model_fields) for event in released} == ALLOWED
    assert len(IN_WORDS) == len(ALLOWED)


def test_what_is_told_is_taken_from_what_is_known_field_by_field() -> None:
    ann = Story()
    known = ParticipantFacts(
        ANN,
        source="gp",
        age_band="65+",
        agreement=Agreement(given_on=ann.on(9), day_zero=ann.on(0)),
        steps={"referred": ann.on(-10)},
        measures=(Measure(ann.id("m"), "ucla-3", ann.on(3), "baseline", 7.0, None),),
        attendances=(Attendance(ann.id("a"), ann.on(20)),),
    )
    took_part, referred, measure, attendance = GATE.allowed(known)
    name = took_part.pseudonym
    assert took_part == ParticipationReleased(
        occurred_at=monday(ann.on(7)), pseudonym=name, local="brimbank", consented_week="2026-W10", age_band="65+",
        source="gp",
    )  # fmt: skip
    assert referred == StepReleased(occurred_at=monday(ann.on(-10)), pseudonym=name, step="referred", day=-10)
    assert isinstance(measure, MeasureReleased)
    assert measure.measure_id != ann.id("m")
    assert measure == MeasureReleased(
        occurred_at=monday(ann.on(0)), pseudonym=name, measure_id=measure.measure_id, instrument="ucla-3", day=3,
        occasion="baseline", score=7.0,
    )  # fmt: skip
    assert isinstance(attendance, AttendanceReleased)
    assert (attendance.day, attendance.occurred_at) == (20, monday(ann.on(14)))


def test_only_the_named_instruments_leave_and_only_a_score_or_a_reason() -> None:
    ann = Story()

    def taken(instrument: str, score: float | None, reason: MissingReason | None) -> Measure:
        return Measure(ann.id(f"{instrument} {score} {reason}"), instrument, ann.on(3), "baseline", score, reason)

    agreement = Agreement(given_on=ann.on(0), day_zero=ann.on(0))
    measures = (
        taken("k10", 40.0, None), taken("ucla-3", 7.0, None), taken("ucla-3", None, "declined"),
        taken("gas-t", 50.0, None), taken("gas-t", None, None), taken("ons4", None, None), taken("lsns-6", 3.0, None),
    )  # fmt: skip
    told = GATE.allowed(ParticipantFacts(ANN, agreement=agreement, measures=measures))
    out = [(fact.instrument, fact.score, fact.missing_reason) for fact in told if isinstance(fact, MeasureReleased)]
    assert out == [("ucla-3", 7.0, None), ("ucla-3", None, "declined"), ("gas-t", 50.0, None)]


@pytest.mark.parametrize(
    ("named", "out", "said"),
    [
        ({}, ["ucla-3"], "De Jong Gierveld 6-item, Goal attainment, Direct question, UCLA 3-item, UCLA 4-item, WHO-5"),
        ({"released": ["k10"]}, ["k10"], "K10"),
        ({"released": []}, [], "none"),
    ],
)
async def test_k10_stays_here_unless_the_evaluations_plan_names_it(
    open_doors: OpenDoors, tmp_path: Path, named: dict[str, Any], out: list[str], said: str
) -> None:
    plan = tmp_path / "plan.json"
    asked = {"name": "x", "occasions": [], "instruments": [{"instrument": "k10"}]}
    plan.write_text(json.dumps(asked | named), encoding="utf-8")
    ann, doors = Story(), await open_doors(service, measure_plan=plan)
    sheets = (ann.measured(0), ann.measured(1).model_copy(update={"instrument": "k10", "score": 33}))
    await hear_all(doors, *ann.before_consent(), ann.agreed("service"), ann.agreed("evaluation"), *sheets)
    assert [fact.instrument for fact in await doors.told() if isinstance(fact, MeasureReleased)] == out
    page = (await (await doors.client("lead")).get("/evaluation")).text
    assert f"only of these instruments: {said}." in page


def test_the_same_person_has_another_pseudonym_under_another_key() -> None:
    known = ParticipantFacts(ANN)
    assert GATE.pseudonym(known) != ReleasePolicy("brimbank", KEY + "x", ()).pseudonym(known)
    assert str(ANN.hex) not in GATE.pseudonym(known)


@pytest.mark.parametrize("agreement", [None, Agreement(Story().on(0), Story().on(0), withdrawn_on=Story().on(5))])
def test_without_a_current_consent_nothing_is_allowed(agreement: Agreement | None) -> None:
    known = ParticipantFacts(ANN, agreement=agreement, steps={"opened": Story().on(0)})
    assert GATE.allowed(known) == []


async def test_without_consent_to_the_evaluation_no_row_reaches_the_outbox(release: Doors) -> None:
    ann = Story()
    await hear_all(
        release, *ann.before_consent(), ann.agreed("service"), ann.agreed("messages"), ann.goal(), ann.measured(0),
        ann.attended(20), ann.measured(84, 5),
    )  # fmt: skip
    assert await release.count("outbox") == 0
    assert await release.count("subject") == 0


async def test_a_late_consent_lets_out_everything_that_came_before(release: Doors) -> None:
    ann = Story()
    await hear_all(release, *ann.before_consent(), ann.agreed("service"), ann.measured(0), ann.goal(3))
    await release.hear(ann.agreed("evaluation", day=6))
    told = await release.told()
    assert kinds(told) == [
        "ParticipationReleased", "referred", "accepted", "opened", "MeasureReleased", "goal_set",
    ]  # fmt: skip
    assert [fact.day for fact in told[1:]] == [-10, -5, -1, 0, 3]  # type: ignore[attr-defined]


async def test_after_consent_each_fact_leaves_as_it_comes_and_once(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.referred(), ann.agreed("service"), ann.agreed())
    await hear_all(release, ann.goal(3), ann.goal(9), ann.attended(20), ann.attended(27))
    assert kinds(await release.told()) == [
        "ParticipationReleased", "referred", "goal_set", "attended", "AttendanceReleased", "AttendanceReleased",
    ]  # fmt: skip


async def test_only_the_week_is_told_and_never_the_moment(release: Doors) -> None:
    ann = Story()
    await hear_all(release, *ann.before_consent(), ann.agreed("service"), ann.agreed(), ann.measured(3))
    for fact in await release.told():
        at = fact.occurred_at
        assert (at.isoweekday(), at.hour, at.minute, at.second, at.microsecond) == (1, 0, 0, 0, 0)


async def test_nothing_said_in_confidence_and_no_inner_id_leaves(release: Doors) -> None:
    ann = Story()
    await hear_all(
        release,
        *ann.before_consent(),
        ann.agreed("service"),
        ann.agreed(),
        ann.goal(),
        ann.measured(3),
        ann.attended(9),
    )
    async with release.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT convert_from(body, 'UTF8') AS body, key, causation FROM outbox")
    written = " ".join(f"{row['body']} {row['key']}" for row in rows)
    inner = [str(ann.who), *(str(ann.id(f"{what}")) for what in ("referral", "journey", "measure 3 0", "attendance 9"))]
    assert not [secret for secret in [*inner, "Words", "cards", "answers"] if secret in written]
    assert {row["causation"] for row in rows} == {None}


async def test_changing_ones_mind_is_told_once_and_nothing_follows(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), ann.measured(0), ann.changed_their_mind(5))
    await hear_all(release, ann.measured(84), ann.attended(20))
    assert kinds(await release.told()) == ["ParticipationReleased", "MeasureReleased", "ParticipationWithdrawn"]
    for table in ("participation", "step", "measure", "attendance"):
        assert await release.count(f"released_{table}") == 0


async def test_who_never_took_part_cannot_be_withdrawn_in_public(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.opened(), ann.changed_their_mind(5))
    assert await release.told() == []


async def test_agreeing_again_lets_everything_out_again(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), ann.measured(0), ann.changed_their_mind(5))
    await hear_all(release, ann.measured(8), ann.agreed(day=9, number=1))
    assert kinds(await release.told())[3:] == ["ParticipationReleased", "MeasureReleased", "MeasureReleased"]


async def test_a_service_consent_heard_late_moves_the_days_and_corrects_what_is_out(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("evaluation", day=7), ann.measured(7))
    await release.hear(ann.agreed("service", day=0))
    measures = [fact for fact in await release.told() if isinstance(fact, MeasureReleased)]
    assert [measure.day for measure in measures] == [0, 7]
    assert len({measure.measure_id for measure in measures}) == 1


async def test_a_referral_heard_after_the_consent_still_names_its_source(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), ann.referred())
    took_part = [fact for fact in await release.told() if isinstance(fact, ParticipationReleased)]
    assert [(fact.source, fact.age_band) for fact in took_part] == [(None, None), ("gp", "65+")]


async def test_the_facts_about_one_person_are_numbered_in_order(release: Doors) -> None:
    ann, bo = Story(), Story(BO)
    await hear_all(release, ann.agreed(), bo.agreed(), ann.measured(0), bo.measured(0), ann.changed_their_mind(5))
    async with release.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT key, array_agg(sequence ORDER BY position) AS told FROM outbox GROUP BY key")
    assert sorted(row["told"] for row in rows) == [[1, 2], [1, 2, 3]]


async def test_the_page_counts_people_and_names_nobody(release: Doors) -> None:
    ann, bo = Story(), Story(BO)
    await hear_all(release, ann.agreed("service"), ann.agreed(), bo.agreed("service"))
    lead = await release.client("lead")
    shown = await lead.get("/evaluation")
    assert shown.status_code == 200
    assert "of 2 people who agreed to our support" in shown.text
    assert "UCLA 3-item" in shown.text
    assert not [secret for secret in (str(ANN), str(BO), GATE.pseudonym(ParticipantFacts(ANN))) if secret in shown.text]


async def test_the_page_is_for_lead_and_operator(release: Doors) -> None:
    assert (await (await release.client("operator")).get("/evaluation")).status_code == 200
    assert (await (await release.client("link_worker")).get("/evaluation")).status_code == 403
    assert (await (await release.client()).get("/evaluation")).status_code in (303, 401)


async def test_the_last_word_of_consent_on_the_log_holds_whatever_its_tellers_clock_says(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(day=5), ann.changed_their_mind(day=2))
    assert await release_counts(release) == 0
    await release.hear(ann.agreed(day=1, number=2))
    assert await release_counts(release) == 1


async def test_a_word_of_consent_that_was_parked_takes_its_place_on_the_log(open_doors: OpenDoors) -> None:
    """Agreed, withdrew, agreed again, withdrew: whichever of them come late, the last one holds."""
    ann = Story()
    said = [ann.agreed(number=1), ann.changed_their_mind(1, number=1), ann.agreed(number=2), ann.changed_their_mind(1)]
    for late in permutations(range(1, 5)):
        release = await open_doors(service)
        for lies_at in late:
            await release.hear(said[lies_at - 1], lies_at=lies_at)
        assert await release_counts(release) == 0
        await release.hear(ann.agreed(number=3), lies_at=5)
        assert await release_counts(release) == 1


async def test_a_no_that_was_parked_on_a_log_that_was_made_anew_holds(open_doors: OpenDoors) -> None:
    release, ann = await open_doors(service), Story()
    await release.hear(ann.agreed("service"), lies_at=4999)
    await release.hear(ann.agreed(), lies_at=5000)
    assert await release_counts(release) == 1
    release.log_made_anew()
    await release.hear(ann.changed_their_mind(9), lies_at=8)
    assert await release_counts(release) == 0
    await release.hear(ann.agreed(number=2), lies_at=7)
    assert await release_counts(release) == 0


async def release_counts(release: Doors) -> int:
    """How many people are out."""
    async with release.here.db.snapshot() as tx:
        return int(await tx.fetchval("SELECT count(*) FROM released_participation"))
