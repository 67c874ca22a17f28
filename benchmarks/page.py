"""Writes the measured figures into docs/performance.md: `python -m benchmarks.page`, with --take after `make bench`.

The page's figures stand between two comments each and come from the files in docs/results alone; a test fails where
they do not.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import Any

from . import idle, journey_pages
from .capacity import SCALES, SPARE, STAGES, Measured, Results, Scale, brokers, cores, measured, rebuild_minutes
from .goals import GOALS, IDS
from .place import ROOT
from .runner import RESULTS

PAGE = ROOT / "docs" / "performance.md"
COMMITTED = ROOT / "docs" / "results" / "benchmarks.json"
COMMITTED_PAGES = COMMITTED.with_name("journey_pages.json")
COMMITTED_IDLE = COMMITTED.with_name("idle.json")
BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)
NOT_YET = "not measured yet"


def filled(text: str, results: Results) -> str:
    """The page with every block of figures written anew."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]](results)}\n\n{found[3]}", text)


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def heading(*cells: str) -> list[str]:
    return [row(*cells), row(*("---" for _ in cells))]


def comparisons(results: Results) -> str:
    """One line for each ratio and size."""
    lines = heading("", "what", "size", "ratio (spread)", "goal", "must hold", "verdict", "the two, each in its unit")
    order = {which: place for place, which in enumerate(IDS)}
    for one in sorted(results, key=lambda one: (order[one["id"]], one.get("of", ""), one["size"])):
        sign = "≥" if one["better"] == "higher" else "≤"
        of = f", {one['of']}" if one.get("of") else ""
        lines.append(
            row(one["id"], one["says"] + of, f"{one['size']:,}", _ratio(one), f"{sign} {one['goal']:g}",
                f"{sign} {one['must']:g}", _verdict(one), _arms(one))
        )  # fmt: skip
    missing = sorted({f"{which} {of}".strip() for which, of in GOALS} - {_named(one) for one in results})
    if missing:
        lines += ["", f"{NOT_YET.capitalize()}: {', '.join(missing)}."]
    machines = sorted({one["machine"] for one in results})
    return "\n".join([*lines, *(["", f"Measured on: {'; '.join(machines)}."] if machines else [])])


def _named(one: Any) -> str:
    return f"{one['id']} {one.get('of', '')}".strip()


def _ratio(one: Any) -> str:
    return "" if one["ratio"] is None else f"{one['ratio']:.2f} ({one['low']:.2f} to {one['high']:.2f})"


def _verdict(one: Any) -> str:
    if one["ratio"] is None:
        return "not measured"
    if one["noisy"]:
        return "machine too noisy"
    return "goal met" if one["met"] else "holds, goal missed" if one["held"] else "**missed**"


def _arms(one: Any) -> str:
    figures = " · ".join(f"{name} {figure:,.4g}" for name, figure in one.get("arms", {}).items())
    words = f"{figures} {one['unit']}" if figures else ""
    return "; ".join(part for part in (words, one.get("note", "")) if part)


def once(results: Results) -> str:
    """What does not depend on how many records there are: where the line through the two smaller sizes begins."""
    lines = sorted(
        (one for one in results if one["id"] == "P2" and one["ratio"] is not None), key=lambda one: one["size"]
    )
    if len(lines) < 2:
        return f"What is done once: {NOT_YET}."
    few, more = lines[:2]
    begins = {}
    for arm in ("anew", "raw"):
        short, long = (one["size"] / one["arms"][arm] for one in (few, more))
        begins[arm] = short - (long - short) / (more["size"] - few["size"]) * few["size"]
    whole = few["size"] / few["arms"]["anew"]
    return (
        f"From P2's lines with {few['size']:,} and {more['size']:,} records: what a rebuild does once takes"
        f" {begins['anew'] * 1000:.0f} of the {whole * 1000:.0f} ms that it needs for {few['size']:,}; what the bare"
        f" client does once takes {max(0.0, begins['raw']) * 1000:.0f} ms."
    )


def carries(results: Results) -> str:
    """Each stage's rate, and how much of it each scale takes in its busiest minute."""
    found = measured(results)
    lines = heading("stage", "records a second", *(f"share used by {scale.name}" for scale in SCALES[:2]))
    for stage in STAGES:
        rate = found.rates[stage]
        shares = (f"{scale.busiest / scale.locals / rate:.4%} a Local" if rate else NOT_YET for scale in SCALES[:2])
        lines.append(row(stage, f"{rate:,.0f}" if rate else NOT_YET, *shares))
    return "\n".join([*lines, "", f"{_whom(SCALES[1])} {_slowest_page()} {_wait(found)}"])


