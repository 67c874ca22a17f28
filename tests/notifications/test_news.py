"""Mails to whoever referred somebody: one of three sentences, each once, and none after the person's no."""

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from services.notifications.app import service
from services.notifications.channels import Outcome
from services.notifications.clock import tell_referrers
from services.notifications.domain.news import GIVEN_UP, text_of
from services.notifications.domain.texts import FORBIDDEN
from services.notifications.store import news
from shared.events import HearingBackDecided, NewsDue, NewsSettled, ReferrerContactGiven
from shared.events.referral import NewsStep
from shared.kernel import references
from tests.doors import NOON, Doors, OpenDoors

from .people import Provider, Somebody, through

ADDRESS = "practice@example.org"


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def due(somebody: Somebody, step: NewsStep = "received", **changes: Any) -> NewsDue:
    usual: dict[str, Any] = {
        "participant_id": somebody.id, "referral_id": somebody.referral_id, "news_id": uuid4(), "step": step,
        "by": "email", "occurred_at": NOON,
    }  # fmt: skip
    return NewsDue(**usual | changes)


def given(somebody: Somebody) -> ReferrerContactGiven:
    return ReferrerContactGiven(participant_id=somebody.id, email=ADDRESS, occurred_at=NOON)


def no(somebody: Somebody, **changes: Any) -> HearingBackDecided:
    about = {"participant_id": somebody.id, "referral_id": somebody.referral_id}
    return HearingBackDecided(**about | {"agreed": False, "occurred_at": NOON + timedelta(minutes=1)} | changes)


async def outcomes(doors: Doors) -> list[tuple[UUID, str]]:
    return [(told.news_id, told.outcome) for told in await doors.told() if isinstance(told, NewsSettled)]


@pytest.mark.parametrize("step", get_args(NewsStep))
def test_a_mail_names_nobody_and_no_place_and_gives_nothing_away(step: NewsStep) -> None:
    referral_id = uuid4()
    text = text_of(step, referral_id)
    said = f"{text.subject} {text.body}".casefold()
    assert references.words(references.of(referral_id)).casefold() in said
    assert [word for word in FORBIDDEN if word in said.replace("reference", "")] == []
    assert "brimbank" not in said


async def test_it_leaves_once_to_whoever_referred_them(doors: Doors) -> None:
    somebody, provider = Somebody(), Provider()
    told = due(somebody)
    await doors.hear(told)
    assert await tell_referrers(doors.here, through(provider)) == 0  # nobody knows where to yet
    await doors.hear(given(somebody))
    for _ in range(2):
        await doors.hear(told)
        await tell_referrers(doors.here, through(provider))
    assert [letter.to for letter in provider.handed] == [ADDRESS]
    assert await outcomes(doors) == [(told.news_id, "sent")]


async def test_after_a_no_nothing_leaves_and_the_address_is_forgotten(doors: Doors) -> None:
    somebody, provider = Somebody(), Provider()
    told = due(somebody, "in_touch")
    for fact in (given(somebody), told, no(somebody), given(somebody)):  # the address may be heard once more, and late
        await doors.hear(fact)
    await tell_referrers(doors.here, through(provider))
    assert provider.handed == []
    assert await outcomes(doors) == [(told.news_id, "withheld")]
    async with doors.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM referrer_contact WHERE email IS NOT NULL") == 0


async def test_a_yes_after_a_no_lets_them_hear_again(doors: Doors) -> None:
    somebody, provider = Somebody(), Provider()
    again = given(somebody).model_copy(update={"occurred_at": NOON + timedelta(minutes=2)})
    for fact in (given(somebody), no(somebody), again, due(somebody, "ended")):
        await doors.hear(fact)
    await tell_referrers(doors.here, through(provider))
    assert len(provider.handed) == 1
    assert await doors.count("referrer_contact") == 0  # nothing more is to be told


@pytest.mark.parametrize(("said", "kept"), [("refused", "refused"), ("unknown", "unknown")])
async def test_what_did_not_arrive_is_told_and_never_sent_again(doors: Doors, said: Outcome, kept: str) -> None:
    somebody, provider = Somebody(), Provider(said)
    told = due(somebody)
    for fact in (given(somebody), told):
        await doors.hear(fact)
    for _ in range(2):
        await tell_referrers(doors.here, through(provider))
    assert (len(provider.handed), await outcomes(doors)) == (1, [(told.news_id, kept)])


async def test_a_server_that_is_away_is_asked_again_and_in_the_end_it_is_withheld(doors: Doors) -> None:
    somebody, provider = Somebody(), Provider("away")
    for fact in (given(somebody), due(somebody)):
        await doors.hear(fact)
    for _ in range(2):
        await tell_referrers(doors.here, through(provider))
    assert len(provider.handed) == 1
    doors.clock.move(NOON + timedelta(minutes=2))
    await tell_referrers(doors.here, through(provider))
    assert len(provider.handed) == 2
    doors.clock.move(NOON + GIVEN_UP + timedelta(minutes=2))
    await tell_referrers(doors.here, through(provider))
    assert [outcome for _, outcome in await outcomes(doors)] == ["withheld"]


async def test_what_was_claimed_when_a_process_died_is_unknown(doors: Doors) -> None:
    somebody = Somebody()
    told = due(somebody)
    for fact in (given(somebody), told):
        await doors.hear(fact)

    async with doors.here.db.transaction() as tx:
        (waits,) = await news.in_state(tx, "waiting")
        assert await news.claim(tx, waits)
    provider = Provider()
    await tell_referrers(doors.here, through(provider))
    assert (provider.handed, await outcomes(doors)) == ([], [(told.news_id, "unknown")])


async def test_a_letter_by_hand_is_no_mail(doors: Doors) -> None:
    await doors.hear(due(Somebody(), by="letter"))
    assert await doors.count("news") == 0


async def test_a_card_that_says_to_tell_nothing_stops_what_waits(doors: Doors) -> None:
    somebody, provider = Somebody(), Provider()
    told = due(somebody, "in_touch")
    protected = somebody.card(tell_none_of="family", source="carer_family_supporter", occurred_at=NOON)
    for fact in (given(somebody), told, protected):
        await doors.hear(fact)
    await tell_referrers(doors.here, through(provider))
    assert provider.handed == []
    assert await outcomes(doors) == [(told.news_id, "withheld")]
