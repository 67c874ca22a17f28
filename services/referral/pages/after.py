"""Where one goes once a referral was sent: to a page that thanks, with a reference to quote."""

from uuid import UUID

from services.referral.commands import Outcome
from shared.kernel import references


def sent(door: str, referral_id: UUID, outcome: Outcome) -> str:
    """The address after `/ask` or `/refer`. The reference in it says nothing about anybody."""
    return f"/{door}/already" if outcome == "different" else f"/{door}/thanks?reference={references.of(referral_id)}"
