"""Two people have the same page open: the later one never wipes out what the earlier one has just written."""

import json
import re
from html import unescape
from itertools import count
from uuid import UUID, uuid4

import pytest

from tests.doors import Client
from tests.journey.people import AT

MATTERS = f"{AT}/matters"
BEGAN_FROM = re.compile(r'name="began_from" value="([^"]*)"')
IN_ORDER = count(1)
"""The clock stands still in these tests: what comes later has the larger id."""
NIGHTS = "Please never ring before noon: she works nights"


async def opened(client: Client, page: str) -> dict[str, str]:
    """What the page holds while it stays open: its hidden fields, and the words that stand in it."""
    text = (await client.get(page)).text
    words = re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    inputs = re.findall(r'<input id="[^"]*" name="([^"]+)" type="[a-z]+" value="([^"]*)"', text)
    picked = re.findall(r'type="(?:radio|checkbox)" [^>]*name="([^"]+)" value="([^"]*)"[^>]* checked', text)
    chosen = re.findall(
        r'<select id="[^"]*" name="([^"]+)"(?:(?!</select>).)*value="([^"]*)" selected', text, re.DOTALL
    )
    hidden = re.findall(r'type="hidden" name="(csrf|began_from)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in [*words, *inputs, *picked, *chosen, *hidden]} | {
        "command_id": str(in_order())
    }


def in_order() -> UUID:
    return UUID(int=next(IN_ORDER) << 64)


async def sent(client: Client, page: str, form: dict[str, str], **typed: str):
    return await client.post(page, data=form | typed)


async def said_now(client: Client) -> str:
    return (await client.get(f"{MATTERS}/said")).text


@pytest.fixture
async def lead(with_dimi) -> Client:
    return await with_dimi.client("lead")


async def test_the_later_of_two_writers_wipes_nothing_out(with_dimi, thuy, lead):
    await thuy.submit(MATTERS, page=MATTERS, what_matters="my garden", command_id=in_order())
    older = await opened(thuy, MATTERS)
    assert (await sent(lead, MATTERS, await opened(lead, MATTERS), please_do=NIGHTS)).status_code == 303
    refused = await sent(thuy, MATTERS, older, interests_future="lawn bowls")
    assert refused.status_code == 409
    assert NIGHTS in refused.text, "the newer words stand in the form"
    assert "lawn bowls</textarea>" in refused.text, "and what was typed is not lost"
    assert await with_dimi.count("matters") == 2
    again = older | {"command_id": str(in_order()), "please_do": NIGHTS, "interests_future": "lawn bowls"}
    again["began_from"] = unescape(BEGAN_FROM.search(refused.text)[1])  # type: ignore[index]
    assert (await sent(thuy, MATTERS, again)).status_code == 303
    page = await said_now(thuy)
    assert NIGHTS in page
    assert "lawn bowls" in page
    assert "my garden" in page


async def test_what_both_wrote_under_one_heading_stands_side_by_side(with_dimi, thuy, lead):
    await thuy.submit(MATTERS, page=MATTERS, what_matters="my garden", command_id=in_order())
    older = await opened(thuy, MATTERS)
    await sent(lead, MATTERS, await opened(lead, MATTERS), what_matters="my garden and my dog")
    refused = await sent(thuy, MATTERS, older, what_matters="my garden, most of all in spring")
    assert refused.status_code == 409
    assert "“my garden and my dog”" in unescape(refused.text)
    assert "my garden, most of all in spring</textarea>" in refused.text


async def test_the_same_words_written_twice_are_no_quarrel(with_dimi, thuy, lead):
    older = await opened(thuy, MATTERS)
    await sent(lead, MATTERS, await opened(lead, MATTERS), what_matters="my  garden")
    assert (await sent(thuy, MATTERS, older, what_matters="my garden")).status_code == 303


async def test_a_draft_that_is_taken_up_brings_no_old_words_back(with_dimi, thuy, lead):
    await thuy.submit(MATTERS, page=MATTERS, what_matters="my garden", command_id=in_order())
    draft = {name: said for name, said in (await opened(thuy, MATTERS)).items() if name not in ("csrf", "command_id")}
    keys = re.search(r'name="csrf" value="([^"]*)"', (await thuy.get("/journey/keys")).text)[1]  # type: ignore[index]
    kept = {"page": MATTERS, "fields": json.dumps(draft | {"habits": "church on Sundays"})}
    await thuy.post("/journey/drafts", data={"csrf": keys, "command_id": str(uuid4()), **kept})
    await sent(lead, MATTERS, await opened(lead, MATTERS), please_do=NIGHTS, what_matters="my dog")
    form = await opened(thuy, f"{MATTERS}?draft=on")
    assert form["habits"] == "church on Sundays"
    assert form["please_do"] == NIGHTS
    assert form["what_matters"] == "my dog"
    assert (await sent(thuy, MATTERS, form)).status_code == 303
    assert NIGHTS in await said_now(thuy)


async def test_on_their_own_page_the_same_holds_in_both_directions(asked, own_at, herself):
    thuy, page = await asked.client("link_worker", 0), f"{own_at}/mine/matters"
    hers, thuys = await opened(herself, page), await opened(thuy, MATTERS)
    assert (await sent(thuy, MATTERS, thuys, please_do=NIGHTS)).status_code == 303
    refused = await sent(herself, page, hers, interests="singing")
    assert refused.status_code == 409
    assert NIGHTS in refused.text
    assert "singing</textarea>" in refused.text
    older = await opened(thuy, MATTERS)
    assert (await sent(herself, page, await opened(herself, page), interests="singing")).status_code == 303
    refused = await sent(thuy, MATTERS, older, also="collects stamps")
    assert refused.status_code == 409
    assert "singing</textarea>" in refused.text


