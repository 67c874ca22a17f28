"""One person under two records: one path under one pseudonym if both agreed, and nothing that neither agreed to."""

from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.evaluation.app import service
from shared.events import ParticipantErased, ParticipantJoined, ParticipantParted
from shared.events.evaluation import ParticipationWithdrawn
from shared.kernel.pseudonyms import pseudonym
from tests.doors import Doors, OpenDoors

from .people import ANN, BO, START, Story
from .test_episodes import ended

OUT = ("released_participation", "released_step", "released_measure", "released_attendance")


@pytest.fixture
async def release(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def pair(kind: type[Any], joining_id: UUID, kept: UUID = ANN) -> list[Any]:
    about = {"joining_id": joining_id, "kept_id": kept, "occurred_at": START}
    return [kind(participant_id=one, with_id=two, **about) for one, two in ((ANN, BO), (BO, ANN))]


async def hear(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


async def out(doors: Doors) -> dict[str, list[dict[str, Any]]]:
    """Everything that is out, without when it was told."""
    found = {}
    async with doors.here.db.transaction() as tx:
        for table in OUT:
            rows = [dict(row) for row in await tx.fetch(f"SELECT * FROM {table}")]
            found[table] = sorted(rows, key=lambda row: sorted(map(str, row.values())))
    return found


def names(found: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["pseudonym"] for rows in found.values() for row in rows}


def called(doors: Doors, who: UUID) -> str:
    return pseudonym(doors.here.settings.pseudonym_key.get_secret_value(), who)


def story(who: UUID, *measures: int, agrees: bool = True) -> list[Any]:
    one = Story(who)
    facts: list[Any] = [*one.before_consent(), one.agreed("service")]
    facts += [one.agreed()] if agrees else []
    return [*facts, *(one.measured(day, number=day) for day in measures), one.attended(9)]


async def test_both_agreed_so_the_second_pseudonym_is_withdrawn_and_told_again_under_the_first(
    release: Doors,
) -> None:
    await hear(release, *story(ANN, 1), *story(BO, 30))
    before, one = await out(release), uuid4()
    assert names(before) == {called(release, ANN), called(release, BO)}
    await hear(release, *pair(ParticipantJoined, one))
    joined = await out(release)
    assert names(joined) == {called(release, ANN)}
    assert sorted(row["day"] for row in joined["released_measure"]) == [1, 30]
    assert len(joined["released_attendance"]) == 2, "at two get-togethers"
    gone = [fact.pseudonym for fact in await release.told() if isinstance(fact, ParticipationWithdrawn)]
    assert gone == [called(release, BO)]
    await hear(release, *pair(ParticipantParted, one))
    assert await out(release) == before


async def test_nothing_crosses_from_a_record_without_an_agreement(release: Doors) -> None:
    await hear(release, *story(ANN, 1), *story(BO, 30, agrees=False))
    before = await out(release)
    await hear(release, *pair(ParticipantJoined, uuid4()))
    assert await out(release) == before


async def test_a_no_on_either_is_a_no_of_the_person_and_parting_gives_each_their_own(release: Doors) -> None:
    await hear(release, *story(ANN, 1), *story(BO, 30))
    before, one = await out(release), uuid4()
    await hear(release, *pair(ParticipantJoined, one), Story(BO).changed_their_mind(40))
    assert names(await out(release)) == set()
    await hear(release, *pair(ParticipantParted, one))
    mine = {table: [row for row in rows if row["pseudonym"] == called(release, ANN)] for table, rows in before.items()}
    assert await out(release) == mine


async def test_a_session_at_which_both_were_ticked_counts_once(release: Doors) -> None:
    same = {"activity_id": uuid4(), "group_id": uuid4()}
    for who in (ANN, BO):
        await hear(release, *story(who)[:-1], Story(who).attended(9).model_copy(update=same))
    assert len((await out(release))["released_attendance"]) == 2
    await hear(release, *pair(ParticipantJoined, uuid4()))
    assert len((await out(release))["released_attendance"]) == 1


async def test_who_comes_back_after_their_journey_is_no_second_beginning(release: Doors) -> None:

    await hear(release, *story(ANN, 1), ended(Story(ANN), 20))
    before = await out(release)
    late = Story(BO)
    await hear(release, *pair(ParticipantJoined, uuid4()))
    await hear(release, late.referred(30), late.opened(31), late.agreed("service", 32), late.agreed(day=32))
    await hear(release, late.measured(33))
    measures = (await out(release))["released_measure"]
    assert measures == before["released_measure"]
    assert names(await out(release)) == {called(release, ANN)}


async def test_erasing_one_of_two_leaves_what_is_the_others(release: Doors) -> None:
    await hear(release, *story(ANN, 1), *story(BO, 30), *pair(ParticipantJoined, uuid4()))
    await hear(release, ParticipantErased(participant_id=ANN, reason="required_by_law", occurred_at=START))
    left = await out(release)
    assert names(left) == {called(release, BO)}
    assert [row["day"] for row in left["released_measure"]] == [30]


async def test_after_all_are_parted_what_is_out_is_as_without_them_in_any_order(open_doors: OpenDoors) -> None:
    """Joins, parts and every fact of two, twice and out of order between their keys."""
    random = Random(7)
    plain = await open_doors(service)
    await hear(plain, *story(ANN, 1, 40), *story(BO, 30))
    expected = await out(plain)
    for _ in range(8):
        doors = await open_doors(service)
        first, second = uuid4(), uuid4()
        rounds = [pair(ParticipantJoined, first), pair(ParticipantParted, first)]
        rounds += [pair(ParticipantJoined, second, BO), pair(ParticipantParted, second, BO)]
        keys = [
            _between(random, story(ANN, 1, 40), [each[0] for each in rounds]),
            _between(random, story(BO, 30), [each[1] for each in rounds]),
        ]
        told: list[Any] = []
        while any(keys):
            told.append(random.choice([key for key in keys if key]).pop(0))
            if random.random() < 0.2:
                told.append(random.choice(told))
        await hear(doors, *told)
        assert await out(doors) == expected, [type(event).__name__ for event in told]


def _between(random: Random, facts: list[Any], more: list[Any]) -> list[Any]:
    """Both in their own order, one among the other, as they may lie on one partition."""
    mixed, rest, waiting = list[Any](), list(facts), list(more)
    while rest or waiting:
        mixed.append(random.choice([which for which in (rest, waiting) if which]).pop(0))
    return mixed
