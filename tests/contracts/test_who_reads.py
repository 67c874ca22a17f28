"""What a page says about who can read something, and who really may open where it stands, agree."""

import re
from pathlib import Path

import pytest

import services
import shared.web

from .addresses import allowed

SAYS = re.compile(r"[^.?!<>\"{}]*\b(?:can (?:read|see it)|[Oo]nly the \w+ (?:reads|sees))\b[^.?!<>\"{}]*")
ABOUT_NO_ROLE = ("Nobody can read it back", "whoever uses it can read it", "Nobody here can read what you have written")
WALKING, LEAD = {"link_worker", "lead"}, {"lead"}
PLACES: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "the people who work with them here can read it": (WALKING, ("/journey/{journey_id}",)),
    "the people who work with them here can read": (WALKING, ("/journey/{journey_id}/matters",)),
    "whoever walks with them, a clinician and the Lead of this Local can read it": (
        WALKING | {"clinician"}, ("/journey/safety", "/journey/safety/{safety_id}"),
    ),
    "The people who work with you here can read it, and nobody else": (WALKING, ("/journey/{journey_id}/matters",)),
    "Only you can see it": (WALKING, ("/journey/drafts",)),
    "Only you can read it; your Lead as well, if it was with them": (WALKING, ("/practice/workers/{link_worker_id}",)),
    "The two of you can read it; any other note is theirs alone": (WALKING, ("/practice/workers/{link_worker_id}",)),
    "Only the Lead sees it": (LEAD, ("/referral/erased",)),
    "Only people here who need it for that can see it": (
        {"intake", "lead"}, ("/referral/inbox", "/referral/{referral_id}"),
    ),
}  # fmt: skip
"""A part of the sentence, who it means, and where stands what it is about. What somebody's own is, is tried where it is
written: tests/practice/test_pages.py, tests/journey/form_pages/test_drafts.py."""


def said() -> list[tuple[str, str]]:
    folders = [Path(next(iter(package.__path__))) for package in (services, shared.web)]
    return [
        (path.name, " ".join(found.split()))
        for folder in folders
        for path in sorted(folder.rglob("*.html"))
        for found in SAYS.findall(path.read_text(encoding="utf-8"))
    ]


def test_every_sentence_about_who_can_read_is_known_here() -> None:
    known = (*PLACES, *ABOUT_NO_ROLE)
    assert [(page, words) for page, words in said() if not any(part in words for part in known)] == []


@pytest.mark.parametrize("part", PLACES)
def test_those_it_names_are_those_who_may_open_it(part: str) -> None:
    assert any(part in words for _, words in said())
    roles, places = PLACES[part]
    assert {place: set(allowed(place)) for place in places} == dict.fromkeys(places, roles)
