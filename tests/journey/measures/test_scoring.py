"""From answers to a score: each instrument by its own rules, worked by hand from its source; and what always holds."""

import json
import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.journey.measures.rules import scoring
from shared.kernel.refusal import Refused
from shared.rules.instruments import instrument, read_definition
from tests.journey.calm import CALM as CALM_FILE

CALM = read_definition(json.dumps(CALM_FILE), "calm-2@1.json")
PRORATE = {"rule": "prorate", "provenance": "Ours."}
SCORED = ("ucla-3", "loneliness-direct", "ucla-4", "djg-6", "who-5", "k10", "ons4", "lsns-6")


def score(code, answers):
    return scoring.score(instrument(code), answers)


@pytest.mark.parametrize(
    ("code", "answers", "total", "band"),
    [
        ("ucla-3", [1, 1, 1], 3, "not lonely"),
        ("ucla-3", [2, 2, 1], 5, "not lonely"),
        ("ucla-3", [2, 3, 1], 6, "lonely"),
        ("ucla-3", [3, 3, 3], 9, "lonely"),
        ("loneliness-direct", [5], 5, "often or always"),
        ("loneliness-direct", [1], 1, "hardly ever or never"),
        ("ucla-4", [4, 1, 4, 1], 4, None),  # in tune and in company always, the others never: (5-4) + 1 + (5-4) + 1
        ("ucla-4", [1, 4, 1, 4], 16, None),
        ("ucla-4", [2, 3, 3, 2], 3 + 3 + 2 + 2, None),
        ("who-5", [5, 5, 5, 5, 5], 100, "good wellbeing"),
        ("who-5", [0, 0, 0, 0, 0], 0, "very low wellbeing"),
        ("who-5", [3, 2, 3, 2, 2], 48, "low wellbeing"),  # raw 12, below 13
        ("who-5", [3, 3, 3, 2, 2], 52, "good wellbeing"),
        ("k10", [1] * 10, 10, "low distress"),
        ("k10", [2] * 8 + [1, 1], 18, "moderate distress"),
        ("k10", [3] * 10, 30, "very high distress"),
        ("k10", [3] * 9 + [2], 29, "high distress"),
        ("lsns-6", [2, 2, 1, 2, 2, 2], 11, "at risk of isolation"),
        ("lsns-6", [2] * 6, 12, "not at risk"),
    ],
)
def test_the_score_and_its_band_are_those_of_the_source(code, answers, total, band):
    found = score(code, answers)
    assert (found.score, found.band, found.missing_reason) == (total, band, None)


@pytest.mark.parametrize(
    ("answers", "total", "emotional", "social", "band"),
    [
        # yes and more-or-less count for emotional items, no and more-or-less for social ones
        (["no", "no", "no", "yes", "yes", "yes"], 0, 0, 0, "not lonely"),
        (["yes", "yes", "yes", "no", "no", "no"], 6, 3, 3, "severely lonely"),
        (["more_or_less"] * 6, 6, 3, 3, "severely lonely"),
        (["yes"] * 6, 3, 3, 0, "moderately lonely"),
        (["no", "more_or_less", "no", "yes", "yes", "yes"], 1, 1, 0, "not lonely"),
        (["yes", "no", "no", "no", "yes", "yes"], 2, 1, 1, "moderately lonely"),
        (["yes", None, "no", "no", "yes", "yes"], 2, None, 1, "moderately lonely"),  # one missing: the plain count
        ([None, "yes", "yes", "no", "no", "no"], 5, None, 3, "severely lonely"),
        (["yes", None, "no", "no", None, "yes"], None, None, None, None),
        ([None, None, "no", "no", "yes", "yes"], None, None, 1, None),
    ],
)
def test_de_jong_gierveld_counts_and_leaves_out_as_its_manual_says(answers, total, emotional, social, band):
    found = score("djg-6", answers)
    assert (found.score, found.band) == (total, band)
    assert found.subscales == {"emotional": emotional, "social": social}
    assert found.missing_reason == (None if total is not None else "skipped")


def test_the_parts_of_de_jong_gierveld_may_come_by_item_in_any_order():
    by_item = {"S3": "no", "E1": "yes", "S1": "yes", "E3": "no", "E2": "no", "S2": "yes"}
    found = score("djg-6", by_item)
    assert (found.score, found.subscales) == (2, {"emotional": 1, "social": 1})


