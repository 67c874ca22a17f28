"""What is on for somebody, for their own page."""

from typing import Any
from uuid import UUID

from services.journey.check_ins.pages.check_ins import calendar_of
from services.journey.check_ins.rules.check_ins import MOST_UNANSWERED
from services.journey.check_ins.store import check_ins as check_ins_store
from services.journey.core.rules.journeys import Journey
from services.journey.core.store import people as people_store
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.my_page.rules import whats_on as on
from services.journey.my_page.rules.whats_on import Practice
from services.journey.my_page.store import whats_on as whats_on_store
from services.journey.practice_sessions.rules import TOPICS
from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.kernel import staff
from shared.kernel.next_times import Coming
from shared.persistence.database import Transaction


def called_by_them(here: ServiceContext, link_worker_id: UUID) -> str:
    """What participants call that link worker; "your link worker" where the staff list does not name them."""
    return staff.called(here.settings.staff, link_worker_id) or "your link worker"


async def whats_on(tx: Transaction, here: ServiceContext, journey: Journey) -> dict[str, Any]:
    """What is on for somebody: get-togethers, hours to practise, when the two talk next, and pauses."""
    now, zone = here.now(), here.zone
    person = await people_store.person(tx, journey.id, here.today())
    places = [way.activity_id for way in await last_mile_store.ways(tx, journey.participant_id) if way.is_on]
    found = await whats_on_store.get_togethers(tx, places)
    calendar = await calendar_of(tx, journey.id, here)
    safe = person.card is not None and person.card.safe_to_contact == "safe"
    asked = await check_ins_store.last_asked(tx, journey.id, MOST_UNANSWERED)
    name = calendars.of(here.settings).days_off.name
    return {
        "on": sorted(((each, each.coming(now, zone, name)) for each in found), key=_soonest),
        "hours": [
            Practice(TOPICS.get(row["topic"], "Practising"), row["starts_at"], row["place"], row["called_off"])
            for row in await whats_on_store.hours_to_come(tx, journey.id, now)
        ],
        "talk": on.next_talk(person, asked, calendar, safe and "messages" in journey.consents, now),
        "pauses": [(each.covers(now, zone), each) for each in calendar.pauses if not each.is_over(now, zone)],
        "worker": called_by_them(here, journey.link_worker_id),
    }


def _soonest(one: tuple[on.GetTogether, list[Coming]]) -> tuple[bool, float]:
    """What comes next stands first; what nobody knows the day of, last."""
    return (False, one[1][0].starts_at.timestamp()) if one[1] else (True, 0)
