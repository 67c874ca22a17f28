"""Which instruments are asked, when, and what their answers set off: a plan that is data. Pure.

A Local may bring its own (LC_MEASURE_PLAN). The occasions are those that the evaluator counts by; their windows are
days since the consent to the service, both ends included.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Occasion = Literal["baseline", "week_8", "week_12", "week_26", "week_52", "closure"]
Urgency = Literal["now", "today", "this_week"]
Words = Annotated[str, Field(min_length=1, max_length=1000)]
InstrumentCode = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Day = Annotated[int, Field(ge=0, le=3650)]


class WrongPlan(ValueError):
    """Every problem of one plan, one line each."""


class PlanEntry(BaseModel):
    """A part of the plan's file: what is not known is refused, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Window(PlanEntry):
    """The days that belong to an occasion. Without a target it is time from its first day on."""

    occasion: Occasion
    first: Day
    last: Day
    target: Day | None = None


class PlannedInstrument(PlanEntry):
    """An instrument of this Local: on which occasions it is asked, in which version (the latest, unless one is given),
    and whether people may be asked on their own page."""

    instrument: InstrumentCode
    version: str | None = None
    at: tuple[Occasion, ...] = ()
    alone: bool = False


class AlertRule(PlanEntry):
    """What an answer or a score sets off. Give a score (from, to or both), or an item with its answers as numbers."""

    instrument: InstrumentCode
    from_score: int | None = None
    to_score: int | None = None
    item: str | None = None
    answers: tuple[int, ...] = ()
    urgency: Urgency
    because: Words


class MeasurePlan(PlanEntry):
    """What a Local asks, on which occasions, and which answers somebody looks at the same day."""

    name: Words
    ask_days_before: Annotated[int, Field(ge=0, le=60)] = 7
    occasions: tuple[Window, ...]
    instruments: tuple[PlannedInstrument, ...]
    worries: tuple[AlertRule, ...] = ()
    words_to_them: tuple[Words, ...] = ()
    """What somebody who answers alone reads then."""
    released: tuple[InstrumentCode, ...] | None = None
    """The instruments whose scores may go to the evaluator; not given: those of the release's own list."""

    def asked(self, instrument: str) -> PlannedInstrument | None:
        return next((one for one in self.instruments if one.instrument == instrument), None)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "MeasurePlan":
        if problems := list(_contradictions(self)):
            raise ValueError("\n".join(problems))
        return self


def parse(text: str) -> MeasurePlan:
    """The plan that a file holds, or `WrongPlan` with everything that is wrong with it."""
    try:
        return MeasurePlan.model_validate_json(text)
    except ValidationError as wrong:
        lines = []
        for error in wrong.errors(include_url=False, include_input=False):
            where = ".".join(map(str, error["loc"]))
            for line in error["msg"].removeprefix("Value error, ").split("\n"):
                lines.append(f"{where}: {line}" if where else line)
        raise WrongPlan("\n".join(lines)) from None


def _contradictions(plan: MeasurePlan) -> Iterator[str]:
    named: list[str] = [window.occasion for window in plan.occasions]
    codes = [asked.instrument for asked in plan.instruments]
    for what, found in (("occasions", named), ("instruments", codes)):
        for twice in sorted({one for one in found if found.count(one) > 1}):
            yield f"{what}: {twice} stands there twice"
    for window in plan.occasions:
        if window.occasion == "closure":
            yield "occasions: closure has no window; it is when the journey ends"
        if not window.first <= (window.first if window.target is None else window.target) <= window.last:
            yield f"occasions: {window.occasion} has to run from first over target to last"
    for asked in plan.instruments:
        for occasion in asked.at:
            if occasion != "closure" and occasion not in named:
                yield f"instruments: {asked.instrument} is asked at {occasion}, which has no window"
    for worry in plan.worries:
        yield from _wrong_worry(worry, codes)


def _wrong_worry(worry: AlertRule, codes: list[str]) -> Iterator[str]:
    if worry.instrument not in codes:
        yield f"worries: {worry.instrument} is not among the instruments"
    by_score = worry.from_score is not None or worry.to_score is not None
    by_answer = worry.item is not None and bool(worry.answers)
    if by_score == by_answer or bool(worry.answers) != (worry.item is not None):
        yield f"worries: {worry.instrument} needs either a score or an item with its answers"
