"""Times in which nobody asks how the person is going: a holiday, a stay in hospital, or because they like it quiet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Pause, Why
from services.journey.core.rules.story import Sentence, by_code, plain
from shared.events import JourneyPaused, JourneyResumed
from shared.kernel.days import span_words
from shared.kernel.refusal import Refused

REASONS: dict[Why, str] = {
    "holiday": "They are away",
    "hospital": "They are in hospital",
    "caring": "They look after somebody",
    "asked": "They would like some quiet",
    "other": "Something else",
}


def pause(
    journey: Journey,
    wish: Pause,
    known: Sequence[Pause],
    today: date,
    at: datetime,
) -> JourneyPaused:
    """Plan a pause, or choose other days for one that is known by its id; Refused where two would overlap."""
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
    """End a pause now, or call it off before it begins; Refused if it is over."""
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
    """The days of a pause in words: from Tuesday 3 to Friday 20 March."""
    return span_words(paused.from_on, paused.until_on, today)


SENTENCES: Mapping[str, Sentence] = {
    "paused": by_code(REASONS, "Agreed on a pause. {}"),
    "resumed": plain("The pause ended"),
}