def _whom(scale: Scale) -> str:
    return (
        f"On one small machine: {scale.locals} Locals, {scale.people:,} people a year and {scale.link_workers:,} link"
        " workers."
    )


def _slowest_page() -> str:
    found = json.loads(COMMITTED_PAGES.read_text(encoding="utf-8"))["figures"]
    largest = max(one["people"] for one in found)
    p99 = max(one["p99_ms"] for one in found if one["people"] == largest)
    return f"With {largest:,} people in one Local the slowest page takes {p99:.0f} ms at p99."


def _wait(found: Measured) -> str:
    if found.p50 is None or found.p99 is None:
        return f"From a commit to its effect in another service: {NOT_YET}."
    return f"From a commit to its effect in another service: {found.p50:.1f} ms at p50, {found.p99:.1f} ms at p99."


def country(results: Results) -> str:
    """The worked plan, scale by scale."""
    found = measured(results)
    lines = heading("", *(scale.name for scale in SCALES))
    rate = found.rates["a rebuild"]
    rows: dict[str, Callable[[Any], str]] = {
        "Locals": lambda scale: f"{scale.locals:,}",
        "people a year": lambda scale: f"{scale.people:,}",
        "link workers": lambda scale: f"{scale.link_workers:,}",
        "facts a second in the busiest minute": lambda scale: f"{scale.busiest:,.1f}",
        f"processors in that minute, {SPARE:.0%} of each used": lambda scale: _or_not(
            cores(scale, found.cpu), "{:,.2f}"
        ),
        "brokers": lambda scale: "1" if scale is not SCALES[-1] else f"{brokers(scale)}, in clusters by region",
        "GB on the logs after five years, three copies": lambda scale: f"{scale.gigabytes:,.0f}",
        "minutes to rebuild five years' projection": lambda scale: _or_not(rebuild_minutes(scale, rate), "{:,.1f}"),
    }
    lines += [row(name, *(cell(scale) for scale in SCALES)) for name, cell in rows.items()]
    return "\n".join(lines)


def _or_not(figure: float | None, form: str) -> str:
    return NOT_YET if figure is None else form.format(figure)


def pages(_: Results) -> str:
    """How long the server takes for each page of a Local, the smaller and the larger one side by side."""
    found = json.loads(COMMITTED_PAGES.read_text(encoding="utf-8"))
    by_page: dict[str, list[Any]] = {}
    for one in found["figures"]:
        by_page.setdefault(one["page"], []).append(one)
    sizes = [f"{one['people']:,} people, {one['entries']:,} entries" for one in found["figures"][:2]]
    lines = heading("page", *sizes, "larger / smaller")
    for name, measured_at in by_page.items():
        shown = (f"{one['median_ms']:.0f} ms, p99 {one['p99_ms']:.0f}" for one in measured_at)
        lines.append(row(name, *shown, f"{measured_at[-1]['median_ms'] / measured_at[0]['median_ms']:.2f}"))
    return "\n".join(lines)


def at_rest(_: Results) -> str:
    """What stands there while nobody does anything, by part."""
    found = json.loads(COMMITTED_IDLE.read_text(encoding="utf-8"))
    lines = heading("", "seconds to the first page", "memory, MB", "processor, % of one")
    for one in found["found"]:
        lines.append(row(one["what"], f"{one['start_s']:.1f}", _parts(one["memory_mb"]), _parts(one["cpu_percent"])))
    return "\n".join([*lines, "", f"Watched for {found['seconds']:.0f} s each. Measured on: {found['machine']}."])


def _parts(figures: Mapping[str, float]) -> str:
    each = (f"{name} {figure:,.1f}".removesuffix(".0") for name, figure in figures.items())
    return f"{sum(figures.values()):,.1f} ({' · '.join(each)})"


BLOCKS: dict[str, Callable[[Results], str]] = {
    "idle": at_rest,
    "comparisons": comparisons,
    "once": once,
    "pages": pages,
    "carries": carries,
    "country": country,
}


def committed() -> Results:
    found: Results = json.loads(COMMITTED.read_text(encoding="utf-8"))
    return found


def main() -> None:
    if "--take" in sys.argv[1:]:
        for measured_now, kept in (
            (ROOT / RESULTS, COMMITTED),
            (journey_pages.RESULTS, COMMITTED_PAGES),
            (idle.RESULTS, COMMITTED_IDLE),
        ):
            if measured_now.exists():
                shutil.copyfile(measured_now, kept)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), committed()), encoding="utf-8")


if __name__ == "__main__":
    main()
