"""The pages of docs/ that are made of the code: settings, topics and metrics. Nothing in them is written by hand."""

import types
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from deploy.kafka.rights import EVALUATOR, TAKEN_AWAY_WITHIN, rights_for, topics_for
from services.evaluation.outcomes.settings import EvaluatorSettings, Source
from services.settings import LocalSettings
from shared.config.settings import ServiceAccess
from shared.config.tools import TOOLS
from shared.events import ALL
from shared.kernel import topics
from shared.kernel.metrics import OF_A_SERVICE, OF_THE_BROKER, Metric

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- made by `lc docs export`: change the code it is made of -->"
A_DAY = 24 * 3600 * 1000


def pages() -> dict[Path, str]:
    """Each page and what should stand in it."""
    return {
        DOCS / "settings.md": "\n".join(_settings()) + "\n",
        DOCS / "topics.md": "\n".join(_topics()) + "\n",
        DOCS / "metrics.md": "\n".join(_metrics()) + "\n",
    }


def export() -> list[Path]:
    """Write the pages that are not as the code says. Returns them."""
    changed = [path for path, text in pages().items() if _read(path) != text]
    for path in changed:
        path.write_text(pages()[path], encoding="utf-8")
    return changed


def check() -> list[str]:
    """What is wrong: whatever has no sentence, and pages that are not as the code says. Empty is good."""
    stale = [path.name for path, text in pages().items() if _read(path) != text]
    return [*without_words(), *(f"docs/{name} is not what the code says: run `lc docs export`" for name in stale)]


def without_words() -> list[str]:
    """Settings and topics of which nobody has said what they are; a metric cannot be without."""
    lists: dict[str, type[BaseModel]] = {
        "LC_": LocalSettings,
        "LC_<SERVICE>__": ServiceAccess,
        "LC_ (evaluator)": EvaluatorSettings,
    }
    wanting = [
        f"{begins}{name.upper()} has no description: say in a sentence what it is, and its unit"
        for begins, kind in lists.items()
        for name, given in _own(kind).items()
        if not given.description
    ]
    streams = {stream for told in topics.TELLS.values() for stream in told} | {"outcomes"}
    unsaid = sorted(streams ^ set(topics.HOLDS))
    return wanting + [f"{stream}: shared/kernel/topics.py has to say in HOLDS what is on it" for stream in unsaid]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = [*heads]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def _settings() -> Iterator[str]:
    yield from ("# Settings", "", MADE, "")
    yield "Environment variables, the same for a demo and for production. `LC_X_FILE` names a file that holds `LC_X`,"
    yield "for secrets. `lc config check` names every one that is missing or wrong; what production refuses stands in"
    yield "[deploy/README.md](../deploy/README.md)."
    both = {name: given for name, given in LocalSettings.model_fields.items() if name in _common()}
    of_services = [(kind, _declared(kind)) for kind in LocalSettings.__bases__ if issubclass(kind, BaseModel)]
    theirs = {name for _, fields in of_services for name in fields}
    own = {name: given for name, given in _own(LocalSettings).items() if name not in {*both, *theirs}}
    evaluator = {name: given for name, given in EvaluatorSettings.model_fields.items() if name not in both}
    parts = (
        ("## Every process", "", "LC_", both),
        ("## A Local", "", "LC_", own),
        *(
            (f"### {kind.__name__.removesuffix('Settings')}", " ".join((kind.__doc__ or "").split()), "LC_", fields)
            for kind, fields in of_services
            if fields
        ),
        ("## Each service of a Local", _SERVICES, "LC_<SERVICE>__", ServiceAccess.model_fields),
        ("## The evaluator", "", "LC_", evaluator),
        ("## Each of the evaluator's sources", "Names in the JSON of `LC_SOURCES`.", "", Source.model_fields),
    )
    for title, words, begins, fields in parts:
        yield from ("", title, "", *((words, "") if words else ()))
        yield from _table(("setting", "what it is", "takes", "unless given"), _rows(begins, fields))
    yield from ("", "## Commands, and the servers of this machine", "", "What no service reads.", "")
    yield from _table(("setting", "what it is"), ((f"`{name}`", says) for name, says in TOOLS.items()))


_SERVICES = f"`<SERVICE>` is one of {', '.join(service.upper() for service in topics.SERVICES)}."


