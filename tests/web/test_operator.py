"""The operator's page: green is quiet, anything else says what to do."""

from uuid import UUID

import pytest

from shared import parked
from shared.bus import Hearing
from shared.database import Transaction
from shared.events import GoalSet, examples
from shared.records import Raw
from shared.service import Here, Service
from tests.doors import Client, Doors, OpenDoors

hears = Hearing("practice")
TOPIC = "lc.brimbank.journey"
HOME = "/practice/operator"


@hears(GoalSet)
async def note_goal(tx: Transaction, goal: GoalSet, here: Here) -> None:
    """Nothing to note."""


SERVICE = Service(
    name="practice",
    title="Practice",
    package="services.practice",
    paths=("practice",),
    doors=(),
    hears=hears,
)


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(SERVICE)


@pytest.fixture
async def operator(doors: Doors) -> Client:
    return await doors.client("operator")


def record(offset: int, *, source: str = "/lc/brimbank/journey") -> Raw:
    goal = examples.GOAL_SET
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(UUID(int=offset + 1)),
        "ce_type": GoalSet.type_name(),
        "ce_source": source,
        "content-type": "application/json",
    }
    headers = tuple((name, value.encode()) for name, value in attributes.items())
    return Raw(TOPIC, 0, offset, goal.subject.encode(), goal.body(), headers)


async def test_green_is_quiet(operator: Client) -> None:
    text = (await operator.get(HOME)).text
    assert "All is well." in text
    assert "Nothing is parked." in text


async def test_a_parked_record_says_why_and_what_to_do(doors: Doors, operator: Client) -> None:
    await parked.park(doors.here.db, record(7), "goal_id: missing")
    text = (await operator.get(HOME)).text
    assert "Read the reasons, mend, then replay them." in text
    assert "goal_id: missing" in text
    assert f'href="{HOME}/parked/{TOPIC}/0/7"' in text


async def test_a_parked_record_shows_its_shape_and_nothing_of_anybody(doors: Doors, operator: Client) -> None:
    await parked.park(doors.here.db, record(7), "goal_id: missing")
    text = (await operator.get(f"{HOME}/parked/{TOPIC}/0/7")).text
    assert "<dt>goal_id</dt><dd>text of 36 characters</dd>" in text
    assert str(examples.GOAL_SET.goal_id) not in text


async def test_a_record_that_can_be_handled_now_is_handled_and_gone(doors: Doors, operator: Client) -> None:
    await parked.park(doors.here.db, record(7), "a fault since mended")
    answer = await operator.submit(f"{HOME}/parked/{TOPIC}/0/7/replay", page=HOME)
    assert answer.status_code == 303
    text = (await operator.get(HOME)).text
    assert "It is handled now." in text
    assert "Nothing is parked." in text


async def test_a_record_that_still_cannot_be_handled_stays_and_counts_its_tries(doors: Doors, operator: Client) -> None:
    await parked.park(doors.here.db, record(7, source="/lc/latrobe/journey"), "wrong")
    await operator.submit(f"{HOME}/parked/{TOPIC}/0/7/replay", page=HOME)
    text = (await operator.get(HOME)).text
    assert "ce_source is not of this Local" in text
    assert '<td class="n">2</td>' in text


async def test_all_parked_records_can_be_tried_again_at_once(doors: Doors, operator: Client) -> None:
    for offset in range(3):
        await parked.park(doors.here.db, record(offset), "a fault since mended")
    await parked.park(doors.here.db, record(3, source="/lc/latrobe/journey"), "wrong")
    await operator.submit(f"{HOME}/replay", page=HOME)
    assert "3 handled now, 1 still not." in (await operator.get(HOME)).text


async def test_a_record_that_is_not_there_is_nothing(operator: Client) -> None:
    assert (await operator.get(f"{HOME}/parked/{TOPIC}/0/99")).status_code == 404
    assert (await operator.get(f"{HOME}/parked/{TOPIC}/0/x")).status_code == 404


@pytest.mark.parametrize("role", ["link_worker", "lead", "intake"])
async def test_only_an_operator_may_look(doors: Doors, role: str) -> None:
    assert (await (await doors.client(role)).get(HOME)).status_code == 403
