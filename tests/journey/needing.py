"""My day, as these tests read it."""

from zoneinfo import ZoneInfo

from services.journey.caseload.rules import day
from services.journey.measures.instruments import plan_in

from .people import NOON

PLAN = plan_in()
MELBOURNE = ZoneInfo("Australia/Melbourne")


def heads(*people, now=NOON):
    return [f"{n.before}{n.called}{n.after}" for n in day.what_needs_me(people, now, MELBOURNE, PLAN)]


def only(needing):
    (need,) = day.what_needs_me([needing], NOON, MELBOURNE, PLAN)
    return need
