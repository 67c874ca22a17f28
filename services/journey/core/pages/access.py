"""Whose pages are whose."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Person
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import NotFound
from shared.web.access import May
from shared.web.session import User

LinkWorker = Annotated[User, Depends(May("see_people"))]


def must_be_theirs(user: User, about: Journey | Person) -> None:
    """A link worker sees their own people, the lead everybody. Anyone else's person is not there for them."""
    if not user.may("see_everybody") and about.link_worker_id != user.id:
        raise NotFound(user.id)


def whose(user: User) -> UUID | None:
    """Whose people a list shows: one's own; for the lead everybody's (None)."""
    return None if user.may("see_everybody") else user.id


def staff_names(here: ServiceContext) -> dict[UUID, str]:
    return {person.id: person.name for person in here.settings.staff}
