"""What goes along to another Local, as one file: its format, version 3. One of version 2 is read as well.

It holds what the person agreed to hand on, and no name of anybody. A checksum says that the file is whole and as it was
written. It is no signature: Locals share no secret, so there is no key with which the other could verify one, and that
it comes from where it says is established by the two people who hand it over. What came in stays marked as such.

Carers and supporters are no part of it, and what each may know is not either: that was said to people here, and the
other Local asks anew. So it does of what they agreed to: that goes along with the words they heard, holds there alone,
and does not say whom they let us talk with.
"""

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.journey.about_me.rules import HEADINGS
from services.journey.safety.rules import EscalateTo, Kind, Outcome, Urgency
from shared.events.course import MOST_BROUGHT
from shared.kernel import letters
from shared.kernel.refusal import Refused

FORMAT = "local-connections-transfer"
VERSION = 3
MOST_CHARACTERS = 250_000
NAMES = tuple(heading.name for heading in HEADINGS)


def _can_be_kept(text: str) -> str:
    """Without letters that nobody sees: words that were written down long ago may still hold some."""
    if any(letter < " " and letter not in "\n\t" for letter in text):
        raise ValueError("holds an invisible character that cannot be kept")
    return letters.kept(text)


def _is_a_heading(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"is none of {', '.join(NAMES)}")
    return name


Words = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_can_be_kept)]
Short = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_can_be_kept)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
OneToTen = Annotated[int, Field(ge=1, le=10)]
Heading = Annotated[str, AfterValidator(_is_a_heading), Field(json_schema_extra={"enum": list(NAMES)})]


