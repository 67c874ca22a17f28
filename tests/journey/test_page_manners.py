"""What every page of a link worker keeps to: who sees whom, nobody given away, every look noted, lists that teach."""

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from shared.persistence import access_log
from tests.journey.test_pages import carried_out

from .people import AT, NOON, accepted, card


async def test_a_person_is_named_on_the_page_and_never_in_title_or_address(thuy):
    for path in ("", "/matters", "/goals", "/consents", "/rhythm", "/check-in", "/moments", "/close", "/links"):
        page = (await thuy.get(AT + path)).text
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Dimi" in page
        assert "Dimi" not in title


async def test_how_to_reach_somebody_safely_stands_before_anything_else(with_dimi, thuy):
    await with_dimi.hear(card(safe_to_contact="not_safe", occurred_at=NOON + timedelta(hours=1)))
    page = (await thuy.get(AT)).text
    assert "leave no message and no voicemail" in page
    assert page.index("leave no message") < page.index(">What matters to ") < page.index("Goals")


async def test_the_page_leads_to_an_activity_for_them(thuy):
    assert (
        f"/community/for/{uuid5(UUID('018f0000-0000-7000-8000-000000000001'), 'participant')}"
        in (await thuy.get(AT)).text
    )


async def test_a_page_about_somebody_is_not_kept_by_the_browser(thuy):
    assert (await thuy.get(AT)).headers["cache-control"] == "no-store"


async def test_another_workers_person_is_not_there(with_dimi):
    malia = await with_dimi.client("link_worker", 1)
    assert "Dimi" not in (await malia.get("/journey")).text
    assert "Dimi" not in (await malia.get("/journey/people")).text
    for path in ("", "/goals", "/consents", "/check-in", "/measures/ucla-3", "/links"):
        assert (await malia.get(AT + path)).status_code == 404
    for path, fields in (("goals", {"wording": "x", "importance": 5}), ("check-in", {"mode": "call"}),
                         ("consents", {"service": "yes", "method": "verbal"}),
                         (f"goals/{uuid4()}/reached", {}), ("links/revoke", {})):  # fmt: skip
        answer = await malia.submit(f"{AT}/{path}", page="/journey", **fields)
        assert answer.status_code == 404
    assert len(await with_dimi.told()) == 1


async def test_the_lead_sees_and_does_everything(with_dimi):
    lead = await with_dimi.client("lead")
    assert "Dimi" in (await lead.get("/journey")).text
    page = await carried_out(lead, "matters", what_matters="my garden")
    assert "with Thuy Nguyễn" in page
    assert "Thuy Nguyễn" in (await lead.get("/journey/people")).text


@pytest.mark.parametrize("role", ["intake", "operator", "integrator"])
async def test_nobody_else_comes_in(with_dimi, role):
    somebody = await with_dimi.client(role)
    for path in ("/journey", "/journey/people", AT):
        assert (await somebody.get(path)).status_code == 403


async def test_somebody_not_logged_in_is_asked_who_they_are(with_dimi):
    anyone = await with_dimi.client()
    for path in ("/journey", "/journey/people", AT):
        answer = await anyone.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


async def test_every_look_at_somebody_leaves_a_row(with_dimi, thuy):
    await thuy.get(AT)
    await thuy.get(f"{AT}/goals")
    await thuy.get("/journey")
    async with with_dimi.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT role, what FROM audit ORDER BY position")
        assert await access_log.broken_at(tx) is None
    assert [tuple(row) for row in rows] == [("link_worker", "person"), ("link_worker", "goal")]


async def test_people_are_filtered_by_links_and_whoever_waits_longest_comes_first(with_dimi, thuy):
    await with_dimi.hear(accepted(1, at=NOON - timedelta(days=3)))
    await with_dimi.hear(accepted(2, link_worker_id=uuid4()))
    page = (await thuy.get("/journey/people")).text
    assert page.index("Someone new") < page.index("Dimi")
    assert page.count("Someone new") == 1
    assert "Nobody is here just now" in (await thuy.get("/journey/people?stage=connecting")).text


async def test_an_empty_day_teaches(with_dimi):
    malia = await with_dimi.client("link_worker", 1)
    page = (await malia.get("/journey")).text
    assert "Nothing needs you just now" in page
    assert "Nobody yet." in page


async def test_a_form_from_elsewhere_changes_nothing(with_dimi, thuy):
    answer = await thuy.post(f"{AT}/goals", data={"command_id": str(uuid4()), "wording": "x", "importance": "5"})
    assert answer.status_code == 403
    assert await with_dimi.count("goal") == 0


async def test_what_people_write_is_text_and_never_markup(thuy):
    page = await carried_out(thuy, "matters", what_matters="<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
