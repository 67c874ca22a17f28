"""Who is followed: a person on their first journey, from the day they set out here, once."""

from typing import Any
from uuid import uuid4

import pytest

from services.evaluation.app import service
from shared.events import JourneyClosed, JourneyReopened
from shared.events.evaluation import AttendanceReleased, MeasureReleased, ParticipationWithdrawn, StepReleased
from tests.doors import Doors, OpenDoors

from .people import Story


@pytest.fixture
async def release(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def hear_all(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


async def days_of(doors: Doors, step: str) -> list[int]:
    return [told.day for told in await doors.told() if isinstance(told, StepReleased) and told.step == step]


def ended(story: Story, day: int, **changes: Any) -> JourneyClosed:
    known = {"reason": "moved_away", "planned": True, "occurred_at": story.at(day)}
    return JourneyClosed(**(story.journey | known | changes))


def anew(story: Story, day: int = 200) -> dict[str, Any]:
    """The ids of a second journey, and its opening."""
    later = {"journey_id": story.id("journey 2")}
    return later | {"opened": story.opened(day).model_copy(update=later | {"episode": 2})}


async def test_a_journey_that_goes_on_ends_on_the_day_of_its_last_end(release: Doors) -> None:
    ann = Story()
    again = JourneyReopened(**ann.journey, reopening_id=uuid4(), reason="asked_to_return", occurred_at=ann.at(40))
    await hear_all(release, *ann.before_consent(), ann.agreed("service"), ann.agreed(), ended(ann, 30), again)
    assert await days_of(release, "closed") == [30]
    await release.hear(ended(ann, 90))
    assert await days_of(release, "closed") == [30, 90], "the later day takes the place of the earlier one"
    assert await days_of(release, "opened") == [-1]


async def test_nothing_of_a_later_journey_is_let_out(release: Doors) -> None:
    ann = Story()
    later = anew(ann)
    await hear_all(release, *ann.before_consent(), ann.agreed("service"), ann.agreed(), ann.measured(3), ended(ann, 90))
    before = len(await release.told())
    await release.hear(later.pop("opened"))
    second = [ann.agreed("service", 200, 1), ann.agreed("evaluation", 200, 1), ann.measured(201), ann.goal(202)]
    for told in (*second, ended(ann, 300)):
        await release.hear(told.model_copy(update=later))
    await release.hear(ann.attended(210))
    assert len(await release.told()) == before


async def test_who_takes_their_yes_back_on_a_later_journey_takes_everything_back(release: Doors) -> None:
    ann = Story()
    later = anew(ann)
    await hear_all(release, *ann.before_consent(), ann.agreed("service"), ann.agreed(), ended(ann, 90))
    await hear_all(release, later.pop("opened"), ann.agreed("evaluation", 200, 1).model_copy(update=later))
    await release.hear(ann.changed_their_mind(210, number=1).model_copy(update=later))
    assert isinstance((await release.told())[-1], ParticipationWithdrawn)


async def test_a_yes_on_a_later_journey_alone_lets_nothing_of_the_first_one_out(release: Doors) -> None:
    ann = Story()
    later = anew(ann)
    await hear_all(release, *ann.before_consent(), ann.agreed("service"), ann.measured(3), ended(ann, 90))
    await hear_all(release, later.pop("opened"), ann.agreed("evaluation", 200, 1).model_copy(update=later))
    assert await release.told() == []


async def test_what_was_measured_elsewhere_before_is_let_out_there_and_not_here(release: Doors) -> None:
    ann = Story()
    await hear_all(release, *ann.before_consent(), ann.measured(-60), ann.agreed("service"), ann.agreed())
    await hear_all(release, ann.measured(2), ann.attended(5))
    told = await release.told()
    assert [fact.day for fact in told if isinstance(fact, MeasureReleased)] == [2]
    assert len([fact for fact in told if isinstance(fact, AttendanceReleased)]) == 1


async def test_a_goal_that_came_along_counts_from_the_day_they_set_out_here(release: Doors) -> None:
    ann = Story()
    await hear_all(release, *ann.before_consent(), ann.goal(-60), ann.agreed("service"), ann.agreed())
    assert await days_of(release, "goal_set") == [-1]
