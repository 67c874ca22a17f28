"""A whole working day in a real browser: on a phone, and at a desk without scripts."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from .eyes import Eyes
from .sites import Sites
from .tuesday import Tuesday
from .tuesday_people import NAMES, People
from .visits import Somebody

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
NOBODY = Somebody("", "", "", tuple(NAMES.values()), "", "")
PHONES = {
    True: {"hard": "0491 570 157", "measure": "0491 570 158"},
    False: {"hard": "0491 570 159", "measure": "0491 570 110"},
}


def the_day(sites: Sites, eyes: Eyes, phone: bool, tag: str, phones: dict[str, str]) -> Tuesday:
    """Each day has a link worker of its own, who has nobody else to walk with."""
    workers = [person for person in sites.people if person.role == "link_worker"]
    people = People(sites, workers[1 if phone else 2], tag, phones, 1932 if phone else 1950)
    return Tuesday(sites, eyes, NOBODY, people=people)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("phone", [True, False], ids=["on a phone", "at a desk without scripts"])
async def test_a_link_workers_tuesday_is_interrupted_twice_and_loses_no_word(
    chromium: Browser, sites: Sites, phone: bool
) -> None:
    eyes = Eyes(chromium, phone, tuple(NAMES.values()), SHOTS if phone else None, phone)
    await the_day(sites, eyes, phone, "Dhillon" if phone else "Marković", PHONES[phone]).live()
    await eyes.close()
    assert eyes.complaints == []
