"""What the practice service tells: how link workers are kept well and able."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from .base import Event, Kept


class SupervisionHeld(Event):
    """A link worker had time with a supervisor. What was said stays between them."""

    service = "practice"
    keyed_by = "link_worker_id"
    link_worker_id: UUID
    supervision_id: UUID
    kind: Literal["line", "discipline_specific", "carer_perspective", "external", "group"]
    minutes: int = Field(ge=5, le=480)
    note: Kept[str] = None
