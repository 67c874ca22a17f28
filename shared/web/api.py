"""What a program may send: no unknown fields, no guessing at types, no invisible characters, no endless texts."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from shared import letters

MOST_CHARACTERS = 4000


class Body(BaseModel):
    """Base of a JSON body. Every text in it can be stored, and what cannot is named by its field."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_max_length=MOST_CHARACTERS)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        if isinstance(given, dict):
            wrong = [name for name, value in given.items() if isinstance(value, str) and not letters.whole(value)]
            if wrong:
                error = PydanticCustomError("invisible", letters.TAKE_OUT)
                details = [InitErrorDetails(type=error, loc=(str(name)[:60],), input=None) for name in wrong]
                raise ValidationError.from_exception_data(cls.__name__, details)
        return given
