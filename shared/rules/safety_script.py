"""What a Local's people do when something worries them. One JSON file; a Local may have its own."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.kernel import texts

Line = Annotated[str, Field(min_length=1, max_length=500)]


class Number(BaseModel):
    """Whom one can call, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    number: Annotated[str, Field(pattern=r"^[+0-9][0-9 ]+$")]
    when: str = ""

    @property
    def tel(self) -> str:
        return self.number.replace(" ", "")


class Script(BaseModel):
    """Steps in order, and numbers. `{local}` and `{phone}` in a step stand for the Local's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Line
    title: Line
    steps: tuple[Line, ...] = Field(min_length=1)
    numbers: tuple[Number, ...] = Field(min_length=1)

    def of(self, local_name: str, phone: str) -> "Script":
        """The same, with the Local's own name and number."""
        steps = tuple(step.replace("{local}", local_name).replace("{phone}", phone) for step in self.steps)
        return self.model_copy(update={"steps": steps})


def read(path: Path) -> Script:
    """The script in that file, or ValueError that says in one line what is wrong with it."""
    try:
        return Script.model_validate_json(texts.text_of(path))
    except texts.UndecodableText as why:
        raise ValueError(f"{path.name} cannot be read: {why}") from None
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path.name} is no safety script: {where} {first['msg']}".replace("  ", " ")) from None
