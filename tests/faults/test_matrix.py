"""The quick part of the fault matrix: the same rows that `make faults` plays, each fault made once or twice."""

from pathlib import Path

import pytest

from tests.faults.ground import Ground
from tests.faults.matrix import Row, Site
from tests.faults.rows import ROWS

QUICK = [row for row in ROWS.values() if row.quick and row.needs == "stack"]


@pytest.mark.parametrize("row", QUICK, ids=lambda row: f"{row.number} {row.fault}")
async def test_nothing_is_lost_doubled_or_out_of_order_when(row: Row, ground: Ground, tmp_path: Path) -> None:
    ledger = await row.run(Site(ground, tmp_path, quick=True))
    assert ledger.passed, ledger.troubles
