"""Whether two builds tell the same story for the same seed: `python -m benchmarks.story BEFORE.json NOW.json`.

The files are those of `lc demo --once --json FILE`, one of each build, with the same seed, Locals, people and weeks.
What differs is listed, event by event and figure by figure; status 1 if anything does.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOLD = ("seed", "weeks", "locals", "outcomes", "published", "truth")
"""What a story is; how long it took and how much memory is not."""


def differences(before: Any, now: Any, where: str = "") -> Iterator[str]:
    """One line for each value that is another one, or that only one of the two has."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted({*before, *now}):
            yield from differences(before.get(name), now.get(name), f"{where}.{name}".removeprefix("."))
    elif before != now:
        yield f"{where}: {before} before, {now} now"


def story(of: dict[str, Any]) -> dict[str, Any]:
    """Where the sites answered is no part of it."""
    told = {name: of.get(name) for name in TOLD}
    locals_ = {slug: {key: value for key, value in one.items() if key != "urls"} for slug, one in of["locals"].items()}
    return told | {"locals": locals_}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.story", description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("now", type=Path)
    wish = parser.parse_args()
    before, now = (story(json.loads(file.read_text("utf-8"))) for file in (wish.before, wish.now))
    found = [*differences(before, now)]
    print("\n".join(found) or "The same story: every event of every Local, and every figure of the evaluator.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