class BundlePart(BaseModel):
    """The base of every part of the file: unknown keys are refused, and nothing is bent until it fits."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class AboutMe(BundlePart):
    """What matters to them, under the headings of "About Me"; what is not said is left out."""

    told_at: AwareDatetime
    told: Literal["together", "self"]
    words: dict[Heading, Words] = Field(min_length=1)


class GoalThere(BundlePart):
    """A goal as it stood, in their words."""

    wording: Words
    importance: OneToTen
    confidence: OneToTen | None = None
    set_at: AwareDatetime
    review_on: date | None = None
    ended: Literal["reached", "let_go"] | None = None
    ended_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _ended_when(self) -> "GoalThere":
        if (self.ended is None) != (self.ended_at is None) or (self.ended_at and self.ended_at < self.set_at):
            raise ValueError("ended and ended_at belong together, and after set_at")
        return self


class MeasureThere(BundlePart):
    """What they answered, item by item; null is a skipped item."""

    instrument: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    version: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}$")]
    taken_on: date
    taken_at: AwareDatetime
    answers: list[int | None] = Field(max_length=100)
    score: float | None = None
    missing_reason: Literal["skipped", "declined", "not_asked", "lost"] | None = None
    mode: Literal["together", "phone", "self"]
    declined_items: list[Annotated[str, Field(max_length=40)]] = Field([], max_length=100)
    subscales: dict[Annotated[str, Field(max_length=40)], float | None] = Field({}, max_length=20)
    weights: list[Annotated[int, Field(ge=0, le=9)]] = Field([], max_length=100)


class WayThere(BundlePart):
    """How far they came with a group there."""

    place: Short
    visits: int = Field(ge=0, le=10_000)
    last_on: date | None = None
    stands: Literal["looked_at", "place_kept", "introduced", "goes", "settled", "stopped"]


class NoteThere(BundlePart):
    """A safety note. It goes along only if the Lead ticks it."""

    kind: Kind
    urgency: Urgency
    escalate_to: EscalateTo
    raised_at: AwareDatetime
    words: Words | None = None
    outcome: Outcome | None = None
    closing_words: Words | None = None


class AgreementThere(BundlePart):
    """What they said of one purpose there, last. It holds there alone. `text`: the words they heard."""

    purpose: Literal["service", "referrer", "evaluation", "evaluator_contact", "messages"]
    said: Literal["yes", "no"]
    said_on: date
    method: Literal["verbal", "written", "online"] | None = None
    wording: Annotated[str, Field(max_length=40)] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z]+)?$")] | None = None
    text: Words | None = None
    ends_on: date | None = None


class Parcel(BundlePart):
    """The whole file. `agreed`: how the person said yes to handing it on.
    `word`: the mark of a word that they agreed on and say again at the other Local."""

    format: Literal["local-connections-transfer"]
    version: Literal[2, 3]
    transfer_id: UUID
    from_local: Slug
    to_local: Slug
    made_at: AwareDatetime
    agreed: Literal["verbal", "written"]
    word: str = Field(
        pattern=r"^[0-9a-f]{48}$",
        description="scrypt (N 8192, r 8, p 1, 24 bytes), in hex, of the word agreed with the person, in small letters"
        " without blanks; its salt are the 16 bytes of transfer_id",
    )
    year_of_birth: Annotated[int, Field(ge=1900, le=2100)] | None = None
    about_me: AboutMe | None = None
    goals: list[GoalThere] = Field([], max_length=MOST_BROUGHT["goal"])
    measures: list[MeasureThere] = Field([], max_length=MOST_BROUGHT["measure"])
    ways: list[WayThere] = Field([], max_length=200)
    safety_notes: list[NoteThere] = Field([], max_length=MOST_BROUGHT["safety note"])
    agreements: list[AgreementThere] = Field([], max_length=10)
    checksum: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256, in hex, of the UTF-8 JSON of everything else: keys sorted, no spaces, nothing escaped"
        " that need not be",
    )

    @model_validator(mode="after")
    def _nothing_later(self) -> "Parcel":
        """Nothing in it happened after it was made."""
        moments = [
            *((f"goals.{place}.set_at", goal.set_at) for place, goal in enumerate(self.goals)),
            *((f"goals.{place}.ended_at", goal.ended_at) for place, goal in enumerate(self.goals) if goal.ended_at),
            *((f"measures.{place}.taken_at", one.taken_at) for place, one in enumerate(self.measures)),
            *((f"safety_notes.{place}.raised_at", note.raised_at) for place, note in enumerate(self.safety_notes)),
            *([("about_me.told_at", self.about_me.told_at)] if self.about_me else []),
        ]
        for where, at in moments:
            if at > self.made_at:
                raise ValueError(f"{where} is later than made_at")
        return self


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """The content with the checksum that fits it."""
    return content | {"checksum": _sum_of(content)}


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the file, for whoever else wants to read or write one."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT}:v{VERSION}",
        **Parcel.model_json_schema(),
    }


def read(text: str) -> Parcel:
    """The file, or a refusal that names the place that does not fit. Nothing of what is there is repeated."""
    try:
        parcel = Parcel.model_validate_json(text.removeprefix("\ufeff").strip())
    except ValidationError as wrong:
        raise Refused(_why(wrong), field="parcel") from None
    given = json.loads(text.removeprefix("\ufeff"))
    if _sum_of({name: value for name, value in given.items() if name != "checksum"}) != parcel.checksum:
        raise Refused(
            "The file was changed after it was made, or is not whole. Ask the other Local for it again.", field="parcel"
        )
    return parcel


def _sum_of(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _why(wrong: ValidationError) -> str:
    errors = wrong.errors(include_input=False, include_url=False, include_context=False)
    first = errors[0]
    if first["type"] == "json_invalid":
        return "This is no file from another Local: it cannot be read. Choose the file as they gave it to you."
    for name in ("format", "version"):
        if any(error["loc"] == (name,) for error in errors):
            return f"This is no file from another Local that can be read here: its {name} is another one."
    where = ".".join(str(part) for part in first["loc"]) or "the file"
    words = first["msg"].removeprefix("Value error, ")
    return f"The file does not fit at {where}: {words[0].lower()}{words[1:]}. Nothing was brought along."
