"""Somebody who is here under two records: one walk, the stricter card, the second voice; and parted as before."""

from html import unescape
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from services.journey.app import service
from services.journey.lifecycle.rules import joining
from shared.events import JourneyClosed, JourneyReopened, ParticipantJoined, ParticipantParted
from shared.kernel.joined import Joining
from tests.doors import NOON, Doors, OpenDoors
from tests.journey import people as dimi

SECOND = dimi.accepted(7, dimi.MALIA)
OTHER, OTHERS = SECOND.participant_id, uuid5(SECOND.referral_id, "journey")


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def pair(kind: type[Any], joining_id: UUID, kept: UUID = dimi.DIMI) -> list[Any]:
    about = {"joining_id": joining_id, "kept_id": kept, "occurred_at": NOON}
    return [kind(participant_id=one, with_id=two, **about) for one, two in ((dimi.DIMI, OTHER), (OTHER, dimi.DIMI))]


async def told(doors: Doors, kind: type[Any]) -> list[Any]:
    return [event for event in await doors.told() if isinstance(event, kind)]


async def hear(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


async def test_of_two_open_walks_the_one_that_was_not_chosen_rests_and_comes_back(doors: Doors) -> None:
    one = uuid4()
    await hear(doors, dimi.OPENED, SECOND, *pair(ParticipantJoined, one))
    (closed,) = await told(doors, JourneyClosed)
    assert (closed.journey_id, closed.joining_id, closed.planned) == (OTHERS, one, False)
    await hear(doors, *pair(ParticipantParted, one))
    (back,) = await told(doors, JourneyReopened)
    assert (back.journey_id, back.joining_id) == (OTHERS, one)


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
async def test_whatever_is_heard_first_one_walk_is_open_and_after_parting_both(
    doors: Doors, order: tuple[int, ...]
) -> None:
    """The two keys lie on different partitions: what is told of one may be heard before what is told of the other."""
    first, second = uuid4(), uuid4()
    joined = pair(ParticipantJoined, first)
    facts = [dimi.OPENED, SECOND, joined[0], joined[1], pair(ParticipantJoined, second)[0]]
    await hear(doors, *(facts[place] for place in order))
    async with doors.here.db.transaction() as tx:
        assert await tx.fetch("SELECT id FROM journey WHERE closed_at IS NULL") == [(dimi.JOURNEY,)]
    await hear(doors, *pair(ParticipantParted, second), *pair(ParticipantParted, first), joined[0])
    async with doors.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM journey WHERE closed_at IS NULL") == 2


async def test_a_walk_that_rests_is_not_opened_by_hand(doors: Doors) -> None:
    await hear(doors, dimi.OPENED, SECOND, dimi.card(), *pair(ParticipantJoined, uuid4()))
    lead, at = await doors.client("lead"), f"/journey/{OTHERS}"
    answer = await lead.submit(f"{at}/again", page=f"{at}/again", reason="other")
    assert answer.status_code == 409
    assert "somebody walks with them there" in unescape(answer.text)


async def test_the_link_worker_hears_the_second_voice_and_sees_the_stricter_card(doors: Doors) -> None:
    asked: dict[str, Any] = {"source": "carer_family_supporter", "asked_at": NOON, "referred_by": "Mai (daughter)"}
    other = dimi.card(
        participant_id=OTHER, name="Dimitra P", safe_to_contact="not_safe", hours_from=11, hours_until=15,
        what_brings_them="Mum is alone a lot", **asked,
    )  # fmt: skip
    own = dimi.card(source="self", asked_at=NOON, what_brings_them="I would like company")
    await hear(doors, dimi.OPENED, own, other)
    thuy = await doors.client("link_worker")
    before = unescape((await thuy.get(dimi.AT)).text)
    assert "Mum is alone a lot" not in before
    one = uuid4()
    await hear(doors, *pair(ParticipantJoined, one))
    page = unescape((await thuy.get(dimi.AT)).text)
    assert "I would like company" in page
    assert "Mum is alone a lot" in page
    assert "Mai (daughter)" in page
    assert "is here under another record, too" in page
    async with doors.here.db.transaction() as tx:
        strict = await tx.fetchval("SELECT card_of($1)", dimi.DIMI)
        assert (strict["safe_to_contact"], strict["hours_from"], strict["hours_until"]) == ("not_safe", 11, 15)
        assert (strict["name"], await tx.fetchval("SELECT card_of($1)->>'name'", OTHER)) == (own.name, own.name)
    await hear(doors, *pair(ParticipantParted, one))
    after = unescape((await thuy.get(dimi.AT)).text)
    assert "Mum is alone a lot" not in after
    assert "under another record" not in after
    assert "Whose was this?" in after


def test_along_a_chain_the_walk_of_whoever_was_kept_goes_on() -> None:
    a, b, c = (UUID(int=number) for number in (1, 2, 3))
    walks = {one: UUID(int=one.int + 10) for one in (a, b, c)}
    below, above = (Joining(uuid4(), kept, other, NOON) for kept, other in ((b, c), (a, b)))
    assert joining.resting([below, above], walks) == [(walks[c], below.joining_id), (walks[b], above.joining_id)]
    assert joining.resting([below, above], {c: walks[c], a: walks[a]}) == [(walks[c], above.joining_id)]
    assert joining.resting([below, above], {c: walks[c]}) == []
