"""Which instruments' scores may leave a Local: each that ships is thought of."""

import json

from services.evaluation.domain.released import DEFAULT
from shared.rules.instruments import codes


def test_each_instrument_that_ships_is_let_out_or_the_list_says_why_not() -> None:
    said = json.loads(DEFAULT.read_text(encoding="utf-8"))
    assert sorted([*said["instruments"], *said["not"]]) == [*codes()]
    assert all(said["not"].values())
