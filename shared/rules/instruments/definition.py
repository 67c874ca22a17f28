"""What an instrument is: one version of a questionnaire in one language, as its data file says.

Nothing here asks or scores. A data file that contradicts itself (a band missing, a range its answers cannot reach) is
refused with everything that is wrong with it.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from .parts import (
    Change,
    DefinitionPart,
    Direction,
    Item,
    Missing,
    Option,
    Range,
    Reliability,
    ResponseSet,
    ScoreBand,
    Scoring,
    Subscale,
    Words,
)


class WrongDefinition(Exception):
    """Every problem of one data file, one line each."""


class Instrument(DefinitionPart):
    """One version of a questionnaire, in one language.

    `short`, `about` and `question` are for those who count: "UCLA 3-item", "loneliness", "Are people less lonely?".
    """

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    version: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}$")]
    language: Words
    title: Words
    name: Words
    full_name: Words
    short: str = ""
    about: Words = "the score"
    question: Words = "Has anything changed?"
    intro: str
    items: tuple[Item, ...]
    asked_in: tuple[str, ...] = ()
    """The order of the questions on a page, where it is not the order of the items."""
    responses: tuple[ResponseSet, ...]
    scoring: Scoring
    missing: Missing
    range: Range | None
    direction: Direction
    bands: tuple[ScoreBand, ...] = ()
    bands_provenance: Words
    parts: tuple[Subscale, ...] = ()
    reliability: Reliability | None = None
    change: Change
    citation: Words
    licence: Words
    permission: Literal["granted", "permission_required"]
    permission_note: Words
    group_only: bool = False
    limits: Words

    @property
    def id(self) -> str:
        return f"{self.code}@{self.version}"

    @property
    def called(self) -> str:
        """As those who count call it."""
        return self.short or self.full_name

    @property
    def asks(self) -> bool:
        """Whether its questions may be asked here: they have words, and nobody's permission is wanting."""
        return bool(self.items) and self.permission == "granted"

    @property
    def order(self) -> tuple[Item, ...]:
        """The items as they are asked."""
        by_code = {item.code: item for item in self.items}
        return tuple(by_code[code] for code in self.asked_in) or self.items

    def options(self, item: Item) -> tuple[Option, ...]:
        """What may be answered to that item: its own response set, or the first."""
        return next(one for one in self.responses if item.responses in (None, one.id)).options

    def band(self, score: float) -> ScoreBand | None:
        """A score between two whole ones belongs to the lower one's."""
        return next((band for band in self.bands if band.low <= score < band.high + 1), None)

    def edges(self, band: ScoreBand) -> tuple[float, float]:
        """Where a band begins and ends on a chart: halfway between whole scores, or where `band` changes if a table
        makes others than whole ones."""
        half = 0 if self.scoring.rule == "table" else 0.5
        low = band.low if self.range and band.low == self.range.low else band.low - half
        return low, band.high if self.range and band.high == self.range.high else band.high + 1 - half

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Instrument":
        if problems := list(_contradictions(self)):
            raise ValueError("\n".join(problems))
        return self


def read_definition(text: str, named: str) -> Instrument:
    """An instrument from the text of its data file, or `WrongDefinition` with everything that is wrong with it."""
    try:
        return Instrument.model_validate_json(text)
    except ValidationError as wrong:
        lines = [line for error in wrong.errors(include_url=False, include_input=False) for line in _lines(error)]
        raise WrongDefinition("\n".join(f"{named}: {line}" for line in lines)) from None


def _lines(error: Any) -> list[str]:
    where = ".".join(map(str, error["loc"]))
    words = error["msg"].removeprefix("Value error, ").split("\n")
    return [f"{where}: {line}" if where else line for line in words]


