"""One service on a real database without Kafka: its pages over ASGI, its ears fed by hand, its outbox read."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute

from services.settings import LocalSettings
from services.site_map import LOCAL
from shared.app.service import Service, build, tick
from shared.config.settings import ServiceAccess
from shared.context.service_context import ServiceContext
from shared.events import BY_TYPE, Event
from shared.kernel.clock import MovableClock
from shared.kernel.staff import StaffMember
from shared.kernel.topics import topic
from shared.messaging.envelope import KafkaRecord
from shared.persistence.database import connected

from .described import as_described

NOON = datetime(2026, 3, 2, 1, tzinfo=UTC)  # Monday, midday in Melbourne
STAFF = Path(__file__).parent / "staff.json"
HIDDEN = re.compile(r'name="(csrf|command_id)"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="(csrf|command_id)"')
SHOWN = re.compile(
    r'name="(began_from|place_id|proposal_id|giving_up_id|decisions_before|corrections|waiting_changes)"'
    r' value="([^"]*)"'
)
"""What a form says of what its page showed."""


def settings_for(service: str, database_url: str, **changes: Any) -> LocalSettings:
    return LocalSettings.model_validate(
        {
            "local": "brimbank",
            "local_name": "Brimbank",
            "phone": "03 9448 5522",
            "secret": "only-for-tests-" + "s" * 24,
            "pseudonym_key": "only-for-tests-" + "p" * 24,
            "staff_file": STAFF,
            "kafka_bootstrap": "127.0.0.1:1",
            "clock": "movable",
            "clock_starts": NOON.isoformat(),
            "public_url": "http://local.test",
            "public_posts_per_minute": 1000,
            service: ServiceAccess.model_validate({"database_url": database_url, "kafka_password": "none"}),
        }
        | changes
    )


class Client(httpx.AsyncClient):
    """A browser without JavaScript: it takes the form's hidden fields from the page the form is on."""

    async def post(self, url: Any, **sent: Any) -> httpx.Response:
        """Where the answer is a page, the browser is sent to its address, and shows it."""
        answer = await super().post(url, **sent)
        onward = answer.headers.get("location", "")
        return await self.get(onward) if "kept=" in onward else answer

    async def submit(self, action: str, page: str, *, command_id: UUID | None = None, **fields: Any) -> httpx.Response:
        shown = await self.get(page)
        hidden: dict[str, str] = {}
        for name, value, value_first, name_last in HIDDEN.findall(shown.text):
            hidden.setdefault(name or name_last, unescape(value or value_first))
        assert "csrf" in hidden, f"{page} answered {shown.status_code} and has no form"
        showed = SHOWN.findall(shown.text.partition(f'action="{action}"')[2].partition("</form>")[0])
        fields = {name: unescape(value) for name, value in showed} | fields
        sent = {"csrf": hidden["csrf"], "command_id": str(command_id or uuid4())} | fields
        return await self.post(action, data=sent)


class Doors:
    def __init__(self, service: Service, app: FastAPI, here: ServiceContext, clock: MovableClock) -> None:
        self.service, self.app, self.here, self.clock = service, app, here, clock
        self._offset = self._anew = 0
        self._clients = AsyncExitStack()

    def person(self, role: str, nth: int = 0) -> StaffMember:
        people: list[StaffMember] = self.here.settings.staff
        return [person for person in people if person.role == role][nth]

    async def client(self, role: str | None = None, nth: int = 0) -> Client:
        """A browser: anonymous, or logged in as the nth person of that role."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        client = await self._clients.enter_async_context(
            Client(
                transport=transport,
                base_url="http://local.test",
                headers={"accept": "text/html"},
                event_hooks={"response": [as_described(self.app)]},
            )
        )
        if role is not None:
            answer = await client.submit("/login", page="/login", person=str(self.person(role, nth).id))
            assert answer.status_code == 303, f"the login answered {answer.status_code}"
        return client

    async def hear(
        self, event: Event, event_id: UUID | None = None, lies_at: int | None = None, **headers: str
    ) -> bool:
        """Let the service hear an event as Kafka would bring it. False if it means nothing to it.

        `lies_at`: where it lies on its log, for one that was parked and comes late; else behind all that came before.
        """
        assert self.service.hears is not None
        self._offset += 1
        attributes = {
            "ce_specversion": "1.0",
            "ce_id": str(event_id or uuid4()),
            "ce_type": event.type_name(),
            "ce_source": f"/lc/{self.here.local}/{event.service}",
            "ce_sequence": str(self._offset),
            "content-type": "application/json",
        } | headers
        raw = KafkaRecord(
            topic(self.here.local, event.stream),
            0,
            self._offset if lies_at is None else lies_at,
            event.subject.encode(),
            event.body(),
            tuple((name, value.encode()) for name, value in attributes.items()),
            self._anew,
        )
        return await self.service.hears.handle(raw, self.here)

    def log_made_anew(self) -> None:
        """What is heard from now on lies on a log that counts from its beginning, as the listener finds out."""
        self._anew += 1

    async def told(self) -> list[Event]:
        """What the service has told so far, as others read it: what is kept is not there."""
        async with self.here.db.transaction() as tx:
            rows = await tx.fetch("SELECT type, key, occurred_at, body FROM outbox ORDER BY position")
        return [_told(row) for row in rows]

    async def tick(self) -> int:
        """Let time do what is due at the clock's moment."""
        return await tick(self.service, self.here)

    async def count(self, table: str) -> int:
        async with self.here.db.transaction() as tx:
            return int(await tx.fetchval(f'SELECT count(*) FROM "{table}"'))

    async def close(self) -> None:
        await self._clients.aclose()


def _told(row: Any) -> Event:
    kind = BY_TYPE[row["type"]]
    if row["body"] is None:
        return kind.model_validate({kind.keyed_by: row["key"], "occurred_at": row["occurred_at"]})
    return kind.model_validate(json.loads(bytes(row["body"])))


OpenDoors = Callable[..., Awaitable[Doors]]
_ROUTES: dict[int, tuple[Service, list[BaseRoute]]] = {}


def _built(service: Service, settings: LocalSettings, clock: MovableClock) -> FastAPI:
    """An app of its own on the routes of the service's first one.

    What FastAPI works out about a service's doors, when they are first asked for, costs more than most tests; and
    nothing of the settings, of the clock or of anybody's visit is kept there.
    """
    app = build(service, settings, LOCAL, clock)
    _, routes = _ROUTES.setdefault(id(service), (service, [*app.router.routes]))
    app.router.routes = [*routes]
    return app


@asynccontextmanager
async def opened(service: Service, database_url: str, **changes: Any) -> AsyncIterator[Doors]:
    settings = settings_for(service.name, database_url, **changes)
    clock = MovableClock(NOON)
    app = _built(service, settings, clock)
    async with connected(database_url) as db:
        app.state.here = ServiceContext(service.name, settings.local, settings, clock, db)
        doors = Doors(service, app, app.state.here, clock)
        try:
            yield doors
        finally:
            await doors.close()
