"""Carers and supporters on the pages: the person decides what each may know, and nothing is told without their word."""

import re
from datetime import timedelta
from uuid import uuid4, uuid5

from services.evaluation.consumers import hears as release
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from services.journey.supporters import pages as own
from services.journey.supporters import store as supporters_store
from services.journey.supporters.rules.may_know import NOT_ASKED
from shared.events import JourneyOpened, SupporterCorrected, SupporterEnded, SupporterNamed, SupporterViewRecorded
from shared.events.evaluation import Released
from tests.journey.people import AT, DIMI, JOURNEY, NOON, REFERRAL, THUY, accepted

PAGE = f"{AT}/supporters"


async def carried_out(client, path, **fields):
    answer = await client.submit(f"{AT}/{path}", page=PAGE, **fields)
    assert answer.status_code == 303, answer.text
    return (await client.get(answer.headers["location"])).text


async def named(client, **fields):
    supporter_id = uuid4()
    known = {"name": "Eleni", "relation": "child"}
    page = await carried_out(client, "supporters", command_id=supporter_id, **(known | fields))
    return supporter_id, page


async def told(doors, kind):
    return [event for event in await doors.told() if isinstance(event, kind)]


async def fetched(doors, select):
    async with doors.here.db.snapshot() as tx:
        return [str(dict(row)) for row in await tx.fetch(select)]


def reads(number, page):
    """A number on a page holds together: its spaces are of the kind that does not break."""
    return number.replace(" ", "") in re.sub(r"\s", "", page)


async def named_again(client, supporter_id):
    await carried_out(client, "supporters", command_id=supporter_id, name="Eleni", relation="child")


async def test_somebody_is_named_and_stands_after_the_consents_with_what_they_may_know(agreed, thuy):
    _, page = await named(thuy, is_carer="yes", may_know="how_it_goes", in_emergency="yes", contact="0491 570 157")
    beside = page[page.index(" agrees to</h2>") :]
    for words in (
        "Eleni",
        "child, carer",
        "How it goes, in general terms",
        "Call in an emergency",
        'href="tel:0491570157"',
    ):
        assert words in beside
    assert beside.index("Eleni") < beside.index("<h2>Check-ins</h2>")
    assert "Named somebody: Eleni, child" in page
    assert "What Eleni may know: how it goes, in general terms" in page


async def test_nobody_has_to_be_named_and_no_view_has_to_be_given(agreed, thuy):
    assert "Nobody is named yet" in (await thuy.get(AT)).text
    _, page = await named(thuy, contact="0491 570 157")
    assert "Not said yet. Until then: nothing." in page
    assert not reads("0491 570 157", page)
    assert not await told(agreed, SupporterViewRecorded)


async def test_nothing_about_them_goes_out_and_nobody_can_tell_who_is_not_safe(agreed, thuy):
    secret = f"zq{uuid4().hex}"
    said = {"name": secret, "contact": secret, "note": secret, "words": secret}
    for may_know in ("not_safe", "how_it_goes"):
        await named(thuy, **said, relation="former_partner", may_know=may_know, in_emergency="yes")
    assert secret not in str(await fetched(agreed, "SELECT * FROM outbox"))
    bodies = [event.model_dump(exclude_defaults=True) for event in await told(agreed, SupporterViewRecorded)]
    same = {"participant_id", "journey_id", "supporter_id", "view_id", "occurred_at"}
    assert [set(body) for body in bodies] == [same, same]
    for event in (SupporterNamed, SupporterCorrected, SupporterViewRecorded, SupporterEnded):
        assert set(event.published_schema()["properties"]) <= same
        assert not issubclass(event, Released)
    assert not [name for name in release.handlers if "Supporter" in name], "what may be released knows none of it"


async def test_who_is_not_safe_stands_first_in_words_and_without_a_number(agreed, thuy):
    await named(thuy, may_know="that_we_meet")
    _, page = await named(thuy, name="Rolf", relation="former_partner", contact="0491 570 158", may_know="not_safe",
                          in_emergency="yes", words="He reads my letters")  # fmt: skip
    assert page.index("Contact with Rolf (former partner) is not safe.") < page.index("What matters to ")
    assert "do not contact them. “He reads my letters”" in page
    assert "Said that contact with Rolf is not safe" in page
    assert not reads("0491 570 158", page)
    assert "Call in an emergency" not in page
    shown = (await thuy.get(PAGE)).text
    assert shown.index("Rolf") < shown.index("Eleni")
    assert not reads("0491 570 158", shown)


