"""A tick on the wrong name is taken back: by the host until the day is over, by the link worker for eight weeks."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.community.domain import attendance, mistakes
from services.community.domain.places import Introduction, Ticks
from shared.events import (
    ActivityAttended,
    AttendanceTakenBack,
    IntroductionTakenBack,
    ProposalTakenBack,
)
from shared.kernel.refusal import Refused
from tests.doors import NOON

from .people import MALIA, MELBOURNE, Village, closed, garden, standing
from .test_host import Garden

TODAY = NOON.astimezone(MELBOURNE).date()
A_WEEK = timedelta(days=7)
PLANTING, WHO = garden(), uuid4()


@pytest.fixture
async def hosted(village: Village) -> Garden:
    group_id = await village.group()
    activity_id = await village.activity(group_id, places="5")
    return Garden(village, await village.doors.client(), group_id, activity_id, await village.host_link(group_id))


async def facts(hosted: Garden) -> list[ActivityAttended | AttendanceTakenBack]:
    told = await hosted.village.doors.told()
    return [event for event in told if isinstance(event, ActivityAttended | AttendanceTakenBack)]


async def not_there(hosted: Garden, place_id: str, day: str = "2026-03-02") -> int:
    path = f"{hosted.path}/sessions/{hosted.activity_id}/{day}/places/{place_id}/not-there"
    return (await hosted.host.submit(path, page=hosted.path)).status_code


async def ticked(hosted: Garden, name: str = "Dimitra") -> tuple[UUID, str]:
    """Somebody whom the host has ticked, and the place that stands for them."""
    who = await hosted.expects(f"{name} P")
    place = (await hosted.ticks())[name]
    assert await hosted.tell(came=place) == 303
    return who, place


async def link_worker_takes_back(hosted: Garden, who: UUID, tick: UUID | None = None) -> int:
    """The last tick that was told of, if none is named."""
    tick = tick or next(told.attendance_id for told in reversed(await facts(hosted)) if told.participant_id == who)
    answer = await hosted.village.step(who, hosted.activity_id, "attendance/taken-back", attendance_id=str(tick))
    return answer.status_code


async def test_the_host_takes_a_tick_back_and_can_tick_again(hosted: Garden) -> None:
    who, place = await ticked(hosted)
    assert "Dimitra was not there" in await hosted.seen()
    assert await not_there(hosted, place) == 303
    told, back = await facts(hosted)
    assert isinstance(back, AttendanceTakenBack)
    assert (back.attendance_id, back.participant_id, back.taken_back_by) == (told.attendance_id, who, "host")
    assert await hosted.ticks() == {"Dimitra": place}
    assert "was there" not in await hosted.seen()


async def test_taken_back_twice_changes_nothing(hosted: Garden) -> None:
    _, place = await ticked(hosted)
    assert await not_there(hosted, place) == await not_there(hosted, place) == 303
    assert len(await facts(hosted)) == 2


async def test_a_tick_after_it_was_taken_back_counts_and_is_told_as_another_visit(hosted: Garden) -> None:
    _, place = await ticked(hosted)
    for _ in range(2):
        await not_there(hosted, place)
        assert await hosted.tell(came=place) == 303
    told = [event for event in await facts(hosted) if isinstance(event, ActivityAttended)]
    assert len({event.attendance_id for event in told}) == 3
    assert [event.first_time for event in told] == [True] * 3
    assert "been once" in (await hosted.village.worker.get(f"/community/groups/{hosted.group_id}")).text


async def test_once_the_day_is_over_only_the_link_worker_takes_it_back(hosted: Garden) -> None:
    who, place = await ticked(hosted)
    hosted.village.doors.clock.move(NOON + timedelta(days=1))
    assert "was not there" not in await hosted.seen()
    assert "The link worker can take the tick back" in await hosted.seen()
    assert await not_there(hosted, place) == 422
    assert await link_worker_takes_back(hosted, who) == 303
    assert [type(event) for event in await facts(hosted)] == [ActivityAttended, AttendanceTakenBack]


async def test_what_was_taken_back_counts_nowhere_and_stays_in_the_story(hosted: Garden) -> None:
    who, _ = await ticked(hosted)
    await link_worker_takes_back(hosted, who)
    worker = hosted.village.worker
    assert "not been yet" in (await worker.get(f"/community/groups/{hosted.group_id}")).text
    page = (await worker.get(f"/community/for/{who}/activities/{hosted.activity_id}")).text
    assert "A visit noted by mistake was taken back" in page
    assert "The day they were not there" not in page
    assert "2026-03-02" in page, "the day can be ticked again"
    assert "Been once" not in (await worker.get(f"/community/for/{who}")).text


async def test_it_can_be_taken_back_after_the_place_was_given_up_and_the_journey_has_closed(hosted: Garden) -> None:
    who, _ = await ticked(hosted)
    await hosted.village.step(who, hosted.activity_id, "place/given-up", reason="unwell")
    await hosted.village.doors.hear(closed(who))
    assert await link_worker_takes_back(hosted, who) == 303
    assert isinstance((await facts(hosted))[-1], AttendanceTakenBack)


async def test_the_place_stays_theirs(hosted: Garden) -> None:
    who, _ = await ticked(hosted)
    await link_worker_takes_back(hosted, who)
    assert "4 places left" in await hosted.seen()


async def test_another_groups_host_takes_nothing_back(hosted: Garden) -> None:
    _, place = await ticked(hosted)
    other = await hosted.village.group(title="Choir", kind="music")
    path = await hosted.village.host_link(other)
    action = f"{path}/sessions/{hosted.activity_id}/2026-03-02/places/{place}/not-there"
    assert (await hosted.host.submit(action, page=path)).status_code == 404
    assert await not_there(hosted, str(uuid4())) == 404
    assert len(await facts(hosted)) == 1


def back(been: Ticks, days_ago: int, teller: attendance.Teller = "link_worker") -> AttendanceTakenBack | None:
    return attendance.take_back(PLANTING, WHO, TODAY - timedelta(days=days_ago), teller, been, NOON, MELBOURNE)


def test_eight_weeks_back_a_link_worker_may_and_nine_not() -> None:
    been = Ticks({TODAY - weeks * A_WEEK: uuid4() for weeks in range(12)})
    assert back(been, 56)
    with pytest.raises(Refused, match="56 days"):
        back(been, 63)
    days = [day for _, day in attendance.ticks_to_take_back(been, TODAY)]
    assert days == [TODAY - weeks * A_WEEK for weeks in range(9)]


def test_a_host_is_told_who_can_take_back_what_is_of_an_earlier_day() -> None:
    been = Ticks({TODAY: uuid4(), TODAY - A_WEEK: uuid4()})
    assert back(been, 0, "host")
    with pytest.raises(Refused, match="Tell the link worker"):
        back(been, 7, "host")


def test_where_nobody_was_ticked_nothing_is_taken_back() -> None:
    assert back(Ticks(), 0) is None


# That it was looked at, and that they were introduced


async def looked_and_introduced(hosted: Garden) -> tuple[UUID, UUID, UUID]:
    """Somebody who looked at it with the link worker and was introduced twice; the second time by mistake."""
    village, who, right, wrong = hosted.village, await hosted.village.person(), uuid4(), uuid4()
    await village.step(who, hosted.activity_id, "proposal")
    for id_, how in ((right, "together"), (wrong, "by_phone")):
        answer = await village.step(who, hosted.activity_id, "introduction", command_id=id_, how=how)
        assert answer.status_code == 303, answer.text
    return who, right, wrong


async def page_of(hosted: Garden, who: UUID) -> str:
    return (await hosted.village.worker.get(f"/community/for/{who}/activities/{hosted.activity_id}")).text


async def test_an_introduction_noted_by_mistake_is_taken_back_and_the_other_one_stays(hosted: Garden) -> None:
    who, right, wrong = await looked_and_introduced(hosted)
    answer = await hosted.village.step(
        who, hosted.activity_id, "introduction/taken-back", introduction_id=str(wrong)
    )  # fmt: skip
    assert answer.status_code == 303
    told = (await hosted.village.doors.told())[-1]
    assert told == IntroductionTakenBack(
        introduction_id=wrong, participant_id=who, group_id=hosted.group_id, activity_id=hosted.activity_id,
        introduced_at=NOON, occurred_at=NOON,
    )  # fmt: skip
    shown = await page_of(hosted, who)
    assert "An introduction noted by mistake was taken back: By phone" in shown
    assert "Introduced: We went together" in shown
    assert f'value="{right}"' in shown
    assert f'value="{wrong}"' not in shown


async def test_taken_back_twice_it_says_so(hosted: Garden) -> None:
    who, _, wrong = await looked_and_introduced(hosted)
    found = [
        await hosted.village.step(who, hosted.activity_id, "introduction/taken-back", introduction_id=str(wrong))
        for _ in range(2)
    ]
    assert [answer.status_code for answer in found] == [303, 409]
    assert "taken back already" in found[1].text
    assert (await hosted.village.names_told()).count("IntroductionTakenBack") == 1


async def test_with_none_left_nobody_counts_as_introduced(hosted: Garden) -> None:
    who, right, wrong = await looked_and_introduced(hosted)
    path, not_yet = f"/community/for/{who}", 'Introduced<span class="unseen">, not yet'
    assert not_yet not in (await hosted.village.worker.get(path)).text
    for introduction in (right, wrong):
        await hosted.village.step(
            who, hosted.activity_id, "introduction/taken-back", introduction_id=str(introduction)
        )  # fmt: skip
    assert not_yet in (await hosted.village.worker.get(path)).text


async def test_what_was_not_looked_at_counts_nowhere_and_can_be_looked_at_again(hosted: Garden) -> None:
    who = await hosted.village.person()
    await hosted.village.step(who, hosted.activity_id, "proposal")
    answer = await hosted.village.step(who, hosted.activity_id, "proposal/taken-back")
    assert answer.status_code == 303
    told = (await hosted.village.doors.told())[-1]
    assert isinstance(told, ProposalTakenBack)
    assert told.proposed_at == NOON
    assert "That you looked at it together was noted by mistake, and taken back" in await page_of(hosted, who)
    assert "Nothing looked at yet" in (await hosted.village.worker.get("/community/for")).text
    assert "Where they are" not in (await hosted.village.worker.get(f"/community/for/{who}")).text
    assert (await hosted.village.step(who, hosted.activity_id, "proposal")).status_code == 303
    assert "1 activity looked at" in (await hosted.village.worker.get("/community/for")).text


async def test_a_mistake_stays_one_after_the_journey_has_closed(hosted: Garden) -> None:
    who, _, wrong = await looked_and_introduced(hosted)
    await hosted.village.doors.hear(closed(who))
    for door, fields in (("introduction", {"introduction_id": str(wrong)}), ("proposal", {})):
        answer = await hosted.village.step(who, hosted.activity_id, f"{door}/taken-back", **fields)
        assert answer.status_code == 303, answer.text


async def test_somebody_elses_link_worker_takes_nothing_back(hosted: Garden) -> None:
    who, _, wrong = await looked_and_introduced(hosted)
    malia = await hosted.village.doors.client("link_worker", 1)
    other = await hosted.village.person("Bo N", MALIA)
    page = f"/community/for/{other}/activities/{hosted.activity_id}"
    for path, status in ((f"/community/for/{who}/activities/{hosted.activity_id}", 404), (page, 409)):
        answer = await malia.submit(f"{path}/introduction/taken-back", page=page, introduction_id=str(wrong))
        assert answer.status_code == status
    assert "IntroductionTakenBack" not in await hosted.village.names_told()


def test_where_nobody_was_introduced_or_looked_nothing_is_taken_back() -> None:
    with pytest.raises(Refused, match="taken back already"):
        mistakes.not_looked_at(standing(), uuid4(), NOON)
    with pytest.raises(Refused, match="taken back already"):
        mistakes.not_introduced(standing(introductions=[Introduction(uuid4(), "together", NOON)]), uuid4(), NOON)
