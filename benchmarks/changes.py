"""How many files a change touches: `python -m benchmarks.changes`, counted in the recipes of docs/howto.

Each recipe is followed by a test in a copy, as it stands, so what it names is what has to be changed by hand; what a
command writes anew is not counted. Beside it stand the files that the same request took at 571cc5a, played by hand.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.howto.recipes import Edit, read

from .place import ROOT

HOWTO = ROOT / "docs" / "howto"
BEFORE = {  # recipe -> (what is asked for, files at 571cc5a)
    "setting": ("a setting where there is none yet", "not played"),
    "card": ("a field on the front door's form, shown in journey as well", "23"),
    "event": ("an event that another service hears", "18"),
    "instrument": ("an instrument with a conversion table", "9"),
    "role": ("a role", "12 to 18"),
    "page": ("a page for staff", "not played"),
    "metric": ("a metric", "not played"),
    "migration": ("a table that a service keeps", "not played"),
    "language": ("the texts of messages in one more language", "not played"),
    "channel": ("another way for messages to leave", "not played"),
}


def by_hand(recipe: Path) -> tuple[set[str], set[str]]:
    """The files that a recipe changes or makes: of the product, and of its tests."""
    named = {act.path for step in read(recipe).steps for act in step.does if isinstance(act, Edit)}
    tests = {path for path in named if path.startswith("tests/")}
    return named - tests, tests


def rows() -> Iterator[str]:
    for name, (asked, before) in BEFORE.items():
        product, tests = by_hand(HOWTO / f"{name}.md")
        yield f"| {asked} | {before} | {len(product) + len(tests)} ({len(product)} and {len(tests)} of tests) |"


def main() -> None:
    print("\n".join(["| asked for | files at 571cc5a | files now, by hand |", "| --- | --- | --- |", *rows()]))


if __name__ == "__main__":
    main()
