"""What somebody noted of Dimi by mistake, and the forms that take it back."""

from datetime import date
from uuid import uuid4

from services.journey.recording import record
from services.journey.timeline import pages as noted
from shared.events import JourneyPaused, MeasureTaken, SettledIn, StoppedGoing
from tests.doors import NOON, Doors
from tests.journey import people as dimi

from .door import Door


def mistaken(what: str) -> Door:
    return Door(
        f"/journey/{{journey_id:uuid}}/{what}/mistake", "link_worker", noted.MistakeForm, {"reason": "twice"}, 1
    )


async def none_of_it_was(doors: Doors) -> list[Door]:
    """A settling in, a stopping, a pause, answers, and that somebody asked once more after an end there was once."""
    settled, stopped, paused, asked, measured = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
    them = {"journey_id": dimi.JOURNEY, "participant_id": dimi.DIMI, "occurred_at": NOON}
    async with doors.here.transaction() as tx:
        for event in (
            SettledIn(**them, settling_id=settled, activity_id=uuid4(), group_id=dimi.GARDEN),
            StoppedGoing(**them, stop_id=stopped, activity_id=uuid4(), group_id=dimi.GARDEN, reason="too_far"),
            MeasureTaken(
                **them,
                measure_id=measured,
                instrument="ucla-3",
                instrument_version="1",
                taken_on=date(2026, 3, 2),
                answers=[3, 3, 2],
                score=8,
                mode="together",
            ),
            JourneyPaused(**them, pause_id=paused, from_on=date(2027, 3, 2), until_on=None, reason="caring"),
        ):
            await record(tx, event)
        await tx.execute(
            "INSERT INTO turn (id, journey_id, kind, code, happened_at) VALUES ($1, $2, 'followed_up', 'skipped', $3)",
            asked, dimi.JOURNEY, NOON,
        )  # fmt: skip
    places = (
        f"settlings/{settled}",
        f"stoppings/{stopped}",
        f"pauses/{paused}",
        f"follow-ups/{asked}",
        f"measures/taken/{measured}",
    )
    return [mistaken(place) for place in places]
