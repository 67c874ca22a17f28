"""Asking in numbers: when it is time, what is told of it, what a change means, and which answers must not wait."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.journey.app import service
from services.journey.core.rules.journeys import Journey
from services.journey.measures.instruments import DEFAULT_PLAN, check, plan_in
from services.journey.measures.pages.measures import in_month
from services.journey.measures.rules import measures
from services.journey.measures.rules import plan as measure_plan
from services.site_map import LOCAL
from shared.app.service import build
from shared.config.settings import WrongSettings
from shared.kernel.refusal import Refused
from shared.rules.instruments import instrument
from shared.rules.measure_plan import WrongPlan, parse
from tests.doors import settings_for
from tests.journey.people import DIMI, JOURNEY, NOON, THUY

UCLA = instrument("ucla-3")
PLAN = plan_in()
TEXT = json.loads(DEFAULT_PLAN.read_text(encoding="utf-8"))
CONSENTING = Journey(JOURNEY, DIMI, THUY, NOON, consents={"service": UUID(int=1)})


def take(answers, of=UCLA, journey=CONSENTING, **known):
    return measures.take(
        journey, of, UUID(int=5), answers, mode="phone", occasion="baseline", taken_on=date(2026, 3, 2), at=NOON,
        **known,
    )  # fmt: skip


def test_skipping_and_declining_are_told_apart():
    assert (take([1, None, 3]).missing_reason, take([1, None, 3]).answers) == ("skipped", [1, None, 3])
    declined = take([1, 2, 3], declined=True)
    assert (declined.missing_reason, declined.answers, declined.score) == ("declined", [None, None, None], None)
    assert (take([1, 2, 3]).missing_reason, take([1, 2, 3]).score) == (None, 6)


def test_an_item_somebody_would_rather_not_answer_is_named_and_all_of_them_are_a_no():
    one = take({"1": 2, "3": 3}, declined_items=["2"])
    assert (one.declined_items, one.answers, one.missing_reason) == (["2"], [2, None, 3], "skipped")
    every = take({}, declined_items=["1", "2", "3"])
    assert (every.missing_reason, every.declined_items) == ("declined", ["1", "2", "3"])


def test_what_is_told_says_which_version_and_its_parts_and_weights():
    told = take(["yes", "no", "no", "no", "yes", "yes"], of=instrument("djg-6"))
    assert (told.instrument, told.instrument_version, told.score) == ("djg-6", "1", 2)
    assert (told.subscales, told.answers) == ({"emotional": 1, "social": 1}, [1, 3, 3, 3, 1, 1])
    goals = take([{"level": 1, "weight": 6}, {"level": 0, "weight": 1}], of=instrument("gas-t"))
    assert (goals.answers, goals.weights) == ([1, 0], [6, 1])
    assert goals.score == pytest.approx(50 + 60 / 40.6**0.5)


def test_nobody_is_measured_without_agreeing_to_work_together():
    with pytest.raises(Refused, match="working together"):
        take([1, 2, 3], journey=replace(CONSENTING, consents={}))


def test_nobody_is_measured_after_the_end():
    with pytest.raises(Refused, match="closed"):
        take([1, 2, 3], journey=replace(CONSENTING, closed_at=NOON))


def test_words_that_need_permission_are_not_asked():
    with pytest.raises(Refused, match="permission"):
        take([1] * 6, of=instrument("lsns-6"))


# When it is time


@pytest.mark.parametrize(
    ("day", "taken", "occasion"),
    [
        (0, [], "baseline"), (14, [], "baseline"), (15, [], None), (41, [], None), (42, [], "week_8"),
        (63, [], "week_8"), (70, [], "week_8"), (71, [], "week_12"), (105, [], "week_12"), (106, [], None),
        (154, [], "week_26"), (364, [], "week_52"), (406, [], "week_52"), (407, [], None), (-1, [], None),
        (3, [("ucla-3", "baseline")], None), (3, [("who-5", "baseline")], "baseline"),
        (60, [("ucla-3", "week_8")], "week_8"),
    ],
)  # fmt: skip
def test_a_day_belongs_to_the_nearest_occasion(day, taken, occasion):
    assert measure_plan.occasion_on(PLAN, day, "ucla-3", taken) == occasion


BOTH = ("ucla-3", "loneliness-direct")


@pytest.mark.parametrize(
    ("day", "occasion"),
    [(0, "baseline"), (14, "baseline"), (15, None), (48, None), (49, "week_8"), (70, "week_8"), (71, None),
     (77, "week_12"), (105, "week_12"), (106, None), (175, "week_26"), (357, "week_52"), (406, "week_52"), (420, None)],
)  # fmt: skip
def test_it_is_time_from_a_week_before_until_the_window_ends(day, occasion):
    assert measure_plan.due(PLAN, day, []) == ([(code, occasion) for code in BOTH] if occasion else [])


def test_what_was_asked_is_not_asked_again_and_the_rest_still_is():
    assert measure_plan.due(PLAN, 60, [("ucla-3", "week_8")]) == [("loneliness-direct", "week_8")]
    assert measure_plan.due(PLAN, 60, [(code, "week_8") for code in BOTH]) == []
    assert measure_plan.due(PLAN, 60, [(code, "baseline") for code in BOTH]) == [(code, "week_8") for code in BOTH]
    assert measure_plan.due_at_closure(PLAN, [("ucla-3", "closure")]) == [("loneliness-direct", "closure")]


def test_only_what_the_plan_allows_is_asked_of_somebody_alone():
    plan = parse(json.dumps(TEXT | {"instruments": [*TEXT["instruments"][:1], {"instrument": "k10", "at": ["week_8"]},
                                                    {"instrument": "who-5"}]}))  # fmt: skip
    due = measure_plan.due(plan, 60, [])
    assert due == [("ucla-3", "week_8"), ("k10", "week_8")]
    assert measure_plan.alone(plan, due) == [("ucla-3", "week_8")]


@given(day=st.integers(-10, 500), taken=st.sets(st.tuples(st.sampled_from(BOTH), st.sampled_from(
    ["baseline", "week_8", "week_12", "week_26", "week_52"]))))  # fmt: skip
def test_what_is_due_always_counts_for_its_occasion_and_never_twice(day, taken):
    for code, occasion in measure_plan.due(PLAN, day, taken):
        assert (code, occasion) not in taken
        assert measure_plan.occasion_on(PLAN, day, code, taken) == occasion


# The plan


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"occasions": [*TEXT["occasions"], TEXT["occasions"][0]]}, "baseline stands there twice"),
        ({"occasions": [{"occasion": "week_8", "first": 60, "target": 56, "last": 70}]}, "from first over target"),
        ({"occasions": TEXT["occasions"][:1]}, "week_8, which has no window"),
        ({"occasions": [*TEXT["occasions"], {"occasion": "closure", "first": 0, "last": 9}]}, "closure has no window"),
        ({"worries": [{"instrument": "k10", "urgency": "now", "because": "x"}]}, "either a score or an item"),
        ({"worries": [{"instrument": "phq", "from_score": 3, "urgency": "now", "because": "x"}]}, "phq is not among"),
        ({"worries": [{"instrument": "k10", "from_score": 3, "urgency": "soon", "because": "x"}]}, "urgency"),
        ({"surprise": 1}, "surprise"), ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_hold_says_what_is_wrong(change, why):
    with pytest.raises(WrongPlan, match=why):
        parse(json.dumps(TEXT | change))


def local_with(tmp_path, text, **more):
    path = tmp_path / "plan"
    path.write_text(text, encoding="utf-8")
    return settings_for("journey", "postgresql://nobody@127.0.0.1/none", measure_plan=path, **more)


def test_a_local_with_a_plan_that_does_not_hold_refuses_to_start_with_every_problem(tmp_path):
    with pytest.raises(ValueError, match="is not a measure plan") as refused:
        local_with(tmp_path, json.dumps(TEXT | {"name": "", "surprise": 1}), instruments=tmp_path / "nowhere")
    for told in ("name: ", "surprise: ", "names a folder that is not there"):
        assert told in str(refused.value)
    with pytest.raises(ValueError, match="cannot be read"):
        settings_for("journey", "postgresql://nobody@127.0.0.1/none", measure_plan=tmp_path / "nowhere.json")


def test_a_plan_that_asks_for_what_nobody_has_defined_is_refused(tmp_path):
    unknown = [{"instrument": "phq"}, {"instrument": "ucla-3", "version": "7"}]
    plan = TEXT | {"instruments": unknown, "worries": []}
    with pytest.raises(WrongSettings, match="phq") as refused:
        check(local_with(tmp_path, json.dumps(plan)))
    assert "ucla-3@7" in str(refused.value)
    with pytest.raises(WrongSettings, match="phq"):
        build(service, local_with(tmp_path, json.dumps(plan)), LOCAL)
    (tmp_path / "garden-2@1.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WrongSettings, match="LC_INSTRUMENTS: garden-2@1"):
        check(settings_for("journey", "postgresql://nobody@127.0.0.1/none", instruments=tmp_path))
    check(settings_for("journey", "postgresql://nobody@127.0.0.1/none"))


# Answers that must not wait


@pytest.mark.parametrize(
    ("code", "numbers", "score", "urgencies"),
    [
        ("k10", [3] * 10, 30, ["today"]), ("k10", [3] * 9 + [2], 29, []),
        ("k10", [1] * 9 + [5], 14, ["today"]), ("k10", [1, 1, 1, 5, *[None] * 6], None, ["today"]),
        ("k10", [5] * 10, 50, ["today"] * 3), ("k10", [None] * 10, None, []),
        ("who-5", [1, 1, 2, 2, 1], 28, ["this_week"]), ("who-5", [2, 2, 2, 2, 0], 32, []),
        ("ucla-3", [3, 3, 3], 9, []),
    ],
)  # fmt: skip
def test_a_high_k10_and_a_worrying_answer_raise_what_the_plan_says(code, numbers, score, urgencies):
    found = measure_plan.worries(PLAN, instrument(code), numbers, score)
    assert [one.urgency for one in found] == urgencies


def test_the_most_urgent_worry_comes_first():
    rules = [{"instrument": "k10", "from_score": 10, "urgency": urgency, "because": urgency}
             for urgency in ("this_week", "now", "today")]  # fmt: skip
    plan = parse(json.dumps(TEXT | {"worries": rules}))
    found = measure_plan.worries(plan, instrument("k10"), [1] * 10, 10)
    assert [one.urgency for one in found] == ["now", "today", "this_week"]


# What is said


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        (8, 7, "A little less lonely than in March"), (8, 5, "Clearly less lonely than in March"),
        (6, 6, "About as lonely as in March"), (4, 6, "A little lonelier than in March"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_a_sentence(earlier, later, words):
    assert measures.change_words(UCLA, earlier, later, "in March") == words


@pytest.mark.parametrize(
    ("code", "earlier", "later", "words"),
    [
        ("who-5", 40, 52, "Clearly better than in March"), ("who-5", 52, 48, "A little less well than in March"),
        ("who-5", 52, 52, "About as well as in March"), ("loneliness-direct", 4, 3, "Less lonely than in March"),
        ("k10", 20, 25, "More distressed than in March"), ("gas-t", 50.0, 58.2, "Further than in March"),
    ],
)  # fmt: skip
def test_each_instrument_has_its_own_words_for_a_change_and_claims_no_more_than_is_known(code, earlier, later, words):
    assert measures.change_words(instrument(code), earlier, later, "in March") == words


def test_a_month_of_another_year_says_so():
    assert in_month(date(2025, 3, 4), date(2026, 2, 1)) == "in March 2025"
    assert in_month(date(2026, 3, 4), date(2026, 3, 20)) == "on 4 March"


@pytest.mark.parametrize("code", ["ucla-3", "djg-6", "who-5", "k10", "loneliness-direct"])
def test_what_is_said_at_once_is_kind_and_without_a_number_whatever_the_answers(code):
    one = instrument(code)
    for score in (one.range.low, one.range.high):
        said = measures.feedback(one, score, None)
        assert said.startswith("Thank you for answering: ")
        assert not any(word in said for word in ("lonely", "severe", "risk", "case", "score"))
        assert not any(letter.isdigit() for letter in said)
    assert "that is fine" in measures.feedback(one, None, "skipped")
    assert "that is fine" in measures.feedback(one, None, "declined")
