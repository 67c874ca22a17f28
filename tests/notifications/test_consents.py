"""What a no changes here, and a yes on paper from before somebody stopped: in doubt no message leaves."""

from datetime import timedelta
from uuid import uuid4

from services.notifications.store import contacts
from shared.events import ConsentRefusalTakenBack, ConsentRefused, MessagesStopped
from tests.doors import NOON, Doors
from tests.notifications.people import Somebody


async def gets_messages(doors: Doors) -> bool:
    async with doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT agreed AND NOT left_service AS gets FROM contact")
    return bool(row and row["gets"])


def refused(who: Somebody, purpose: str = "service") -> ConsentRefused:
    return ConsentRefused.model_validate(
        {
            "participant_id": who.id, "journey_id": who.journey_id, "refusal_id": uuid4(), "purpose": purpose,
            "method": "verbal", "wording": f"{purpose}-2026-01", "occurred_at": NOON,
        }
    )  # fmt: skip


async def test_whoever_says_no_to_the_service_gets_no_message_though_they_agreed_to_some(doors: Doors) -> None:
    dimitra = Somebody()
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed(), refused(dimitra)):
        await doors.hear(told)
    assert not await gets_messages(doors)


async def test_a_no_that_was_never_said_stops_nothing(doors: Doors) -> None:
    dimitra = Somebody()
    said = refused(dimitra)
    back = ConsentRefusalTakenBack(
        participant_id=dimitra.id, journey_id=dimitra.journey_id, refusal_id=said.refusal_id, purpose="service",
        reason="wrong_person", occurred_at=NOON,
    )  # fmt: skip
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed(), said, back):
        await doors.hear(told)
    assert await gets_messages(doors)


async def test_a_no_to_something_else_stops_no_message(doors: Doors) -> None:
    dimitra = Somebody()
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed(), refused(dimitra, "evaluation")):
        await doors.hear(told)
    assert await gets_messages(doors)


async def test_a_yes_on_paper_from_before_a_stop_starts_no_message(doors: Doors) -> None:
    dimitra = Somebody()
    paper = dimitra.agreed().model_copy(
        update={"happened_on": NOON.date() - timedelta(days=5), "occurred_at": NOON + timedelta(days=1)}
    )
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed()):
        await doors.hear(told)
    async with doors.here.db.transaction() as tx:
        await contacts.keep_stop(tx, MessagesStopped(participant_id=dimitra.id, occurred_at=NOON))
        await tx.execute("UPDATE contact SET agreed = false, stopped_at = $1", NOON)
    await doors.hear(paper)
    assert not await gets_messages(doors)
