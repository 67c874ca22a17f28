"""The whole story in a real browser: once as most people browse, once without scripts."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from .eyes import Eyes
from .sites import Sites
from .story import Story
from .visits import Somebody

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
PEOPLE = {
    True: Somebody(
        name="Błażej O'Nguyễn-Zając",
        first_name="Błażej",
        phone="0491 570 006",
        words=("Błażej", "Nguyễn", "Zając"),
        group="Sunshine Card Table",
        activity="Cards and tea",
    ),
    False: Somebody(
        name="Đặng-Thị O'Wiśniewska",
        first_name="Đặng-Thị",
        phone="0491 570 156",
        words=("Đặng", "Wiśniewska"),
        group="St Albans Players",
        activity="Board games at ten",
    ),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_person_comes_goes_along_and_is_counted_only_as_long_as_they_agree(
    chromium: Browser, sites: Sites, scripts: bool
) -> None:
    person = PEOPLE[scripts]
    eyes = Eyes(chromium, scripts, person.words, SHOTS if scripts else None)
    await Story(sites, eyes, person).live()
    await eyes.close()
    assert eyes.complaints == []
    assert len(set(eyes.seen)) > 70
