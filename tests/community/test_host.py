"""The host's page: what it shows, what it takes, and all the links that open nothing."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.events import ActivityAttended, ConsentWithdrawn, HostAskedForCall, HostCalled, HostLinkRevoked
from shared.persistence import access_log
from shared.web import links
from tests.doors import NOON, Client, Doors

from .people import Village
from .test_consumers import consent

TICK = re.compile(r'name="came" value="([0-9a-f-]{36})"[^>]*><span>([^<]+)</span>')
ENDED = "This link does not open anything"


class Garden:
    """A garden morning with a host: today is one of its days."""

    def __init__(self, village: Village, host: Client, group_id: UUID, activity_id: UUID, path: str) -> None:
        self.village, self.host = village, host
        self.group_id, self.activity_id, self.path = group_id, activity_id, path

    async def expects(self, name: str, by_name: str = "yes") -> UUID:
        who = await self.village.person(name)
        answer = await self.village.step(who, self.activity_id, "place", expected_by_name=by_name)
        assert answer.status_code == 303
        return who

    async def seen(self) -> str:
        answer = await self.host.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def ticks(self) -> dict[str, str]:
        """Label -> value of the boxes to tick."""
        return {label: value for value, label in TICK.findall(await self.seen())}

    async def tell(self, day: str = "2026-03-02", **fields: object) -> int:
        answer = await self.host.submit(f"{self.path}/sessions/{self.activity_id}/{day}", page=self.path, **fields)
        return answer.status_code

    async def attended(self) -> list[ActivityAttended]:
        return [event for event in await self.village.doors.told() if isinstance(event, ActivityAttended)]


@pytest.fixture
async def garden(village: Village) -> Garden:
    group_id = await village.group()
    activity_id = await village.activity(group_id, places="5")
    return Garden(village, await village.doors.client(), group_id, activity_id, await village.host_link(group_id))


async def test_the_link_is_shown_once_with_its_end(village: Village) -> None:
    group_id = await village.group()
    page = f"/community/groups/{group_id}"
    answer = await village.worker.submit(f"{page}/host-link", page=page, weeks="4")
    assert "30\N{NO-BREAK SPACE}March" in answer.text
    assert "/host/" not in (await village.worker.get(page)).text


async def test_making_the_link_leaves_a_row_for_each_whom_it_shows_and_one_for_the_group(garden: Garden) -> None:
    ada, osman = await garden.expects("Ada A"), await garden.expects("Osman O", by_name="no")
    await garden.village.host_link(garden.group_id)
    async with garden.village.doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT user_id, participant_id FROM audit WHERE what = 'host link made'")
        assert await access_log.broken_at(tx) is None
    thuy = garden.village.doors.person("link_worker").id
    assert [row["participant_id"] for row in rows].count(garden.group_id) == 2, "the fixture has made one before"
    assert {tuple(row) for row in rows} == {(thuy, whom) for whom in (garden.group_id, ada, osman)}


async def test_a_host_sees_first_names_of_those_who_agreed_and_a_neutral_label_of_the_others(garden: Garden) -> None:
    await garden.expects("Dimitra Papadopoulos")
    await garden.expects("Osman Yilmaz", by_name="no")
    assert set(await garden.ticks()) == {"Dimitra", "Someone we are expecting, 1"}
    seen = await garden.seen()
    assert "Hello Maria" in seen
    assert "Someone new is coming: 1" in seen
    assert "3 places left" in seen
    for hidden in ("Papadopoulos", "Osman", "Yilmaz", "+61"):
        assert hidden not in seen


async def test_what_the_host_ticks_is_told_once(garden: Garden) -> None:
    who = await garden.expects("Dimitra P")
    ticked = (await garden.ticks())["Dimitra"]
    assert await garden.tell(came=ticked) == 303
    assert await garden.tell(came=ticked) == 303
    [told] = await garden.attended()
    assert (told.participant_id, told.told_by, told.first_time, str(told.session_on)) == (
        who,
        "host",
        True,
        "2026-03-02",
    )
    seen = await garden.seen()
    assert "Dimitra was there" in seen
    assert await garden.ticks() == {}


async def test_several_are_ticked_at_once_and_not_ticking_says_nothing(garden: Garden) -> None:
    for name in ("Ada A", "Osman O", "Kim K"):
        await garden.expects(name)
    ticks = await garden.ticks()
    assert await garden.tell(came=[ticks["Ada"], ticks["Kim"]]) == 303
    assert len(await garden.attended()) == 2
    assert list(await garden.ticks()) == ["Osman"]


async def test_new_people_are_counted_and_the_last_number_counts(garden: Garden) -> None:
    assert await garden.tell(newcomers="2") == 303
    assert await garden.tell(newcomers="3") == 303
    assert 'value="3"' in await garden.seen()
    assert await garden.village.names_told() == ["GroupListed", "ActivityPlanned"]


@pytest.mark.parametrize("newcomers", ["-1", "501", "many", "1.5"])
async def test_a_number_that_is_none_comes_back_with_the_ticks_kept(garden: Garden, newcomers: str) -> None:
    await garden.expects("Dimitra P")
    ticked = (await garden.ticks())["Dimitra"]
    session = f"{garden.path}/sessions/{garden.activity_id}/2026-03-02"
    answer = await garden.host.submit(session, page=garden.path, came=ticked, newcomers=newcomers)
    assert answer.status_code == 422
    assert re.search(rf'value="{ticked}" checked', answer.text)
    assert await garden.attended() == []


@pytest.mark.parametrize("day", ["2026-03-09", "2026-02-23", "2026-03-03"])
async def test_only_sessions_that_were_and_not_long_ago_can_be_ticked(garden: Garden, day: str) -> None:
    await garden.expects("Dimitra P")
    ticked = (await garden.ticks())["Dimitra"]
    assert await garden.tell(day, came=ticked) == 422
    assert await garden.attended() == []


async def test_a_session_of_last_week_has_a_page_of_its_own(garden: Garden) -> None:
    await garden.expects("Dimitra P")
    garden.village.doors.clock.move(NOON + timedelta(days=9))  # Wednesday; the garden met on the 9th and the 2nd
    last_week = f"{garden.path}/sessions/{garden.activity_id}/2026-03-02"
    assert last_week in await garden.seen()
    assert "Dimitra" in (await garden.host.get(last_week)).text
    assert await garden.tell(came=(await garden.ticks())["Dimitra"]) == 303
    garden.village.doors.clock.move(NOON + timedelta(days=15))
    assert (await garden.host.get(last_week)).status_code == 404
    assert await garden.tell(newcomers="1") == 422


async def test_somebody_who_gave_their_place_up_is_no_longer_expected(garden: Garden) -> None:
    who = await garden.expects("Dimitra P")
    await garden.village.step(who, garden.activity_id, "place/given-up", reason="unwell")
    garden.village.doors.clock.move(NOON + timedelta(days=7))
    assert "Dimitra" not in await garden.seen()


async def test_who_no_longer_agrees_to_the_service_is_not_named(garden: Garden) -> None:
    who = await garden.expects("Dimitra P")
    await garden.village.doors.hear(consent(ConsentWithdrawn, who))
    assert list(await garden.ticks()) == ["Someone we are expecting, 1"]


async def test_somebody_elses_place_cannot_be_ticked(garden: Garden) -> None:
    assert await garden.tell(came=str(uuid4())) == 422
    other = await garden.village.activity(garden.group_id, title="Cards", weekday="0")
    who = await garden.village.person("Ada A")
    await garden.village.step(who, other, "place", expected_by_name="yes")
    ticked = (await garden.ticks())["Ada"]
    assert await garden.tell(came=ticked) == 422
    assert await garden.attended() == []


async def test_a_host_who_would_like_a_call_is_seen_and_rung(garden: Garden) -> None:
    answer = await garden.host.submit(f"{garden.path}/call", page=garden.path, words="The hall is closed in May")
    assert answer.status_code == 303
    page = f"/community/groups/{garden.group_id}"
    worker = garden.village.worker
    assert "Please ring" in (await worker.get("/community/groups")).text
    shown = (await worker.get(page)).text
    assert "“The hall is closed in May”" in shown
    action = re.search(rf'action="({page}/calls/[0-9a-f-]+/answered)"', shown)
    assert action
    await worker.submit(action[1], page=page)
    assert "would like a call" not in (await worker.get(page)).text
    await worker.submit(action[1], page=page)
    asked, rung = (await garden.village.doors.told())[-2:]
    assert isinstance(asked, HostAskedForCall)
    assert isinstance(rung, HostCalled)
    assert (asked.group_id, asked.call_id) == (rung.group_id, rung.call_id)
    assert b"hall" not in asked.body()


async def test_a_host_sees_their_own_group_and_no_other(garden: Garden) -> None:
    other_group = await garden.village.group(title="Choir", kind="music")
    other = await garden.village.activity(other_group, title="Singing")
    assert "Singing" not in await garden.seen()
    session = f"{garden.path}/sessions/{other}/2026-03-02"
    assert (await garden.host.get(session)).status_code == 404
    assert (await garden.host.submit(session, page=garden.path, newcomers="1")).status_code == 404
    assert await garden.village.doors.count("newcomers") == 0


async def test_a_revoked_link_opens_nothing_and_a_new_one_does(garden: Garden) -> None:
    page = f"/community/groups/{garden.group_id}"
    answer = await garden.village.worker.submit(f"{page}/host-link/revoked", page=page)
    assert answer.status_code == 303
    assert [event for event in await garden.village.doors.told() if isinstance(event, HostLinkRevoked)]
    assert await opens(garden.host, garden.path) is False
    assert await opens(garden.host, await garden.village.host_link(garden.group_id)) is True


async def test_what_a_host_was_shown_goes_with_the_link_that_is_revoked(garden: Garden) -> None:
    shown = await garden.host.submit(f"{garden.path}/call", page=garden.path, words="Bruno " * 400)
    assert (shown.status_code, "kept=" in str(shown.url)) == (422, True)
    page = f"/community/groups/{garden.group_id}"
    await garden.village.worker.submit(f"{page}/host-link/revoked", page=page)
    found = await garden.host.get(shown.url)
    assert (found.status_code, found.headers.get("location")) == (303, garden.path)
    assert await opens(garden.host, garden.path) is False


async def opens(host: Client, path: str) -> bool:
    answer = await host.get(path)
    assert answer.status_code in (200, 404)
    assert "Sunshine" not in answer.text or answer.status_code == 200
    return ENDED not in answer.text


async def test_an_expired_link_opens_nothing_and_changes_nothing(garden: Garden) -> None:
    garden.village.doors.clock.move(NOON + timedelta(weeks=13))
    assert await opens(garden.host, garden.path) is False
    answer = await garden.host.post(f"{garden.path}/call", data={"words": "x"})
    assert answer.status_code == 404
    assert await garden.village.doors.count("host_call") == 0


async def test_every_wrong_link_gets_the_same_page(doors: Doors, garden: Garden) -> None:
    secret, later = doors.here.settings.secret, NOON + timedelta(days=1)
    wrong = [
        "/host/nonsense",
        garden.path[:-1] + ("A" if garden.path[-1] != "A" else "B"),
        "/host/" + links.sign(secret, "host", uuid4(), later),
        "/host/" + links.sign(secret, "me", garden.group_id, later),
        "/host/" + links.sign("another-locals-secret-0123456789", "host", garden.group_id, later),
        "/host/" + links.sign(secret, "host", garden.group_id, later, version=1),
    ]
    answers = [await garden.host.get(path) for path in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {answers[0].text}


async def test_a_host_may_look_but_looks_are_noted(garden: Garden) -> None:
    who = await garden.expects("Dimitra P")
    await garden.seen()
    async with garden.village.doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT user_id, role FROM audit WHERE participant_id = $1 AND what = 'host page'", who)
    assert row is not None
    assert tuple(row) == (garden.group_id, "host")
