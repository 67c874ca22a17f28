"""What a program may send: no unknown fields, no guessing at types, no invisible characters, no endless texts.

And what it is told of a door: the OpenAPI document names every answer that is sent.
"""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from shared.kernel import letters

from .errors import TITLES

MOST_CHARACTERS = 4000
AT_EVERY_DOOR = (400, 406, 413, 415, 422, 429, 500, 503)
AFTER_A_LOGIN = (401, 403)
_SCHEMAS = "#/components/schemas/"
_WAIT = {"Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}}}


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


class Unfitting(BaseModel):
    """One field that does not fit. Its value is never repeated."""

    field: str
    says: str = Field(description="what would be right, in plain words")


class Problem(BaseModel):
    """RFC 9457: why something was not done."""

    type: str = Field(description="about:blank: the title is that of the status")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="what would be right, in plain words")
    trace_id: str = Field(description="quote it if you ask us")
    errors: list[Unfitting] = Field([], description="of 422: each field that does not fit, by its name")


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers that are problems, for a door's `responses`."""
    return {status: _problem(status) for status in sorted({*AT_EVERY_DOOR, *statuses})}


def _problem(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}}
    headers = {"headers": _WAIT} if status in (429, 503) else {}
    return {"description": TITLES[status], "content": content, **headers}


def body(model: type[BaseModel], *parameters: dict[str, Any]) -> dict[str, Any]:
    """For a door that reads its body itself: what it takes, for `openapi_extra`."""
    schema = model.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"content": content, "required": True}} | (
        {"parameters": [*parameters]} if parameters else {}
    )


class App(FastAPI):
    """A document of programs' doors in which every reference resolves. Pages are for people and stand in none."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            if document["paths"]:
                schemas = document.setdefault("components", {}).setdefault("schemas", {})
                problem = Problem.model_json_schema(mode="serialization", ref_template=f"{_SCHEMAS}{{model}}")
                schemas |= _lifted({"Problem": problem, "paths": document["paths"]}) | {"Problem": problem}
        assert self.openapi_schema is not None
        return self.openapi_schema


def _lifted(part: Any) -> dict[str, Any]:
    """Definitions that stand inside a schema, taken out of it: references in the document are from its root."""
    if isinstance(part, list):
        return {name: schema for each in part for name, schema in _lifted(each).items()}
    if not isinstance(part, dict):
        return {}
    own: dict[str, Any] = part.pop("$defs", {})
    return own | {name: schema for each in (*part.values(), *own.values()) for name, schema in _lifted(each).items()}
