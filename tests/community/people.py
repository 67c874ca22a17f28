"""A garden group in Sunshine, and people who may go there, for the tests of community."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

import httpx

from services.community.domain.activities import Activity
from services.community.domain.places import Participant, Place, Standing
from shared.events import JourneyClosed, JourneyOpened, ParticipantCardUpdated
from tests.doors import NOON, Client, Doors

MELBOURNE = ZoneInfo("Australia/Melbourne")
THUY = UUID("0b000000-0000-4000-8000-000000000011")
MALIA = UUID("0b000000-0000-4000-8000-000000000012")
LINK = re.compile(r'id="host-link"[^>]*value="http://local\.test(/host/[A-Za-z0-9_-]{51})"')


def garden(**changes: Any) -> Activity:
    """Mondays at 10.30: on the day of the tests it has begun."""
    usual: dict[str, Any] = {
        "id": uuid4(),
        "group_id": uuid4(),
        "title": "Garden morning",
        "kind": "nature",
        "weekday": 0,
        "starts_at": time(10, 30),
        "minutes": 90,
        "places": 2,
        "planned_at": NOON - timedelta(days=60),
    }
    return Activity(**usual | changes)


def somebody(**changes: Any) -> Participant:
    usual = {"id": uuid4(), "called": "Dimitra", "greeted": "Dimitra", "link_worker_id": THUY, "journey_id": uuid4()}
    return Participant(**usual | changes)


def place(activity: Activity, who: UUID, **changes: Any) -> Place:
    usual: dict[str, Any] = {
        "id": uuid4(),
        "participant_id": who,
        "activity_id": activity.id,
        "expected_by_name": True,
        "taken_at": NOON - timedelta(days=20),
    }
    return Place(**usual | changes)


def standing(**changes: Any) -> Standing:
    return Standing(**{"participant": somebody(), "activity": garden()} | changes)


def opened(who: UUID, worker: UUID = THUY, at: datetime = NOON - timedelta(days=30)) -> JourneyOpened:
    return JourneyOpened(
        participant_id=who,
        journey_id=uuid5(who, "journey"),
        referral_id=uuid5(who, "referral"),
        link_worker_id=worker,
        occurred_at=at,
    )


def closed(who: UUID) -> JourneyClosed:
    return JourneyClosed(
        participant_id=who,
        journey_id=uuid5(who, "journey"),
        reason="on_their_own_feet",
        planned=True,
        occurred_at=NOON,
    )


def card(who: UUID, name: str = "Dimitra Papadopoulos", at: datetime = NOON, **changes: Any) -> ParticipantCardUpdated:
    return ParticipantCardUpdated(participant_id=who, name=name, occurred_at=at, phone="+61491570006", **changes)


class Village:
    """The service with a link worker at its pages, and short ways to what most tests begin with."""

    def __init__(self, doors: Doors, worker: Client) -> None:
        self.doors, self.worker = doors, worker

    async def person(self, name: str = "Dimitra Papadopoulos", worker: UUID = THUY, **of_card: Any) -> UUID:
        who = uuid4()
        await self.doors.hear(opened(who, worker))
        await self.doors.hear(card(who, name, **{"preferred_name": name.split()[0]} | of_card))
        return who

    async def group(self, **fields: Any) -> UUID:
        group_id = uuid4()
        usual = {"title": "Sunshine Community Garden", "kind": "nature", "host_name": "Maria",
                 "host_contact": "0491 570 156", "address": "12 Hampshire Road"}  # fmt: skip
        path = "/community/groups/new"
        answer = await self.worker.submit(path, page=path, command_id=group_id, **usual | fields)
        assert answer.status_code == 303, answer.text
        return group_id

    async def activity(self, group_id: UUID, **fields: Any) -> UUID:
        activity_id = uuid4()
        usual = {"title": "Garden morning", "weekday": "0", "starts_at": "10:30", "minutes": "90", "places": "2",
                 "cost": "", "step_free": "yes", "quiet": "unknown", "what_it_is_like": "6 to 10 people"}  # fmt: skip
        path = f"/community/groups/{group_id}/activities/new"
        answer = await self.worker.submit(path, page=path, command_id=activity_id, **usual | fields)
        assert answer.status_code == 303, answer.text
        return activity_id

    async def step(
        self, who: UUID, activity_id: UUID, step: str, client: Client | None = None, **fields: Any
    ) -> httpx.Response:
        """proposal, place, introduction, attendance or place/given-up for a person, from their page."""
        page = f"/community/for/{who}/activities/{activity_id}"
        return await (client or self.worker).submit(f"{page}/{step}", page=page, **fields)

    async def host_link(self, group_id: UUID, weeks: str = "13") -> str:
        """The path of a fresh host link."""
        page = f"/community/groups/{group_id}"
        answer = await self.worker.submit(f"{page}/host-link", page=page, weeks=weeks)
        found = LINK.search(answer.text)
        assert answer.status_code == 200, answer.text
        assert found
        return found[1]

    async def names_told(self) -> list[str]:
        return [type(event).__name__ for event in await self.doors.told()]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
