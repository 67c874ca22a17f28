"""One Local and the evaluator as processes of their own, as the demo runs them, and a hand on the Local's clock."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from deploy.demo import processes
from deploy.demo.counting import records
from deploy.kafka import prepare, wipe
from deploy.kafka.rights import EVALUATOR
from deploy.local import loop
from deploy.local.stack import Stack
from deploy.simulation.steps import ZONE
from shared.kernel import staff, topics

LOCAL = "brimbank"
STAFF = processes.ROOT / "deploy" / "locals" / "staff.json"
LINK = re.compile(r"https?://\S+/me/[A-Za-z0-9_-]{51}")


@dataclass(frozen=True)
class Sites:
    """Where the Local and the evaluator answer, and the file its text messages are written to."""

    local: str
    evaluator: str
    sms_file: Path
    stack: Stack
    process: processes.Process
    """The Local's."""

    @property
    def people(self) -> list[staff.StaffMember]:
        """Everybody who works at the Local."""
        return staff.read(STAFF, LOCAL)

    def person(self, role: str) -> staff.StaffMember:
        """Who works here in that role; a role is written as people read it."""
        where = EVALUATOR if role == "evaluator" else LOCAL
        return next(person for person in staff.read(STAFF, where) if person.role == role.replace("-", "_"))

    def home(self, role: str) -> str:
        return self.evaluator if role == "evaluator" else self.local

    def now(self) -> datetime:
        answer = httpx.get(f"{self.local}/simulation/clock", trust_env=False)
        return datetime.fromisoformat(answer.json()["now"]).astimezone(ZONE)

    def move(self, to: datetime) -> None:
        """Time goes on to this moment; what is due is done, and everybody has heard of it."""
        for _ in range(2):  # what has just become due is sent at the next look
            self._tells("/simulation/clock", {"now": to.isoformat()})

    def move_to(self, weekday: int, hour: int, weeks: int = 0) -> datetime:
        """To the next such weekday (0 is Monday) at that hour, and so many weeks on."""
        now = self.now()
        day = now + timedelta(days=(weekday - now.weekday()) % 7, weeks=weeks)
        to = day.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.move(to if to > now else to + timedelta(weeks=1))
        return self.now()

    def settle(self) -> None:
        """Returns when everything told so far has been heard everywhere in the Local."""
        self._tells("/simulation/settle", {})

    def _tells(self, path: str, wish: dict[str, str]) -> None:
        answer = httpx.post(self.local + path, json=wish, timeout=70, trust_env=False)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        assert answer.json()["settled"], "the Local did not settle within a minute"

    def kill(self) -> datetime:
        """The Local's process is gone at once, in the middle of whatever it did (SIGKILL). When that was."""
        now = self.now()
        self.process.child.kill()
        return now

    def start_again(self, at: datetime) -> None:
        """The same Local at the same address; its clock goes on where it stood."""
        self.process.environment["LC_CLOCK_STARTS"] = at.isoformat()
        self.process.start()
        loop.run(processes.until_ready([self.process]))

    def facts(self, journeys: Collection[UUID]) -> Counter[str]:
        """How often each kind of fact about these journeys stands on the topics of the journey service."""
        self.settle()
        names = [topics.topic(LOCAL, stream) for stream in topics.TELLS["journey"]]
        found: Counter[str] = Counter()
        for record in records(self.stack, names):
            kind = next(value for name, value in record.headers() or () if name == "ce_type")
            if json.loads(record.value() or b"{}").get("journey_id") in {str(each) for each in journeys}:
                found[bytes(kind).decode().split(".")[-2]] += 1
        return found

    def messages(self, number: str) -> list[str]:
        """The texts that have reached this number."""
        lines = self.sms_file.read_text(encoding="utf-8").splitlines() if self.sms_file.exists() else []
        return [found["text"] for found in map(json.loads, lines) if found["to"] == number]


@contextmanager
def running(stack: Stack, state: Path) -> Iterator[Sites]:
    """Both sites, ready; ended afterwards."""
    wipe(stack, (LOCAL,))
    environments = prepare(stack, (LOCAL,))
    processes.forget_messages(state)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(processes.PORT_SETTING, "0")
        sites = processes.processes(environments, state, mail_port=1)
    try:
        for site in sites:
            site.start()
        loop.run(processes.until_ready(sites))
        by_name = {site.name: site for site in sites}
        local = by_name[LOCAL]
        yield Sites(local.address, by_name[EVALUATOR].address, local.place.sms_file, stack, local)
    finally:
        processes.stop(sites)
