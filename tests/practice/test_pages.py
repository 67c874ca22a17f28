"""A link worker's own page, the lead's look at the balance, and who may read what."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.practice.app import service
from services.practice.domain.supervision import KINDS
from shared.events import SupervisionHeld, SupervisionPlanned, SupervisionTakenBack
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.practice.conftest import Walk

HELD: dict[str, Any] = {
    "held_on": "2026-02-27",
    "kind": "external",
    "minutes": "60",
    "note": "rest more",
    "next_on": "",
}
LINE = HELD | {"kind": "line"}


def address(doors: Doors, nth: int = 0) -> str:
    return f"/practice/workers/{doors.person('link_worker', nth).id}"


async def test_before_the_first_journey_there_is_room(doors: Doors) -> None:
    page = await (await doors.client("link_worker")).get("/practice")
    assert page.status_code == 200
    assert "There is room to begin." in page.text
    assert "Nothing is noted yet." in page.text


async def test_the_load_stands_in_a_sentence_before_the_numbers(doors: Doors) -> None:
    for _ in range(3):
        await doors.hear(Walk(doors.person("link_worker").id).opened(NOON))
    page = (await (await doors.client("link_worker")).get("/practice")).text
    sentence = "A steady week: 3 people, 3 of them new and 3 first talks to have."
    assert page.index(sentence) < page.index("What you carry")


async def test_a_supervision_is_noted_and_told_without_its_words(doors: Doors) -> None:
    client, thuy, supervision_id = await doors.client("link_worker"), doors.person("link_worker"), uuid4()
    answer = await client.submit(
        f"{address(doors)}/supervision", page="/practice", command_id=supervision_id, **HELD | {"next_on": "2026-03-27"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/practice")
    page = (await client.get("/practice")).text
    assert "rest more" in page
    assert "Friday 27\N{NO-BREAK SPACE}March" in page
    assert await doors.told() == [
        SupervisionHeld(
            link_worker_id=thuy.id,
            supervision_id=supervision_id,
            kind="external",
            minutes=60,
            occurred_at=datetime(2026, 2, 27, 1, tzinfo=UTC),
        ),
        SupervisionPlanned(link_worker_id=thuy.id, on=date(2026, 3, 27), occurred_at=NOON),
    ]


async def test_a_double_click_notes_one_supervision(doors: Doors) -> None:
    client, command_id = await doors.client("link_worker"), uuid4()
    for _ in range(2):
        answer = await client.submit(f"{address(doors)}/supervision", page="/practice", command_id=command_id, **HELD)
        assert answer.status_code == 303
    assert await doors.count("supervision") == 1


async def test_a_refused_form_comes_back_with_what_was_typed(doors: Doors) -> None:
    client = await doors.client("link_worker")
    wrong = HELD | {"held_on": "2026-04-01", "note": "about endings"}
    answer = await client.submit(f"{address(doors)}/supervision", page="/practice", **wrong)
    assert answer.status_code == 422
    assert "That day is still to come." in answer.text
    assert "about endings" in answer.text
    assert "<title>Error:" in answer.text


async def test_each_wrong_answer_says_what_would_be_right(doors: Doors) -> None:
    client = await doors.client("link_worker")
    wrong: dict[str, Any] = {"held_on": "soon", "kind": "", "minutes": "4000", "note": "", "next_on": "2026-01-01"}
    answer = await client.submit(f"{address(doors)}/supervision", page="/practice", **wrong)
    assert answer.status_code == 422
    for words in ("Write the day you met", "Choose what kind", "from 5 to 480"):
        assert words in answer.text
    assert await doors.count("supervision") == 0


async def test_today_counts_as_held(doors: Doors) -> None:
    client = await doors.client("link_worker")
    answer = await client.submit(f"{address(doors)}/supervision", page="/practice", **HELD | {"held_on": "2026-03-02"})
    assert answer.status_code == 303


async def test_a_next_day_can_be_planned_and_moved(doors: Doors) -> None:
    client = await doors.client("link_worker")
    for day in ("2026-03-05", "2026-03-06"):
        answer = await client.submit(f"{address(doors)}/next", page="/practice", next_on=day)
        assert answer.status_code == 303
    page = (await client.get("/practice")).text
    assert "Friday 6\N{NO-BREAK SPACE}March" in page
    assert "Thursday 5\N{NO-BREAK SPACE}March" not in page
    thuy = doors.person("link_worker").id
    assert await doors.told() == [
        SupervisionPlanned(link_worker_id=thuy, on=date(2026, 3, day), occurred_at=NOON) for day in (5, 6)
    ]


async def test_the_later_of_two_plans_does_not_wipe_out_the_other_unseen(doors: Doors) -> None:
    client, lead = await doors.client("link_worker"), await doors.client("lead")
    older = (await client.get("/practice")).text.partition(f'action="{address(doors)}/next"')[2]
    hidden = dict(re.findall(r'name="(csrf|command_id|began_from)" value="([^"]*)"', older))
    answer = await lead.submit(f"{address(doors)}/next", page=address(doors), next_on="2026-03-05")
    assert answer.status_code == 303
    refused = await client.post(f"{address(doors)}/next", data=hidden | {"next_on": "2026-03-09"})
    assert refused.status_code == 409
    assert "2026-03-05" in refused.text
    assert "2026-03-09" in refused.text
    assert len(await doors.told()) == 1


async def test_a_double_click_tells_of_one_plan(doors: Doors) -> None:
    client, command_id = await doors.client("link_worker"), uuid4()
    for _ in range(2):
        answer = await client.submit(f"{address(doors)}/next", "/practice", command_id=command_id, next_on="2026-03-05")
        assert answer.status_code == 303
    assert len(await doors.told()) == 1


async def test_once_they_have_met_nothing_is_planned_any_more(doors: Doors) -> None:
    client = await doors.client("link_worker")
    await client.submit(f"{address(doors)}/next", page="/practice", next_on="2026-03-05")
    doors.clock.move(NOON + timedelta(days=5))
    await client.submit(f"{address(doors)}/supervision", page="/practice", **HELD | {"held_on": "2026-03-05"})
    page = (await client.get("/practice")).text
    assert "not planned" in page
    assert "That day is over" not in page


async def test_a_day_they_have_met_on_already_is_not_planned_again(doors: Doors) -> None:
    client = await doors.client("link_worker")
    both = HELD | {"held_on": "2026-03-02", "next_on": "2026-03-02"}
    answer = await client.submit(f"{address(doors)}/supervision", page="/practice", **both)
    assert answer.status_code == 422
    assert "A supervision on that day is noted already." in answer.text
    assert await doors.told() == []


async def test_a_planned_day_that_is_over_asks_whether_you_met(doors: Doors) -> None:
    client = await doors.client("link_worker")
    await client.submit(f"{address(doors)}/next", page="/practice", next_on="2026-03-05")
    doors.clock.move(NOON + timedelta(days=5))
    assert "That day is over. Did you meet?" in (await client.get("/practice")).text


async def test_a_day_that_is_over_cannot_be_planned(doors: Doors) -> None:
    client = await doors.client("link_worker")
    answer = await client.submit(f"{address(doors)}/next", page="/practice", next_on="2026-03-01")
    assert answer.status_code == 422
    assert "Choose today or a later one." in answer.text


async def test_after_six_weeks_the_page_asks_gently(doors: Doors) -> None:
    await doors.hear(Walk(doors.person("link_worker").id).opened(NOON - timedelta(weeks=7)))
    client = await doors.client("link_worker")
    assert "Is there an hour for you?" in (await client.get("/practice")).text
    await client.submit(f"{address(doors)}/supervision", page="/practice", **HELD)
    assert "Is there an hour for you?" not in (await client.get("/practice")).text


async def test_the_lead_sees_how_the_work_is_shared(doors: Doors) -> None:
    for nth, count in enumerate((7, 1)):
        for _ in range(count):
            await doors.hear(Walk(doors.person("link_worker", nth).id).opened(NOON - timedelta(weeks=8)))
    page = (await (await doors.client("lead")).get("/practice")).text
    assert "8 people, from 0 to 7 people each" in page
    assert page.index("Who may need an hour") < page.index("Each link worker")
    for name in ("Thuy Nguyễn", "Malia Tuala", "Piotr Zieliński"):
        assert name in page
    assert "<table>" in page


async def test_the_lead_notes_a_supervision_with_a_link_worker(doors: Doors) -> None:
    lead = await doors.client("lead")
    answer = await lead.submit(f"{address(doors, 1)}/supervision", page=address(doors, 1), **LINE)
    assert (answer.status_code, answer.headers["location"]) == (303, address(doors, 1))
    page = (await lead.get(address(doors, 1))).text
    assert "Only the two of you can read the note." in page
    assert "rest more" in page
    assert "rest more" in (await (await doors.client("link_worker", 1)).get("/practice")).text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "line"])
async def test_a_note_of_a_supervision_without_the_lead_is_read_by_the_link_worker_alone(
    doors: Doors, kind: str
) -> None:
    client, lead = await doors.client("link_worker"), await doors.client("lead")
    await client.submit(f"{address(doors)}/supervision", page="/practice", **HELD | {"kind": kind})
    mine = (await client.get("/practice")).text
    assert "Only you can read the note." in mine
    assert "rest more" in mine
    theirs = (await lead.get(address(doors))).text
    assert f"{KINDS[kind]}, 60 minutes" in unescape(theirs)
    assert "rest more" not in theirs


async def test_the_lead_writes_no_note_that_they_could_not_read(doors: Doors) -> None:
    lead = await doors.client("lead")
    answer = await lead.submit(f"{address(doors)}/supervision", page=address(doors), **HELD)
    assert (answer.status_code, "the note is theirs to write" in answer.text) == (422, True)
    assert "rest more" in answer.text
    without = await lead.submit(f"{address(doors)}/supervision", page=address(doors), **HELD | {"note": ""})
    assert without.status_code == 303
    assert await doors.count("supervision") == 1


async def test_a_colleague_s_page_is_not_there(doors: Doors) -> None:
    malia = await doors.client("link_worker", 1)
    assert (await malia.get(address(doors))).status_code == 404
    for where, fields in (("supervision", HELD), ("next", {"next_on": "2026-03-05"})):
        answer = await malia.submit(f"{address(doors)}/{where}", page="/practice", **fields)
        assert answer.status_code == 404
    assert await doors.count("supervision") == 0


async def test_nobody_else_reads_it(doors: Doors) -> None:
    for role in ("intake", "operator"):
        assert (await (await doors.client(role)).get("/practice")).status_code == 403
    assert (await (await doors.client("lead")).get(f"/practice/workers/{uuid4()}")).status_code == 404


# Noted by mistake


async def taken_back(client: Client, doors: Doors, supervision_id: UUID, nth: int = 0) -> int:
    path = f"{address(doors, nth)}/supervision/{supervision_id}/take-back"
    return (await client.submit(path, page=address(doors, nth))).status_code


async def test_a_supervision_noted_by_mistake_is_taken_back_and_the_line_stays(doors: Doors) -> None:
    client, wrong = await doors.client("link_worker"), uuid4()
    await client.submit(f"{address(doors)}/next", page="/practice", next_on="2026-03-02")
    await client.submit(f"{address(doors)}/supervision", page="/practice", **HELD | {"held_on": "2026-02-02"})
    await client.submit(
        f"{address(doors)}/supervision", page="/practice", command_id=wrong, **HELD | {"held_on": "2026-03-02"}
    )
    assert [await taken_back(client, doors, wrong) for _ in range(2)] == [303, 409]
    (told,) = [event for event in await doors.told() if isinstance(event, SupervisionTakenBack)]
    assert (told.supervision_id, told.held_at) == (wrong, NOON)
    page = (await client.get("/practice")).text
    assert "Noted by mistake, and taken back" in page
    assert page.count("rest more") == 1, "the words noted with it go"
    shown = page[page.index("<dt>Last</dt>") :]
    assert shown.index("2\N{NO-BREAK SPACE}February") < shown.index("2\N{NO-BREAK SPACE}March"), "last, and next again"


async def test_the_leads_list_of_who_may_need_an_hour_follows(doors: Doors) -> None:
    worker, wrong = await doors.client("link_worker"), uuid4()
    lead = await doors.client("lead")
    await doors.hear(Walk(doors.person("link_worker").id).opened(NOON - timedelta(weeks=10)))
    assert "Who may need an hour" in (await lead.get("/practice")).text
    await worker.submit(f"{address(doors)}/supervision", page="/practice", command_id=wrong, **LINE)
    assert "Who may need an hour" not in (await lead.get("/practice")).text
    assert await taken_back(lead, doors, wrong) == 303
    page = (await lead.get("/practice")).text
    assert "None is noted yet." in page[page.index("Who may need an hour") :]


async def test_the_lead_does_not_take_back_what_they_may_not_read(doors: Doors) -> None:
    worker, theirs = await doors.client("link_worker"), uuid4()
    await worker.submit(f"{address(doors)}/supervision", page="/practice", command_id=theirs, **HELD)
    lead = await doors.client("lead")
    assert "Take it back" not in (await lead.get(address(doors))).text
    assert await taken_back(lead, doors, theirs) == 422
    assert "rest more" in (await worker.get("/practice")).text


async def test_another_link_worker_takes_nothing_back(doors: Doors) -> None:
    worker, theirs = await doors.client("link_worker"), uuid4()
    await worker.submit(f"{address(doors)}/supervision", page="/practice", command_id=theirs, **HELD)
    malia = await doors.client("link_worker", 1)
    path = f"{address(doors)}/supervision/{theirs}/take-back"
    assert (await malia.submit(path, page="/practice")).status_code == 404
    own = f"{address(doors, 1)}/supervision/{theirs}/take-back"
    assert (await malia.submit(own, page="/practice")).status_code == 404
    assert "Take it back" in (await worker.get("/practice")).text


async def test_where_the_role_is_spread_over_a_team_a_lead_who_is_given_people_has_a_week_too(
    open_doors: OpenDoors,
) -> None:
    for model, status in (("central", 404), ("integrated", 200)):
        doors = await open_doors(service, delivery_model=model)
        page = await (await doors.client("lead")).get(f"/practice/workers/{doors.person('lead').id}")
        assert page.status_code == status, model
