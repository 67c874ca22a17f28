"""From a form to the page that shows it; what is refused; who may see what."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.events import ActivityAttended, PlaceGivenUp
from shared.persistence import access_log
from tests.doors import NOON, Doors

from .people import MALIA, Village, closed


async def page(village: Village, path: str) -> str:
    answer = await village.worker.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_before_anything_is_listed_the_page_says_how_to_begin(village: Village) -> None:
    assert "Begin with a group you know" in await page(village, "/community")
    assert "a card table counts" in await page(village, "/community/groups")
    assert "People appear within seconds" in await page(village, "/community/for")


async def test_a_group_is_listed_with_a_form_and_shown_on_its_page(village: Village) -> None:
    group_id = await village.group()
    shown = await page(village, f"/community/groups/{group_id}")
    for words in ("Sunshine Community Garden", "Maria, 0491 570 156", "12 Hampshire Road", "Nothing is listed yet"):
        assert words in shown
    assert "Sunshine Community Garden" in await page(village, "/community/groups")


async def test_a_double_click_lists_a_group_once(village: Village) -> None:
    command_id = uuid4()
    for _ in range(2):
        path = "/community/groups/new"
        answer = await village.worker.submit(path, page=path, command_id=command_id, title="Choir", kind="music")
        assert answer.headers["location"] == f"/community/groups/{command_id}"
    assert await village.names_told() == ["GroupListed"]


async def test_a_refused_group_comes_back_filled_and_says_what_would_be_right(village: Village) -> None:
    path = "/community/groups/new"
    answer = await village.worker.submit(path, page=path, title="Choir 0491 570 156", kind="music", address="Town hall")
    assert answer.status_code == 422
    for words in ("Keep phone numbers", 'value="Choir 0491 570 156"', 'value="Town hall"'):
        assert words in answer.text
    assert await village.doors.count("community_group") == 0


async def test_an_activity_is_found_with_what_it_is_like_and_who_checked_it(village: Village) -> None:
    await village.activity(await village.group(), cost="4.50")
    shown = await page(village, "/community")
    for words in ("Garden morning", "Mondays at", "$4.50", "no steps", "noise not known", "“6 to 10 people”",
                  "checked by Thuy Nguyễn", "2 places left", "12 Hampshire Road"):  # fmt: skip
        assert words in shown


async def test_where_an_activity_is_and_how_one_gets_there_is_noted_with_it(village: Village) -> None:
    group_id, who = await village.group(), await village.person()
    activity_id = await village.activity(group_id, where_it_is="The old hall", getting_there="Bus 216, side door")
    for path in (f"/community/groups/{group_id}", f"/community/for/{who}/activities/{activity_id}"):
        shown = await page(village, path)
        assert "The old hall" in shown
        assert "Bus 216, side door" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": "7"},
        {"starts_at": "soon"},
        {"minutes": "5"},
        {"places": "0"},
        {"cost": "free"},
        {"cost": "-1"},
        {"step_free": "maybe"},
        {"title": " "},
        {"what_it_is_like": "x" * 501},
        {"where_it_is": "x" * 161},
        {"getting_there": "ring 0491 570 156"},
        {"starts_at": "23:30"},
        {"surprise": "1"},
    ],
)
async def test_an_activity_that_does_not_fit_is_not_added(village: Village, wrong: dict[str, str]) -> None:
    group_id = await village.group()
    path = f"/community/groups/{group_id}/activities/new"
    usual = {"title": "Garden", "weekday": "0", "starts_at": "10:30", "minutes": "90", "places": "2",
             "step_free": "yes", "quiet": "no"}  # fmt: skip
    answer = await village.worker.submit(path, page=path, **usual | wrong)
    assert answer.status_code == 422
    assert "Something needs another look" in answer.text
    assert await village.doors.count("activity") == 0


async def test_filters_are_links_that_can_be_bookmarked(village: Village) -> None:
    group_id = await village.group()
    await village.activity(group_id, title="Quiet cards", quiet="yes", weekday="2")
    await village.activity(group_id, title="Loud choir", quiet="no", cost="5")
    for query, found, not_found in [
        ("?quiet=yes", "Quiet cards", "Loud choir"),
        ("?weekday=0", "Loud choir", "Quiet cards"),
        ("?free=yes", "Quiet cards", "Loud choir"),
    ]:
        shown = await page(village, f"/community{query}")
        assert found in shown
        assert not_found not in shown
    assert "Nothing listed fits all of that" in await page(village, "/community?kind=talk")
    assert "Loud choir" in await page(village, "/community?kind=nonsense&weekday=9")


async def test_a_person_goes_the_whole_way_from_a_look_to_a_visit(village: Village) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    here = f"/community/for/{who}/activities/{activity_id}"
    assert (await village.step(who, activity_id, "proposal")).headers["location"] == here
    assert (await village.step(who, activity_id, "place", expected_by_name="yes")).status_code == 303
    assert (await village.step(who, activity_id, "introduction", how="together")).status_code == 303
    assert (await village.step(who, activity_id, "attendance", session_on="2026-03-02")).status_code == 303
    shown = await page(village, here)
    for words in ("Looked at it together", "A place is kept", "We went together", "Was there", "by the link worker",
                  "The host expects Dimitra."):  # fmt: skip
        assert words in shown
    assert "Been once" in await page(village, f"/community/for/{who}")
    assert await village.names_told() == [
        "GroupListed", "ActivityPlanned", "ActivityProposed", "PlaceTaken", "Introduced", "ActivityAttended",
    ]  # fmt: skip


async def test_the_second_who_reaches_for_the_last_place_hears_that_it_is_full(village: Village) -> None:
    activity_id = await village.activity(await village.group(), places="1")
    first, second = await village.person("Ada A"), await village.person("Osman O")
    shown_before = f"/community/for/{second}/activities/{activity_id}"
    await village.worker.get(shown_before)
    assert (await village.step(first, activity_id, "place", expected_by_name="no")).status_code == 303
    answer = await village.step(second, activity_id, "place", expected_by_name="yes")
    assert answer.status_code == 409
    assert "the last place has just been taken" in answer.text
    assert (await village.names_told()).count("PlaceTaken") == 1


async def test_whether_the_host_may_see_the_name_has_to_be_asked(village: Village) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    answer = await village.step(who, activity_id, "place")
    assert answer.status_code == 422
    assert "Ask them, and choose what they said." in answer.text


async def test_a_place_given_up_is_free_for_somebody_else(village: Village) -> None:
    activity_id = await village.activity(await village.group(), places="1")
    first, second = await village.person("Ada A"), await village.person("Osman O")
    await village.step(first, activity_id, "place", expected_by_name="no")
    assert (await village.step(first, activity_id, "place/given-up", reason="too_far")).status_code == 303
    assert (await village.step(second, activity_id, "place", expected_by_name="no")).status_code == 303
    [given_up] = [event for event in await village.doors.told() if isinstance(event, PlaceGivenUp)]
    assert given_up.reason == "too_far"
    assert "It was too far" in await page(village, f"/community/for/{first}/activities/{activity_id}")


async def test_a_closed_journey_leaves_places_alone_and_takes_no_new_ones(village: Village) -> None:
    group_id = await village.group()
    held, other = await village.activity(group_id), await village.activity(group_id, title="Cards")
    who = await village.person()
    await village.step(who, held, "place", expected_by_name="yes")
    await village.doors.hear(closed(who))
    assert "1 place left" in await page(village, "/community")
    answer = await village.step(who, other, "place", expected_by_name="yes")
    assert answer.status_code == 422
    assert "This journey is closed" in answer.text
    assert (await village.step(who, held, "place/given-up", reason="not_said")).status_code == 303


async def test_a_first_visit_says_so_once(village: Village) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    await village.step(who, activity_id, "place", expected_by_name="yes")
    village.doors.clock.move(NOON + timedelta(days=7))
    for day in ("2026-03-02", "2026-03-09", "2026-03-09"):
        assert (await village.step(who, activity_id, "attendance", session_on=day)).status_code == 303
    told = [event for event in await village.doors.told() if isinstance(event, ActivityAttended)]
    assert [(str(event.session_on), event.first_time) for event in told] == [
        ("2026-03-02", True),
        ("2026-03-09", False),
    ]


@pytest.mark.parametrize("day", ["2026-03-09", "2026-02-23", "2026-03-01", "someday", ""])
async def test_a_day_that_cannot_be_ticked_is_refused(village: Village, day: str) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    await village.step(who, activity_id, "place", expected_by_name="yes")
    assert (await village.step(who, activity_id, "attendance", session_on=day)).status_code == 422
    assert await village.doors.count("attendance") == 0


async def test_a_match_says_openly_what_does_not_fit(village: Village) -> None:
    await village.activity(await village.group(), cost="4")
    who = await village.person()
    shown = await page(village, f"/community/for/{who}?free=yes&step_free=yes&quiet=yes&weekday=3")
    for words in ("Fits: there are no steps", "Does not fit: it is on Mondays, not Thursdays and it costs $4 each time",
                  "Ask first: whether it is quiet."):  # fmt: skip
        assert words in shown


async def test_a_colleagues_people_are_a_number_and_their_pages_are_not_there(village: Village) -> None:
    group_id = await village.group()
    activity_id = await village.activity(group_id)
    own, other = await village.person("Ada A"), await village.person("Osman O", MALIA)
    malia = await village.doors.client("link_worker", 1)
    await village.step(own, activity_id, "place", expected_by_name="yes")
    answer = await village.step(other, activity_id, "place", client=malia, expected_by_name="yes")
    assert answer.status_code == 303
    shown = await page(village, f"/community/groups/{group_id}")
    assert "Ada" in shown
    assert "1 person with another link worker" in shown
    assert "Osman" not in shown
    for path in (f"/community/for/{other}", f"/community/for/{other}/activities/{activity_id}"):
        assert (await village.worker.get(path)).status_code == 404
    assert "Osman" not in await page(village, "/community/for")
    refused = await village.worker.submit(
        f"/community/for/{other}/activities/{activity_id}/place/given-up", page="/community", reason="not_said"
    )
    assert refused.status_code == 404
    assert await village.doors.count("place") == 2


async def test_the_lead_sees_everybody_of_the_local(village: Village) -> None:
    await village.person("Ada A")
    await village.person("Osman O", MALIA)
    lead = await village.doors.client("lead")
    shown = (await lead.get("/community/for")).text
    assert "Ada" in shown
    assert "Osman" in shown


@pytest.mark.parametrize("role", ["intake", "operator", "integrator"])
async def test_other_roles_do_not_open_these_pages(doors: Doors, role: str) -> None:
    client = await doors.client(role)
    for path in ("/community", "/community/groups", "/community/for", f"/community/for/{uuid4()}"):
        assert (await client.get(path)).status_code == 403


async def test_nobody_logged_in_is_asked_to_log_in(doors: Doors) -> None:
    client = await doors.client()
    answer = await client.get("/community")
    assert answer.status_code in (302, 303)
    assert "/login" in answer.headers["location"]


async def test_people_without_a_place_stand_first(village: Village) -> None:
    activity_id = await village.activity(await village.group())
    settled, waiting = await village.person("Ada A"), await village.person("Osman O")
    await village.step(settled, activity_id, "place", expected_by_name="no")
    shown = await page(village, "/community/for")
    assert shown.index(str(waiting)) < shown.index(str(settled))


async def test_looking_at_a_person_leaves_a_row_each_time(village: Village) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    await page(village, f"/community/for/{who}")
    await page(village, f"/community/for/{who}/activities/{activity_id}")
    async with village.doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT participant_id, what FROM audit ORDER BY position")
        assert [tuple(row) for row in rows] == [
            (who, "activities for a person"),
            (who, "one activity for a person"),
        ]
        assert await access_log.broken_at(tx) is None


async def test_no_name_stands_in_a_title_or_an_address(village: Village) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    for path in (f"/community/for/{who}", f"/community/for/{who}/activities/{activity_id}", "/community/for"):
        title = (await page(village, path)).split("<title>")[1].split("</title>")[0]
        assert "Dimitra" not in title


@pytest.mark.parametrize(
    "path", ["groups/{}", "groups/{}/activities/new", "for/{}", "for/{}/activities/{}", "groups/x"]
)
async def test_what_is_not_there_is_not_found(village: Village, path: str) -> None:
    missing: tuple[UUID, UUID] = (uuid4(), uuid4())
    assert (await village.worker.get("/community/" + path.format(*missing))).status_code == 404


async def test_a_form_from_elsewhere_changes_nothing(village: Village) -> None:
    activity_id, who = await village.activity(await village.group()), await village.person()
    answer = await village.worker.post(
        f"/community/for/{who}/activities/{activity_id}/place",
        data={"csrf": "wrong", "command_id": str(uuid4()), "expected_by_name": "yes"},
    )
    assert answer.status_code == 403
    assert await village.doors.count("place") == 0
