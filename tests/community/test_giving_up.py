"""Why a place was given up is put right; that it was, noted by mistake, is taken back as long as a place is free."""

import re
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from shared.events import Event, GivingUpCorrected, GivingUpTakenBack, JourneyTakenBack, PlaceGivenUp
from tests.doors import NOON

from .people import closed
from .test_host import Garden
from .test_taken_back import hosted, page_of

__all__ = ["hosted"]


async def gives_up(hosted: Garden, who: UUID, reason: str = "too_far") -> UUID:
    giving_up = uuid4()
    answer = await hosted.village.step(who, hosted.activity_id, "place/given-up", command_id=giving_up, reason=reason)
    assert answer.status_code == 303
    return giving_up


async def step(hosted: Garden, who: UUID, door: str, **fields: str) -> int:
    return (await hosted.village.step(who, hosted.activity_id, f"place/given-up/{door}", **fields)).status_code


async def told(hosted: Garden) -> list[Event]:
    kinds = PlaceGivenUp | GivingUpCorrected | GivingUpTakenBack
    return [event for event in await hosted.village.doors.told() if isinstance(event, kinds)]


async def kept(hosted: Garden) -> list[tuple[str, bool]]:
    async with hosted.village.doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT was, taken_back FROM giving_up ORDER BY ended_at")
    return [(row["was"], row["taken_back"]) for row in rows]


async def test_why_they_gave_it_up_is_put_right_and_what_stood_before_stays(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    place = UUID((await hosted.ticks())["Dimitra"])
    giving_up = await gives_up(hosted, who)
    hosted.village.doors.clock.move(NOON + timedelta(days=3))
    assert "Put right why they gave the place up" in await page_of(hosted, who)
    assert await step(hosted, who, "reason", reason="unwell") == 303
    assert (await told(hosted))[-1] == GivingUpCorrected(
        correction_id=(await told(hosted))[-1].model_dump()["correction_id"], giving_up_id=giving_up, place_id=place,
        participant_id=who, group_id=hosted.group_id, activity_id=hosted.activity_id, given_up_at=NOON,
        reason="unwell", was="too_far", occurred_at=NOON + timedelta(days=3),
    )  # fmt: skip
    page = await page_of(hosted, who)
    assert "Gave the place up: They are unwell" in page
    assert "Why they gave the place up was put right. Before, it said: It was too far" in page
    assert await kept(hosted) == [("too_far", False)]


async def test_a_place_kept_in_a_journey_that_is_then_taken_back_can_still_be_given_up(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    await hosted.village.doors.hear(
        JourneyTakenBack(
            participant_id=who,
            journey_id=uuid5(who, "journey"),
            referral_id=uuid5(who, "referral"),
            taking_back_id=uuid4(),
            occurred_at=NOON,
        )
    )
    await gives_up(hosted, who)
    assert isinstance((await told(hosted))[-1], PlaceGivenUp)


async def test_the_same_reason_again_changes_nothing(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    await gives_up(hosted, who)
    before = await told(hosted)
    assert await step(hosted, who, "reason", reason="too_far") == 303
    assert (await told(hosted), await kept(hosted)) == (before, [])


async def test_two_who_put_it_right_see_one_another(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    await gives_up(hosted, who)
    old = re.findall(
        r'place/given-up/reason.*?name="began_from" value="([^"]*)"', await page_of(hosted, who), re.DOTALL
    )
    assert await step(hosted, who, "reason", reason="unwell") == 303
    assert await step(hosted, who, "reason", reason="other_plans", began_from=old[0]) == 409
    assert [getattr(event, "reason", None) for event in await told(hosted)] == ["too_far", "unwell"]


async def test_a_giving_up_noted_by_mistake_gives_the_place_back_and_the_host_expects_them(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    place = (await hosted.ticks())["Dimitra"]
    giving_up = await gives_up(hosted, who)
    assert "5 places left" in await hosted.seen()
    assert "They did not give it up" in await page_of(hosted, who)
    assert await step(hosted, who, "taken-back") == 303
    last = (await told(hosted))[-1]
    assert isinstance(last, GivingUpTakenBack)
    assert (last.giving_up_id, str(last.place_id), last.given_up_at) == (giving_up, place, NOON)
    assert (await hosted.ticks())["Dimitra"] == place
    assert "4 places left" in await hosted.seen()
    page = await page_of(hosted, who)
    assert "That they gave the place up was noted by mistake, and taken back. It said: It was too far" in page
    assert "Gave the place up" not in page
    assert "Where they are" not in page
    assert await kept(hosted) == [("too_far", True)]
    assert await step(hosted, who, "taken-back", giving_up_id=str(giving_up)) == 409


async def test_given_up_again_it_is_told_under_an_id_of_its_own(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    first = await gives_up(hosted, who)
    assert await step(hosted, who, "taken-back") == 303
    second = await gives_up(hosted, who, "unwell")
    assert [event.giving_up_id for event in await told(hosted) if isinstance(event, PlaceGivenUp)] == [first, second]
    assert await step(hosted, who, "taken-back", giving_up_id=str(first)) == 409, "an old tab"
    assert await step(hosted, who, "taken-back", giving_up_id=str(second)) == 303


async def test_where_somebody_else_has_the_place_by_now_it_stays_given_up(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    await gives_up(hosted, who)
    for name in ("Anna A", "Bao B", "Chi C", "Dee D", "Eve E"):
        await hosted.expects(name)
    assert "They did not give it up" not in await page_of(hosted, who)
    giving_up = (await told(hosted))[-1].model_dump()["giving_up_id"]
    assert await step(hosted, who, "taken-back", giving_up_id=str(giving_up)) == 409


async def test_where_they_have_another_place_since_only_the_reason_is_put_right(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    giving_up = await gives_up(hosted, who)
    hosted.village.doors.clock.move(NOON + timedelta(hours=1))
    await hosted.village.step(who, hosted.activity_id, "place", expected_by_name="no")
    assert await step(hosted, who, "taken-back", giving_up_id=str(giving_up)) == 409
    assert await step(hosted, who, "reason", reason="other_plans") == 303


async def test_a_giving_up_from_before_each_had_an_id_is_put_right_too_and_after_the_journey_has_closed(
    hosted: Garden,
) -> None:
    who = await hosted.expects("Dimitra P")
    place = UUID((await hosted.ticks())["Dimitra"])
    await gives_up(hosted, who)
    async with hosted.village.doors.here.db.transaction() as tx:
        await tx.execute("UPDATE place SET giving_up_id = NULL")
    await hosted.village.doors.hear(closed(who))
    assert await step(hosted, who, "reason", reason="unwell") == 303
    assert await step(hosted, who, "taken-back") == 303
    ids = [
        event.giving_up_id for event in await told(hosted) if isinstance(event, GivingUpCorrected | GivingUpTakenBack)
    ]
    assert ids == [uuid5(place, "given up")] * 2
