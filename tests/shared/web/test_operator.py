"""The operator's page: green is quiet, anything else says what to do."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared import VERSION
from shared.app.service import Service
from shared.context import audit_anchors
from shared.context.service_context import ServiceContext
from shared.events import GoalSet, examples
from shared.messaging import dead_letters
from shared.messaging.envelope import KafkaRecord
from shared.messaging.handlers import EventHandlers
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web.site_operator import site_operator_page
from tests.doors import Client, Doors, OpenDoors

hears = EventHandlers("practice")
TOPIC = "lc.brimbank.journey"
HOME = "/practice/operator"


@hears(GoalSet)
async def note_goal(tx: Transaction, goal: GoalSet, here: ServiceContext) -> None:
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


def record(offset: int, *, source: str = "/lc/brimbank/journey") -> KafkaRecord:
    goal = examples.GOAL_SET
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(UUID(int=offset + 1)),
        "ce_type": GoalSet.type_name(),
        "ce_source": source,
        "content-type": "application/json",
    }
    headers = tuple((name, value.encode()) for name, value in attributes.items())
    return KafkaRecord(TOPIC, 0, offset, goal.subject.encode(), goal.body(), headers)


async def test_green_is_quiet(operator: Client) -> None:
    text = (await operator.get(HOME)).text
    assert "All is well." in text
    assert "Nothing is parked." in text


async def test_a_parked_record_says_why_and_what_to_do(doors: Doors, operator: Client) -> None:
    await dead_letters.park(doors.here.db, record(7), "goal_id: missing")
    text = (await operator.get(HOME)).text
    assert "1 record could not be handled. Read the reason, mend and replay, or set aside for good." in text
    assert "goal_id: missing" in text
    assert f'href="{HOME}/parked/{TOPIC}/0/7"' in text


async def test_a_parked_record_shows_its_shape_and_nothing_of_anybody(doors: Doors, operator: Client) -> None:
    await dead_letters.park(doors.here.db, record(7), "goal_id: missing")
    text = (await operator.get(f"{HOME}/parked/{TOPIC}/0/7")).text
    assert "<dt>goal_id</dt><dd>text of 36 characters</dd>" in text
    assert str(examples.GOAL_SET.goal_id) not in text


async def test_a_record_that_can_be_handled_now_is_handled_and_gone(doors: Doors, operator: Client) -> None:
    await dead_letters.park(doors.here.db, record(7), "a fault since mended")
    answer = await operator.submit(f"{HOME}/parked/{TOPIC}/0/7/replay", page=HOME)
    assert answer.status_code == 303
    text = (await operator.get(HOME)).text
    assert "It is handled now." in text
    assert "Nothing is parked." in text


async def test_a_record_that_still_cannot_be_handled_stays_and_counts_its_tries(doors: Doors, operator: Client) -> None:
    await dead_letters.park(doors.here.db, record(7, source="/lc/latrobe/journey"), "wrong")
    await operator.submit(f"{HOME}/parked/{TOPIC}/0/7/replay", page=HOME)
    text = (await operator.get(HOME)).text
    assert "ce_source is not of this Local" in text
    assert '<td class="n">2</td>' in text


async def test_all_parked_records_can_be_tried_again_at_once(doors: Doors, operator: Client) -> None:
    for offset in range(3):
        await dead_letters.park(doors.here.db, record(offset), "a fault since mended")
    await dead_letters.park(doors.here.db, record(3, source="/lc/latrobe/journey"), "wrong")
    await operator.submit(f"{HOME}/replay", page=HOME)
    assert "3 handled now, 1 still not." in (await operator.get(HOME)).text


ONE = f"{HOME}/parked/{TOPIC}/0/7"


async def test_what_can_never_be_handled_is_set_aside_with_a_reason_and_a_name_and_the_page_is_quiet_again(
    doors: Doors, operator: Client
) -> None:
    await dead_letters.park(doors.here.db, record(7), "ce_specversion is not 1.0")
    empty = await operator.submit(f"{ONE}/set-aside", page=ONE)
    assert (empty.status_code, "Say why it can never be handled." in empty.text) == (422, True)
    answer = await operator.submit(f"{ONE}/set-aside", page=ONE, because="A test of another program")
    assert answer.status_code == 303
    text = (await operator.get(HOME)).text
    assert "All is well." in text
    assert "Nothing is parked." in text
    assert "A test of another program" in text
    assert doors.person("operator").name in text
    assert 'lc_parked{local="brimbank",service="practice"} 0.0' in (await operator.get("/practice/metrics")).text


async def test_what_was_set_aside_stays_so_when_it_comes_again_and_the_next_one_is_noticed(
    doors: Doors, operator: Client
) -> None:
    await dead_letters.park(doors.here.db, record(7), "wrong")
    await operator.submit(f"{ONE}/set-aside", page=ONE, because="A test of another program")
    await dead_letters.park(doors.here.db, record(7), "wrong")
    assert "All is well." in (await operator.get(HOME)).text
    await dead_letters.park(doors.here.db, record(8), "wrong")
    assert "1 record could not be handled." in (await operator.get(HOME)).text


async def test_it_is_set_aside_once_and_may_be_tried_again_all_the_same(doors: Doors, operator: Client) -> None:
    await dead_letters.park(doors.here.db, record(7), "a fault since mended")
    await operator.submit(f"{ONE}/set-aside", page=ONE, because="A test of another program")
    again = await operator.submit(f"{ONE}/set-aside", page=ONE, because="For another reason")
    assert (again.status_code, "It does not wait any more" in again.text) == (409, True)
    await operator.submit(f"{ONE}/replay", page=ONE)
    text = (await operator.get(HOME)).text
    assert "It is handled now." in text
    assert "Set aside for good" not in text


async def test_a_record_that_is_not_there_is_nothing(operator: Client) -> None:
    assert (await operator.get(f"{HOME}/parked/{TOPIC}/0/99")).status_code == 404
    assert (await operator.get(f"{HOME}/parked/{TOPIC}/0/x")).status_code == 404


@pytest.mark.parametrize("role", ["link_worker", "lead", "intake"])
async def test_only_an_operator_may_look(doors: Doors, role: str) -> None:
    assert (await (await doors.client(role)).get(HOME)).status_code == 403


async def test_all_services_stand_on_one_page_with_the_anchors_of_their_records(
    open_doors: OpenDoors, tmp_path: Path
) -> None:
    doors = await open_doors(SERVICE, audit_anchors=tmp_path / "anchors.txt")
    doors.app.include_router(site_operator_page(lambda: [doors.here]))
    operator = await doors.client("operator")
    assert "Nobody has been looked at yet." in (await operator.get("/operator")).text
    await look(doors)
    anchor = await audit_anchors.keep(doors.here)
    text = (await operator.get("/operator")).text
    assert "All is well." in text
    assert f"<code>{anchor}</code>" in text
    assert f"Local Connections {VERSION}." in text
    newest = max(SERVICE.migrations.glob("*.sql")).stem
    assert f"<dt>Practice</dt><dd>{newest}</dd>" in text


async def test_a_record_of_looks_that_was_cut_off_is_a_trouble_of_the_operators_page(
    open_doors: OpenDoors, tmp_path: Path
) -> None:
    doors = await open_doors(SERVICE, audit_anchors=tmp_path / "anchors.txt")
    doors.app.include_router(site_operator_page(lambda: [doors.here]))
    operator = await doors.client("operator")
    await look(doors)
    await audit_anchors.keep(doors.here)
    async with doors.here.transaction() as tx:
        await tx.execute("TRUNCATE audit")
    text = (await operator.get("/operator")).text
    assert "All is well." not in text
    assert "cut off: it went on to row 1 and ends at row 0" in text
    metrics = (await operator.get("/practice/metrics")).text
    assert 'lc_looks_end{local="brimbank",service="practice"} 0.0' in metrics
    assert 'lc_looks_anchored{local="brimbank",service="practice"} 1.0' in metrics


async def look(doors: Doors) -> None:
    async with doors.here.transaction() as tx:
        await access_log.looked(tx, doors.person("link_worker"), uuid4(), "person page", doors.here.now())
