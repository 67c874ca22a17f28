"""When a journey ended: the end that lies last on the log, whatever was parked and is handled later."""

from itertools import permutations

from services.evaluation.app import service
from shared.events import JourneyClosed, JourneyReopened
from tests.doors import OpenDoors

from .people import Story


def closed(ann: Story, day: int) -> JourneyClosed:
    return JourneyClosed(reason="on_their_own_feet", planned=True, occurred_at=ann.at(day), **ann.journey)


def goes_on(ann: Story, day: int) -> JourneyReopened:
    return JourneyReopened(
        occurred_at=ann.at(day), reopening_id=ann.id("reopening"), reason="asked_to_return", **ann.journey
    )


async def test_an_end_and_going_on_that_were_parked_take_their_places_on_the_log(open_doors: OpenDoors) -> None:
    ann = Story()
    story = {5: closed(ann, 30), 6: goes_on(ann, 60), 7: closed(ann, 90)}
    for order in permutations(story):
        release = await open_doors(service)
        await release.hear(ann.agreed("service"), lies_at=1)
        await release.hear(ann.agreed(), lies_at=2)
        for lies_at in order:
            await release.hear(story[lies_at], lies_at=lies_at)
        async with release.here.db.snapshot() as tx:
            assert await tx.fetchval("SELECT on_day FROM step WHERE step = 'closed'") == ann.on(90), order
            assert await tx.fetchval("SELECT day FROM released_step WHERE step = 'closed'") == 90, order
