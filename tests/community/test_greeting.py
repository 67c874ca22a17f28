"""No host sees a part of a name that the person has not said is what they are called."""

import re
from html import unescape
from random import Random
from uuid import UUID, uuid4

import pytest

from deploy.simulation.names import CULTURES, name
from services.community.domain import places
from shared.events import HostGreetingChosen, ParticipantErased
from shared.kernel.refusal import Refused
from tests.community.people import Village, garden, place, somebody, standing
from tests.doors import NOON

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


async def test_how_a_host_greets_somebody_is_said_anew_and_the_host_sees_it_at_once(host: Host) -> None:
    who = await host.village.person("Nguyễn Văn Minh", preferred_name="Minh")
    await host.village.step(who, host.activity_id, "place", expected_by_name="yes")
    assert "Coming: Minh" in await host.sees()
    answer = await host.village.step(who, host.activity_id, "place/greeting", expected_by_name="yes", greet_as="Zed")
    assert answer.status_code == 303
    seen = await host.sees()
    assert "Coming: Zed" in seen
    assert "Minh" not in seen


async def test_whoever_does_not_agree_any_more_is_named_to_no_host_from_then_on(host: Host) -> None:
    who = await host.village.person("Nguyễn Văn Minh", preferred_name="Minh")
    await host.village.step(who, host.activity_id, "place", expected_by_name="yes", greet_as="Zed")
    answer = await host.village.step(who, host.activity_id, "place/greeting", expected_by_name="no", greet_as="Zed")
    assert answer.status_code == 303
    seen = await host.sees()
    assert "Zed" not in seen
    assert "Minh" not in seen
    assert "Someone we are expecting" in seen
    [told] = [event for event in await host.village.doors.told() if isinstance(event, HostGreetingChosen)]
    assert (told.expected_by_name, told.greet_as) == (False, None)
    page = f"/community/for/{who}/activities/{host.activity_id}"
    assert "How the host greets them was changed" in (await host.village.worker.get(page)).text


async def test_what_the_host_saw_before_stays_on_file_until_they_are_erased(host: Host) -> None:
    who = await host.village.person(preferred_name="Dimi")
    await host.village.step(who, host.activity_id, "place", expected_by_name="yes", greet_as="Zed")
    await host.village.step(who, host.activity_id, "place/greeting", expected_by_name="no")
    kept = "SELECT was_by_name, was_greet_as FROM greeting WHERE participant_id = $1"
    async with host.village.doors.here.db.transaction() as tx:
        assert [tuple(row) for row in await tx.fetch(kept, who)] == [(True, "Zed")]
    await host.village.doors.hear(
        ParticipantErased(participant_id=who, reason="entered_by_mistake", occurred_at=host.village.doors.here.now())
    )
    async with host.village.doors.here.db.transaction() as tx:
        assert await tx.fetch(kept, who) == []


async def test_the_same_said_again_is_told_to_nobody(host: Host) -> None:
    who = await host.village.person("Nguyễn Văn Minh", preferred_name="Minh")
    await host.village.step(who, host.activity_id, "place", expected_by_name="yes")
    answer = await host.village.step(who, host.activity_id, "place/greeting", expected_by_name="yes", greet_as="Minh")
    assert answer.status_code == 303
    assert "HostGreetingChosen" not in await host.village.names_told()


async def test_a_colleague_who_was_quicker_is_shown_and_not_written_over(host: Host) -> None:
    who = await host.village.person("Nguyễn Văn Minh", preferred_name="Minh")
    await host.village.step(who, host.activity_id, "place", expected_by_name="yes", greet_as="Zed")
    page = f"/community/for/{who}/activities/{host.activity_id}"
    began = re.findall(r'name="began_from" value="([^"]*)"', (await host.village.worker.get(page)).text)[-1]
    await host.village.step(who, host.activity_id, "place/greeting", expected_by_name="no")
    answer = await host.village.step(
        who, host.activity_id, "place/greeting", expected_by_name="yes", greet_as="Zed", began_from=began
    )
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text
    assert "Zed" not in await host.sees()


def test_where_the_agreement_is_withdrawn_a_name_can_be_taken_from_the_host_but_not_shown() -> None:
    here = garden()
    stopped = somebody(has_stopped=True, is_closed=True)
    at = standing(participant=stopped, activity=here, place=place(here, stopped.id))
    with pytest.raises(Refused, match="no host may see"):
        places.choose_greeting(at, uuid4(), True, NOON, "Zed")
    told = places.choose_greeting(at, uuid4(), False, NOON, "Zed")
    assert told
    assert (told.expected_by_name, told.greet_as) == (False, None)


def test_without_a_place_or_without_words_there_is_nothing_to_greet_with() -> None:
    with pytest.raises(Refused, match="no place here"):
        places.choose_greeting(standing(), uuid4(), True, NOON, "Zed")
    here, who = garden(), somebody(greeted=None)
    at = standing(participant=who, activity=here, place=place(here, who.id, expected_by_name=False))
    with pytest.raises(Refused, match="Ask them") as refused:
        places.choose_greeting(at, uuid4(), True, NOON, "  ")
    assert refused.value.field == "greet_as"
