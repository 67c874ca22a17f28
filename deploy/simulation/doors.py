"""The services' own doors, used as people use them: a browser session each, forms with what the page gave, links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

import httpx

from deploy.local import Trouble
from deploy.simulation.steps import Fields, Step
from shared.staff import Person as Staff
from shared.staff import link_workers

_CSRF = re.compile(r'name="csrf"\s+value="([^"]+)"|value="([^"]+)"\s+name="csrf"')
_HOST_LINK = re.compile(r"/host/([A-Za-z0-9_-]{51})")
FINE = (200, 303)
PATIENCE = 90.0  # seconds for one answer
KEEP_ALIVE = 3.0  # seconds a connection is kept: less than the sites keep theirs
TRIES = 3


@dataclass(frozen=True)
class Refusal:
    """A door that did not do what was planned: for the record, never with what was typed."""

    day: int
    who: str
    path: str
    status: int
    why: str

    def __str__(self) -> str:
        return f"day {self.day}, {self.who}: {self.path} answered {self.status} {self.why}".strip()


def trace_id(command_id: UUID) -> str:
    """The trace of one form: the same in every run, and not the id of anything."""
    return uuid5(command_id, "trace").hex


def traceparent(command_id: UUID) -> str:
    return f"00-{trace_id(command_id)}-{trace_id(command_id)[:16]}-01"


class Browser:
    """One person's browser at one Local: it keeps the cookies and the token that its forms carry."""

    def __init__(self, address: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=address,
            timeout=PATIENCE,
            trust_env=False,
            limits=httpx.Limits(max_connections=4, keepalive_expiry=KEEP_ALIVE),
        )
        self._token = ""

    async def visits(self, path: str) -> str:
        """Opens a page and keeps the token of its forms."""
        page = await self._again("GET", path, follow_redirects=True)
        if page.status_code != 200:
            raise Trouble(f"{page.url.path} answered {page.status_code}; the simulation cannot go on.")
        if found := _CSRF.search(page.text):
            self._token = found[1] or found[2]
        return page.text

    async def sends(self, path: str, fields: Fields, command_id: UUID) -> httpx.Response:
        form = {**fields, "csrf": self._token, "command_id": str(command_id)}
        return await self._again("POST", path, data=form, headers={"traceparent": traceparent(command_id)})

    async def _again(self, method: str, path: str, **what: Any) -> httpx.Response:
        """Sends it, and sends it again if the connection broke: a form that comes twice is carried out once."""
        for left in reversed(range(TRIES)):
            try:
                return await self._http.request(method, path, **what)
            except httpx.TransportError as broken:
                if not left:
                    raise Trouble(f"{self._http.base_url}{_shape(path)} broke off: {type(broken).__name__}.") from None
        raise AssertionError

    async def logs_in(self, person: Staff, home: str) -> None:
        await self.visits("/login")
        answer = await self.sends("/login", {"person": str(person.id)}, uuid4())
        if answer.status_code != 303:
            raise Trouble(f"Nobody could log in as {person.role}: /login answered {answer.status_code}.")
        await self.visits(home)

    async def tells(self, path: str, wish: dict[str, str]) -> dict[str, object]:
        """JSON there and back, for the simulation's own doors."""
        answer = await self._again("POST", path, json=wish)
        if answer.status_code != 200:
            raise Trouble(f"{path} answered {answer.status_code}: is LC_CLOCK=movable set for this Local?")
        return dict(answer.json())

    async def closes(self) -> None:
        await self._http.aclose()


class Doors:
    """Everybody who does something at one Local, each with a browser of their own."""

    def __init__(self, address: str, staff: Sequence[Staff]) -> None:
        self.address, self._staff = address, staff
        self._public, self._clock = Browser(address), Browser(address)
        self._browsers: dict[str, Browser] = {"public": self._public}
        self._host_links: dict[str, str] = {}
        self.refusals: list[Refusal] = []
        self.posts = 0

    async def __aenter__(self) -> Self:
        await self._public.visits("/ask")
        people = {f"worker {number}": person for number, person in enumerate(link_workers(list(self._staff)))}
        people["intake"] = next(person for person in self._staff if person.role == "intake")
        for who, person in people.items():
            self._browsers[who] = Browser(self.address)
            await self._browsers[who].logs_in(person, "/referral" if who == "intake" else "/journey")
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for browser in (*self._browsers.values(), self._clock):
            await browser.closes()

    async def does(self, step: Step) -> bool:
        """Carries out one step. What is refused is noted, and the story goes on."""
        path, browser = step.path, self._browsers.get(step.who, self._public)
        if step.who.startswith("host "):
            path = f"/host/{self._host_links.get(step.who, 'unknown')}{step.path}"
        answer = await browser.sends(path, step.fields, step.id)
        self.posts += 1
        if answer.status_code not in FINE:
            self.refusals.append(Refusal(step.day, step.who, _shape(step.path), answer.status_code, _why(answer.text)))
            return False
        if step.path.endswith("/host-link") and (found := _HOST_LINK.search(answer.text)):
            self._host_links[step.chain.replace("group", "host")] = found[1]
        return True

    async def moves_clock(self, to: datetime) -> bool:
        """Lets time do what is due. Whether anything was; its news has arrived everywhere when this returns."""
        answer = await self._clock.tells("/simulation/clock", {"now": to.isoformat()})
        self._settled(answer)
        return bool(answer["done"])

    async def settles(self) -> None:
        """Returns when everything told so far has been heard everywhere in this Local."""
        self._settled(await self._clock.tells("/simulation/settle", {}))

    def _settled(self, answer: dict[str, object]) -> None:
        if not answer["settled"]:
            raise Trouble(f"{self.address} did not settle within a minute: see its log and /journey/operator.")


def _shape(path: str) -> str:
    """The path without ids and tokens."""
    return re.sub(r"[0-9a-f-]{36}|[A-Za-z0-9_-]{51}", "…", path)


def _why(page: str) -> str:
    """The first words of the page's own summary of what is wrong, which it says without repeating what was typed."""
    found = re.search(r'(?s)class="[^"]*(?:summary|error)[^"]*".*?<(?:li|p)[^>]*>(.*?)</(?:li|p)>', page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip()[:160] if found else ""
