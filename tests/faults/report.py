"""`python -m tests.faults.report`: docs/faults.md, every figure of it from docs/results/."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shared.kernel.failpoints import NAMES
from tests.faults.broken import VARIANTS
from tests.faults.ledger import COLUMNS
from tests.faults.rows import ROWS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "faults.md"
RESULTS = DOCS / "results" / "faults.json"
SOAK = DOCS / "results" / "soak.json"

BEGINNING = """\
# What happens when things break

Every fault of the table below is made on a real Kafka and a real PostgreSQL, on processes of the product's own relay,
listener and services, while facts are being told. Then every acknowledged fact and every record on the topic is
counted:

    on topic = handled + deduplicated + parked

and nothing may be lost, have its effect twice, or take effect out of its subject's order. What comes of somebody who
was erased has no effect, like what has come before, and counts with it. *Recovery* is the time from the end of the
fault to the first newly acknowledged fact that takes effect; where a process was killed, bringing up its successor
counts.

## Run it

| command | what it does |
|---|---|
| `make faults` | the whole table; prints it and writes `var/faults/results.json` |
| `make faults ROWS=5,13` | only these rows; the others stay in the file as they were |
| `make faults QUICK=1` | each fault once or twice instead of many times |
| `make soak` | half an hour of steady work with random faults; `MINUTES=5` for less; `var/faults/soak.json` |
| `make test TESTS=tests/faults` | the quick rows, the failpoints, the simulation, as in every test run |
| `cp var/faults/results.json docs/results/faults.json` | takes a run's results for this page, `soak.json` likewise |
| `.venv/bin/python -m tests.faults.report` | writes this page anew from them |

How some rows count: row 22 writes facts in the wrong order on purpose, and those that it wrote so are counted below the
table, not in it; row 33 counts a record once for each service that hears it; row 37 counts the rows of the evaluator's
tables; rows 34 and 35 are handed their facts without Kafka between; in rows 28, 30 and 45 what was deleted from the
topic on purpose is not counted as lost; rows 39 and 40 count a record once for each service that hears it after the
restore.

A row that fails leaves what its processes said in `var/faults/logs/<row>/`. Rows 19 and 20 fill a small disk in memory
and need to be root; everything else needs no rights.
"""

ENDING = """\
## What is not promised

* **A power cut on a single broker.** Kafka acknowledges from memory: `kill -9` of a lone broker loses nothing (row 10),
  pulling the plug may. Three brokers with two copies in sync are the answer (rows 11 and 12), and a production
  deployment is refused with fewer.
* **Kafka transactions.** None are used. Delivery is at least once, the effect is once: outbox and inbox are rows of the
  same transactions as what they tell of.
* **Order across subjects.** Only facts about the same person, or the same group, keep their order.
* **More partitions.** A topic's partitions are never added to: keys would move, and order with them. Whoever needs
  a larger topic makes a new one.
* **A topic that was deleted and made again under a listener that runs**, or at a broker that does not tell the id of a
  topic, and has outgrown what was heard before anybody looks. A listener asks for the id where it begins; the
  evaluator goes by where its log ends alone.
* **Order of what an operator replays.** A record that was parked takes effect when it is replayed, after what went on
  meanwhile. The same goes for what another producer writes out of order (row 22): it is noticed and logged by each
  listener for as long as it runs, and has its effect.
* **Another relay's turn while one is frozen.** A relay that is stopped, not ended, keeps its outbox's lock; whoever
  watches the process has to end it. What a frozen listener holds the database lets go of after half a minute (row 7).
* **Copies of whoever was erased.** Row 33 erases somebody from the tables of all services and lets everything be
  heard again; facts on the topics stay, as ids. A card lies on its topic until the broker compacts it, and in a backup
  until a newer one replaces it. A database that is put back to a day before an erasure hears of it again by itself;
  the referral service, which tells of erasures, names those that it has forgotten.
* **A clock more than an hour ahead.** The broker refuses what comes from then; the outbox keeps it until the clock is
  right (row 27). The clocks are shifted inside the processes, not on the machine.
