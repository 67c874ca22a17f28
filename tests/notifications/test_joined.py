"""One person under two records: whatever is stricter on either holds, from the joining on; parted, each has its own."""

from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications import commands
from services.notifications.app import service
from services.notifications.clock import send_what_waits
from services.notifications.domain import inbound
from services.notifications.store import contacts
from shared.events import MessageAnswered, ParticipantJoined, ParticipantParted
from tests.doors import NOON, Doors, OpenDoors
from tests.notifications.people import EARLIER, Provider, Somebody, states, through


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def pair(kind: type[Any], kept: Somebody, other: Somebody, joining_id: UUID) -> list[Any]:
    about = {"joining_id": joining_id, "kept_id": kept.id, "occurred_at": NOON}
    return [kind(participant_id=one.id, with_id=two.id, **about) for one, two in ((kept, other), (other, kept))]


async def hear(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


async def sends(doors: Doors) -> list[str]:
    provider = Provider()
    await send_what_waits(doors.here, through(provider))
    return [letter.to for letter in provider.handed]


@pytest.mark.parametrize(
    ("stricter", "says"),
    [({"safe_to_contact": "not_safe"}, "not_safe"), ({"hours_from": 18}, None), ({}, "sent")],
    ids=["not safe", "narrower hours", "nothing"],
)
async def test_what_is_stricter_on_the_other_card_holds_for_a_message_that_waits(
    doors: Doors, stricter: dict[str, Any], says: str | None
) -> None:
    kept, other = Somebody(), Somebody()
    await kept.ready(doors)
    await hear(doors, other.card(**stricter), *pair(ParticipantJoined, kept, other, uuid4()))
    assert await sends(doors) == (["+61491570006"] if says == "sent" else [])
    assert await states(doors) == [
        {"not_safe": ("withheld", "not_safe"), "sent": ("sent", None), None: ("waiting", None)}[says]
    ]


async def test_a_second_card_that_does_not_say_takes_nothing_away_and_parted_each_has_its_own(doors: Doors) -> None:
    kept, other = Somebody(), Somebody()
    await kept.ready(doors)
    one = uuid4()
    await hear(doors, other.card(safe_to_contact="unknown"), *pair(ParticipantJoined, kept, other, one))
    assert len(await sends(doors)) == 1
    await hear(doors, other.card(safe_to_contact="not_safe"), kept.due(NOON + timedelta(minutes=1)))
    await hear(doors, *pair(ParticipantParted, kept, other, one))
    doors.clock.move(NOON + timedelta(minutes=2))
    assert len(await sends(doors)) == 1, "what was said of somebody else says nothing of them"


async def test_a_stop_on_one_record_stops_both_until_they_agree_again(doors: Doors) -> None:
    kept, other = Somebody(), Somebody()
    await kept.ready(doors)
    await hear(doors, other.agreed(), other.withdrew(), *pair(ParticipantJoined, kept, other, uuid4()))
    assert await sends(doors) == []
    assert await states(doors) == [("withheld", "stopped")]
    again = kept.agreed().model_copy(update={"occurred_at": NOON + timedelta(hours=1)})
    await hear(doors, again, kept.due(NOON + timedelta(hours=2)))
    doors.clock.move(NOON + timedelta(hours=2))
    assert len(await sends(doors)) == 1


async def test_an_answer_from_the_phone_of_both_is_one_answer(doors: Doors) -> None:
    kept, other = Somebody(), Somebody()
    await kept.ready(doors)
    await hear(doors, other.card(), *pair(ParticipantJoined, kept, other, uuid4()))
    await commands.hear(doors.here, inbound.of("+61491570006", "I am well", "03"))
    answered = [event for event in await doors.told() if isinstance(event, MessageAnswered)]
    assert [event.participant_id for event in answered] == [kept.id]


async def test_not_safe_is_never_written_to_in_whatever_order_it_is_heard(open_doors: OpenDoors) -> None:
    """Joins, parts and every fact about two, late, twice and out of order between keys, with a look after each."""
    random = Random(20)
    for turn in range(12):
        doors = await open_doors(service)
        kept, other = Somebody(), Somebody(name=f"Turn {turn}")
        one = uuid4()
        joined, parted = pair(ParticipantJoined, kept, other, one), pair(ParticipantParted, kept, other, one)
        of_kept = [kept.card(), kept.opened(), kept.agreed(), kept.due(), joined[0], parted[0]]
        of_other = [other.card(safe_to_contact="not_safe"), joined[1], parted[1]]
        told = [random.choice(of_kept + of_other) for _ in range(2)]  # twice
        while of_kept or of_other:
            told.append(random.choice([which for which in (of_kept, of_other) if which]).pop(0))
        for event in told:
            await doors.hear(event)
            async with doors.here.db.transaction() as tx:
                together = await contacts.locked(tx, kept.id)
                unsafe = await tx.fetchval(
                    """
                    SELECT EXISTS (SELECT FROM contact WHERE participant_id IN (SELECT records_of($1))
                                                         AND safe = 'not_safe')""",
                    kept.id,
                )
            handed = await sends(doors)
            assert not (unsafe and (handed or together.safe != "not_safe")), told
        async with doors.here.db.transaction() as tx:
            left = await contacts.locked(tx, kept.id)
        assert (left.safe, left.also_within) == ("safe", ()), "parted, each has its own back"


@pytest.mark.parametrize("order", list(permutations("jpc"))[::2])
async def test_after_parting_a_contact_is_as_without_it(doors: Doors, order: tuple[str, ...]) -> None:
    kept, other, alone = Somebody(), Somebody(), Somebody()
    one = uuid4()
    facts = {
        "j": pair(ParticipantJoined, kept, other, one),
        "p": pair(ParticipantParted, kept, other, one),
        "c": [other.card(safe_to_contact="not_safe", hours_from=12)],
    }
    await kept.ready(doors)
    await alone.ready(doors)
    for each in order:
        await hear(doors, *facts[each])
    async with doors.here.db.transaction() as tx:
        mine, theirs = await contacts.locked(tx, kept.id), await contacts.locked(tx, alone.id)
    differs = {"participant_id", "journey_id", "agreed_at"}
    assert {name: value for name, value in vars(mine).items() if name not in differs} == {
        name: value for name, value in vars(theirs).items() if name not in differs
    }
    assert mine.agreed_at is not None
    assert mine.agreed_at > EARLIER
