"""Where there is violence in the family nothing goes where it could do harm, whatever was agreed."""

from itertools import product
from typing import get_args

import pytest

from shared.events.referral import Protection, Source
from shared.rules.sharing import Audience, goes_nowhere, stricter

PROTECTIONS = (None, *get_args(Protection))
SOURCES = (None, *get_args(Source))


@pytest.mark.parametrize(("to", "source"), [*product(get_args(Audience), SOURCES)])
def test_without_it_what_was_agreed_decides_and_with_everybody_nothing_does(to, source) -> None:
    assert not goes_nowhere(None, to, source)
    assert goes_nowhere("everybody", to, source)


def test_a_gp_who_referred_may_still_hear_where_only_the_family_is_kept_out_and_the_other_way_round() -> None:
    assert goes_nowhere("family", "family", "gp")
    assert not goes_nowhere("family", "whoever_referred", "gp")
    assert goes_nowhere("whoever_referred", "whoever_referred", "gp")
    assert not goes_nowhere("whoever_referred", "family", "gp")


@pytest.mark.parametrize("source", [None, "carer_family_supporter"])
@pytest.mark.parametrize(("protection", "to"), [*product(get_args(Protection), get_args(Audience))])
def test_whoever_of_the_family_referred_may_be_whom_it_is_about_and_in_doubt_nothing_goes(
    source, protection, to
) -> None:
    assert goes_nowhere(protection, to, source)


@pytest.mark.parametrize(("one", "other"), [*product(PROTECTIONS, PROTECTIONS)])
def test_of_two_the_stricter_keeps_out_everybody_whom_either_does(one, other) -> None:
    both = stricter(one, other)
    for to, source in product(get_args(Audience), SOURCES):
        if goes_nowhere(one, to, source) or goes_nowhere(other, to, source):
            assert goes_nowhere(both, to, source)
    assert both == stricter(other, one)