async def test_whoever_has_not_said_the_year_is_shown_no_newer_words(asked, own_at, herself):
    thuy, page = await asked.client("link_worker", 0), f"{own_at}/mine/matters"
    hers = await opened(herself, page)
    await sent(thuy, MATTERS, await opened(thuy, MATTERS), please_do=NIGHTS)
    stranger = await asked.client()
    blank = await opened(stranger, own_at)
    answer = await sent(stranger, page, hers | {"csrf": blank["csrf"]}, also="let me see", year_of_birth="1960")
    assert answer.status_code == 422
    assert NIGHTS not in answer.text


async def test_words_that_come_back_after_the_half_hour_are_compared_and_kept_once_more(asked, own_at, herself):
    thuy, page = await asked.client("link_worker", 0), f"{own_at}/mine/matters"
    hers = await opened(herself, page)
    await sent(thuy, MATTERS, await opened(thuy, MATTERS), please_do=NIGHTS)
    herself.cookies.delete("lc-mine")
    refused = await sent(herself, page, hers, also="I like tea", year_of_birth="1951")
    assert refused.status_code == 409
    assert "The year you were born" not in refused.text
    again = hers | {
        "command_id": str(in_order()),
        "began_from": unescape(BEGAN_FROM.search(refused.text)[1]),
        "please_do": NIGHTS,
    }  # type: ignore[index]
    assert (await sent(herself, page, again, also="I like tea")).status_code == 303


async def test_a_tick_taken_away_stays_away_where_somebody_else_wrote_meanwhile(agreed):
    thuy, lead, supporter = await agreed.client("link_worker", 0), await agreed.client("lead"), uuid4()
    known = {"name": "Eleni", "relation": "child", "is_carer": "yes"}
    await thuy.submit(f"{AT}/supporters", page=f"{AT}/supporters", command_id=supporter, **known)
    page = f"{AT}/supporters/{supporter}/details"
    older = await opened(thuy, page)
    assert older.pop("is_carer") == "yes"
    await sent(lead, page, await opened(lead, page), note="Rings on Sundays")
    refused = await sent(thuy, page, older, note="Deaf in one ear")
    assert refused.status_code == 409
    assert not re.search(r'name="is_carer"[^>]* checked', refused.text)


async def other_form(thuy: Client, which: str) -> tuple[str, dict[str, str], dict[str, str], str]:
    """A page of its own that writes a whole: its address, what one and what the other writes, and newer words of it."""
    if which == "goal words":
        goal = uuid4()
        await thuy.submit(f"{AT}/goals", page=f"{AT}/goals", command_id=goal, wording="bowls", importance=7)
        return f"{AT}/goals/{goal}/words", {"wording": "bowls on Tuesdays"}, {"wording": "bowls with Ana"}, "Tuesdays"
    if which == "goal levels":
        goal = uuid4()
        await thuy.submit(f"{AT}/goals", page=f"{AT}/goals", command_id=goal, wording="bowls", importance=7)
        known = {"baseline": "-1", "importance": "2", "difficulty": "1"}
        one, other = {"level_0": "once a week"}, {"level_0": "now and then"}
        return f"{AT}/goals/{goal}/levels", known | one, known | other, "once a week"
    if which == "rhythm":
        return f"{AT}/rhythm", {"every_weeks": "4"}, {"every_weeks": "1"}, "every four weeks"
    if which == "pause":
        known, pause = {"reason": "holiday", "from_on": "2026-03-09", "until_on": "2026-03-20"}, uuid4()
        await thuy.submit(f"{AT}/pauses", page=f"{AT}/pauses", command_id=pause, **known)
        return f"{AT}/pauses/{pause}", {"until_on": "2026-03-27"}, {"until_on": "2026-03-16"}, "2026-03-27"
    supporter = uuid4()
    await thuy.submit(f"{AT}/supporters", page=f"{AT}/supporters", command_id=supporter, name="Eleni", relation="child")
    if which == "supporter details":
        one, other = {"note": "Deaf in one ear"}, {"note": "Rings on Sundays"}
        return f"{AT}/supporters/{supporter}/details", one, other, "Deaf in one ear"
    one, other = {"may_know": "nothing"}, {"may_know": "that_we_meet"}
    return f"{AT}/supporters/{supporter}/view", one, other, "after you opened the page: “"


@pytest.mark.parametrize(
    "which", ["goal words", "goal levels", "rhythm", "pause", "supporter details", "supporter view"]
)
async def test_every_form_that_writes_a_whole_says_what_it_began_from(agreed, which):
    thuy, lead = await agreed.client("link_worker", 0), await agreed.client("lead")
    page, one, other, newer = await other_form(thuy, which)
    older = await opened(thuy, page)
    assert older["began_from"]
    assert (await sent(lead, page, await opened(lead, page), **one)).status_code == 303
    told = len(await agreed.told())
    refused = await sent(thuy, page, older, **other)
    assert refused.status_code == 409, refused.text
    assert newer in unescape(refused.text)
    assert len(await agreed.told()) == told
    again = older | {"command_id": str(in_order()), "began_from": unescape(BEGAN_FROM.search(refused.text)[1])}  # type: ignore[index]
    assert (await sent(thuy, page, again, **other)).status_code == 303, "whoever has seen it decides"
