"""A place kept by mistake is no step at the evaluator, in whatever order it is heard."""

from services.evaluation.app import service
from shared.events import PlaceTaken, PlaceTakenBack, StepReleased, StepWithdrawn
from tests.doors import OpenDoors

from .people import Story


async def told_of(open_doors: OpenDoors, *, place_first: bool) -> list[tuple[type, str, int | None]]:
    release, ann = await open_doors(service), Story()
    there = {"participant_id": ann.who, "group_id": ann.id("group"), "activity_id": ann.id("activity")}
    kept = PlaceTaken(**there, place_id=ann.id("place"), occurred_at=ann.at(20))
    back = PlaceTakenBack(**there, place_id=kept.place_id, taken_at=kept.occurred_at, occurred_at=ann.at(22))
    again = kept.model_copy(update={"place_id": ann.id("another"), "occurred_at": ann.at(27)})
    told = (kept, back) if place_first else (back, kept)
    for event in (ann.agreed("service"), ann.agreed(), *told, again):
        await release.hear(event)
    steps = [fact for fact in await release.told() if isinstance(fact, StepReleased | StepWithdrawn)]
    return [(type(fact), fact.step, getattr(fact, "day", None)) for fact in steps if fact.step == "place_taken"]


async def test_a_place_that_was_kept_by_mistake_is_withdrawn_and_the_next_one_told(open_doors: OpenDoors) -> None:
    assert await told_of(open_doors, place_first=True) == [
        (StepReleased, "place_taken", 20), (StepWithdrawn, "place_taken", None), (StepReleased, "place_taken", 27),
    ]  # fmt: skip


async def test_one_that_is_taken_back_before_it_is_heard_of_is_never_told(open_doors: OpenDoors) -> None:
    assert await told_of(open_doors, place_first=False) == [(StepReleased, "place_taken", 27)]