def _contradictions(one: Instrument) -> Iterator[str]:
    codes, sets, parts = [item.code for item in one.items], [r.id for r in one.responses], [p.code for p in one.parts]
    for what, found in (("items", codes), ("responses", sets), ("parts", parts)):
        if len(set(found)) < len(found):
            yield f"{what}: the same code stands there twice"
    if one.asked_in and sorted(one.asked_in) != sorted(codes):
        yield "asked_in: name every item once"
    yield from _wrong_table(one)
    if one.missing.rule == "every_item" and one.missing.most:
        yield "missing: every_item allows none to be missing"
    if one.items and one.missing.most >= len(one.items):
        yield "missing: some items have to be there"
    for item in one.items:
        yield from _wrong_item(one, item, sets, parts)
    if one.range is not None:
        yield from _wrong_bands("bands", one.bands, one.range.low, one.range.high)
    for part in one.parts:
        yield from _wrong_bands(f"parts.{part.code}", part.bands, part.low, part.high)
    if one.items and all(sets and item.responses in (None, *sets) for item in one.items):
        yield from _wrong_range(one)


def _wrong_item(one: Instrument, item: Item, sets: Sequence[str], parts: Sequence[str]) -> Iterator[str]:
    if not sets or item.responses not in (None, *sets):
        yield f"items.{item.code}: unknown response set"
        return
    if item.part is not None and item.part not in parts:
        yield f"items.{item.code}: unknown part"
    if bool(item.text) != (one.permission == "granted"):
        yield f"items.{item.code}: a text is given exactly when there is permission"
    options = one.options(item)
    if len({option.code for option in options}) < len(options) or len({o.number for o in options}) < len(options):
        yield f"items.{item.code}: the same answer stands there twice"
    if (one.scoring.rule == "count") != bool(item.counts) or not set(item.counts) <= {o.code for o in options}:
        yield f"items.{item.code}: counts names answers of this item, and only where the rule is count"


def _wrong_bands(where: str, bands: Sequence[ScoreBand], low: int, high: int) -> Iterator[str]:
    covered = [score for band in bands for score in range(band.low, band.high + 1)]
    if bands and covered != list(range(low, high + 1)):
        yield f"{where}: cover every score from {low} to {high} once, from the lowest up"


def _wrong_table(one: Instrument) -> Iterator[str]:
    """Every sum stands there once, and more means more, or more means less."""
    if (one.scoring.rule == "table") != bool(one.scoring.table):
        yield "scoring: a table is given exactly where the rule is table"
    elif one.scoring.table:
        if one.missing.rule == "leave_out":
            yield "missing: a table converts the sum of all items: every_item or prorate"
        if one.scoring.times != 1:
            yield "scoring: a table says what a sum becomes, without times"
        scores = [row.score for row in one.scoring.table]
        if sorted(scores) not in (scores, scores[::-1]):
            yield "scoring.table: from sum to sum the scores go up, or down, and not both"


def _wrong_range(one: Instrument) -> Iterator[str]:
    """What the answers can reach has to be what the file says."""
    if one.scoring.rule in ("sum", "count"):
        least, most = _reach(one, one.items)
        times = one.scoring.times if one.scoring.rule == "sum" else 1
        if one.range is None or (one.range.low, one.range.high) != (least * times, most * times):
            yield f"range: these answers reach from {least * times} to {most * times}"
    if one.scoring.rule == "table" and one.scoring.table:
        yield from _wrong_reach_of_table(one)
    if one.scoring.rule == "parts" and one.range is not None:
        yield "range: without a sum there is none"
    for part in one.parts:
        reach = _reach(one, [item for item in one.items if item.part == part.code])
        if (part.low, part.high) != reach:
            yield f"parts.{part.code}: these answers reach from {reach[0]} to {reach[1]}"


def _wrong_reach_of_table(one: Instrument) -> Iterator[str]:
    least, most = _reach(one, one.items)
    if [row.sum for row in one.scoring.table] != list(range(least, most + 1)):
        yield f"scoring.table: give every sum from {least} to {most} once, from the lowest up"
    scores = [row.score for row in one.scoring.table]
    low, high = floor(min(scores)), ceil(max(scores))
    if one.range is None or (one.range.low, one.range.high) != (low, high):
        yield f"range: in whole numbers this table reaches from {low} to {high}"


def _reach(one: Instrument, items: Sequence[Item]) -> tuple[int, int]:
    if one.scoring.rule == "count":
        return 0, len(items)
    numbers = [[option.number for option in one.options(item)] for item in items]
    return sum(map(min, numbers)), sum(map(max, numbers))
