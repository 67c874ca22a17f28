"""Three questions: what they are, how they are scored, when it is time, and what a change means."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.journey.domain import measures
from services.journey.domain.journeys import Journey
from services.journey.instruments import codes, instrument
from shared.refusal import Refused

from .people import DIMI, JOURNEY, NOON, THUY

UCLA = instrument("ucla-3")
CONSENTING = Journey(JOURNEY, DIMI, THUY, NOON, consents={"service": UUID(int=1)})


def take(answers, declined=False, journey=CONSENTING):
    return measures.take(
        journey, UCLA, UUID(int=5), answers, declined=declined, mode="phone", occasion="baseline",
        taken_on=date(2026, 3, 2), at=NOON,
    )  # fmt: skip


def test_every_instrument_that_ships_says_where_it_comes_from():
    for code in codes():
        found = instrument(code)
        assert found.code == code
        assert all((found.citation, found.licence, found.limits, found.bands_provenance, found.change_provenance))


def test_the_bands_cover_the_whole_range_without_overlap():
    covered = [score for band in UCLA.bands for score in range(band.low, band.high + 1)]
    assert covered == list(range(UCLA.low, UCLA.high + 1))


@pytest.mark.parametrize(("answers", "score"), [([1, 1, 1], 3), ([2, 3, 1], 6), ([3, 3, 3], 9)])
def test_the_score_is_the_sum_of_the_answers(answers, score):
    assert measures.score(UCLA, answers) == score


@pytest.mark.parametrize("answers", [[None, 3, 3], [1, None, 1], [None, None, None]])
def test_a_skipped_question_leaves_no_score(answers):
    assert measures.score(UCLA, answers) is None


def test_a_reversed_item_counts_the_other_way_round():
    reversed_first = replace(UCLA, items=(replace(UCLA.items[0], reverse=True), *UCLA.items[1:]))
    assert measures.score(reversed_first, [1, 1, 1]) == 5


@pytest.mark.parametrize("answer", [0, 4, True, 1.5])
def test_a_wrong_answer_is_refused_by_its_item(answer):
    with pytest.raises(Refused, match="Item 2"):
        measures.score(UCLA, [1, answer, 1])


def test_two_answers_to_three_questions_are_refused():
    with pytest.raises(Refused, match="3 items"):
        measures.score(UCLA, [1, 1])


def test_skipping_and_declining_are_told_apart():
    assert (take([1, None, 3]).missing_reason, take([1, None, 3]).answers) == ("skipped", [1, None, 3])
    declined = take([1, 2, 3], declined=True)
    assert (declined.missing_reason, declined.answers, declined.score) == ("declined", [None, None, None], None)
    assert (take([1, 2, 3]).missing_reason, take([1, 2, 3]).score) == (None, 6)


def test_nobody_is_measured_without_agreeing_to_work_together():
    with pytest.raises(Refused, match="working together"):
        take([1, 2, 3], journey=replace(CONSENTING, consents={}))


@pytest.mark.parametrize(
    ("day", "taken", "occasion"),
    [
        (0, [], "baseline"), (14, [], "baseline"), (15, [], None), (41, [], None), (42, [], "week_8"),
        (63, [], "week_8"),
        (70, [], "week_8"), (71, [], "week_12"), (105, [], "week_12"), (106, [], None), (154, [], "week_26"),
        (364, [], "week_52"), (3, ["baseline"], None), (-1, [], None),
    ],
)  # fmt: skip
def test_a_day_belongs_to_the_nearest_occasion(day, taken, occasion):
    assert measures.occasion_on(day, taken) == occasion


@pytest.mark.parametrize(
    ("day", "taken", "due"),
    [
        (0, [], "baseline"), (48, [], None), (49, [], "week_8"), (60, ["week_8"], None), (77, [], "week_12"),
        (200, ["week_26"], None), (420, [], None),
    ],
)  # fmt: skip
def test_it_is_time_from_a_week_before_until_somebody_has_asked(day, taken, due):
    assert measures.due_on(day, taken) == due


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        (8, 7, "A little less lonely than in March"), (8, 5, "Clearly less lonely than in March"),
        (6, 6, "About as lonely as in March"), (4, 6, "A little lonelier than in March"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_a_sentence(earlier, later, words):
    assert measures.change_words(UCLA, earlier, later, "in March") == words


def test_what_is_said_at_once_is_kind_whatever_the_answers():
    assert "lonely" not in measures.feedback(UCLA, 9, None)
    assert "that is fine" in measures.feedback(UCLA, None, "skipped")
    assert "that is fine" in measures.feedback(UCLA, None, "declined")
