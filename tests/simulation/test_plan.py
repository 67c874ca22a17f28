"""A Local's half year as it is decided beforehand."""

from collections import Counter, defaultdict
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from deploy.simulation.answers import WINDOWS, occasion_of, would_answer
from deploy.simulation.life import Life
from deploy.simulation.locals import PROFILES, shares
from deploy.simulation.plan import Plan, plan
from deploy.simulation.steps import SimulatedStep, on, weekday_from, workday
from shared.kernel import topics

DAYS = 182
WORKERS = [UUID(int=number) for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {slug: plan(7, slug, count, DAYS, WORKERS) for slug, count in shares(300, topics.LOCALS).items()}


@pytest.fixture(scope="module")
def lives(plans: dict[str, Plan]) -> list[Life]:
    return [life for each in plans.values() for life in each.lives.values()]


@pytest.fixture(scope="module")
def steps(plans: dict[str, Plan]) -> list[SimulatedStep]:
    return [step for each in plans.values() for day in each.steps.values() for step in day]


def share(lives: list[Life], what: Callable[[Life], bool]) -> float:
    return sum(what(life) for life in lives) / len(lives)


def test_the_same_seed_makes_the_same_plan(plans: dict[str, Plan]) -> None:
    again = plan(7, "brimbank", len(plans["brimbank"].people), DAYS, WORKERS)
    assert again.steps == plans["brimbank"].steps


def test_no_id_stands_for_two_things(steps: list[SimulatedStep]) -> None:
    assert max(Counter(step.id for step in steps).values()) == 1


def test_staff_work_on_working_days(steps: list[SimulatedStep]) -> None:
    assert {step.day % 7 for step in steps if step.who.startswith(("worker", "intake", "clinician", "lead"))} <= set(
        range(5)
    )


def test_nothing_happens_after_the_last_day(plans: dict[str, Plan]) -> None:
    assert all(0 <= day < DAYS for each in plans.values() for day in each.steps)


def test_after_a_journey_was_closed_somebody_asks_once_more_and_a_few_go_on_together(lives: list[Life]) -> None:
    for life in lives:
        at = f"/journey/{life.person.journey_id}"
        closed = [step.day for step in life.steps if step.path == f"{at}/close"]
        assert len(closed) <= 1
        theirs = [step for step in life.steps if step.path.startswith(at)]  # not the clinician's work, nor the Lead's
        later = [step.path.removeprefix(f"{at}/") for step in theirs if closed and step.day > closed[0]]
        # The other Local says when it arrived, and that somebody asked may be taken back.
        later = [path for path in later if not path.endswith(("/arrived", "/mistake"))]
        assert later in ([], ["follow-up"], ["again", "check-in"], ["again"], ["follow-up", "again"],
                         ["follow-up", "again", "check-in"])  # fmt: skip


def test_everything_that_may_happen_on_the_way_happens_to_somebody(steps: list[SimulatedStep]) -> None:
    doors = ("/steps", "/done", "/dropped", "/levels", "/review", "/words", "/resumed", "/pauses", "/end", "/step-down",
             "/step-up", "/take-back", "/safety", "/seen", "/handover", "/follow-up", "/again", "/skills", "/k10",
             "/who-5", "/loneliness-direct", "/companions", "/visit", "/settled", "/stopped", "/ended",
             "/escalate", "/cancel", "/transfer")  # fmt: skip
    assert [door for door in doors if not any(step.path.endswith(door) for step in steps)] == []


def test_whoever_is_handed_over_has_the_next_link_worker_from_the_next_day_on(lives: list[Life]) -> None:
    handed = [life for life in lives if life.handed_over]
    assert handed
    for life in handed:
        day, after = life.handed_over or (0, 0)
        own = [step for step in life.steps if step.who.startswith("worker")]
        assert {step.who for step in own if step.day > day} <= {f"worker {after}"}
        assert {step.who for step in own if step.day <= day} == {f"worker {life.worker}"}


def test_most_agree_to_the_evaluation_some_late_some_never_and_a_few_change_their_mind(
    lives: list[Life],
) -> None:
    met = [life for life in lives if life.met_on is not None]
    assert 0.75 < share(met, lambda life: life.consented_on is not None) < 0.97
    assert any(life.consented_on != life.met_on for life in met if life.consented_on is not None)
    assert any(life.withdrew_on is not None for life in met)


def test_people_drop_out_and_go_quiet(lives: list[Life]) -> None:
    assert 0.05 < share(lives, lambda life: life.quiet_from is not None) < 0.3
    assert any(life.met_on is None for life in lives)


def test_some_get_better_and_some_get_worse(lives: list[Life]) -> None:
    changes = [sum(would_answer(life.person, "week_12")) - sum(would_answer(life.person, "baseline")) for life in lives]
    assert sum(change < 0 for change in changes) > len(changes) / 3
    assert sum(change > 0 for change in changes) > len(changes) / 20


def test_the_true_change_differs_between_locals_and_points_where_the_effect_does(plans: dict[str, Plan]) -> None:
    changes = {slug: each.true_change() for slug, each in plans.items()}
    assert len(set(changes.values())) == 6
    assert all(change is not None and change < 0 for change in changes.values())
    strongest = min(PROFILES.values(), key=lambda profile: profile.effect).slug
    weakest = max(PROFILES.values(), key=lambda profile: profile.effect).slug
    assert changes[strongest] < changes[weakest]  # type: ignore[operator]


def test_sheets_are_skipped_declined_and_missed(lives: list[Life]) -> None:
    sheets = [sheet for life in lives for sheet in life.measures]
    assert any(None in sheet.answers for sheet in sheets)
    assert any(sheet.declined for sheet in sheets)
    assert any(not life.measures for life in lives if life.met_on is not None)
    assert all(sheet.score is None or 3 <= sheet.score <= 9 for sheet in sheets)


def test_a_sheet_lies_in_the_window_of_its_occasion(lives: list[Life]) -> None:
    for life in lives:
        for sheet in life.measures:
            if sheet.occasion != "closure":
                low, high = WINDOWS[sheet.occasion]
                assert low <= sheet.day <= high


def test_a_day_in_two_windows_belongs_to_the_nearer_target_and_then_to_the_earlier() -> None:
    assert [occasion_of(day) for day in (0, 14, 15, 63, 70, 71, 105, 106)] == [
        *("baseline", "baseline", None, "week_8", "week_8", "week_12", "week_12", None),
    ]


def test_nobody_is_ticked_at_two_places_or_before_they_had_one(plans: dict[str, Plan]) -> None:
    for each in plans.values():
        for life in each.lives.values():
            taken = [step.day for step in life.steps if step.path.endswith("/place")]
            mistakes = [step for step in life.steps if step.path.endswith("/place/taken-back")]
            assert len(taken) - len(mistakes) == (1 if life.place else 0)
            assert all(session >= taken[0] for session in life.sessions)


def test_what_is_taken_back_or_given_up_is_something_that_was_noted_before(lives: list[Life]) -> None:
    forms = {"/place/given-up": "place_id", "/place/taken-back": "place_id", "/proposal/taken-back": "proposal_id",
             "/introduction/taken-back": "introduction_id", "/given-up/reason": "giving_up_id",
             "/given-up/taken-back": "giving_up_id"}  # fmt: skip
    found = Counter[str]()
    for life in lives:
        noted = {str(step.id): step for step in life.steps}
        for step in life.steps:
            if end := next((end for end in forms if step.path.endswith(end)), None):
                before = noted[str(step.fields[forms[end]])]
                assert before.path == step.path.removesuffix(end) + end.rpartition("/")[0]
                assert before.day <= step.day
                found[end] += 1
    assert found.keys() == forms.keys()


def test_no_group_has_more_people_than_places(plans: dict[str, Plan]) -> None:
    for each in plans.values():
        members = Counter(life.group.number for life in each.lives.values() if life.place)
        assert all(members[group.number] <= group.places for group in each.groups)


def test_sessions_are_on_the_groups_own_weekday(lives: list[Life]) -> None:
    assert all(on(day).weekday() == life.group.weekday for life in lives for day in life.sessions)


def test_every_free_word_holds_the_persons_own_invented_word(plans: dict[str, Plan]) -> None:
    personal = defaultdict(set)
    for slug, each in plans.items():
        personal[slug] = each.personal()
    assert all(person.marker in personal[person.local] for each in plans.values() for person in each.people)


def test_whoever_goes_on_is_walked_with_again(lives: list[Life]) -> None:
    on_again = [(life, step.day) for life in lives for step in life.steps if step.path.endswith("/again")]
    assert on_again
    for life, day in on_again:
        assert life.ends_on is not None
        walked = [life.is_walked_with(each) for each in (life.ends_on - 1, life.ends_on, day - 1, day)]
        assert walked == [True, False, False, True]


def test_weekends_move_to_monday() -> None:
    assert [workday(day) for day in (4, 5, 6, 7)] == [4, 7, 7, 7]
    assert weekday_from(8, 0) == 14


def test_a_small_local_for_a_short_time_can_be_lived_too() -> None:
    small = plan(1, "latrobe", 3, 14, [uuid4()])
    assert len(small.people) == 3
    assert max(small.steps, default=0) < 14


def test_who_asks_twice_is_joined_with_themselves_and_a_few_are_parted_for_a_day(plans: dict[str, Plan]) -> None:
    parted = 0
    for each in plans.values():
        by_number = {person.number: person for person in each.people}
        doors = [step for day in sorted(each.steps) for step in each.steps[day] if "/known" in step.path]
        twice = [person for person in each.people if person.fate == "duplicate"]
        assert twice
        for person in twice:
            theirs = [step for step in doors if str(person.referral_id) in step.path]
            first = by_number[person.same_as or 0].participant_id
            assert all(step.path.endswith(f"/known/{first}") for step in theirs)
            assert {step.fields["answer"] for step in theirs} <= {"same", "unsure"}
            parted += [step.fields["answer"] for step in theirs] == ["same", "same"]
    assert parted


def test_by_an_order_somebody_is_erased_whom_nobody_met_once_their_journey_is_closed(plans: dict[str, Plan]) -> None:
    ordered = 0
    for each in plans.values():
        lives = {life.person.participant_id: life for life in each.lives.values()}
        for participant_id, before in erased(each, "required_by_law").items():
            assert lives[participant_id].met_on is None
            assert f"/journey/{lives[participant_id].person.journey_id}/close" in before
            ordered += 1
    assert ordered


def erased(each: Plan, reason: str) -> dict[UUID, list[str]]:
    """Who is erased for this reason, and the doors that were used before."""
    order = [step for day in sorted(each.steps) for step in each.steps[day]]
    return {
        UUID(step.path.split("/")[3]): [earlier.path for earlier in order[:at]]
        for at, step in enumerate(order)
        if step.path.endswith("/erase") and step.fields["reason"] == reason
    }
