"""`python -m tests.faults`: the matrix on real Kafka and PostgreSQL, as a table and as var/faults/results.json."""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

from shared import logs
from tests.faults import rows
from tests.faults.ledger import Ledger, table
from tests.faults.matrix import ROWS, Row, Site

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
                if not ledgers[-1].passed:  # what the processes said helps whoever looks into it
                    shutil.copytree(site.folder, RESULTS.parent / "logs" / str(one.number), dirs_exist_ok=True)
                print(
                    f"     {'holds' if ledgers[-1].passed else ledgers[-1].troubles} ({ledgers[-1].seconds:.0f} s)",
                    flush=True,
                )
    return ledgers


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    given.add_argument("--rows", default="", help="only these rows, for example 1,5,10")
    given.add_argument("--quick", action="store_true", help="make each fault once or twice instead of many times")
    given.add_argument("--json", type=Path, default=RESULTS, help="where the results go")
    asked = given.parse_args()
    logs.configure(production=True, level="CRITICAL")
    numbers = [int(number) for number in asked.rows.split(",") if number] or list(ROWS)
    if unknown := sorted(set(numbers) - set(ROWS)):
        given.error(f"there is no row {', '.join(map(str, unknown))}")
    with tempfile.TemporaryDirectory(prefix="lc-faults-") as folder:
        ledgers = play([ROWS[number] for number in sorted(set(numbers))], Path(folder), asked.quick)
    results = [ledger.result() for ledger in sorted(ledgers, key=lambda ledger: ledger.row)]
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(results, indent=1) + "\n")
    print(table(results))
    return 0 if all(one.get("passed", True) for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
