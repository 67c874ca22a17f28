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
    """NotFound unless the person is this link worker's own; the Lead sees everybody."""
    if not user.may("see_everybody") and about.link_worker_id != user.id:
        raise NotFound(user.id)


def whose(user: User) -> UUID | None:
    """The link worker whose people a list shows: oneself; None, which is everybody, for the Lead."""
    return None if user.may("see_everybody") else user.id


def staff_names(here: ServiceContext) -> dict[UUID, str]:
    """The name of each member of staff in the settings, by id."""
    return {person.id: person.name for person in here.settings.staff}
