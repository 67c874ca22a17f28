"""When it is time for which instrument, by the plan; and which answers must not wait."""

from collections.abc import Collection, Sequence
from typing import get_args

from services.journey.core.rules.people import Taken
from shared.rules.instruments.definition import Instrument
from shared.rules.measure_plan import AlertRule, MeasurePlan, Occasion, PlannedInstrument, Urgency, Window

URGENCIES: tuple[Urgency, ...] = get_args(Urgency)


def occasion_on(plan: MeasurePlan, day: int, instrument: str, taken: Collection[Taken] = ()) -> Occasion | None:
    """Which occasion a day (since the consent to the service) belongs to: the nearest target, or the earlier one.

    The beginning has one sheet of each instrument; a second one belongs to no occasion.
    """
    window = _window(plan, day)
    if window is None or (window.target is None and (instrument, window.occasion) in taken):
        return None
    return window.occasion


def due(plan: MeasurePlan, day: int, taken: Collection[Taken]) -> list[Taken]:
    """The instruments due on that day that nobody has asked yet, in the plan's order, as (instrument, occasion).

    An occasion is due from some days before its target until its window ends.
    `day`: days since the consent to the service.
    """
    window = _window(plan, day)
    if window is None or (window.target is not None and day < window.target - plan.ask_days_before):
        return []
    return _wanted(plan, window.occasion, taken)


def due_at_closure(plan: MeasurePlan, taken: Collection[Taken]) -> list[Taken]:
    """The instruments that are asked when the journey closes, and have not been yet."""
    return _wanted(plan, "closure", taken)


def alone(plan: MeasurePlan, wanted: Sequence[Taken]) -> list[Taken]:
    """Of what is due, what somebody may be asked on their own page."""
    return [(code, occasion) for code, occasion in wanted if (asked := plan.asked(code)) and asked.alone]


def worries(
    plan: MeasurePlan, instrument: Instrument, numbers: Sequence[int | None], score: float | None
) -> list[AlertRule]:
    """The plan's worries that these answers raise, the most urgent first."""
    by_item = dict(zip((item.code for item in instrument.items), numbers, strict=False))
    found = [one for one in plan.worries if one.instrument == instrument.code and _raised(one, by_item, score)]
    return sorted(found, key=lambda one: URGENCIES.index(one.urgency))


def unknown(plan: MeasurePlan, known: Collection[str]) -> list[str]:
    """What the plan asks for and no data file defines, in words."""
    wanted = [(asked.instrument, _named(asked)) for asked in plan.instruments]
    return [f"the measure plan asks for {name}, and no data file defines it" for _, name in wanted if name not in known]


def _named(asked: PlannedInstrument) -> str:
    return f"{asked.instrument}@{asked.version}" if asked.version else asked.instrument


def _window(plan: MeasurePlan, day: int) -> Window | None:
    """Of the windows that hold the day the one whose target is nearest, of equals the earlier."""
    fitting = [window for window in plan.occasions if window.first <= day <= window.last]
    targets = [(window, window.first if window.target is None else window.target) for window in fitting]
    return min(targets, key=lambda pair: (abs(day - pair[1]), pair[1]))[0] if targets else None


def _wanted(plan: MeasurePlan, occasion: Occasion, taken: Collection[Taken]) -> list[Taken]:
    codes = [asked.instrument for asked in plan.instruments if occasion in asked.at]
    return [(code, occasion) for code in codes if (code, occasion) not in taken]


def _raised(worry: AlertRule, by_item: dict[str, int | None], score: float | None) -> bool:
    if worry.item is not None:
        return by_item.get(worry.item) in worry.answers
    low = float("-inf") if worry.from_score is None else worry.from_score
    high = float("inf") if worry.to_score is None else worry.to_score
    return score is not None and low <= score <= high
