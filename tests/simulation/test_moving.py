"""Moving to where another Local is: who arrives there, with what, and how a file waits for nobody in a circle."""

import asyncio
from functools import cache
from uuid import UUID, uuid4

import pytest

from deploy.local.trouble import CliError
from deploy.simulation import handing
from deploy.simulation.doors import Doors
from deploy.simulation.handing import Handing
from deploy.simulation.life import Life
from deploy.simulation.locals import shares
from deploy.simulation.people import SimulatedPerson
from deploy.simulation.plan import Plan, plan, plans
from deploy.simulation.steps import File, SimulatedStep
from shared.kernel import topics

DAYS = 182
WORKERS = [UUID(int=number) for number in (1, 2, 3)]


@cache
def together(seed: int, people: int = 300, slugs: tuple[str, ...] = topics.LOCALS) -> dict[str, Plan]:
    """Made up once for all who only look at it."""
    return plans(seed, shares(people, slugs), DAYS, dict.fromkeys(slugs, WORKERS))


@pytest.fixture(scope="module")
def everywhere() -> dict[str, Plan]:
    return together(7)


@pytest.fixture(scope="module")
def movers(everywhere: dict[str, Plan]) -> list[SimulatedPerson]:
    return [person for each in everywhere.values() for person in each.people if person.came_from]


def life_of(everywhere: dict[str, Plan], person: SimulatedPerson) -> Life | None:
    return everywhere[person.local].lives.get(person.number)


def bringing(life: Life | None) -> list[SimulatedStep]:
    return [step for step in (life.steps if life else []) if step.brings]


def test_the_same_seed_moves_the_same_people_to_the_same_places() -> None:
    two = (60, ("latrobe", "whittlesea"))
    once, again = together(30, *two), together.__wrapped__(30, *two)
    assert any(person.came_from for each in once.values() for person in each.people)
    assert {slug: each.steps for slug, each in again.items()} == {slug: each.steps for slug, each in once.items()}


def test_a_local_that_is_alone_is_lived_as_if_there_were_no_other(everywhere: dict[str, Plan]) -> None:
    alone = plan(7, "brimbank", shares(300, topics.LOCALS)["brimbank"], DAYS, WORKERS)
    assert not [person for person in alone.people if person.came_from]
    stayed = [life for life in everywhere["brimbank"].lives.values() if not life.moves_away]
    assert [life.steps for life in stayed if not life.person.came_from] == [
        life.steps for life in alone.lives.values() if not life.moves_away
    ]
    assert any(step.path.endswith("/transfer") for life in alone.lives.values() for step in life.steps)


def test_several_bring_along_what_they_told_and_some_begin_anew(movers: list[SimulatedPerson]) -> None:
    arrived = [person.came_from for person in movers if person.came_from]
    assert sum(before.file is not None for before in arrived) >= 3
    assert any(before.file is None for before in arrived)


def test_not_everybody_who_moves_away_lets_something_go_along(everywhere: dict[str, Plan]) -> None:
    lives = [life for each in everywhere.values() for life in each.lives.values()]
    moved = [life for life in lives if life.moves_away]
    assert 0 < sum(life.did("transfer") for life in moved) < len(moved)


def test_a_file_is_of_an_earlier_day_than_the_one_on_which_it_is_taken_in(
    everywhere: dict[str, Plan], movers: list[SimulatedPerson]
) -> None:
    brought = [step for person in movers for step in bringing(life_of(everywhere, person))]
    assert brought
    for step in brought:
        assert step.brings
        made = everywhere[step.brings.local].steps[step.brings.day]
        assert [one.path.endswith("/transfer") for one in made if one.id == step.brings.id] == [True]
        assert step.brings.day < step.day


def test_it_is_brought_to_the_first_conversation_or_soon_after(
    everywhere: dict[str, Plan], movers: list[SimulatedPerson]
) -> None:
    for person in movers:
        life = life_of(everywhere, person)
        for step in bringing(life):
            assert life is not None
            assert life.met_on is not None
            assert 0 <= step.day - life.met_on <= 7
            assert next(at for at, one in enumerate(life.steps) if one.fields.get("service") == "yes") < (
                life.steps.index(step)
            )


def test_goals_that_come_along_leave_room_for_so_many_fewer(
    everywhere: dict[str, Plan], movers: list[SimulatedPerson]
) -> None:
    for person in movers:
        life = life_of(everywhere, person)
        assert person.came_from
        assert life is None or len(life.goals) + person.came_from.goals <= 3


def test_whoever_moves_is_the_same_person_and_counts_as_a_new_one(movers: list[SimulatedPerson]) -> None:
    for person in movers:
        assert person.came_from
        before = person.came_from.person
        assert (person.name, person.born, person.language, person.marker) == (
            before.name, before.born, before.language, before.marker,
        )  # fmt: skip
        assert person.local != before.local
        assert person.participant_id != before.participant_id
        assert person.contact_by != "sms"  # of the numbers kept for fiction another may be somebody else's there
        assert not {person.email, person.phone} & {before.email, before.phone}


def test_nobody_moves_back(everywhere: dict[str, Plan]) -> None:
    for seed in range(30, 34):
        for each in together(seed, 60, ("latrobe", "whittlesea")).values():
            for person in each.people:
                while person.came_from:
                    assert person.came_from.person.local != each.local
                    person = person.came_from.person


def test_their_words_are_in_the_personal_file_of_both_locals(
    everywhere: dict[str, Plan], movers: list[SimulatedPerson]
) -> None:
    for person in movers:
        assert person.came_from
        before = person.came_from.person
        here, there = everywhere[person.local].personal(), everywhere[before.local].personal()
        assert before.personal() <= here & there
        assert person.marker in here & there


def test_the_truth_counts_them_at_both_locals(everywhere: dict[str, Plan], movers: list[SimulatedPerson]) -> None:
    consented = [person for each in everywhere.values() for person in (life.person for life in each.in_evaluation())]
    both = [person for person in movers if person in consented and person.came_from.person in consented]  # type: ignore[union-attr]
    assert both
    assert len({person.participant_id for person in consented}) == len(consented)


FILE = File(UUID(int=5), "latrobe", 3)


async def test_a_file_that_is_not_made_yet_is_waited_for() -> None:
    way = Handing(["latrobe", "brimbank"])
    waiting = asyncio.create_task(way.takes(FILE))
    await way.has_lived("brimbank", 9)
    await way.has_lived("latrobe", 3)
    assert not waiting.done()
    await way.gives(FILE.id, "{}")
    assert await waiting == "{}"


async def test_if_its_day_passes_without_it_nobody_waits_any_longer() -> None:
    way = Handing(["latrobe", "brimbank"])
    waiting = asyncio.create_task(way.takes(FILE))
    await way.has_lived("latrobe", 4)
    assert await waiting is None


async def test_a_local_that_stands_still_is_told_as_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "PATIENCE", 0.05)
    with pytest.raises(CliError, match="latrobe, which has stood still on day 0"):
        await Handing(["latrobe"]).takes(FILE)


async def test_where_handing_on_was_refused_taking_in_is_noted_as_refused() -> None:
    way = Handing(["latrobe"])
    await way.has_lived("latrobe", 4)
    doors = Doors("http://127.0.0.1:9", [], way)
    step = SimulatedStep(8, "worker 1", f"/journey/{uuid4()}/bring-along", {}, uuid4(), "person 1", brings=FILE)
    assert await doors.does(step) is False
    assert [str(refusal) for refusal in doors.refusals] == [
        "day 8, worker 1: /journey/…/bring-along answered 0 nothing: the other Local has made no file"
    ]
