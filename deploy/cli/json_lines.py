"""Commands that judge what people bring: a line of JSON in, a line of JSON out, in order. Nothing is stored."""

import json
import sys
from collections.abc import Callable
from typing import Any

import typer


def judged(judge: Callable[[dict[str, Any]], Any]) -> None:
    """Answer every line of standard input in its place.

    `judge` raises ValueError with what would be right; such a line, and one that is not UTF-8 or no JSON object, is
    answered `{"error": why}`, and the command ends with status 1 once all are answered. Blank lines are passed over.
    """
    wrong = False
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            answer = judge(object_of(line))
        except ValueError as why:
            answer, wrong = {"error": str(why)}, True
        typer.echo(json.dumps(answer, ensure_ascii=False))
    if wrong:
        raise typer.Exit(1)


def text_of(said: dict[str, Any], field: str = "text") -> str:
    """A text that a line must have. Raises ValueError, naming the field."""
    text = said.get(field)
    if not isinstance(text, str):
        raise ValueError(f'{field}: a text is needed, like {{"{field}": "Tiếng Việt"}}')
    return text


def object_of(line: bytes) -> dict[str, Any]:
    """The object that stands on a line. Raises ValueError with what is wrong with it."""
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("this line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("this line is not JSON") from None
    if not isinstance(said, dict):
        raise ValueError("this line is not a JSON object")
    return said
