"""What somebody marked as looked after by mistake: for a while it can be opened again."""

from datetime import datetime, timedelta

from shared.kernel.refusal import Refused

CAN_BE_OPENED_AGAIN = timedelta(days=14)
"""For so long what somebody has looked after can be opened again."""


def can_be_opened_again(looked_after_at: datetime, now: datetime) -> bool:
    """Whether that was not too long ago to have been a mistake."""
    return now - looked_after_at <= CAN_BE_OPENED_AGAIN


def must_be_fresh(looked_after_at: datetime, now: datetime) -> None:
    """Raises `Refused` where it was looked after too long ago to be opened again."""
    if not can_be_opened_again(looked_after_at, now):
        raise Refused(
            "This was looked after more than two weeks ago, so it stays as it is. "
            "If it needs somebody now, get in touch with them, or talk it over with your lead."
        )
