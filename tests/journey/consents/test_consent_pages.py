"""What they agree to, on the pages of their link worker: one form, one button, and what becomes of it."""

from datetime import date, timedelta
from uuid import uuid4, uuid5

import pytest

from shared.events import (
    ConsentCorrected,
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentRenewed,
    ConsentWithdrawn,
    SharingConsentGiven,
    SharingConsentWithdrawn,
)
from tests.journey.people import AT, DIMI, NOON

PAGE = f"{AT}/consents"
DOT = {"named": "yes", "named_who": "Dot Farrugia", "named_scope": ["groups", "taking_part"]}
AT_ONCE = {"service": "yes", "evaluation": "no", "referrer": "yes", "referrer_scope": "ended", **DOT}


async def say(client, command_id=None, **fields):
    return await client.submit(PAGE, page=PAGE, command_id=command_id, method="verbal", **fields)


async def consents_of(doors):
    return [event for event in await doors.told() if "Consent" in type(event).__name__]


@pytest.fixture
async def said(with_dimi, thuy):
    """Everything was said at once, under one command."""
    command = uuid4()
    assert (await say(thuy, command, **AT_ONCE)).status_code == 303
    return command


async def test_all_are_said_in_one_form_with_one_button(with_dimi, thuy, said):
    told = await consents_of(with_dimi)
    assert [(type(event), event.purpose) for event in told] == [
        (ConsentGiven, "service"), (SharingConsentGiven, "named"), (SharingConsentGiven, "referrer"),
        (ConsentRefused, "evaluation"),
    ]  # fmt: skip
    page = (await thuy.get(PAGE)).text
    assert page.count('<form method="post" action="/journey') == 1
    assert "Dot Farrugia" in page
    assert "noted by Thuy Nguyễn" in page
    assert "3 yes, 1 no, 2 not asked" in (await thuy.get(AT)).text


async def test_with_whom_we_talk_leaves_this_service_in_no_fact(with_dimi, said):
    async with with_dimi.here.db.transaction() as tx:
        bodies = await tx.fetch("SELECT body FROM outbox")
    assert not [row for row in bodies if row["body"] and b"Farrugia" in bytes(row["body"])]


async def test_what_somebody_else_noted_meanwhile_is_not_written_over(with_dimi, thuy):
    old = await thuy.get(PAGE)
    await say(thuy, evaluation="no")
    began = old.text.split('name="began_from" value="')[1].split('"')[0]
    answer = await say(thuy, evaluation="yes", began_from=began)
    assert answer.status_code == 409
    assert [type(event) for event in await consents_of(with_dimi)] == [ConsentRefused]


async def test_a_refused_form_loses_nothing_and_names_the_field(thuy):
    answer = await say(thuy, named="yes", named_who="Dot", named_until="1/1/2020", named_scope=["groups"])
    assert answer.status_code == 422
    assert 'href="#named-until"' in answer.text
    assert 'value="Dot"' in answer.text


async def test_one_of_those_we_talk_with_is_let_go_and_the_other_stays(with_dimi, thuy, said):
    await say(thuy, **DOT | {"named_who": "Brimbank Library", "named_kind": "organisation"})
    one = uuid5(said, "named")
    await thuy.submit(f"{PAGE}/{one}/withdraw", page=f"{PAGE}/said")
    (gone,) = [event for event in await consents_of(with_dimi) if isinstance(event, SharingConsentWithdrawn)]
    assert gone.consent_id == one
    page = (await thuy.get(AT)).text
    assert "We may talk with Brimbank Library until" in page
    assert "We may talk with Dot" not in page


async def test_a_yes_ends_by_itself_after_its_last_day_and_comes_up_before(with_dimi, thuy):
    await say(thuy, **DOT, named_until="2026-03-20")
    assert "once more about our talking with somebody" not in (await thuy.get("/journey")).text
    with_dimi.clock.move(NOON + timedelta(days=10))
    assert "once more about our talking with somebody, with Dot Farrugia" in (await thuy.get("/journey")).text
    with_dimi.clock.move(NOON + timedelta(days=18))
    await with_dimi.tick()
    assert not [event for event in await consents_of(with_dimi) if isinstance(event, SharingConsentWithdrawn)]
    with_dimi.clock.move(NOON + timedelta(days=19))
    await with_dimi.tick()
    await with_dimi.tick()
    (over,) = [event for event in await consents_of(with_dimi) if isinstance(event, SharingConsentWithdrawn)]
    assert (over.because, over.told_by) == ("expired", None)
    assert "Ended by itself" in (await thuy.get(PAGE)).text
    assert "A yes ended by itself, on its last day: our talking with somebody" in (await thuy.get(AT)).text