@pytest.mark.parametrize("nine", range(9, 46))
def test_one_skipped_item_of_k10_scales_the_sum_of_nine_up_and_never_lies_halfway(nine):
    answers = [5] * ((nine - 9) // 4) + ([1 + (nine - 9) % 4] if (nine - 9) % 4 else [])
    answers += [1] * (9 - len(answers))
    assert sum(answers) == nine
    expected = round(nine * 10 / 9)
    assert math.isclose(nine * 10 / 9 % 1, 0.5) is False
    for place in range(10):
        assert score("k10", [*answers[:place], None, *answers[place:]]).score == expected
    assert 10 <= expected <= 50


def test_two_skipped_items_of_k10_leave_no_score():
    found = score("k10", [None, None, *[5] * 8])
    assert (found.score, found.band, found.missing_reason) == (None, None, "skipped")


def test_halves_are_rounded_up():
    assert [scoring.nearest(*pair) for pair in ((1, 2), (3, 2), (5, 2), (7, 3), (8, 3))] == [1, 2, 3, 2, 3]


def test_four_answers_about_life_stand_side_by_side():
    found = score("ons4", [7, 8, 6, 3])
    assert (found.score, found.band, found.missing_reason) == (None, None, None)
    assert found.subscales == {"satisfied": 7, "worthwhile": 8, "happy": 6, "anxious": 3}
    assert score("ons4", [7, None, 6, 3]).missing_reason == "skipped"


@pytest.mark.parametrize(
    ("goals", "t"),
    [
        ([(0, 1)], 50.0),
        ([(2, 1)], 70.0),
        ([(-2, 3)], 30.0),
        ([(1, 2), (-1, 1)], 50 + 10 * 1 / math.sqrt(0.7 * 5 + 0.3 * 9)),
        ([(1, 1), (1, 1), (1, 1)], 50 + 30 / math.sqrt(0.7 * 3 + 0.3 * 9)),
        ([(-1, 6), (0, 4), (2, 9)], 50 + 10 * 12 / math.sqrt(0.7 * 133 + 0.3 * 361)),
        ([(2, 0), (1, 1)], 60.0),
    ],
)
def test_goal_attainment_is_the_published_formula(goals, t):
    found = score("gas-t", [{"level": level, "weight": weight} for level, weight in goals])
    assert found.score == pytest.approx(t, abs=1e-12)
    assert found.missing_reason is None


@pytest.mark.parametrize(
    ("goals", "reason"),
    [([(None, 1), (1, 1)], "skipped"), ([(1, 0), (2, 0)], "not_asked"), ([], "not_asked")],
)
def test_goal_attainment_is_missing_without_a_level_or_any_weight(goals, reason):
    found = score("gas-t", [{"level": level, "weight": weight} for level, weight in goals])
    assert (found.score, found.missing_reason) == (None, reason)


@pytest.mark.parametrize(
    ("goals", "named"),
    [
        ([{"level": 3, "weight": 1}], "Goal 1"), ([{"level": 0, "weight": 1}, {"level": 0.5, "weight": 1}], "Goal 2"),
        ([{"level": True, "weight": 1}], "Goal 1"), ([{"level": "1", "weight": 1}], "Goal 1"),
        ([{"level": 1.0, "weight": 1}], "Goal 1"), ([{"level": 1, "weight": -1}], "Goal 1"),
        ([{"level": 1, "weight": True}], "Goal 1"), ([{"level": 1}], "Goal 1"), ([1, 2], "Goal 1"),
        ([{"level": 1, "weight": math.nan}], "Goal 1"), ([{"level": 1, "weight": math.inf}], "Goal 1"),
        ([{"level": 1, "weight": 1, "name": "swim"}], "Goal 1"), ({"level": 1, "weight": 1}, "as a list"),
    ],
)  # fmt: skip
def test_a_goal_that_makes_no_sense_is_refused_by_its_number(goals, named):
    with pytest.raises(Refused, match=named):
        score("gas-t", goals)


@pytest.mark.parametrize("code", ["ucla-3", "ucla-4", "who-5", "k10", "lsns-6"])
@pytest.mark.parametrize("wrong", [-1, 7, True, False, 1.0, 1.5, "1", "often", [], {}, math.nan, 10**30])
def test_an_answer_that_is_none_of_the_items_own_is_refused_by_its_name(code, wrong):
    answers = [1] * len(instrument(code).items)
    answers[1] = wrong
    with pytest.raises(Refused, match="Item 2: choose one of"):
        score(code, answers)


@pytest.mark.parametrize("wrong", [0, 1, 2, 3, "YES", "maybe", "", True, "more or less", "Yes "])
def test_a_word_that_is_no_answer_is_refused_by_its_item(wrong):
    with pytest.raises(Refused, match="Item S1: choose one of yes, more_or_less, no"):
        score("djg-6", {"S1": wrong})


def test_an_unknown_item_too_few_and_too_many_answers_are_refused():
    with pytest.raises(Refused, match="has no item E4"):
        score("djg-6", {"E4": "yes"})
    with pytest.raises(Refused, match="Item 3 has no answer"):
        score("ucla-3", [1, 1])
    with pytest.raises(Refused, match="There is no further item"):
        score("ucla-3", [1, 1, 1, 1])
    for nonsense in ("111", 3, None, b"abc"):
        with pytest.raises(Refused, match="as a list"):
            score("ucla-3", nonsense)


@cache
def sheets(code):
    found = instrument(code)
    return st.tuples(*(st.sampled_from([None, *(o.code for o in found.options(i))]) for i in found.items)).map(list)


@pytest.mark.parametrize("code", SCORED)
@given(data=st.data())
def test_a_score_lies_within_its_range_and_in_one_band(code, data):
    found, one = score(code, data.draw(sheets(code))), instrument(code)
    if found.score is not None:
        assert one.range.low <= found.score <= one.range.high
        assert (found.band is None) == (not one.bands)
    for part in one.parts:
        value = found.subscales[part.code]
        assert value is None or part.low <= value <= part.high


@pytest.mark.parametrize("code", SCORED)
@given(data=st.data())
def test_a_list_and_an_object_of_the_same_answers_score_the_same_also_as_they_are_stored(code, data):
    answers, one = data.draw(sheets(code)), instrument(code)
    by_item = dict(data.draw(st.permutations(list(zip([i.code for i in one.items], answers, strict=True)))))
    found = score(code, answers)
    assert score(code, by_item) == found
    assert scoring.score_numbers(one, json.loads(json.dumps(found.numbers))) == found


@pytest.mark.parametrize("code", ["ucla-3", "who-5", "k10", "lsns-6"])
@given(data=st.data())
def test_without_reversed_items_the_order_of_the_answers_does_not_matter(code, data):
    answers = data.draw(sheets(code))
    assert score(code, data.draw(st.permutations(answers))).score == score(code, answers).score


@pytest.mark.parametrize("code", SCORED)
@given(data=st.data())
def test_a_skip_is_never_a_nought(code, data):
    """Whoever skips one has either no score or one that their own answers make: never less than leaving it out."""
    one, answers = instrument(code), data.draw(sheets(code))
    answers[data.draw(st.integers(0, len(answers) - 1))] = None
    found = score(code, answers)
    if found.score is not None:
        assert answers.count(None) <= one.missing.most
        assert found.score >= one.range.low
    elif one.scoring.rule != "parts":
        assert found.missing_reason == "skipped"
    for part in one.parts:
        if any(a is None for a, i in zip(answers, one.items, strict=True) if i.part == part.code):
            assert found.subscales[part.code] is None


@given(data=st.data())
def test_turning_every_item_round_mirrors_the_score(data):
    answers, one = data.draw(sheets("ucla-4")), instrument("ucla-4")
    mirrored = one.model_copy(
        update={"items": tuple(item.model_copy(update={"reverse": not item.reverse}) for item in one.items)}
    )
    there, back = scoring.score(one, answers).score, scoring.score(mirrored, answers).score
    assert (there is None) == (back is None)
    if there is not None:
        assert there + back == one.range.low + one.range.high


GOALS = st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 9)), min_size=1, max_size=8)


