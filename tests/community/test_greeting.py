"""No host sees a part of a name that the person has not said is what they are called."""

from html import unescape
from random import Random
from uuid import UUID

import pytest

from deploy.simulation.names import CULTURES, name
from tests.community.people import Village

TWENTY = [name(Random(number), culture) for number, culture in enumerate((*CULTURES, "vietnamese", "chinese"))]
BOTH_ORDERS = [
    order for each in TWENTY for order in (each.full, " ".join(reversed(each.full.split())), f"Dr {each.full}")
]


class Host:
    """What a host sees of one garden morning."""

    def __init__(self, village: Village, path: str, activity_id: UUID) -> None:
        self.village, self.path, self.activity_id = village, path, activity_id

    async def sees(self) -> str:
        return unescape((await (await self.village.doors.client()).get(self.path)).text)


@pytest.fixture
async def host(village: Village) -> Host:
    group = await village.group()
    activity = await village.activity(group, places="200")
    return Host(village, await village.host_link(group), activity)


async def test_nothing_of_a_name_is_shown_to_a_host_unless_it_was_said(host: Host) -> None:
    before = await host.sees()
    for full in BOTH_ORDERS:
        who = await host.village.person(full, preferred_name=None)
        answer = await host.village.step(who, host.activity_id, "place", expected_by_name="yes", greet_as="zqgreeting")
        assert answer.status_code == 303
    seen = await host.sees()
    assert "zqgreeting, 1" in seen
    words = {word for full in BOTH_ORDERS for word in full.split()} - set(before.split())
    assert [word for word in words if f" {word} " in seen or f">{word}" in seen] == []


async def test_whoever_has_not_said_what_they_are_called_is_asked_when_a_place_is_kept(host: Host) -> None:
    who = await host.village.person("Nguyễn Văn Minh", preferred_name=None)
    refused = await host.village.step(who, host.activity_id, "place", expected_by_name="yes")
    assert refused.status_code == 422
    assert "Ask them how the host should greet them" in refused.text
    answer = await host.village.step(who, host.activity_id, "place", expected_by_name="yes", greet_as="Minh")
    assert answer.status_code == 303
    seen = await host.sees()
    assert "Coming: Minh" in seen
    assert "Nguyễn" not in seen


async def test_a_place_from_before_shows_no_name_until_it_is_said(host: Host) -> None:
    who = await host.village.person("Nguyễn Văn Minh", preferred_name="Minh")
    await host.village.step(who, host.activity_id, "place", expected_by_name="yes")
    async with host.village.doors.here.db.transaction() as tx:
        await tx.execute("UPDATE card SET called = 'Nguyễn', greeted = NULL, name = NULL")
    seen = await host.sees()
    assert "Nguyễn" not in seen
    assert "Someone we are expecting" in seen


async def test_two_called_alike_carry_their_whole_names_in_the_link_worker_s_list(village: Village) -> None:
    for full in ("Nguyễn Thị Lan", "Trần Lan", "Osman Yilmaz"):
        await village.person(full, preferred_name="Lan" if "Lan" in full else "Osman")
    page = unescape((await village.worker.get("/community/for")).text)
    for label in ("Lan (Nguyễn Thị Lan)", "Lan (Trần Lan)", ">Osman<"):
        assert label in page


async def test_the_link_worker_s_list_shows_the_whole_name_where_nothing_was_said(village: Village) -> None:
    await village.person("Nguyễn Văn Minh", preferred_name=None)
    assert "Nguyễn Văn Minh" in (await village.worker.get("/community/for")).text


async def test_two_called_alike_carry_their_whole_names_among_those_who_go_to_a_group(village: Village) -> None:
    group = await village.group()
    activity = await village.activity(group)
    for full in ("Nguyễn Thị Lan", "Trần Lan"):
        await village.step(await village.person(full, preferred_name="Lan"), activity, "place", expected_by_name="yes")
    page = unescape((await village.worker.get(f"/community/groups/{group}")).text)
    for label in ("Lan (Nguyễn Thị Lan)", "Lan (Trần Lan)"):
        assert label in page