def _declared(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    """The settings that this class itself brings."""
    return {name: given for name, given in _own(kind).items() if name in kind.__annotations__}


def _common() -> set[str]:
    return set(LocalSettings.model_fields) & set(EvaluatorSettings.model_fields) - {
        "instruments",
        "local_name",
        "phone",
    }


def _own(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    return {name: given for name, given in kind.model_fields.items() if ServiceAccess not in _kinds(given.annotation)}


def _rows(begins: str, fields: Mapping[str, FieldInfo]) -> Iterator[tuple[str, ...]]:
    for name, given in sorted(fields.items(), key=lambda item: not item[1].is_required()):
        spelt = f"{begins}{name.upper()}" if begins else name
        yield f"`{spelt}`", given.description or "", _takes(given), _unless(given)


def _takes(given: FieldInfo) -> str:
    kinds = _kinds(given.annotation)
    words = {bool: "true or false", int: "a whole number", Path: "a path", SecretStr: "a secret"}
    for kind in kinds:
        if get_origin(kind) is Literal:
            return " or ".join(f"`{value}`" for value in get_args(kind))
        if kind in words:
            return words[kind] + _limits(given)
    return "JSON" if any(get_origin(kind) is list for kind in kinds) else "text"


def _limits(given: FieldInfo) -> str:
    low, high = (next((getattr(one, end) for one in given.metadata if hasattr(one, end)), None) for end in ("ge", "le"))
    if low is None:
        return ""
    return f" from {low} on" if high is None else f", {low} to {high}"


def _kinds(annotation: Any) -> list[Any]:
    """What it takes, without None and without what a validator adds."""
    if hasattr(annotation, "__metadata__"):
        return _kinds(annotation.__origin__)
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in _kinds(part) if kind is not type(None)]
    return [annotation]


def _unless(given: FieldInfo) -> str:
    if given.is_required():
        return "**has to be given**"
    if given.default_factory:
        return "all"
    if given.default is None or given.default == "":
        return ""
    return f"`{str(given.default).lower() if isinstance(given.default, bool) else given.default}`"


def _topics() -> Iterator[str]:
    local = topics.LOCALS[0]
    yield from ("# Topics", "", MADE, "")
    yield f"`<local>` is one of {', '.join(topics.LOCALS)}."
    yield f"Each topic has {topics.PARTITIONS} partitions. Facts are kept for ever; a compacted topic keeps the newest"
    yield f"record of each key, and what was taken away is gone from its disks {TAKEN_AWAY_WITHIN // A_DAY} days later"
    yield "at the latest. Who tells on a topic also reads it, to find what a restored database has forgotten."
    yield "[The published language](../shared/events/README.md) says how a record looks; `lc topics list` looks at the"
    yield "broker."
    yield ""
    rights = [right for right in rights_for([local]) if right.kind == "TOPIC"]
    rows = []
    for topic in topics_for([local]):
        stream = topics.stream(topic.name, local) or topic.name.rpartition(".")[2]
        tells, reads = ([_who(one.user) for one in rights if one.name == topic.name and one.operation == does]
                        for does in ("WRITE", "READ"))  # fmt: skip
        keys = sorted({event.keyed_by for event in ALL if event.stream == stream})
        kept = "newest of each key" if topic.compacted else "for ever"
        rows.append((
            f"`{topic.name.replace(local, '<local>')}`", topics.HOLDS[stream], ", ".join(tells),
            ", ".join(sorted({*reads} - {*tells})) or "nobody else", ", ".join(f"`{key}`" for key in keys), kept,
            str(topics.PARTITIONS),
        ))  # fmt: skip
    yield from _table(("topic", "what is on it", "told by", "read by", "key", "kept", "partitions"), rows)


def _who(user: str) -> str:
    return f"the {user}" if user == EVALUATOR else "integrators" if user == "integrator" else user.rpartition(".")[2]


def _metrics() -> Iterator[str]:
    yield from ("# Metrics", "", MADE, "")
    yield "Gauges in Prometheus' text format. Counts begin anew with each start of a process."
    yield "What nobody knows just now is left out, never 0."
    parts = (
        ("`/<service>/metrics`", "With the labels `service` and `local`, beside those named here.", OF_A_SERVICE),
        ("`lc topics apply --metrics FILE`", "For a textfile collector.", OF_THE_BROKER),
    )
    for title, words, found in parts:
        yield from ("", f"## {title}", "", words, "")
        yield from _table(("metric", "unit", "what it says", "labels", "worth an alarm"), map(_metric, found.items()))


def _metric(item: tuple[str, Metric]) -> tuple[str, ...]:
    name, one = item
    return f"`{name}`", one.unit, one.says, ", ".join(f"`{label}`" for label in one.labels), one.alarm or ""
