"""A tick on the wrong name is taken back: by the host until the day is over, by the link worker for eight weeks."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.community.domain import attendance
from services.community.domain.places import Ticks
from shared.events import ActivityAttended, AttendanceTakenBack
from shared.refusal import Refused
from tests.doors import NOON

from .people import MELBOURNE, Village, closed, garden
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


async def link_worker_takes_back(hosted: Garden, who: UUID, day: str = "2026-03-02") -> int:
    answer = await hosted.village.step(who, hosted.activity_id, "attendance/taken-back", session_on=day)
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
    assert "Noted by mistake?" not in page
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
    assert attendance.days_to_take_back(been, TODAY) == [TODAY - weeks * A_WEEK for weeks in range(9)]


def test_a_host_is_told_who_can_take_back_what_is_of_an_earlier_day() -> None:
    been = Ticks({TODAY: uuid4(), TODAY - A_WEEK: uuid4()})
    assert back(been, 0, "host")
    with pytest.raises(Refused, match="Tell the link worker"):
        back(been, 7, "host")


def test_where_nobody_was_ticked_nothing_is_taken_back() -> None:
    assert back(Ticks(), 0) is None
