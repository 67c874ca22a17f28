"""The contract others build on: schemas, examples and AsyncAPI, generated from the classes, committed and compared."""

import json
from pathlib import Path
from typing import Any

from shared import VERSION
from shared.kernel.topics import COMPACTED, HEARS, LOCALS, OUTCOMES, TELLS

from . import ALL, examples
from .base import Event

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"
SAMPLES = SCHEMAS / "examples"
ASYNCAPI = HERE / "asyncapi.json"


class Breaking(Exception):
    """A change that would break somebody who reads today's events; one line each."""


def name_of(event: type[Event]) -> str:
    """Name of an event's schema, like `GoalSet.v1`."""
    return f"{event.__name__}.v{event.version}"


def data_of(told: Event) -> Any:
    """What stands in the record: null if it takes something away."""
    return json.loads(told.body() or b"null")


class ExampleMissing(Exception):
    """Events that nobody has made an example of; one line each."""


def generated() -> dict[Path, Any]:
    """Every file of the contract and what should stand in it. `ExampleMissing` if an event has no example."""
    if wanting := without_example():
        raise ExampleMissing("\n".join(wanting))
    files: dict[Path, Any] = {SCHEMAS / f"{name_of(event)}.json": event.published_schema() for event in ALL}
    files |= {SAMPLES / f"{name_of(type(told))}.json": data_of(told) for told in _one_each()}
    files[ASYNCAPI] = asyncapi()
    return files


def without_example() -> list[str]:
    """What to add, and where, for each event that has no example."""
    shown = {type(told) for told in examples.ALL}
    return [
        f"{event.__name__} has no example: add one, true to life, to {_examples_of(event)}"
        for event in ALL
        if event not in shown
    ]


def _examples_of(event: type[Event]) -> str:
    """The file that holds the examples of the events beside it."""
    stem = event.__module__.rpartition(".")[2]
    beside = HERE / f"examples_{stem}.py"
    return f"shared/events/{beside.name if beside.exists() else 'examples.py'}"


def _one_each() -> list[Event]:
    return list({type(told): told for told in reversed(examples.ALL)}.values())


def text(content: Any) -> str:
    """JSON as the files of the contracts have it: sorted, indented by two, with a newline at its end."""
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def export() -> list[Path]:
    """Write what has changed; refuse, writing nothing, if a change would break a reader."""
    if problems := breaking():
        raise Breaking("\n".join(problems))
    changed = [path for path, content in generated().items() if _read(path) != text(content)]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(generated()[path]), encoding="utf-8")
    return changed


CLAIMED = ("format", "time")  # RFC 3339's has an offset, which no fact ever had: nobody could rely on it


def check() -> list[str]:
    """What is wrong: breaking changes, and committed files that are not what the code says. Empty is good."""
    if wanting := without_example():
        return breaking() + wanting
    stale = [
        f"{path.name} is not what the code says: run `lc contracts export`"
        for path, content in generated().items()
        if _read(path) != text(content)
    ]
    return breaking() + stale


def breaking() -> list[str]:
    """Where today's events break a schema that was published: a sentence each, none if they do not."""
    problems: list[str] = []
    by_name = {f"{name_of(event)}.json": event for event in ALL}
    for path in sorted(SCHEMAS.glob("*.json")):
        event = by_name.get(path.name)
        if event is None:
            problems.append(f"{path.stem} was published and is gone: bring it back, and tell the new version beside it")
            continue
        before, now = json.loads(path.read_text(encoding="utf-8")), event.published_schema()
        problems += [f"{path.stem}: {words}" for words in incompatible(before, now)]
    return problems


def incompatible(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Why those who know `before` could not live with `now`. Within a version only optional fields are added."""
    old, new = before.get("properties", {}), now.get("properties", {})
    found = [f"{name} was taken away" for name in old if name not in new]
    found += [
        f"{name} has become required" for name in now.get("required", []) if name not in before.get("required", [])
    ]
    found += [
        f"{name} need no longer be there" for name in before.get("required", []) if name not in now.get("required", [])
    ]
    found += [f"{name} has another shape" for name in old if name in new and _shape(old[name]) != _shape(new[name])]
    return found


def _shape(field: Any) -> Any:
    """What a reader relies on; words about it may be improved at any time."""
    if isinstance(field, dict):
        told = {name: part for name, part in field.items() if (name, part) != CLAIMED}
        return {name: _shape(part) for name, part in told.items() if name not in ("description", "title", "examples")}
    return [_shape(part) for part in field] if isinstance(field, list) else field


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0: every topic, who tells on it, who hears it, and what is on it."""
    channels: dict[str, Any] = {}
    for event in ALL:
        address = OUTCOMES if event.stream == "outcomes" else f"lc.{{local}}.{event.stream}"
        channel = channels.setdefault(event.stream, _channel(event, address))
        channel["messages"][name_of(event)] = {"$ref": f"#/components/messages/{name_of(event)}"}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Local Connections",
            "version": VERSION,
            "description": "Facts told by the services of each Local, and by the evaluator. At least once, in order per"
            " key; ignore an id you have seen. No name, contact, date of birth, address or free text but on"
            " participant-card and referrer-contact.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka-secure",
                "variables": {"bootstrap": {"description": "given to you with your user"}},
                "security": [{"type": "scramSha512"}],
            }
        },
        "channels": channels,
        "operations": {
            stream: {"action": "send", "channel": {"$ref": f"#/channels/{stream}"}, "summary": f"Told by {teller}."}
            for teller, streams in (TELLS | {"outcomes": ("outcomes",)}).items()
            for stream in streams
        },
        "components": {
            "messages": {name_of(event): _message(event) for event in ALL},
            "messageTraits": {"cloudEvent": _cloud_event()},
        },
    }


def _channel(event: type[Event], address: str) -> dict[str, Any]:
    hearers = [service for service, streams in HEARS.items() if event.stream in streams]
    extra = {"evaluation": ["the evaluator"], "outcomes": ["integrators"]}.get(event.stream, [])
    channel: dict[str, Any] = {
        "address": address,
        "description": f"Heard by {', '.join(hearers + extra) or 'nobody yet'}.",
        "messages": {},
        "bindings": {
            "kafka": {"topicConfiguration": {"cleanup.policy": ["compact" if event.stream in COMPACTED else "delete"]}}
        },
    }
    if "{local}" in address:
        channel["parameters"] = {"local": {"enum": list(LOCALS), "description": "the Local's slug"}}
    return channel


def _message(event: type[Event]) -> dict[str, Any]:
    sample = next(told for told in examples.ALL if type(told) is event)
    return {
        "name": event.type_name(),
        "title": event.__name__,
        "summary": " ".join((event.__doc__ or "").split()),
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": event.published_schema(),
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": event.keyed_by}}},
        "examples": [{"name": event.__name__, "payload": data_of(sample)}],
    }


def _cloud_event() -> dict[str, Any]:
    words = {
        "ce_specversion": "always 1.0",
        "ce_id": "unique: an id you have seen is the same event again",
        "ce_type": "au.localconnections.<Name>.v<version>",
        "ce_source": "/lc/<local>/<service>",
        "ce_subject": "the same as the message key",
        "ce_sequence": "how many facts of this stream's teller have been told of this subject, without gaps",
        "ce_time": "when it happened, RFC 3339",
    }
    optional = {
        "ce_correlationid": "the trace id",
        "ce_causationid": "the event that led to this one",
        "traceparent": "W3C trace context",
    }
    return {
        "headers": {
            "type": "object",
            "required": list(words),
            "properties": {name: {"type": "string", "description": told} for name, told in (words | optional).items()},
        }
    }
