"""When a record may be erased, and what is left of it here: one line in the register."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.referral.app import service
from services.referral.domain import erasure
from services.referral.domain.age import Born
from services.referral.domain.erasure import ErasureCase, SupportPeriod
from services.referral.domain.referrals import participant_of
from shared.events import JourneyClosed, JourneyOpened, ParticipantCardTakenAway, ParticipantErased
from shared.kernel.refusal import Refused
from tests.doors import NOON, Doors
from tests.traces import traces

from .people import ASKS, card_page, decide, somebody_asks

WHO, LEAD = uuid4(), uuid4()
AT = datetime(2033, 3, 3, 1, tzinfo=UTC)
CLOSED = date(2026, 3, 3)


def known(**changes: Any) -> ErasureCase:
    usual: dict[str, Any] = {
        "participant_id": WHO, "name": "Dimitra", "born": Born(1951), "state": "accepted",
        "received_on": date(2025, 9, 1), "decided_on": date(2025, 9, 2),
        "walks": [SupportPeriod(date(2025, 9, 2), CLOSED)],
    }  # fmt: skip
    return ErasureCase(**usual | changes)


def declined(**changes: Any) -> ErasureCase:
    return known(**{"state": "declined", "walks": [], "decided_on": CLOSED} | changes)


def erase(
    somebody: ErasureCase, reason: Any = "kept_long_enough", because: str | None = None, on: date = AT.date()
) -> Any:
    return erasure.erase(somebody, reason, because, LEAD, AT, on)


# The rule


def test_seven_years_after_the_last_journey_closed_a_record_may_go() -> None:
    told = erase(known())
    assert (told.participant_id, told.reason, told.decided_by) == (WHO, "kept_long_enough", LEAD)
    assert (told.name, told.period_from, told.period_until) == ("Dimitra", date(2025, 9, 1), CLOSED)


def test_a_day_earlier_it_may_not_and_the_day_is_named() -> None:
    with pytest.raises(Refused, match="from 3 March 2033"):
        erase(known(), on=date(2033, 3, 2))


def test_the_last_of_several_journeys_counts() -> None:
    later = SupportPeriod(date(2027, 1, 1), date(2027, 6, 1))
    assert known(walks=[*known().walks, later]).kept_until == date(2034, 6, 1)


def test_without_a_journey_the_day_of_the_decision_counts() -> None:
    assert declined().kept_until == date(2033, 3, 3)


def test_of_a_young_person_it_is_kept_until_the_year_they_turn_25_is_over() -> None:
    young = declined(born=Born(2012))
    assert young.kept_until == date(2038, 1, 1)
    with pytest.raises(Refused, match="from 1 January 2038"):
        erase(young)
    assert erase(young, on=date(2038, 1, 1))


def test_of_a_young_person_whose_birthday_is_known_it_is_kept_until_that_day() -> None:
    assert declined(born=Born(2012, date(2012, 5, 9))).kept_until == date(2037, 5, 9)
    assert declined(born=Born(2012, date(2012, 5, 9), estimated=True)).kept_until == date(2038, 1, 1)


def test_seven_years_after_a_leap_day_comes_the_first_of_march() -> None:
    assert declined(decided_on=date(2028, 2, 29)).kept_until == date(2035, 3, 1)


def test_what_was_entered_by_mistake_may_go_at_once() -> None:
    assert erase(declined(), "entered_by_mistake", on=CLOSED).reason == "entered_by_mistake"


def test_once_somebody_has_walked_with_them_it_was_no_mistake() -> None:
    with pytest.raises(Refused, match=r"record of a service\. It may be erased from 3 March 2033"):
        erase(known(), "entered_by_mistake")


def test_an_order_of_the_law_counts_before_the_years_are_over_and_says_whose_it_is() -> None:
    with pytest.raises(Refused, match="Write who ordered it") as refused:
        erase(known(), "required_by_law", on=CLOSED)
    assert refused.value.field == "because"
    assert erase(known(), "required_by_law", "Magistrates’ Court, order 12", on=CLOSED).because


@pytest.mark.parametrize("reason", ["kept_long_enough", "entered_by_mistake", "required_by_law"])
@pytest.mark.parametrize(
    ("somebody", "words"),
    [
        (known(state="received", decided_on=None, walks=[]), "Accept or decline"),
        (known(state="waitlisted", decided_on=None, walks=[]), "Accept or decline"),
        (known(walks=[SupportPeriod(CLOSED, None)]), "Close their journey first"),
        (known(walks=[]), "Close their journey first"),
    ],
    ids=["to answer", "waiting", "on a journey", "just given to a link worker"],
)
def test_nobody_is_erased_whom_somebody_still_answers_or_walks_with(
    reason: Any, somebody: ErasureCase, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        erase(somebody, reason, "an order")


def test_nothing_of_the_register_is_told_to_anybody() -> None:
    told = erase(known(), "required_by_law", "an order")
    assert not [word for word in (b"Dimitra", b"order", b"2025", str(LEAD).encode()) if word in told.body()]


# The doors


@pytest.fixture
async def doors(open_doors: Any) -> Doors:
    found: Doors = await open_doors(service)
    return found


async def somebody_declined(doors: Doors, **more: Any) -> UUID:
    referral_id = await somebody_asks(doors, **more)
    intake = await doors.client("intake")
    answer = await decide(intake, referral_id, "decline", reason="did_not_want_it")
    assert answer.status_code == 303
    return referral_id


async def asked_to_erase(doors: Doors, referral_id: UUID, **fields: Any) -> Any:
    lead, page = await doors.client("lead"), f"{card_page(referral_id)}/erase"
    return await lead.submit(page, page=page, **{"reason": "entered_by_mistake", "sure": "yes"} | fields)


async def test_of_whoever_was_entered_twice_one_line_is_left(doors: Doors) -> None:
    stays = await somebody_asks(doors)
    goes = await somebody_declined(doors, name="Dimitra Papadopoulou Again", email="again@example.org")
    answer = await asked_to_erase(doors, goes)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/referral/people")
    words = [str(goes), str(participant_of(goes)), "Again", "again@example.org"]
    async with doors.here.db.transaction() as tx:
        assert await traces(tx, words) == {}
        assert await traces(tx, [str(stays)])
    lead = await doors.client("lead")
    people = (await lead.get("/referral/people")).text
    assert "Dimitra" in people
    assert "Again" not in people
    register = (await lead.get("/referral/erased")).text
    for word in ("Dimitra Papadopoulou Again", "2 March 2026", "It was entered by mistake", doors.person("lead").name):
        assert word in register


async def test_what_is_told_is_the_erasure_and_then_that_the_card_is_gone(doors: Doors) -> None:
    referral_id = await somebody_declined(doors)
    await asked_to_erase(doors, referral_id)
    *_, erased, away = await doors.told()
    who = participant_of(referral_id)
    assert erased == ParticipantErased(participant_id=who, reason="entered_by_mistake", occurred_at=NOON)
    assert away == ParticipantCardTakenAway(participant_id=who, occurred_at=NOON)
    async with doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT sequence, body FROM outbox ORDER BY position DESC LIMIT 2")
    assert [row["sequence"] for row in rows] == [5, 4], "numbered on from what was told before"
    assert rows[0]["body"] is None


async def test_their_journeys_are_forgotten_here_too(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    await decide(await doors.client("intake"), referral_id, "accept", link_worker_id=doors.person("link_worker").id)
    ids = {"participant_id": participant_of(referral_id), "journey_id": uuid4()}
    await doors.hear(
        JourneyOpened(**ids, referral_id=referral_id, link_worker_id=doors.person("link_worker").id, occurred_at=NOON)
    )
    closed = JourneyClosed(**ids, reason="moved_away", planned=True, occurred_at=NOON)
    await doors.hear(closed)
    doors.clock.move(NOON + timedelta(days=366 * 7))
    assert (await asked_to_erase(doors, referral_id, reason="kept_long_enough")).status_code == 303
    assert await doors.count("journey") == 0
    await doors.hear(closed)
    assert doors.here.progress.counts["erased"] == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sure": ""}, "Tick that it goes for good"),
        ({"reason": ""}, "Choose why it may be erased"),
        ({"reason": "required_by_law"}, "Write who ordered it"),
        ({"reason": "kept_long_enough"}, "It may be erased from 2 March 2033"),
    ],
)
async def test_the_page_says_what_is_missing_and_erases_nothing(doors: Doors, fields: Any, words: str) -> None:
    referral_id = await somebody_declined(doors)
    answer = await asked_to_erase(doors, referral_id, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert await doors.count("card") == 1


async def test_before_anything_is_decided_the_page_says_what_comes_first(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    page = await (await doors.client("lead")).get(f"{card_page(referral_id)}/erase")
    assert "Accept or decline their referral first" in page.text
    assert 'name="reason"' not in page.text


async def test_a_double_click_erases_once_and_another_click_finds_nobody(doors: Doors) -> None:
    referral_id = await somebody_declined(doors)
    page, lead = f"{card_page(referral_id)}/erase", await doors.client("lead")
    shown = await lead.get(page)
    assert "Dimitra" in shown.text
    command = uuid4()
    first = await asked_to_erase(doors, referral_id, command_id=command)
    assert first.status_code == 303
    assert await doors.count("deletion") == 1
    assert (await lead.get(page)).status_code == 404
    assert (await lead.get(card_page(referral_id))).status_code == 404
    assert (await lead.get(f"/referral/{referral_id}")).status_code == 404


async def test_only_the_lead_finds_the_way_there(doors: Doors) -> None:
    referral_id = await somebody_declined(doors)
    for role, sees in (("intake", False), ("lead", True)):
        client = await doors.client(role)
        assert (f"{card_page(referral_id)}/erase" in (await client.get(card_page(referral_id))).text) is sees
        assert ("/referral/erased" in (await client.get("/referral/people")).text) is sees


async def test_the_register_cannot_be_changed(doors: Doors) -> None:
    await asked_to_erase(doors, await somebody_declined(doors))
    for change in ("UPDATE deletion SET name = 'x'", "DELETE FROM deletion", "TRUNCATE deletion"):
        with pytest.raises(asyncpg.RaiseError, match="only ever added to"):
            async with doors.here.db.transaction() as tx:
                await tx.execute(change)


async def test_the_same_referral_sent_once_more_brings_nobody_back(doors: Doors) -> None:
    referral_id = await somebody_declined(doors)
    await asked_to_erase(doors, referral_id)
    client = await doors.client()
    await client.submit("/ask/send", page="/ask", command_id=referral_id, **ASKS)
    async with doors.here.db.transaction() as tx:
        await tx.execute("DELETE FROM inbox")
    await client.submit("/ask/send", page="/ask", command_id=referral_id, **ASKS)
    assert [await doors.count(table) for table in ("referral", "card")] == [0, 0]


def test_who_ordered_it_is_written_in_letters_that_show() -> None:
    with pytest.raises(Refused, match="invisible") as refused:
        erase(known(), "required_by_law", "Order of the court\u202e")
    assert refused.value.field == "because"
