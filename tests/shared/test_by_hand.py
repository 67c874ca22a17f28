"""What a change needs to know is handed over: as an argument, or with the transaction. Nothing goes by a side door."""

from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared"


def test_nothing_that_is_written_goes_by_a_context_variable() -> None:
    rooms = [SHARED / room for room in ("persistence", "messaging", "context")]
    files = [*(path for room in rooms for path in sorted(room.rglob("*.py"))), SHARED / "web" / "forms.py"]
    assert len(files) > 20
    assert [path.name for path in files if "contextvars" in path.read_text(encoding="utf-8")] == []
