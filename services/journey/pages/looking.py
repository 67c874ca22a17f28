"""What every page about a person begins with: may they be seen by this user, and the look is noted."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.journey import store
from services.journey.domain.people import Person
from shared.context.service_context import ServiceContext
from shared.persistence import audit
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.session import User

from .router import must_be_theirs


class Tap(forms.Form):
    """A form that is only its button."""


def today(here: ServiceContext) -> date:
    """The day it is in this Local."""
    return here.now().astimezone(ZoneInfo(here.settings.timezone)).date()


def day_of(here: ServiceContext, at: datetime | None) -> date:
    """The day of a moment in this Local."""
    return (at or here.now()).astimezone(ZoneInfo(here.settings.timezone)).date()


async def looked_at(tx: Transaction, here: ServiceContext, user: User, journey_id: UUID, page: str) -> Person:
    """The person, if they are this user's to see. The look is noted."""
    person = await store.person(tx, journey_id, today(here))
    must_be_theirs(user, person)
    await audit.looked(tx, user, person.participant_id, page, here.now())
    return person
