"""Where somebody is on their way."""

from datetime import date, timedelta

import pytest

from services.journey.core.rules.people import CurrentPause
from tests.journey.people import NOON, person


@pytest.mark.parametrize(
    ("known", "stage"),
    [
        ({}, "getting_to_know"), ({"has_plan": True}, "planning"), ({"places": 1}, "trying_out"),
        ({"visits": 2}, "trying_out"), ({"visits": 3}, "connecting"), ({"closed_at": NOON}, "closed"),
        ({"stepped_down": True, "visits": 9}, "stepped_down"),
        ({"stepped_down": True, "last_contact_at": NOON - timedelta(days=22)}, "quiet"),
        ({"pause": CurrentPause(date(2026, 3, 1), None, "asked"), "stepped_down": True}, "paused"),
        ({"visits": 9, "last_contact_at": NOON - timedelta(days=22)}, "quiet"),
        ({"last_contact_at": NOON - timedelta(days=21)}, "getting_to_know"),
    ],
)  # fmt: skip
def test_where_somebody_is_follows_from_what_has_happened(known, stage):
    assert person(**known).stage(NOON) == stage
