"""Yes, no, and what was noted by mistake: what is out is what a yes that stands lets out, and nothing else ever."""

from typing import Any

import pytest

from services.evaluation import store
from services.evaluation.app import service
from shared.events import (
    ConsentCorrected,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    SharingConsentGiven,
)
from shared.events.evaluation import MeasureReleased, ParticipationReleased, ParticipationWithdrawn
from tests.doors import Doors, OpenDoors

from .people import BO, Story


@pytest.fixture
async def release(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def mistaken(story: Story, purpose: str = "evaluation", day: int = 9) -> ConsentWithdrawn:
    return ConsentWithdrawn(
        **story.journey, consent_id=story.id(f"consent {purpose} 0"), purpose=purpose, because="wrong_person",
        occurred_at=story.at(day),
    )  # fmt: skip


def refused(story: Story, day: int, purpose: str = "evaluation") -> ConsentRefused:
    return ConsentRefused(
        **story.journey, refusal_id=story.id(f"no {day}"), purpose=purpose, method="verbal",
        wording="evaluation-2026-01", occurred_at=story.at(day),
    )  # fmt: skip


def corrected(story: Story, purpose: str, to: int, day: int = 20) -> ConsentCorrected:
    return ConsentCorrected(
        **story.journey, correction_id=story.id(f"correction {day}"), consent_id=story.id(f"consent {purpose} 0"),
        purpose=purpose, happened_on=story.on(to), occurred_at=story.at(day),
    )  # fmt: skip


async def hear(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


async def out(doors: Doors) -> list[Any]:
    """What has been told and not taken back since."""
    told = await doors.told()
    gone = max((place for place, event in enumerate(told) if isinstance(event, ParticipationWithdrawn)), default=-1)
    return told[gone + 1 :]


async def test_being_asked_how_it_was_lets_nothing_out(release: Doors) -> None:
    story = Story()
    may_be_asked = SharingConsentGiven(
        **story.journey, consent_id=story.id("asked"), purpose="evaluator_contact", scope=["how_to_reach"],
        method="verbal", wording="evaluator_contact-2026-01", occurred_at=story.at(0),
    )  # fmt: skip
    await hear(release, *story.before_consent(), story.agreed("service"), may_be_asked, story.measured(1))
    assert await release.told() == []


async def test_a_no_lets_nothing_out_and_is_counted_apart_from_who_was_not_asked(release: Doors) -> None:
    story, other = Story(), Story(BO)
    await hear(release, *story.before_consent(), story.agreed("service"), refused(story, 1), story.measured(1))
    await hear(release, *other.before_consent(), other.agreed("service"))
    assert await release.told() == []
    async with release.here.db.transaction() as tx:
        counts = await store.counts(tx)
    assert (counts.agree, counts.said_no, counts.not_asked, counts.withdrew) == (0, 1, 1, 0)


async def test_a_no_on_a_later_journey_takes_back_what_an_earlier_yes_let_out(release: Doors) -> None:
    story = Story()
    await hear(release, *story.before_consent(), story.agreed(), story.measured(1))
    later = refused(story, 200).model_copy(update={"journey_id": story.id("later journey")})
    await hear(release, later)
    assert await out(release) == []


async def test_a_yes_that_was_somebody_elses_is_taken_out_and_counts_nowhere(release: Doors) -> None:
    story = Story()
    await hear(release, *story.before_consent(), story.agreed("service"), story.agreed(day=1), story.measured(2))
    assert await out(release)
    await hear(release, mistaken(story))
    assert await out(release) == []
    async with release.here.db.transaction() as tx:
        counts = await store.counts(tx)
    assert (counts.agree, counts.said_no, counts.not_asked, counts.withdrew, counts.out) == (0, 0, 1, 0, 0)


async def test_a_mistake_heard_before_its_yes_lets_nothing_out(release: Doors) -> None:
    story = Story()
    await hear(release, *story.before_consent(), mistaken(story), story.agreed(), story.measured(2))
    assert await release.told() == []


async def test_with_the_first_yes_to_the_service_a_mistake_the_days_count_from_the_next(release: Doors) -> None:
    story = Story()
    await hear(release, *story.before_consent(), story.agreed("service"), story.agreed(day=3), story.measured(3))
    await hear(release, story.agreed("service", day=2, number=1), mistaken(story, "service"))
    (measure,) = [event for event in await out(release) if isinstance(event, MeasureReleased)][-1:]
    assert measure.day == 1


async def test_the_day_of_a_yes_put_right_moves_every_day_that_is_out(release: Doors) -> None:
    story = Story()
    await hear(release, *story.before_consent(), story.agreed("service", day=8), story.agreed(day=8), story.measured(8))
    await hear(release, corrected(story, "service", to=1))
    told = await out(release)
    assert [event.day for event in told if isinstance(event, MeasureReleased)] == [0, 7]
    assert {event.consented_week for event in told if isinstance(event, ParticipationReleased)} == {
        "2026-W11", "2026-W10",
    }  # fmt: skip


async def test_of_two_corrections_the_one_that_lies_last_counts(release: Doors) -> None:
    story = Story()
    events = [story.agreed("service", day=8), story.agreed(day=8), story.measured(8)]
    for place, event in enumerate([*story.before_consent(), *events], 1):
        await release.hear(event, lies_at=place)
    await release.hear(corrected(story, "service", to=2, day=21), lies_at=30)
    await release.hear(corrected(story, "service", to=5, day=20), lies_at=20)
    (last,) = [event for event in await out(release) if isinstance(event, MeasureReleased)][-1:]
    assert last.day == 6


async def test_a_yes_on_paper_counts_from_the_day_on_it(release: Doors) -> None:
    story = Story()
    paper = story.agreed("service", day=8).model_copy(update={"happened_on": story.on(4)})
    await hear(release, *story.before_consent(), paper, story.agreed(day=8), story.measured(8))
    (measure,) = [event for event in await out(release) if isinstance(event, MeasureReleased)]
    assert measure.day == 4


async def test_a_no_that_was_never_said_leaves_them_not_asked(release: Doors) -> None:
    story = Story()
    back = ConsentRefusalTakenBack(
        **story.journey, refusal_id=story.id("no 1"), purpose="evaluation", reason="did_not_happen",
        occurred_at=story.at(2),
    )  # fmt: skip
    await hear(release, *story.before_consent(), story.agreed("service"), refused(story, 1), back)
    async with release.here.db.transaction() as tx:
        counts = await store.counts(tx)
    assert (counts.said_no, counts.not_asked) == (0, 1)
