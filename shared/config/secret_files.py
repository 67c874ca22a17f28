"""Secrets that an orchestrator hands over as files."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import PydanticBaseSettingsSource

from shared.kernel import texts


@dataclass(frozen=True)
class UnreadableSecret:
    """Stands where a secret should: no setting takes it, so that it is told together with all other problems."""

    why: str


class FilesToo(PydanticBaseSettingsSource):
    """LC_X_FILE names a file that holds LC_X: how an orchestrator hands over a secret.

    Not where the setting itself is a file (`staff_file`): its name says so.
    """

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        files = {f"LC_{name.upper()}" for name in self.settings_cls.model_fields if name.endswith("_file")}
        for name, path in os.environ.items():
            if name.startswith("LC_") and name.endswith("_FILE") and name not in files:
                into = found
                *parents, last = name[3:-5].lower().split("__")
                for parent in parents:
                    into = into.setdefault(parent, {})
                into[last] = _secret_in(Path(path))
        return found


def _secret_in(path: Path) -> str | UnreadableSecret:
    try:
        return texts.text_of(path).strip()
    except texts.UndecodableText as why:
        return UnreadableSecret(str(why))
