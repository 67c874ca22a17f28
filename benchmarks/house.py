"""How the house stands in numbers, an earlier build beside today's: `python -m benchmarks.house --before 571cc5a`.

Everything is read from the files as they are in git; nothing is imported. What a newcomer pays for is counted: circles
of imports, edges between concepts, names that mean several things, functions that say nothing of themselves, templates
with lines that nobody reads.
"""

import argparse
import ast
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .place import ROOT

PARTS = ("services", "shared", "deploy")
SERVICES = ("referral", "journey", "community", "notifications", "practice", "evaluation")
LONG_LINE = 300
LONG_FILE, LONG_FUNCTION = 300, 30
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class House:
    """One build, laid out in a folder."""

    root: Path

    @cached_property
    def modules(self) -> dict[str, tuple[Path, ast.Module]]:
        """By dotted name: every file of Python of the product."""
        found = {}
        for path in sorted(path for part in PARTS for path in (self.root / part).rglob("*.py")):
            words = list(path.relative_to(self.root).with_suffix("").parts)
            name = ".".join(words[:-1] if words[-1] == "__init__" else words)
            found[name] = (path, ast.parse(path.read_text("utf-8")))
        return found

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Which modules of the product each one imports, inside functions and for types as well."""
        return {name: {*self._imported(name)} - {name} for name in self.modules}

    def _imported(self, name: str) -> Iterator[str]:
        path, tree = self.modules[name]
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (one for each in node.names if (one := self._known(each.name)))
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                for each in node.names:
                    if one := self._known(f"{base}.{each.name}") or self._known(base):
                        yield one

    def _known(self, name: str) -> str | None:
        return name if name in self.modules else None

    @cached_property
    def public_functions(self) -> list[Function]:
        return [
            node
            for name, (_, tree) in self.modules.items()
            if not name.startswith("deploy")
            for node in tree.body
            if isinstance(node, Function) and not node.name.startswith("_")
        ]


def circles(house: House, within: str) -> int:
    """Files of a part that stand in a circle of imports: each is imported, by however many steps, by what it imports.

    A package that only hands on what stands in it counts as little as in Python: where its modules import one another.
    """
    own = {name for name in house.imports if name.startswith(within) and house.modules[name][0].name != "__init__.py"}
    edges = {name: house.imports[name] & own for name in own}
    return sum(name in _reached(edges, name) for name in own)


def _reached(edges: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [*edges[start]]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(edges[one])
    return found


def concept(name: str) -> str | None:
    """Of a module of the journey service: its room, or where there is none the stem of its file."""
    words = name.split(".")[2:]
    if not words:
        return None
    return words[-1] if words[0] in ("domain", "store", "pages") and len(words) > 1 else words[0]


PLUMBING = {"app", "clock", "consumers", "core", "form_pages", "keeps", "recording", "settings", "tabs"} | {
    "domain",
    "store",
    "pages",
    "composed",
}


def edges_between_concepts(house: House) -> tuple[int, int]:
    """Imports within one concept of the journey service, and between two of them; plumbing is left out."""
    within = between = 0
    for name in house.imports:
        for other in house.imports[name]:
            here, there = (concept(one) if one.startswith("services.journey") else None for one in (name, other))
            if here and there and not {here, there} & PLUMBING:
                within, between = within + (here == there), between + (here != there)
    return within, between


def several_meanings(house: House) -> dict[str, int]:
    """Names of classes at the top of modules that stand for different things in one service or in what is shared."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    for name, (_, tree) in house.modules.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].add(name)
    return {name: len(found) for name, found in where.items() if len(found) > 1}


def templates(house: House) -> list[Path]:
    return sorted(path for part in PARTS for path in (house.root / part).rglob("*.html"))


def numbers(house: House) -> dict[str, object]:
    """What is counted, by what it is called in the table."""
    files = [path for path, _ in house.modules.values()]
    lengths = [len(path.read_text("utf-8").splitlines()) for path in files]
    functions = [node for _, tree in house.modules.values() for node in ast.walk(tree) if isinstance(node, Function)]
    long = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]
    lines = [len(line) for path in templates(house) for line in path.read_text("utf-8").splitlines()]
    within, between = edges_between_concepts(house)
    meanings = several_meanings(house)
    named = Counter(meanings).most_common(6)
    told = [node for node in house.public_functions if ast.get_docstring(node)]
    wide = [path for path in (house.root / "services/journey").rglob("*") if path.is_dir()]
    return {
        "files of Python, lines": f"{len(files)}, {sum(lengths):,}",
        f"files longer than {LONG_FILE} lines; the longest": f"{sum(n > LONG_FILE for n in lengths)}; {max(lengths)}",
        f"functions longer than {LONG_FUNCTION} lines": sum(n > LONG_FUNCTION for n in long),
        "files in a circle of imports: shared": circles(house, "shared."),
        "… deploy/simulation": circles(house, "deploy.simulation."),
        "… deploy/local": circles(house, "deploy.local."),
        "… services": circles(house, "services."),
        "journey: imports within a concept, between two": f"{within}, {between}",
        "journey: most files of Python in one folder": max(len([*folder.glob("*.py")]) for folder in wide),
        "names of classes with several meanings": len(meanings),
        "… the most used of them": ", ".join(f"`{name}` {count}" for name, count in named),
        "public functions of services and shared; without a docstring": (
            f"{len(house.public_functions)}; {len(house.public_functions) - len(told)}"
        ),
        f"templates; lines longer than {LONG_LINE}; the longest": (
            f"{len(templates(house))}; {sum(n > LONG_LINE for n in lines)}; {max(lines)}"
        ),
    }


def table(before: dict[str, object], now: dict[str, object], name: str) -> str:
    rows = [f"| {what} | {before[what]} | {now[what]} |" for what in now]
    return "\n".join([f"|  | {name} | now |", "| --- | --- | --- |", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.house", description=__doc__)
    parser.add_argument("--before", default="571cc5a", help="the commit of the earlier build")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        files = subprocess.run(["git", "archive", wish.before], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "x", "-C", made], input=files, check=True)
        print(table(numbers(House(Path(made))), numbers(House(ROOT)), wish.before))


if __name__ == "__main__":
    main()