async def test_what_they_said_before_stays_on_file_with_who_wrote_it_down(agreed, thuy):
    supporter_id, _ = await named(thuy, may_know="how_it_goes")
    agreed.clock.move(NOON + timedelta(days=3))
    at = f"{PAGE}/{supporter_id}/view"
    assert 'value="how_it_goes" id="may-know-3" checked' in (await thuy.get(at)).text
    await carried_out(thuy, f"supporters/{supporter_id}/view", may_know="what_i_agree", words="my garden")
    page = (await thuy.get(PAGE)).text
    assert "Only what they named: “my garden”" in page
    before = page[page.index("What was said before") :]
    assert "How it goes, in general terms" in before
    assert "Thuy Nguyễn" in before
    assert await agreed.count("supporter_view") == 2


async def test_the_last_word_holds_even_where_the_clock_was_set_back(agreed, thuy):
    supporter_id, _ = await named(thuy, may_know="how_it_goes")
    for back, may_know in enumerate(("not_safe", "nothing", "that_we_meet", "not_safe")):
        agreed.clock.move(NOON - timedelta(minutes=back))
        page = await carried_out(thuy, f"supporters/{supporter_id}/view", may_know=may_know)
        assert ("is not safe." in page) == (may_know == "not_safe")


async def test_a_view_is_recorded_once_however_often_one_clicks(agreed, thuy):
    supporter_id, _ = await named(thuy)
    command = uuid4()
    for _ in range(2):
        at = f"supporters/{supporter_id}/view"
        await carried_out(thuy, at, command_id=command, may_know="that_we_meet")
    await named_again(thuy, supporter_id)
    assert len(await told(agreed, SupporterViewRecorded)) == 1
    assert len(await told(agreed, SupporterNamed)) == 1


async def test_what_is_written_about_them_can_be_put_right(agreed, thuy):
    supporter_id, _ = await named(thuy, contact="1", may_know="that_we_meet")
    shown = (await thuy.get(f"{PAGE}/{supporter_id}/details")).text
    assert 'value="Eleni"' in shown
    right = {"name": "Helen", "relation": "sibling", "contact": "helen@example.org"}
    page = await carried_out(thuy, f"supporters/{supporter_id}/details", **right)
    assert "Helen" in page
    assert "helen@example.org" in page
    assert "Named somebody: Helen, sibling" in page


async def test_no_supporter_any_more_is_told_nothing_and_noted_once(agreed, thuy):
    supporter_id, _ = await named(thuy, may_know="how_it_goes", in_emergency="yes")
    page = await carried_out(thuy, f"supporters/{supporter_id}/ended")
    beside = page[page.index("Who may know what</h2>") :]
    assert "Eleni" not in beside[: beside.index("</div>")]
    assert "Eleni is no supporter of theirs any more" in page
    again = await thuy.submit(f"{PAGE}/{supporter_id}/ended", page=PAGE)
    assert again.status_code == 409
    assert len(await told(agreed, SupporterEnded)) == 1


async def test_what_does_not_fit_comes_back_at_its_field_with_what_was_typed(agreed, thuy):
    answer = await thuy.submit(PAGE, page=PAGE, name="Eleni", relation="child", may_know="what_i_agree", note="kept")
    assert answer.status_code == 422
    assert 'href="#words"' in answer.text
    assert "kept</textarea>" in answer.text
    nothing = await thuy.submit(PAGE, page=PAGE)
    assert nothing.status_code == 422
    assert nothing.text.index('href="#name"') < nothing.text.index('href="#relation"')
    fields = list(own.SupporterForm.model_fields)
    assert fields.index("note") < fields.index("may_know"), "the summary is in the order of the page"
    assert not await told(agreed, SupporterNamed)


async def test_before_they_agree_the_page_says_what_alone_can_be_written_down(with_dimi, thuy):
    answer = await thuy.submit(PAGE, page=PAGE, name="Eleni", relation="child")
    assert answer.status_code == 422
    assert "Ask first whether they agree to working together" in answer.text
    _, page = await named(thuy, name="Rolf", may_know="not_safe")
    assert "Contact with Rolf" in page


async def test_when_they_agree_no_more_nobody_is_told_anything(agreed, thuy):
    supporter_id, _ = await named(thuy, may_know="how_it_goes", in_emergency="yes", contact="0491 570 157")
    await carried_out(thuy, "consents", service="no")
    page = (await thuy.get(AT)).text
    assert "so nobody is told anything" in page
    assert not reads("0491 570 157", page)
    assert "Call in an emergency" not in page
    await carried_out(thuy, f"supporters/{supporter_id}/view", may_know="nothing")


