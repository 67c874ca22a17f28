"""What an instrument's data file is made of: questions, answers, bands, and the rules for scores, skips and changes."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Code = int | str
Words = Annotated[str, Field(min_length=1)]


class DefinitionPart(BaseModel):
    """A part of a definition: what is not known is refused, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Option(DefinitionPart):
    """One answer to choose. `number` is what is stored; it is the code itself unless the code is a word."""

    code: Code
    text: str
    number: int = 0

    @model_validator(mode="before")
    @classmethod
    def _number_of_a_number(cls, given: Any) -> Any:
        return {"number": given["code"], **given} if isinstance(given, dict) and "code" in given else given


class ResponseSet(DefinitionPart):
    """The answers that one may give to a question, in order, with what each counts."""

    id: Words
    options: tuple[Option, ...] = Field(min_length=2)
    source: str = ""


class Item(DefinitionPart):
    """One question. `counts`: the answers that count one, where an instrument counts; `text` is empty where the words
    need permission."""

    code: Words
    text: str = ""
    reverse: bool = False
    part: str | None = None
    responses: str | None = None
    counts: tuple[Code, ...] = ()


class ScoreBand(DefinitionPart):
    """A stretch of scores with a name for people who work here; `says` is the sentence for whoever answered."""

    low: int
    high: int
    name: Words
    says: str = ""


class Subscale(DefinitionPart):
    """A subscale, or one of several questions that make no sum."""

    code: Words
    title: Words
    low: int
    high: int
    better: Literal["lower", "higher"]
    bands: tuple[ScoreBand, ...] = ()
    bands_provenance: str = ""


class ConversionRow(DefinitionPart):
    """What one sum becomes."""

    sum: int
    score: float = Field(allow_inf_nan=False)


class Scoring(DefinitionPart):
    """How answers become a score: their sum (times so much), their sum converted by a table of raw sums and metric
    scores, how many of them count, nothing but their parts, or the attainment of goals."""

    rule: Literal["sum", "table", "count", "parts", "goal_attainment"]
    times: int = Field(1, ge=1)
    table: tuple[ConversionRow, ...] = ()

    def converted(self, total: int) -> float:
        return next(one.score for one in self.table if one.sum == total)


class Missing(DefinitionPart):
    """What a skipped item does. `every_item`: no score. `prorate`: up to `most` may be missing, the sum is scaled up
    and rounded to the nearest whole number, halves up. `leave_out`: up to `most` may be missing and add nothing."""

    rule: Literal["every_item", "prorate", "leave_out"]
    most: int = Field(0, ge=0)
    provenance: Words


class Range(DefinitionPart):
    """Lowest and highest score that there can be."""

    low: int
    high: int


class Direction(DefinitionPart):
    """Which way is better, and the words for a change: "less lonely", "lonelier", "as lonely". `good` and `bad` are for
    those who count ("37 % feeling better"), where `down` and `up` do not say it."""

    better: Literal["lower", "higher"]
    down: Words
    up: Words
    same: Words
    higher_is: Words
    good: str = ""
    bad: str = ""

    @property
    def for_the_better(self) -> str:
        return self.good or (self.up if self.better == "higher" else self.down)

    @property
    def for_the_worse(self) -> str:
        return self.bad or (self.down if self.better == "higher" else self.up)


class Reliability(DefinitionPart):
    """A published coefficient (0 to 1), which kind it is, and where it stands."""

    value: float
    kind: Words
    source: Words


class Change(DefinitionPart):
    """From how many points on a change is more than chance or matters; no value where nobody has shown one."""

    kind: Literal["reliable_change", "minimal_detectable", "minimal_important", "none"]
    value: int | None = None
    provenance: Words