@given(goals=GOALS, data=st.data(), times=st.integers(1, 50))
def test_goal_attainment_stays_in_its_range_whatever_the_order_and_the_unit_of_the_weights(goals, data, times):
    def t(pairs):
        return score("gas-t", [{"level": level, "weight": weight} for level, weight in pairs]).score

    found = t(goals)
    if found is None:
        assert not any(weight for _, weight in goals)
        return
    assert 10 <= found <= 90
    assert t(data.draw(st.permutations(goals))) == pytest.approx(found)
    assert t([(level, weight * times) for level, weight in goals]) == pytest.approx(found)
    assert t([(-level, weight) for level, weight in goals]) == pytest.approx(100 - found)


# A table of raw sums and metric scores, on a made-up instrument


def test_a_sum_is_converted_by_the_instruments_table_and_a_score_between_bands_belongs_to_the_lower_one():
    def of(*answers):
        found = scoring.score(CALM, answers)
        return found.score, found.band, found.missing_reason

    assert of(1, 1) == (3.0, "stormy", None)
    assert of(2, 1) == (4.75, "stormy", None)
    assert of(2, 2) == (6.5, "breezy", None)
    assert of(3, 3) == (9.25, "breezy", None)
    assert of(None, 3) == (None, None, "skipped")


def test_a_band_is_drawn_to_where_its_name_changes():
    assert [CALM.edges(band) for band in CALM.bands] == [(3, 6), (6, 10)]
    ucla = instrument("ucla-3")
    assert [ucla.edges(band) for band in ucla.bands] == [(3, 5.5), (5.5, 9)]


def test_an_item_that_may_be_missing_is_made_up_for_before_the_table_is_asked():
    prorated = read_definition(json.dumps(CALM_FILE | {"missing": {**PRORATE, "most": 1}}), "calm-2@1.json")
    assert scoring.score(prorated, [2, None]).score == 6.5
    assert scoring.score(prorated, [None, None]).score is None
