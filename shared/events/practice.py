"""What the practice service tells: how link workers are kept well and able."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from .base import Event, Private


class SupervisionHeld(Event):
    """A link worker had time with a supervisor. What was said stays between them."""

    service = "practice"
    keyed_by = "link_worker_id"
    link_worker_id: UUID
    supervision_id: UUID
    kind: Literal["line", "discipline_specific", "carer_perspective", "external", "group"]
    minutes: int = Field(ge=5, le=480)
    note: Private[str] = None


class SupervisionTakenBack(Event):
    """It was noted by mistake: they did not meet. Whoever goes by when somebody last had an hour goes by the others."""

    service = "practice"
    keyed_by = "link_worker_id"
    link_worker_id: UUID
    supervision_id: UUID
    held_at: AwareDatetime = Field(description="the moment it had been told for")


class SupervisionPlanned(Event):
    """A link worker and a supervisor mean to meet on a day. Another day planned later takes its place."""

    service = "practice"
    keyed_by = "link_worker_id"
    link_worker_id: UUID
    on: date
