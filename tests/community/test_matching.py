"""How well an activity fits what somebody wishes for."""

from services.community.domain.matching import Wishes, best_first, match, suits

from .people import garden


def test_a_match_says_what_fits_what_does_not_and_what_nobody_knows() -> None:
    found = match(garden(weekday=1, cost_cents=450), Wishes(weekday=3, free=True, quiet=True, kind="nature"))
    assert [sentence for _, sentence in found.sentences] == [
        "Fits: it is nature.",
        "Does not fit: it is on Tuesdays, not Thursdays and it costs $4.50 each time.",
        "Ask first: whether it is quiet.",
    ]


def test_without_wishes_there_is_nothing_to_say_but_that_it_is_full() -> None:
    assert match(garden(), Wishes()).sentences == []
    assert match(garden(taken=2), Wishes()).misfits == ("every place is taken just now",)


def test_what_nobody_has_checked_does_not_count_as_a_yes() -> None:
    assert not suits(garden(step_free=None), Wishes(step_free=True))
    assert suits(garden(step_free=True, taken=2), Wishes(step_free=True))


def test_the_best_match_stands_first_and_nothing_is_left_out() -> None:
    steps, unknown, fits = garden(step_free=False), garden(step_free=None), garden(step_free=True)
    ranked = best_first([steps, unknown, fits], Wishes(step_free=True))
    assert [each.activity for each in ranked] == [fits, unknown, steps]
