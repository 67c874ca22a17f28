"""Secrets that an orchestrator hands over as files."""

import os
from pathlib import Path
from typing import Any

from pydantic_settings import PydanticBaseSettingsSource

FILES = ("LC_STAFF_FILE", "LC_SMS_FILE", "LC_KAFKA_CA_FILE", "LC_POSTGRES_CA_FILE")  # files themselves, not secrets


class UnreadableSecret(Exception):
    """Which setting names a file that cannot be read, and why."""


class FilesToo(PydanticBaseSettingsSource):
    """LC_X_FILE names a file that holds LC_X: how an orchestrator hands over a secret."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, path in os.environ.items():
            if name.startswith("LC_") and name.endswith("_FILE") and name not in FILES:
                into = found
                *parents, last = name[3:-5].lower().split("__")
                for parent in parents:
                    into = into.setdefault(parent, {})
                try:
                    into[last] = Path(path).read_text(encoding="utf-8").strip()
                except OSError as error:
                    raise UnreadableSecret(f"{name} names a file that cannot be read: {error.strerror}") from None
        return found
