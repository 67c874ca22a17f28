"""The files in which places stand: Victoria's, and a Local's own."""

import json
from functools import lru_cache
from pathlib import Path

from shared.kernel import texts

from .rules import NearbyLocal, Places, parse

DATA = Path(__file__).parent / "data"


@lru_cache
def places(own: Path | None = None) -> Places:
    """Every place in Victoria that is known, with what a Local's own file says otherwise.

    `WrongPlaces` or `texts.UndecodableText` if that file cannot be read.
    """
    known = json.loads((DATA / "locals.json").read_text(encoding="utf-8"))
    every = [NearbyLocal(slug, tuple(one["areas"]), one["phone"]) for slug, one in known.items()]
    theirs = parse(texts.text_of(own)) if own else []
    return Places([*parse((DATA / "localities.csv").read_text(encoding="utf-8")), *theirs], every)
