"""A file for another Local, as two link workers make it, fetch it and bring it along."""

import json
from datetime import date, timedelta
from uuid import uuid4

from services.journey.about_me import rules as matters
from services.journey.about_me import store as about_me_store
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.goals import store as goals_store
from services.journey.goals.rules import goals
from services.journey.measures.rules import measures
from services.journey.recording import record
from services.journey.safety import rules as safety
from services.journey.transfers import store as transfers_store
from services.journey.transfers.rules import parcel
from shared.events import GoalReached
from shared.rules.instruments import library

from .people import AT, DIMI, JOURNEY, LISTED, PLACE, PLANNED, attended

WORD = "lemon tree"
ALL = ["about_me", "goals", "ways", "measures", "agreements"]


IDS = {"journey_id": JOURNEY, "participant_id": DIMI}
SAID = {"what_matters": "my garden, and Đặng’s tea", "interests": "Greek music", "habits": "up at five"}


async def live(doors):
    """Dimi goes to the garden, has said what matters, has two goals, answered twice, and once worried somebody."""
    for event in (LISTED, PLANNED, PLACE, attended(date(2026, 2, 25))):
        await doors.hear(event)
    await agree(doors)
    at = doors.here.now()
    async with doors.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        ended = uuid4()
        for event in (
            matters.record_what_matters(journey, uuid4(), SAID, at),
            goals.set_goal(journey, uuid4(), "walk to the shops", 8, 4, at),
            goals.set_goal(journey, ended, "call Maria", 5, None, at),
            GoalReached(**IDS, goal_id=ended, occurred_at=at + timedelta(days=1)),
            measures.take(journey, library().get("ucla-3"), uuid4(), [3, 2, None], mode="together", occasion="baseline",
                          taken_on=date(2026, 3, 2), at=at),
            measures.take(journey, library().get("ucla-3"), uuid4(), [3, 3, 2], mode="phone", occasion="week_8",
                          taken_on=date(2026, 3, 2), at=at + timedelta(hours=1)),
            safety.raise_note(journey, uuid4(), "worry", "today", "lead", "said goodbye to me", at),
        ):  # fmt: skip
            await record(tx, event)


async def agree(doors):
    async with doors.here.transaction() as tx:
        await record(
            tx, consents.give(await journeys_store.journey(tx, JOURNEY), uuid4(), "service", "verbal", doors.here.now())
        )


async def the_file(doors, role="link_worker", parts=ALL, to="latrobe"):
    """Made and fetched, as somebody would."""
    client, transfer_id = await doors.client(role), uuid4()
    page = f"{AT}/transfer"
    made = await client.submit(page, page=page, command_id=transfer_id, to_local=to, method="verbal", parts=parts,
                               word=WORD)  # fmt: skip
    assert made.status_code == 303, made.text
    assert f"{page}/{transfer_id}" in (await client.get(page)).text
    answer = await client.get(f"{page}/{transfer_id}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="for-latrobe-')
    return answer.text


async def bring(doors, text, parts=ALL, command_id=None, role="link_worker", word=WORD):
    client, page = await doors.client(role), f"{AT}/bring-along"
    looked = await client.submit(page, page=page, parcel=text, parts=parts, word=word)
    if looked.status_code != 303:
        return looked
    at = looked.headers["location"]
    return await client.submit(f"{at}/yes", page=at, command_id=command_id, shown=" ".join(parts))


def changed(text, **changes):
    """The file with something else in it and a checksum that fits."""
    content = json.loads(text) | changes
    return json.dumps(parcel.sealed({name: value for name, value in content.items() if name != "checksum"}))


async def facts(doors):
    """The parts that came along, without what is each Local's own: ids and the occasion."""
    async with doors.here.db.transaction() as tx:
        said = await about_me_store.latest_matters(tx, JOURNEY)
        set_ = await goals_store.goals(tx, JOURNEY)
        answered = await transfers_store.measures_to_hand_on(tx, JOURNEY)
    return (
        said and (said.at, said.told, dict(said.words)),
        sorted((goal.wording, goal.importance, goal.confidence, goal.set_at, goal.ended_at) for goal in set_),
        [dict(row) for row in answered],
    )
