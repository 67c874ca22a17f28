"""A place kept by mistake is taken back, as long as nobody was there with it and no introduction followed it."""

from datetime import timedelta
from uuid import UUID, uuid4

from shared.events import PlaceTakenBack
from tests.doors import NOON

from .people import closed
from .test_host import Garden
from .test_taken_back import hosted, looked_and_introduced, not_there, page_of, ticked

__all__ = ["hosted"]


async def not_kept(hosted: Garden, who: UUID) -> int:
    """Of the place they were given last."""
    async with hosted.village.doors.here.db.transaction() as tx:
        place = await tx.fetchval("SELECT id FROM place WHERE participant_id = $1 ORDER BY taken_at DESC", who)
    answer = await hosted.village.step(who, hosted.activity_id, "place/taken-back", place_id=str(place))
    return answer.status_code


NO_PLACE = "No place was to be kept"


async def test_a_place_kept_by_mistake_is_free_again_and_the_host_sees_nobody(hosted: Garden) -> None:
    who, village = await hosted.expects("Dimitra P"), hosted.village
    place = UUID((await hosted.ticks())["Dimitra"])
    await village.step(who, hosted.activity_id, "place/greeting", expected_by_name="no")
    assert NO_PLACE in await page_of(hosted, who)
    assert await not_kept(hosted, who) == 303
    assert (await village.doors.told())[-1] == PlaceTakenBack(
        place_id=place, participant_id=who, group_id=hosted.group_id, activity_id=hosted.activity_id, taken_at=NOON,
        occurred_at=NOON,
    )  # fmt: skip
    assert await hosted.ticks() == {}
    assert "5 places left" in await hosted.seen()
    shown = await page_of(hosted, who)
    assert "A place kept by mistake was taken back" in shown
    assert "A place is kept" not in shown
    assert "Gave the place up" not in shown
    assert "Where they are" not in (await village.worker.get(f"/community/for/{who}")).text
    assert await not_kept(hosted, who) == 409
    assert (await village.step(who, hosted.activity_id, "place", expected_by_name="no")).status_code == 303


async def test_a_place_somebody_has_been_there_with_is_only_given_up(hosted: Garden) -> None:
    who, place = await ticked(hosted)
    assert NO_PLACE not in await page_of(hosted, who)
    assert await not_kept(hosted, who) == 409
    assert await not_there(hosted, place) == 303
    assert await not_kept(hosted, who) == 303


async def test_a_place_that_an_introduction_followed_is_only_given_up(hosted: Garden) -> None:
    who, met = await hosted.expects("Dimitra P"), uuid4()
    await hosted.village.step(who, hosted.activity_id, "introduction", command_id=met, how="together")
    assert NO_PLACE not in await page_of(hosted, who)
    assert await not_kept(hosted, who) == 409
    await hosted.village.step(who, hosted.activity_id, "introduction/taken-back", introduction_id=str(met))
    assert await not_kept(hosted, who) == 303


async def test_a_place_nobody_used_is_taken_back_though_an_earlier_one_was_used_on_the_same_day(
    hosted: Garden,
) -> None:
    who, _ = await ticked(hosted)
    await hosted.village.step(who, hosted.activity_id, "place/given-up", reason="unwell")
    hosted.village.doors.clock.move(NOON + timedelta(hours=1))
    await hosted.village.step(who, hosted.activity_id, "place", expected_by_name="yes")
    assert NO_PLACE in await page_of(hosted, who)
    assert await not_kept(hosted, who) == 303


async def test_an_introduction_before_the_place_does_not_stand_on_it(hosted: Garden) -> None:
    who, _, _ = await looked_and_introduced(hosted)
    hosted.village.doors.clock.move(NOON + timedelta(days=1))
    await hosted.village.step(who, hosted.activity_id, "place", expected_by_name="no")
    await hosted.village.doors.hear(closed(who))
    assert await not_kept(hosted, who) == 303