async def test_said_once_more_it_goes_on_in_the_words_of_today(with_dimi, thuy):
    command = uuid4()
    await say(thuy, command, **DOT, named_until="2026-03-20")
    one = f"{PAGE}/{uuid5(command, 'named')}"
    with_dimi.clock.move(NOON + timedelta(days=17))
    await thuy.submit(f"{one}/renew", page=f"{one}/renew", method="written")
    (again,) = [event for event in await consents_of(with_dimi) if isinstance(event, ConsentRenewed)]
    assert again.ends_on == date(2027, 3, 19)
    with_dimi.clock.move(NOON + timedelta(days=60))
    await with_dimi.tick()
    assert not [event for event in await consents_of(with_dimi) if isinstance(event, SharingConsentWithdrawn)]
    shown = (await thuy.get(f"{PAGE}/said")).text
    assert "before that it held until" in shown


async def test_a_yes_for_the_wrong_person_is_as_if_it_had_never_been(with_dimi, thuy, said):
    one = f"{PAGE}/{uuid5(said, 'service')}"
    answer = await thuy.submit(f"{one}/mistake", page=f"{one}/mistake", reason="wrong_person")
    assert "It counts nowhere" in (await thuy.get(answer.headers["location"])).text
    (gone,) = [event for event in await consents_of(with_dimi) if isinstance(event, ConsentWithdrawn)]
    assert gone.because == "wrong_person"
    page = (await thuy.get(AT)).text
    assert "A yes, noted for" in page
    assert "It was noted for the wrong person" in page
    assert "Agreed to working together" not in page
    assert "<dt>Working together</dt><dd>Not asked</dd>" in page


async def test_a_no_noted_by_mistake_is_not_asked_again(with_dimi, thuy, said):
    one = f"{PAGE}/{uuid5(said, 'evaluation')}"
    await thuy.submit(f"{one}/mistake", page=f"{one}/mistake", reason="did_not_happen")
    assert isinstance((await consents_of(with_dimi))[-1], ConsentRefusalTakenBack)
    assert "<dt>Helping us learn</dt><dd>Not asked</dd>" in (await thuy.get(AT)).text


async def test_the_day_of_a_yes_is_put_right_and_what_it_said_before_stays_on_file(with_dimi, thuy, said):
    with_dimi.clock.move(NOON + timedelta(days=5))
    one = f"{PAGE}/{uuid5(said, 'service')}/day"
    await thuy.submit(one, page=one, on="2026-03-04")
    told = (await consents_of(with_dimi))[-1]
    assert (type(told), told.happened_on) == (ConsentCorrected, date(2026, 3, 4))
    page = (await thuy.get(AT)).text
    assert "Put right on which day they agreed to working together. Before, it said Monday 2" in page


async def test_what_is_another_persons_is_not_there(thuy, said):
    for door in ("mistake", "day", "renew"):
        assert (await thuy.get(f"{PAGE}/{uuid4()}/{door}")).status_code == 404


async def test_after_a_yes_by_themselves_nobody_was_in_touch(with_dimi, thuy):
    async with with_dimi.here.db.transaction() as tx:
        before = await tx.fetchval("SELECT last_contact_at FROM journey")
    assert before is None
    await say(thuy, service="yes")
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT last_contact_at FROM journey") == NOON


async def test_whoever_is_on_the_phone_notes_what_is_taken_back_and_sees_nothing_else(with_dimi, thuy, said):
    page = f"/journey/for/{DIMI}/taken-back"
    ines = await with_dimi.client("intake", 0)
    shown = (await ines.get(page)).text
    assert "Dot Farrugia" in shown
    assert "Helping us learn" not in shown
    answer = await ines.submit(page, page=page, consents=[str(uuid5(said, "named")), str(uuid5(said, "service"))])
    assert "Noted, from today" in (await ines.get(answer.headers["location"])).text
    gone = [event for event in await consents_of(with_dimi) if "Withdrawn" in type(event).__name__]
    assert {(event.purpose, event.told_by) for event in gone} == {("service", None), ("named", "staff")}
    assert "its end noted by Ines Marković" in (await thuy.get(f"{PAGE}/said")).text
    assert (await ines.get(PAGE)).status_code == 403


async def test_nothing_ticked_is_asked_back_and_who_is_not_known_is_not_there(with_dimi, said):
    page = f"/journey/for/{DIMI}/taken-back"
    ines = await with_dimi.client("intake", 0)
    assert (await ines.submit(page, page=page)).status_code == 422
    assert (await ines.get(f"/journey/for/{uuid4()}/taken-back")).status_code == 404


async def test_the_lead_sees_who_may_be_asked_by_the_evaluator_for_as_long_as_the_yes_stands(with_dimi, thuy):
    lead = await with_dimi.client("lead", 0)
    assert "Nobody has said yes to this yet" in (await lead.get("/journey/may-be-asked")).text
    await say(thuy, evaluator_contact="yes")
    assert "Dimi" in (await lead.get("/journey/may-be-asked")).text
    assert (await thuy.get("/journey/may-be-asked")).status_code == 403
    await say(thuy, evaluator_contact="no")
    assert "Dimi" not in (await lead.get("/journey/may-be-asked")).text
