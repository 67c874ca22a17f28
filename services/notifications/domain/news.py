"""Mails to whoever referred somebody: what they say, and whether one may leave now. Pure.

They lie in mailboxes that many read, so they name nobody, no place and no service: a reference says what it is about to
whoever wrote it down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from shared.events import NewsDue, NewsSettled
from shared.events.referral import NewsStep
from shared.kernel import references

from .messages import FIRST_PAUSE, LONGEST_PAUSE
from .texts import Text

GIVEN_UP = timedelta(days=7)
"""How long it is tried, and how long an address may be on its way here."""
Outcome = Literal["sent", "refused", "unknown", "withheld"]
SAYS: dict[NewsStep, str] = {
    "received": "We have received what you sent us.",
    "in_touch": "We are in touch.",
    "ended": "It has come to its end.",
}


@dataclass(frozen=True)
class News:
    """A mail that waits: one thing to tell about one referral. `email`: None while it is not known, or any more."""

    id: UUID
    participant_id: UUID
    referral_id: UUID
    step: NewsStep
    due_at: datetime
    tries: int = 0
    again_at: datetime | None = None
    email: str | None = None


def text_of(step: NewsStep, referral_id: UUID) -> Text:
    """What the mail says."""
    reference = references.words(references.of(referral_id))
    body = (
        f"Hello,\n\n{SAYS[step]}\n\nYour reference: {reference}\n\n"
        "You get this because you asked to be told. That is all we may say by mail; if you have a question, call us and"
        " quote the reference.\n"
    )
    return Text(body, f"Your reference {reference}")


def news_of(due: NewsDue) -> News:
    """The mail for what is due."""
    return News(due.news_id, due.participant_id, due.referral_id, due.step, due.occurred_at)


def may_leave(news: News, now: datetime) -> bool | Outcome:
    """Whether it leaves now; "withheld" if it has waited too long for that."""
    if now - news.due_at > GIVEN_UP:
        return "withheld"
    return news.email is not None and (news.again_at is None or news.again_at <= now)


def ask_again_at(news: News, now: datetime) -> datetime:
    """When a mail server that said "not now" is asked again: as with messages."""
    return now + min(FIRST_PAUSE * (1 << min(news.tries, 10)), LONGEST_PAUSE)


def settled(news: News, outcome: Outcome, at: datetime) -> NewsSettled:
    """The fact of what became of it."""
    return NewsSettled(participant_id=news.participant_id, news_id=news.id, outcome=outcome, occurred_at=at)
