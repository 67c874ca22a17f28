"""Which instruments this Local asks, and by which plan: ours and its own."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shared.kernel import texts
from shared.rules.instruments import Library, WrongDefinition, library
from shared.rules.measure_plan import MeasurePlan, parse

from .rules import plan as measure_plan

if TYPE_CHECKING:  # scoring needs no settings: `lc measures` is quicker without them
    from shared.config.settings import ServiceSettings

DEFAULT_PLAN = Path(__file__).with_name("measure_plan.json")


@cache
def plan_in(path: Path = DEFAULT_PLAN) -> MeasurePlan:
    """The measure plan in that file, read once; the one that comes with the program by default."""
    return parse(texts.text_of(path))


def library_of(settings: "ServiceSettings") -> Library:
    """The instruments this Local knows: ours, and those in the folder that its settings name."""
    return library(settings.instruments)


def plan_of(settings: "ServiceSettings") -> MeasurePlan:
    """This Local's measure plan: the file that its settings name, or the one that works on day one."""
    return plan_in(settings.measure_plan or DEFAULT_PLAN)


def check(settings: "ServiceSettings") -> None:
    """Refuse a plan or a data file that does not fit, with every problem."""
    from shared.config.wrong_settings import WrongSettings

    try:
        known = library_of(settings).names
    except WrongDefinition as wrong:
        raise WrongSettings(f"LC_INSTRUMENTS: {wrong}") from None
    if problems := measure_plan.unknown(plan_of(settings), known):
        raise WrongSettings("\n".join(f"LC_MEASURE_PLAN: {problem}" for problem in problems))
