"""What a person reads in a terminal: names are whole, so that they can be copied into the next command."""

import io

import pytest
from rich.console import Console

from deploy.cli.output import table
from shared.kernel.topics import LOCALS

PLACES = [f"lc.{local}.participant-card/1/230457" for local in LOCALS]
READERS = "brimbank.community, brimbank.journey, brimbank.notifications, brimbank.practice"


def printed(width: int, is_terminal: bool = True) -> str:
    file = io.StringIO()
    rows = [
        ("notifications", place, 2, "2026-03-02 10:00", "ce_specversion is [b]not[/b] 1.0", READERS) for place in PLACES
    ]
    columns = ("service", "record", "tries", "parked", "reason", "read by")
    table(columns, rows, "", Console(file=file, width=width, force_terminal=is_terminal, color_system=None))
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_no_name_is_broken_however_wide_the_terminal_is(width: int) -> None:
    words = printed(width).split()
    assert not [each for place in PLACES for each in (place, "ce_specversion", "notifications") if each not in words]


def test_a_program_reads_each_row_in_one_line() -> None:
    lines = printed(80, is_terminal=False).splitlines()
    assert [place in line and READERS in line for place, line in zip(PLACES, lines[1:], strict=True)] == [True] * 6


def test_nothing_in_a_cell_is_taken_for_markup() -> None:
    assert "[b]not[/b]" in printed(200)
    assert "[b]not[/b]" in printed(60)
