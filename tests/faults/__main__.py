"""`python -m tests.faults`: the matrix on real Kafka and PostgreSQL, as a table and as var/faults/results.json."""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from shared.kernel import logs
from tests.faults import rows
from tests.faults.ground import given as given_ground
from tests.faults.ledger import Ledger, table
from tests.faults.matrix import ROWS, Row, Site
from tests.faults.soak import soak

SOAK = Path(__file__).parents[2] / "var" / "faults" / "soak.json"
RESULTS = Path(__file__).parents[2] / "var" / "faults" / "results.json"


def play(chosen: list[Row], folder: Path, quick: bool) -> list[Ledger]:
    """Rows by the ground they need, one ground at a time."""
    ledgers: list[Ledger] = []
    for needs, ground in rows.GROUNDS.items():
        these = [one for one in chosen if one.needs == needs]
        if not these:
            continue
        with ground(folder / needs.replace(" ", "-")) as found:
            for one in these:
                print(f"{one.number:>3}  {one.fault} ...", flush=True)
                site = Site(found, folder / "logs" / str(one.number), quick)
                ledgers.append(asyncio.run(one.run(site)))
                if (
                    not ledgers[-1].passed and site.folder.exists()
                ):  # what the processes said helps whoever looks into it
                    shutil.copytree(site.folder, RESULTS.parent / "logs" / str(one.number), dirs_exist_ok=True)
                print(
                    f"     {'holds' if ledgers[-1].passed else ledgers[-1].troubles} ({ledgers[-1].seconds:.0f} s)",
                    flush=True,
                )
    return ledgers


def write(path: Path, results: list[dict[str, Any]], keep: bool) -> None:
    """`keep`: the rows that were not played this time stay as they were found."""
    before = json.loads(path.read_text()) if keep and path.exists() else []
    rows = {one["row"]: one for one in (*before, *results)}
    path.write_text(json.dumps([rows[number] for number in sorted(rows)], indent=1) + "\n")


def steadily(minutes: float) -> int:
    """The soak: its result beside the matrix's."""
    with tempfile.TemporaryDirectory(prefix="lc-faults-") as folder, given_ground(Path(folder) / "stack") as ground:
        result = asyncio.run(soak(Site(ground, Path(folder) / "logs"), minutes))
    SOAK.parent.mkdir(parents=True, exist_ok=True)
    SOAK.write_text(json.dumps(result, indent=1) + "\n")
    print(table([result]))
    print(json.dumps({"faults": result["faults"], "flat": result["flat"]}, indent=1))
    return 0 if result["passed"] else 1


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    given.add_argument("--rows", default="", help="only these rows, for example 1,5,10")
    given.add_argument("--quick", action="store_true", help="make each fault once or twice instead of many times")
    given.add_argument("--json", type=Path, default=RESULTS, help="where the results go")
    given.add_argument("--soak", type=float, metavar="MINUTES", help="instead: steady work with random faults")
    asked = given.parse_args()
    logs.configure(production=True, level="CRITICAL")
    if asked.soak:
        return steadily(asked.soak)
    numbers = [int(number) for number in asked.rows.split(",") if number] or list(ROWS)
    if unknown := sorted(set(numbers) - set(ROWS)):
        given.error(f"there is no row {', '.join(map(str, unknown))}")
    with tempfile.TemporaryDirectory(prefix="lc-faults-") as folder:
        ledgers = play([ROWS[number] for number in sorted(set(numbers))], Path(folder), asked.quick)
    results = [ledger.result() | {"quick": asked.quick} for ledger in sorted(ledgers, key=lambda ledger: ledger.row)]
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    write(asked.json, results, keep=bool(asked.rows))
    print(table(results))
    return 0 if all(one.get("passed", True) for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
