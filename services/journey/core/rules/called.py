"""What people are called on a list."""

from collections.abc import Iterable
from typing import Any

from shared.kernel import names


def told_apart(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of people with `called`; where two are called alike, with their whole names or the year they were born."""
    found = [(row, row.pop("name"), row.pop("year_of_birth")) for row in rows]
    known = [(row, [name, f"born in {year}" if year else None]) for row, name, year in found if name]
    labels = names.told_apart([(row["called"], more) for row, more in known])
    for (row, _), label in zip(known, labels, strict=True):
        row["called"] = label
    return [row for row, _, _ in found]
