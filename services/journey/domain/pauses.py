"""Times in which nobody asks how the person is going: a holiday, a stay in hospital, or because they like it quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.events import JourneyPaused, JourneyResumed
from shared.kernel.days import span_words
from shared.kernel.refusal import Refused

from .journeys import Journey
from .story import Sentence, by_code, plain

Why = Literal["holiday", "hospital", "caring", "asked", "other"]

REASONS: dict[Why, str] = {
    "holiday": "They are away",
    "hospital": "They are in hospital",
    "caring": "They look after somebody",
    "asked": "They would like some quiet",
    "other": "Something else",
}


@dataclass(frozen=True)
class Pause:
    """From the beginning of one day to the end of another (None: until somebody ends it), in the Local's time."""

    id: UUID
    from_on: date
    until_on: date | None
    reason: Why
    resumed_at: datetime | None = None
    """When somebody ended it early, or called it off before it began."""

    def begins(self, zone: ZoneInfo) -> datetime:
        return _midnight(self.from_on, zone)

    def ends(self, zone: ZoneInfo) -> datetime | None:
        """The first moment after it; None while nobody knows."""
        planned = _midnight(self.until_on + timedelta(1), zone) if self.until_on else None
        return min((end for end in (planned, self.resumed_at) if end), default=None)

    def covers(self, moment: datetime, zone: ZoneInfo) -> bool:
        end = self.ends(zone)
        return self.begins(zone) <= moment and (end is None or moment < end)

    def is_over(self, now: datetime, zone: ZoneInfo) -> bool:
        end = self.ends(zone)
        return end is not None and end <= now

    def meets(self, from_on: date, until_on: date | None) -> bool:
        """Whether it shares a day with that time."""
        before = self.until_on is not None and self.until_on < from_on
        after = until_on is not None and until_on < self.from_on
        return self.resumed_at is None and not before and not after


def pause(
    journey: Journey,
    wish: Pause,
    known: Sequence[Pause],
    today: date,
    at: datetime,
) -> JourneyPaused:
    """A new pause, or, under the id of one that is known, other days for it."""
    journey.must_be_open()
    earlier = next((each for each in known if each.id == wish.id), None)
    if earlier is not None and earlier.resumed_at is not None:
        raise Refused("This pause has ended. Plan a new one.", conflict=True)
    if wish.from_on < today and (earlier is None or wish.from_on != earlier.from_on):
        raise Refused("A pause begins today or later.", field="from_on")
    if wish.until_on is not None and wish.until_on < max(wish.from_on, today):
        raise Refused("Choose a last day that is not before the first one, and not over yet.", field="until_on")
    for other in known:
        if other.id != wish.id and other.meets(wish.from_on, wish.until_on):
            raise Refused(
                f"There is a pause {span(other, today)} already. Change that one, or choose days outside it.",
                field="from_on",
            )
    return JourneyPaused(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        pause_id=wish.id,
        from_on=wish.from_on,
        until_on=wish.until_on,
        reason=wish.reason,
        occurred_at=at,
    )


def resume(journey: Journey, paused: Pause, zone: ZoneInfo, at: datetime) -> JourneyResumed:
    """The pause ends now; one that has not begun is called off."""
    journey.must_be_open()
    if paused.is_over(at, zone):
        raise Refused("This pause is over already.", conflict=True)
    return JourneyResumed(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        pause_id=paused.id,
        resumed_on=at.astimezone(zone).date(),
        occurred_at=at,
    )


def span(paused: Pause, today: date) -> str:
    """from Tuesday 3 to Friday 20 March"""
    return span_words(paused.from_on, paused.until_on, today)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


SENTENCES: Mapping[str, Sentence] = {
    "paused": by_code(REASONS, "Agreed on a pause. {}"),
    "resumed": plain("The pause ended"),
}
