"""What is wrong with settings, all of it at once: one line a problem, each beginning with a setting's name."""

import re
from secrets import token_urlsafe
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from .secret_files import UnreadableSecret

NOT_JSON = re.compile(r'error parsing value for field "(\w+)"')
"""What pydantic-settings says of a text that should be a list or a table."""


class WrongSettings(Exception):
    """Every problem found, one line each."""


def problems(kind: type[BaseSettings], wrong: ValidationError) -> list[str]:
    """Settings that are wrong by themselves; then what is wrong with the others, for which those are stood in."""
    found = _lines(wrong)
    missing = {str(error["loc"][0]) for error in wrong.errors() if error["loc"]}
    try:
        if missing:
            kind.model_validate({name: _stand_in(kind.model_fields[name]) for name in missing})
    except ValidationError as more:
        told = tuple(f"LC_{name.upper()}" for name in missing)
        found += [line for line in _lines(more) if not line.startswith(told)]
    return list(dict.fromkeys(found))


def _lines(wrong: ValidationError) -> list[str]:
    return [line for error in wrong.errors(include_url=False) for line in _problem(error).splitlines()]


def _stand_in(field: FieldInfo) -> Any:
    """Something that is right by itself."""
    if not field.is_required():
        return field.get_default(call_default_factory=True)
    return SecretStr(token_urlsafe(32)) if field.annotation is SecretStr else "-"


def _problem(error: Any) -> str:
    name = "LC_" + "__".join(str(part).upper() for part in error["loc"]) if error["loc"] else ""
    if isinstance(error.get("input"), UnreadableSecret):
        return f"{name}_FILE names a file that cannot be read: {error['input'].why}"
    words = "is missing" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    if found := NOT_JSON.match(words):
        return f"LC_{found[1].upper()} is not JSON, as it has to be"
    return f"{name} {words}".strip()
