"""Two records that are one person's, as a service has heard of it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Joining:
    """A joining that stands. `kept_id`: the record that is carried on."""

    joining_id: UUID
    kept_id: UUID
    other_id: UUID
    joined_at: datetime
