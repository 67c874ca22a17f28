"""One person's journey, as every decision about it needs to know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shared.events.consents import AnyPurpose
from shared.kernel.refusal import Refused


@dataclass(frozen=True)
class Journey:
    """What decisions about one person's journey need to know."""

    id: UUID
    participant_id: UUID
    link_worker_id: UUID
    opened_at: datetime
    closed_at: datetime | None = None
    goals_in_progress: int = 0
    consents: Mapping[AnyPurpose, UUID] = field(default_factory=dict)
    """The consents that hold today: purpose -> consent id. Without `named`, of which there may be several."""
    link_version: int = 0
    referral_id: UUID | None = None
    episode: int = 1
    is_latest: bool = True
    """Whether the person has set out on no later journey."""

    def must_be_open(self) -> None:
        if self.closed_at is not None:
            raise Refused("This journey is closed. What it holds can be read, and nothing is added.")

    def must_have_ended(self) -> datetime:
        """When it did."""
        if self.closed_at is None:
            raise Refused("This journey is open, and goes on.")
        if not self.is_latest:
            raise Refused("They have set out anew since. Look at their later journey.")
        return self.closed_at

    def can_go_on(self, reopen_within_days: int, at: datetime) -> bool:
        """Whether it ended so lately that the same journey goes on; later they set out anew."""
        return self.closed_at is not None and at - self.closed_at <= timedelta(days=reopen_within_days)
