"""The services' own doors, used as people use them: a browser session each, forms with what the page gave, links."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from markupsafe import escape

from deploy.local.trouble import CliError
from deploy.simulation.browser import Browser, Response, shape
from deploy.simulation.handing import Handing
from deploy.simulation.scans import scanned
from deploy.simulation.steps import Fields, SimulatedStep
from services.notifications.api import signature
from services.permissions import link_workers
from shared.kernel.staff import StaffMember as Staff

_HOST_LINK = re.compile(r"/host/([A-Za-z0-9_-]{51})")
_COMPARED = re.compile(r'/known/([0-9a-f-]{36})"')
_ANSWERED = re.compile(r'name="answers_before" value="(\d+)"')
_CONTACT = re.compile(r'href="([^"]+/check-ins/[^"]+/put-right)"')
MORE_MINUTES = 4  # to settle in, where the first was not enough
FINE = (200, 204, 303)
SHOWN = (200,)
SAY_WHAT_THEY_SHOW = ("/mistake", "/put-right")
"""Pages that are opened before their form is sent: it says what it puts right or takes back."""
NO_FILE = Response(0, [], b'<div class="summary"><p>nothing: the other Local has made no file</p></div>')
HOMES = {"intake": "/referral", "clinician": "/journey/safety", "lead": "/journey"}


@dataclass(frozen=True)
class Refusal:
    """A planned step that a site refused: for the record, never with what was typed."""

    day: int
    who: str
    path: str
    status: int
    why: str

    def __str__(self) -> str:
        return f"day {self.day}, {self.who}: {self.path} answered {self.status} {self.why}".strip()


class Doors:
    """The browser sessions of everybody who does something at one Local."""

    def __init__(self, address: str, staff: Sequence[Staff], handing: Handing, secret: str = "") -> None:
        self.address, self._staff, self._handing, self._secret = address, staff, handing, secret
        self._public, self._clock = Browser(address), Browser(address)
        self._browsers: dict[str, Browser] = {"public": self._public}
        self._host_links: dict[str, str] = {}
        self.refusals: list[Refusal] = []
        self.posts = 0

    @property
    def hear_replies(self) -> bool:
        """Whether a text message can be answered."""
        return bool(self._secret)

    async def __aenter__(self) -> Self:
        await self._public.visits("/ask")
        people = {f"worker {number}": person for number, person in enumerate(link_workers(list(self._staff)))}
        people |= {role: next(person for person in self._staff if person.role == role) for role in HOMES}
        for who, person in people.items():
            self._browsers[who] = Browser(self.address)
            await self._browsers[who].logs_in(person, HOMES.get(who, "/journey"))
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for browser in (*self._browsers.values(), self._clock):
            await browser.closes()

    async def does(self, step: SimulatedStep) -> bool:
        """Carries out one step. What is refused is noted, and the story goes on."""
        path, browser = step.path, self._browsers.get(step.who, self._public)
        if step.who.startswith("person ") and browser is self._public:
            browser = self._browsers[step.who] = Browser(self.address)
            await browser.visits(path)
        if step.who.startswith("host "):
            path = f"/host/{self._host_links.get(step.who, 'unknown')}{step.path}"
        answer = await self._sends(browser, path, step)
        if answer.status not in (SHOWN if step.reads else FINE):
            self.refusals.append(Refusal(step.day, step.who, shape(step.path), answer.status, _why(answer.text)))
            return False
        if step.path.endswith("/host-link") and (found := _HOST_LINK.search(answer.text)):
            self._host_links[step.chain.replace("group", "host")] = found[1]
        if step.path.endswith("/transfer"):
            return await self._hands_on(browser, step)
        return True

    async def _sends(self, browser: Browser, path: str, step: SimulatedStep) -> Response:
        file = await self._handing.takes(step.brings) if step.brings else ""
        if file is None:
            return NO_FILE
        if step.reads:
            return await browser.fetches(path)
        self.posts += 1
        if step.who == "gateway":
            reply = json.dumps(step.fields).encode()
            return await self._public.hands_over(path, reply, {"x-lc-signature": signature(self._secret, reply)})
        if file:
            return await browser.uploads(path, step.fields, step.id, file.encode())
        if step.letter:
            return await browser.uploads(path, step.fields, step.id, scanned(step.letter), "letter")
        path = await self._found(browser, path, step)
        return await browser.sends(path, {**step.fields, **await self._shown(browser, path)}, step.id)

    async def _found(self, browser: Browser, path: str, step: SimulatedStep) -> str:
        """Where a form goes: one for a contact as what was noted links to it, for it may have answered a check-in."""
        journey, contact, door = path.partition("/check-ins/")
        if not contact or not door.endswith("/put-right"):
            return path
        page = (await browser.fetches(f"{journey}/noted")).text
        entries = (entry for entry in page.split("<li ") if str(escape(step.fields["note"])) in entry)
        links = (found[1] for entry in entries if (found := _CONTACT.search(entry)))
        return next(links, path)

    async def _shown(self, browser: Browser, path: str) -> Fields:
        """What the form says of the page on which it stands, where it says that at all."""
        if path.endswith(SAY_WHAT_THEY_SHOW):
            return await browser.began_from(path)
        referral, compared, _ = path.partition("/known/")
        if not compared:
            return {}
        page = (await browser.fetches(referral)).text
        found = _ANSWERED.search(page.partition(f'action="{path}"')[2].partition("</form>")[0])
        return {"answers_before": found[1]} if found else {}

    async def looks_alike(self, who: str, referral_id: UUID) -> list[UUID]:
        """Of whom a referral's page asks whether it is the same person."""
        page = (await self._browsers[who].fetches(f"/referral/{referral_id}")).text
        asked = page.partition('id="known"')[2].partition("</section>")[0]
        return [UUID(found) for found in _COMPARED.findall(asked)]

    async def _hands_on(self, browser: Browser, step: SimulatedStep) -> bool:
        """The link worker fetches the file that was made, and gives it to the other Local's."""
        path = f"{step.path}/{step.id}"
        answer = await browser.fetches(path)
        if answer.status == 200:
            await self._handing.gives(step.id, answer.text)
            return True
        self.refusals.append(Refusal(step.day, step.who, shape(path), answer.status, _why(answer.text)))
        return False

    async def moves_clock(self, to: datetime) -> bool:
        """Lets time do what is due. Whether anything was; its news has arrived everywhere when this returns."""
        answer = await self._clock.tells("/simulation/clock", {"now": to.isoformat()})
        await self._settled(answer)
        return bool(answer["done"])

    async def settles(self) -> None:
        """Returns when everything told so far has been heard everywhere in this Local."""
        await self._settled(await self._clock.tells("/simulation/settle", {}))

    async def _settled(self, answer: dict[str, Any]) -> None:
        """What was away when it should have settled may be back now."""
        for _ in range(MORE_MINUTES):
            if answer["settled"]:
                return
            answer = await self._clock.tells("/simulation/settle", {})
        if not answer["settled"]:
            raise CliError(f"{self.address} did not settle within minutes: see its log and /journey/operator.")


def _why(page: str) -> str:
    """The first words of the page's own summary of what is wrong, which it says without repeating what was typed."""
    found = re.search(r'(?s)class="[^"]*(?:summary|error)[^"]*".*?<(?:li|p)[^>]*>(.*?)</(?:li|p)>', page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip()[:160] if found else ""
