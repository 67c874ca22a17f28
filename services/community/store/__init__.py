"""All of the community service's SQL."""

from .changes import (
    close_journey,
    forget_journey,
    hand_over,
    keep_card,
    keep_journey,
    note_agreement,
    note_newcomers,
    record,
    reopen_journey,
    waits_for_a_call,
)
from .groups import activities, activity, calls, group, groups, newcomers, titles
from .people import Goer, been, goers, greeted, participant, people, places_ever, standing, steps

__all__ = [
    "Goer",
    "activities",
    "activity",
    "been",
    "calls",
    "close_journey",
    "forget_journey",
    "goers",
    "greeted",
    "group",
    "groups",
    "hand_over",
    "keep_card",
    "keep_journey",
    "newcomers",
    "note_agreement",
    "note_newcomers",
    "participant",
    "people",
    "places_ever",
    "record",
    "reopen_journey",
    "standing",
    "steps",
    "titles",
    "waits_for_a_call",
]