async def test_after_the_end_they_can_still_say_less_and_not_more(agreed, thuy):
    supporter_id, _ = await named(thuy, may_know="how_it_goes")
    await carried_out(thuy, "close", reason="moved_away")
    assert "Somebody new" not in (await thuy.get(PAGE)).text
    at = f"supporters/{supporter_id}/view"
    await carried_out(thuy, at, may_know="nothing")
    more = await thuy.submit(f"{AT}/{at}", page=f"{AT}/{at}", may_know="that_we_meet")
    assert more.status_code == 422
    assert "This journey is closed" in more.text


async def test_on_a_later_journey_they_are_there_and_asked_anew_and_who_is_not_safe_stays(agreed, thuy):
    await named(thuy, may_know="how_it_goes", in_emergency="yes")
    await named(thuy, name="Rolf", may_know="not_safe")
    await carried_out(thuy, "close", reason="moved_away")
    later = JourneyOpened(participant_id=DIMI, journey_id=uuid4(), referral_id=REFERRAL, link_worker_id=THUY, episode=2,
                          earlier_journey_id=JOURNEY, occurred_at=NOON + timedelta(days=400))  # fmt: skip
    async with agreed.here.transaction() as tx:
        await record(tx, later)
        now = await journeys_store.journey(tx, later.journey_id)
        await record(tx, consents.give(now, uuid4(), "service", "verbal", later.occurred_at))
        rolf, eleni = await supporters_store.supporters(tx, later.journey_id)
    assert (rolf.name, rolf.is_not_safe) == ("Rolf", True)
    assert (eleni.may_know, eleni.may_be_called, eleni.tells) == ("nothing", False, NOT_ASKED)
    page = (await thuy.get(f"/journey/{later.journey_id}/supporters")).text
    assert "does not hold on this one. Ask anew." in page


async def test_another_workers_people_and_somebody_elses_supporters_are_not_there(agreed, thuy):
    supporter_id, _ = await named(thuy)
    malia = await agreed.client("link_worker", 1)
    one = f"supporters/{supporter_id}"
    for path in ("supporters", f"{one}/view", f"{one}/details"):
        assert (await malia.get(f"{AT}/{path}")).status_code == 404
    doors = {"supporters": {"name": "x", "relation": "child"}, f"{one}/view": {"may_know": "nothing"},
             f"{one}/details": {"name": "x", "relation": "child"}, f"{one}/ended": {}}  # fmt: skip
    for path, fields in doors.items():
        assert (await malia.submit(f"{AT}/{path}", page="/journey", **fields)).status_code == 404
    other = accepted(1)
    await agreed.hear(other)
    theirs = f"/journey/{uuid5(other.referral_id, 'journey')}"
    for path in (f"{one}/view", f"{one}/details"):
        assert (await thuy.get(f"{theirs}/{path}")).status_code == 404
    answer = await thuy.submit(f"{theirs}/{one}/view", page=PAGE, may_know="not_safe")
    assert answer.status_code == 404
    assert not await told(agreed, SupporterViewRecorded)


async def test_every_look_at_them_leaves_a_row(agreed, thuy):
    supporter_id, _ = await named(thuy)
    for path in ("supporters", f"supporters/{supporter_id}/view", f"supporters/{supporter_id}/details"):
        before = await agreed.count("audit")
        page = (await thuy.get(f"{AT}/{path}")).text
        assert await agreed.count("audit") == before + 1
        assert "Eleni" not in page[page.index("<title>") : page.index("</title>")]


async def test_they_are_not_handed_on_to_another_local(agreed, thuy):
    secret = f"zq{uuid4().hex}"
    await named(thuy, name=secret, may_know="not_safe", words=secret)
    parts = ["about_me", "goals", "ways", "measures"]
    await carried_out(thuy, "transfer", to_local="latrobe", method="verbal", parts=parts, word="lemon tree")
    (parcel,) = await fetched(agreed, "SELECT content FROM parcel")
    assert secret not in parcel


async def test_on_their_own_page_it_stands_in_their_words_without_who_is_not_safe(agreed, thuy):
    await named(thuy, may_know="what_i_agree", words="my garden", in_emergency="yes")
    await named(thuy, name="Tom", may_know="nothing")
    await named(thuy, name="Rolf", may_know="not_safe", words="He reads my letters")
    async with agreed.here.db.snapshot() as tx:
        shown = await own.for_themselves(tx, JOURNEY)
    templates = agreed.app.state.site.env
    part = templates.get_template("journey/mine-supporters.html").render(phone="03 9000 0000", **shown)
    assert "Only what I named: “my garden” May be called in an emergency." in part
    assert "Nothing, not even that I come here." in part
    assert "03 9000 0000" in part
    assert "Rolf" not in part
    assert "letters" not in part
    assert "safe" not in part
    nobody = templates.get_template("journey/mine-supporters.html").render(phone="", my_supporters=[])
    assert "Nobody is told anything about me." in nobody
