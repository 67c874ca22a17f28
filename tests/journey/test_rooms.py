"""The rooms of the journey: the same names in each, and no template's name twice."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from services import journey

HOME = Path(next(iter(journey.__path__)))
ROOMS = sorted(folder.parent for folder in HOME.glob("*/__init__.py"))
SAME_NAMES = {"rules", "store", "pages", "templates"}


def test_every_room_has_the_same_names_in_it() -> None:
    for room in ROOMS:
        python = {path.stem for path in room.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
        assert python - {"__init__", "instruments"} <= SAME_NAMES, room.name
        assert python & SAME_NAMES, room.name


def test_no_two_rooms_have_a_template_of_one_name() -> None:
    """The first that is found would be shown, whichever room asks."""
    names = Counter(path.name for path in HOME.rglob("*.html"))
    assert [name for name, count in names.items() if count > 1] == []


def test_each_test_lies_in_the_room_it_is_about() -> None:
    rooms = {room.name for room in ROOMS}
    for folder in Path(__file__).parent.iterdir():
        assert not (folder / "__init__.py").exists() or folder.name in rooms, folder.name


def test_recording_before_anybody_has_said_what_an_event_changes_says_what_to_import() -> None:
    alone = (
        "import asyncio\n"
        "from services.journey.core.store.recording import record\n"
        "from shared.events.examples import GOAL_SET\n"
        "asyncio.run(record(None, GOAL_SET))\n"
    )
    ended = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=False)
    assert "import services.journey.recording first" in ended.stderr.splitlines()[-1]
