"""The passwords of one stack: made once, kept in one file that only its owner may read."""

import json
import os
import secrets
from pathlib import Path


def kept(state: Path, *names: str) -> dict[str, str]:
    """A password for each name; those made before are found again."""
    path = state / "passwords.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(24) for name in missing}
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(known, file, indent=1)
        os.replace(beside, path)
    return {name: known[name] for name in names}