"""


def page() -> str:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    parts = [BEGINNING, _matrix(results), _failpoints(), _calibration()]
    if SOAK.exists():
        parts.append(_soak(json.loads(SOAK.read_text(encoding="utf-8"))))
    return "\n".join([*parts, ENDING])


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _matrix(results: list[dict[str, Any]]) -> str:
    played = {one["row"]: one for one in results}
    assert set(played) == set(ROWS), f"docs/results/faults.json lacks rows {sorted(set(ROWS) - set(played))}"
    heads = [
        "row",
        "fault",
        *(name.replace("_", " ") for name in COLUMNS),
        "faults",
        "recovery s (p50, max)",
        "",
    ]
    lines = [[number, ROWS[number].fault, *_cells(played[number])] for number in sorted(ROWS)]
    kills = sum(one.get("kills", 0) for one in results if one["row"] <= 20)
    broken = [one["row"] for one in results if not one.get("passed", True)]
    found = "no promise was broken" if not broken else f"promises were broken in rows {broken}"
    few = "each fault made once or twice" if any(one.get("quick") for one in results) else "each fault made many times"
    return (
        f"## The table\n\n{len(played)} rows, {few}: {found}. Rows 1 to 20 made {kills:,} faults of processes, servers"
        " and networks; with no failure in n trials the rate is below 3/n with 95 % confidence, here"
        f" {3 / max(kills, 1):.1%}: that is all that such a run can say.\n\n"
        + _table(heads, lines)
        + "\n"
        + _besides(results)
    )


def _cells(one: dict[str, Any]) -> list[object]:
    if "not_run" in one:
        return [*["–"] * (len(COLUMNS) + 2), f"not run: {one['not_run']}"]
    recovery = one["recovery_s"]
    took = "–" if recovery["max"] is None else f"{recovery['p50']:.1f}, {recovery['max']:.1f}"
    counts = [f"{one[name]:,}" for name in COLUMNS]
    return [*counts, f"{one['kills']:,}", took, "holds" if one["passed"] else "**broken**"]


def _besides(results: list[dict[str, Any]]) -> str:
    lines = [
        f"* Row {one['row']}: "
        + "; ".join(f"{words}: {_number(value)}" for words, value in one["figures"].items())
        + "."
        for one in results
        if one.get("figures")
    ]
    return "Besides, counted:\n\n" + "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def _failpoints() -> str:
    return (
        "## Where a process may die\n\nBetween any two durable steps there is a named place;"
        " `LC_FAILPOINT=relay.after_delete:3` kills the process at the third pass. A test kills it at each of them"
        " (`tests/faults/test_failpoints.py`).\n\n" + _table(["place", "what has been done by then"], NAMES.items())
    )


def _calibration() -> str:
    rows = [(one.name, one.what, " or ".join(one.caught_by)) for one in VARIANTS]
    return (
        "## Can these tests fail at all?\n\nThe simulation (`tests/faults/test_simulation.py`) lets hypothesis tell"
        " thousands of steps of any story on the product's own relay, listener, inbox and sender of messages, in"
        " memory, and holds P1 to P8 against every step. It is a model of Kafka and of PostgreSQL; the table above is"
        " about the real ones. Each of these broken products is caught by it, by the promise that it breaks:\n\n"
        + _table(["broken on purpose", "how", "caught by"], rows)
    )


def _soak(one: dict[str, Any]) -> str:
    faults = ", ".join(f"{name} {times} times" for name, times in sorted(one["faults"].items()))
    rows = [
        (_unit_last(name), *(_number(values[part]) for part in ("second_quarter", "last_quarter", "max")))
        for name, values in one["flat"].items()
    ]
    return (
        f"## {one['minutes']:g} minutes without a rest\n\n{one['acknowledged']:,} facts, {faults}: lost {one['lost']},"
        f" double effects {one['double_effects']}, out of order {one['out_of_order']}; recovery"
        f" {one['recovery_s']['p50']:.1f} s in the median, {one['recovery_s']['max']:.1f} s at the longest.\n\n"
        + _table(["of the processes that were never killed", "second quarter", "last quarter", "most"], rows)
    )


def _unit_last(name: str) -> str:
    """relay_mb: the relay's memory in MB."""
    what, _, unit = name.partition("_")
    return f"{what}, {'MB' if unit == 'mb' else f'open {unit}'}" if unit else f"{what} (everywhere)"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(DOCS.parent)} is as the results say.")
