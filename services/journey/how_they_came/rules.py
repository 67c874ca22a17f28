"""How somebody came to us: which door, and in whose words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.events.referral import Protection, Source

DOORS: Mapping[Source, str] = {
    "self": "They asked us themselves",
    "gp": "Their GP, or somebody at the practice, asked for them",
    "internal_local_service": "Somebody who works at this Local Service asked for them",
    "carer_family_supporter": "Family, a carer or a friend asked for them",
    "proactive_in_reach": "A worker met them while reaching out",
    "community_organisation": "A community organisation or group asked for them",
    "other_health": "Another health service asked for them",
}
TELL_NONE: Mapping[Protection, str] = {
    "whoever_referred": "Tell whoever referred them nothing, not even that we know one another.",
    "family": "Tell nobody of the family, no carer and no friend anything, not even that we know one another.",
    "everybody": "Tell nobody outside this team anything, not even that we know one another.",
}
"""What holds because of violence in the family, whatever anybody agreed to before."""


@dataclass(frozen=True)
class Arrival:
    """How somebody came to us, as far as their card says; an older card says nothing of it."""

    source: Source
    asked_at: datetime
    what_brings_them: str | None = None
    referred_by: str | None = None
    intake_note: str | None = None

    @property
    def door(self) -> str:
        return DOORS[self.source]

    @property
    def by_themselves(self) -> bool:
        """Whether the words are their own: somebody else's speak of them."""
        return self.source == "self"
