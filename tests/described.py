"""Every answer that a program's door gives in a test is one that its OpenAPI document names."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import FastAPI

if TYPE_CHECKING:  # loaded with the first answer that it is to hold
    import jsonschema

Operation = dict[str, Any]


@cache
def _formats() -> "jsonschema.FormatChecker":
    import jsonschema

    formats = jsonschema.FormatChecker(("uuid", "date"))
    formats.checks("date-time", ValueError)(_with_its_offset)
    return formats


def _with_its_offset(text: object) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


def as_described(app: FastAPI) -> Callable[[httpx.Response], Awaitable[None]]:
    """For httpx: holds each answer of an API against the document, and what it says against the schema there."""

    async def look(answer: httpx.Response) -> None:
        if "/api/" not in answer.request.url.path:
            return
        document = app.openapi()
        operation = _operation(document, answer.request)
        if operation is None:
            assert answer.status_code in (404, 405, 406)  # no such address, no such method
            return
        await answer.aread()
        _fits(document, operation, answer)

    return look


def _operation(document: dict[str, Any], request: httpx.Request) -> Operation | None:
    method = request.method.lower().replace("head", "get")
    for template, operations in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), request.url.path):
            return operations.get(method)
    return None


def _fits(document: dict[str, Any], operation: Operation, answer: httpx.Response) -> None:
    where = f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}"
    named = operation["responses"].get(str(answer.status_code))
    assert named is not None, f"{where}, which its document does not name"
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert (kind or None) in (named.get("content") or {None: {}}), (
        f"{where} as {kind}, which its document does not name"
    )
    if kind.endswith("json") and answer.content:
        schema = named["content"][kind].get("schema", {}) | {"components": document.get("components", {})}
        import jsonschema

        jsonschema.Draft202012Validator(schema, format_checker=_formats()).validate(answer.json())
