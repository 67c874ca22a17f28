"""From typed texts to what a form's fields expect: empty is nothing, days and times are read as people write them."""

import re
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Union
from zoneinfo import ZoneInfo

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.kernel.days import read_date

from . import form_messages

MOST_CHARACTERS = 4000  # of one text whose field sets no limit of its own
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm)?", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})\s*(am|pm)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,15}")


@dataclass(frozen=True)
class ErrorMessage:
    """`Annotated[str, ErrorMessage("Write the goal in their words.")]`: what to say when the answer does not fit."""

    words: str


@dataclass(frozen=True)
class Kind:
    """What a field takes: which type, nothing too, several."""

    base: Any
    optional: bool
    many: bool
    says: str | None
    most: int | None


_KINDS: dict[type[BaseModel], dict[str, Kind]] = {}


class Unfit(ValueError):
    """An answer that cannot be read as what it should be."""


def kinds(model: type[BaseModel]) -> dict[str, Kind]:
    """Each field's kind, worked out once for each form."""
    if model not in _KINDS:
        _KINDS[model] = {name: _kind(info) for name, info in model.model_fields.items()}
    return _KINDS[model]


def _kind(info: FieldInfo) -> Kind:
    extras = list(info.metadata)
    base, optional = _without_none(info.annotation, extras)
    many = typing.get_origin(base) in (list, set, frozenset, tuple)
    if many:
        base, _ = _without_none(next(iter(typing.get_args(base)), str), [])
    says = next((extra.words for extra in extras if isinstance(extra, ErrorMessage)), None)
    return Kind(base, optional, many, says, next(filter(None, map(_most, extras)), None))


def _most(extra: Any) -> int | None:
    """The most characters an annotation allows, however it is written."""
    found = extra.max_length if isinstance(extra, annotated_types.Len | annotated_types.MaxLen) else None
    inner = getattr(extra, "metadata", ()) if isinstance(extra, FieldInfo) else ()
    return found or getattr(extra, "max_length", None) or next(filter(None, map(_most, inner)), None)


def _without_none(annotation: Any, extras: list[Any]) -> tuple[Any, bool]:
    optional = False
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation, *more = typing.get_args(annotation)
            extras += more
        elif origin in (Union, types.UnionType):
            rest = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
            optional = optional or len(rest) < len(typing.get_args(annotation))
            if len(rest) != 1:
                return annotation, optional
            annotation = rest[0]
        else:
            return annotation, optional


def answer(kind: Kind, values: list[str], zone: ZoneInfo) -> Any:
    """What the typed values mean, `None` for nothing; raises `Unfit` with plain words."""
    given = [value.strip() for value in values if value.strip()]
    if kind.many:
        return given
    return _one(kind, given[0], zone) if given else None


def _one(kind: Kind, text: str, zone: ZoneInfo) -> Any:
    base = kind.base
    if base is str:
        most = kind.most or MOST_CHARACTERS
        if len(text) > most:
            raise Unfit(form_messages.too_long(most, len(text)))
    elif base is int:
        if not _NUMBER.fullmatch(text):
            raise Unfit(kind.says or form_messages.words_for("int_parsing"))
    elif base in (float, Decimal):
        return text.removeprefix("$").strip()
    elif base in _READERS:
        try:
            return _READERS[base](text, zone)
        except ValueError:
            raise Unfit(kind.says or form_messages.words_for(base.__name__)) from None
    return text


def a_day(text: str, _: ZoneInfo | None = None) -> date:
    """2026-03-27 as a browser sends it, 27/3/2026 or 12 May 2026 as people write it."""
    return _sensible(read_date(text))


def _sensible(day: date) -> date:
    if not 1880 <= day.year <= 2200:
        raise ValueError
    return day


def a_time(text: str, _: ZoneInfo | None = None) -> time:
    """14:30 as a browser sends it, 2.30 pm or 2 pm as people write it."""
    found, hour_only = _TIME.fullmatch(text), _HOUR.fullmatch(text)
    if found:
        hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    elif hour_only:
        hour, minute, half = int(hour_only[1]), 0, hour_only[2].lower()
    else:
        raise ValueError
    if half and not 1 <= hour <= 12:
        raise ValueError
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


def a_moment(text: str, zone: ZoneInfo) -> datetime:
    """A day and a time as told in the Local's time zone. What comes back knows its zone."""
    try:
        told = datetime.fromisoformat(text) if "-" in text[:5] else None
    except ValueError:
        told = None
    if told is None:
        told = _day_and_time(text.replace(",", " ").split())
    _sensible(told.date())
    return told if told.tzinfo else told.replace(tzinfo=zone)


def _day_and_time(words: list[str]) -> datetime:
    """The time stands last: 2.30 pm, 14:30."""
    for last in (2, 1):
        try:
            return datetime.combine(a_day(" ".join(words[:-last])), a_time(" ".join(words[-last:])))
        except ValueError:
            continue
    raise ValueError


_READERS: dict[Any, Any] = {date: a_day, time: a_time, datetime: a_moment}
