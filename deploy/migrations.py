"""A migration that may have been applied somewhere never changes again: shared/migrations.sha256 holds what each said.

The list is in the words of `sha256sum -c`. A database remembers each migration by its checksum: brought up with other
words it refuses the program, and whoever runs it can do nothing about it.
"""

import hashlib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "shared" / "migrations.sha256"


def problems(root: Path = ROOT, frozen: Path = LIST) -> list[str]:
    """What is wrong with the migrations under `root`, each with what to do about it."""
    held, there = _held(frozen), _there(root)
    numbers = Counter((Path(name).parent, Path(name).name[:4]) for name in there)
    changed = [name for name in there if name in held and held[name] != there[name]]
    return [
        *(f"{name} was changed after it was frozen: restore it and write a new migration instead." for name in changed),
        *(f"{name} is frozen and gone: restore it, databases know it." for name in held if name not in there),
        *(f"{name} is not frozen yet: run `lc migrate --freeze`." for name in there if name not in held),
        *(
            f"{folder} has {number} twice: give the newer one the next number."
            for (folder, number), count in numbers.items()
            if count > 1
        ),
    ]


def freeze(root: Path = ROOT, frozen: Path = LIST) -> list[str]:
    """Add new migrations to the list of checksums, and return their names. What is in the list stays as it is."""
    held, there = _held(frozen), _there(root)
    new = {name: seal for name, seal in there.items() if name not in held}
    frozen.write_text("".join(f"{seal}  {name}\n" for name, seal in (held | new).items()), encoding="utf-8")
    return list(new)


def _held(frozen: Path) -> dict[str, str]:
    lines = frozen.read_text(encoding="utf-8").splitlines() if frozen.exists() else []
    return {name: seal for seal, name in (line.split("  ", 1) for line in lines)}


def _there(root: Path) -> dict[str, str]:
    files = [path for top in ("shared", "services") for path in (root / top).rglob("migrations/*.sql")]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}
