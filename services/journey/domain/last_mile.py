"""The way from a first look at a community group to belonging there."""

from collections.abc import Mapping

from .story import Sentence, somewhere

SENTENCES: Mapping[str, Sentence] = {
    "proposed": somewhere("You looked together at {}"),
    "place_taken": somewhere("A place was kept at {}"),
    "given_up": somewhere("Gave up the place at {}"),
    "introduced_together": somewhere("You went together to {}"),
    "introduced_alone": somewhere("Went alone to meet {}"),
    "introduced_by_phone": somewhere("Was introduced by phone to {}"),
    "attended": somewhere("Was at {}"),
}
