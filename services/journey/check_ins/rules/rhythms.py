"""What the two agree on: how often they are in touch, and when it may be less or more often again."""

from collections.abc import Sequence
from datetime import date, datetime

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Rhythm, weeks_words
from services.journey.core.rules.story import Sentence, plain
from shared.events import CheckInRhythmChosen, JourneySteppedDown, JourneySteppedUp
from shared.kernel.days import between_words
from shared.kernel.refusal import Refused

LONGEST_WEEKS = 26


def choose_rhythm(
    journey: Journey,
    every_weeks: int,
    weekdays: Sequence[int],
    hour: int,
    minute: int,
    likes: tuple[int, int] | None,
    at: datetime,
) -> CheckInRhythmChosen:
    """Choose the rhythm of check-ins; Refused at an hour outside those the person likes.

    `likes`: from which hour and until which hour the person likes to hear from us, if we know.
    """
    journey.must_be_open()
    days = sorted(set(weekdays))
    if not days:
        raise Refused("Choose at least one day of the week.", field="weekdays")
    if likes and not likes[0] <= hour < likes[1]:
        raise Refused(
            f"They like to hear from us {between_words(*likes)}. Choose an hour in between.",
            field="hour",
        )
    return CheckInRhythmChosen(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        every_weeks=every_weeks,
        weekday=days[0],
        hour=hour,
        minute=minute,
        weekdays=days if len(days) > 1 else [],
        occurred_at=at,
    )


def step_down(
    journey: Journey, rhythm: Rhythm, every_weeks: int, review_on: date | None, today: date, at: datetime
) -> JourneySteppedDown:
    """Agree on longer between check-ins, as they need less, with a day on which both look at it again."""
    journey.must_be_open()
    if every_weeks <= rhythm.every_weeks:
        raise Refused(f"They are asked {weeks_words(rhythm.every_weeks)} now. Choose more weeks.", field="every_weeks")
    if review_on is not None and review_on <= today:
        raise Refused("Choose a day that is still to come.", field="review_on")
    return JourneySteppedDown(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        every_weeks=every_weeks,
        review_on=review_on,
        occurred_at=at,
    )


def step_up(journey: Journey, rhythm: Rhythm, every_weeks: int, at: datetime) -> JourneySteppedUp:
    """Agree on check-ins closer together again, because that is what they need."""
    journey.must_be_open()
    if every_weeks >= rhythm.every_weeks:
        raise Refused(f"They are asked {weeks_words(rhythm.every_weeks)} now. Choose fewer weeks.", field="every_weeks")
    return JourneySteppedUp(
        journey_id=journey.id, participant_id=journey.participant_id, every_weeks=every_weeks, occurred_at=at
    )


SENTENCES: dict[str, Sentence] = {
    "stepped_down": plain("Agreed to see less of one another"),
    "stepped_up": plain("Agreed to see more of one another again"),
}
