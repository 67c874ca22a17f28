"""What was begun and not sent: kept as typed, offered to who typed it and nobody else, and gone when it has to go."""

import json
import re
import time
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from tests.journey.people import AT, NOON, accepted

PAGE = f"{AT}/check-in"


def hidden(text, action=""):
    """The hidden fields of the page's form that goes there."""
    form = text[text.index(f'action="{action}"') :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return found | dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))


async def post(client, action, **fields):
    """Post as the script does: with the token of a page that is open, and fields of any name."""
    token = hidden((await client.get("/journey/keys")).text, "/logout")["csrf"]
    return await client.post(action, data={"csrf": token, "command_id": str(uuid4()), **fields})


async def kept(client, page=PAGE, **typed):
    answer = await post(client, "/journey/drafts", page=page, fields=json.dumps(typed))
    assert answer.status_code == 200, answer.text


async def test_what_was_begun_is_offered_back_and_comes_filled(with_dimi, thuy):
    await kept(thuy, mode="call", note="She laughed about the cat")
    page = (await thuy.get(PAGE)).text
    assert "You began this" in page
    assert "She laughed" not in page, "only whoever goes on sees it"
    page = (await thuy.get(f"{PAGE}?draft=on")).text
    assert "She laughed about the cat" in page
    assert 'value="call" id="mode" checked' in page


async def test_my_day_says_what_was_begun(with_dimi, thuy):
    await kept(thuy, note="half a sentence")
    page = (await thuy.get("/journey")).text
    assert "Record a contact: Dimi" in page
    assert f"{PAGE}?draft=on" in page
    assert "half a sentence" not in page


async def test_a_later_pause_keeps_what_stands_there_then(with_dimi, thuy):
    await kept(thuy, note="She")
    await kept(thuy, note="She laughed")
    assert await with_dimi.count("draft") == 1
    assert "She laughed" in (await thuy.get(f"{PAGE}?draft=on")).text


async def test_once_sent_nothing_is_left_of_it(with_dimi, thuy):
    await kept(thuy, mode="call", note="She laughed")
    answer = await thuy.submit(PAGE, page=f"{PAGE}?draft=on", mode="call", note="She laughed")
    assert answer.status_code == 303
    assert await with_dimi.count("draft") == 0


async def test_what_is_refused_stays_a_draft(with_dimi, thuy):
    await kept(thuy, note="She laughed")
    assert (await thuy.submit(PAGE, page=PAGE, note="She laughed")).status_code == 422
    assert await with_dimi.count("draft") == 1


async def test_it_can_be_thrown_away(with_dimi, thuy):
    await kept(thuy, note="never mind")
    answer = await post(thuy, "/journey/drafts/throw-away", page=PAGE)
    assert answer.headers["location"] == PAGE
    assert await with_dimi.count("draft") == 0


async def test_a_form_emptied_again_is_no_draft(with_dimi, thuy):
    await kept(thuy, note="x")
    await kept(thuy, note="", mode="")
    assert await with_dimi.count("draft") == 0


async def test_nobody_else_sees_it_not_even_the_lead(with_dimi, thuy):
    await kept(thuy, note="something private")
    lead = await with_dimi.client("lead")
    for page in ("/journey", PAGE, f"{PAGE}?draft=on", "/journey/drafts"):
        shown = (await lead.get(page)).text
        assert "something private" not in shown
        assert "You began this" not in shown


async def test_nobody_keeps_a_draft_about_somebody_elses_person(with_dimi):
    await with_dimi.hear(accepted(1))
    malia = await with_dimi.client("link_worker", 1)
    answer = await post(malia, "/journey/drafts", page=PAGE, fields='{"note": "x"}')
    assert answer.status_code == 404
    assert await with_dimi.count("draft") == 0


@pytest.mark.parametrize("page", ["https://elsewhere.example/x", "/journey/none/check-in", "//x", AT])
async def test_a_draft_belongs_to_a_small_page_of_this_site(with_dimi, thuy, page):
    assert (await post(thuy, "/journey/drafts", page=page, fields="{}")).status_code == 422
    assert (await post(thuy, "/journey/drafts/throw-away", page=page)).status_code == 422


@pytest.mark.parametrize("fields", ["no json", "[]", '{"note": 1}', '{"note": "\\u0000"}', '{"note": "\\ud800"}', "1"])
async def test_what_is_no_draft_is_refused(with_dimi, thuy, fields):
    assert (await post(thuy, "/journey/drafts", page=PAGE, fields=fields)).status_code == 422
    assert await with_dimi.count("draft") == 0


async def test_a_field_that_the_page_does_not_ask_any_more_does_no_harm(with_dimi, thuy):
    await kept(thuy, note="words", shoe_size="thirty-nine", command_id="x")
    page = await thuy.get(f"{PAGE}?draft=on")
    assert page.status_code == 200
    assert "words" in page.text
    assert "thirty-nine" not in page.text


async def test_after_two_weeks_it_is_gone(with_dimi, thuy):
    await kept(thuy, note="words")
    with_dimi.clock.move(NOON + timedelta(days=14))
    await with_dimi.tick()
    assert await with_dimi.count("draft") == 1
    with_dimi.clock.move(NOON + timedelta(days=14, seconds=1))
    await with_dimi.tick()
    assert await with_dimi.count("draft") == 0


async def test_what_was_typed_stands_in_no_log(with_dimi, thuy, capsys):
    await kept(thuy, note="zqsecret")
    await thuy.get(f"{PAGE}?draft=on")
    assert "zqsecret" not in "".join(capsys.readouterr())


async def test_without_scripts_a_login_that_ran_out_brings_the_form_back_filled(with_dimi, thuy):
    sent = hidden((await thuy.get(PAGE)).text, PAGE) | {"mode": "call", "note": "She laughed about the cat"}
    site = with_dimi.app.state.site
    site.clock = lambda: time.time() + 40 * 60
    answer = await thuy.post(PAGE, data=sent)
    assert answer.status_code == 401
    thuy_again = str(with_dimi.person("link_worker").id)
    answer = await thuy.post("/login", data=hidden(answer.text, "/login") | {"person": thuy_again})
    assert "She laughed about the cat" in answer.text
    assert await with_dimi.count("check_in") == 0
    answer = await thuy.post(PAGE, data={name: unescape(value) for name, value in hidden(answer.text, PAGE).items()})
    assert answer.status_code == 303
    assert "She laughed about the cat" in (await thuy.get(AT)).text
