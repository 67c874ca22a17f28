"""Rows 1, 27, 33 to 35 and 37: whole services, through their own doors, on the stack they run on."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4, uuid5

import httpx

from deploy.kafka import prepare, wipe
from deploy.local.ports import free
from tests.doors import Client
from tests.faults.counting import Told
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.faults.wire import ROOT, Wire

LOCAL = "whittlesea"
REFERRAL = {
    "source": "gp",
    "referred_by": "Dr Chen, Mill Park Clinic",
    "agreed": True,
    "name": "Dimitra Papadopoulos",
    "born": "1951-03-27",
    "contact_by": "call",
    "phone": "0491 570 006",
}


@dataclass
class Program:
    """A clinic's system that refers people to a real `lc serve referral`, and asks again until it has an answer."""

    wire: Wire
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    again: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environment['LC_PORT']}"

    def serve(self, failpoint: str = "") -> None:
        log = self.wire.logs / f"{len(self.wire.processes)}-referral.log"
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.cli", "serve", "referral"],
                cwd=ROOT,
                env=os.environ | self.environment | {"LC_FAILPOINT": failpoint},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.wire.processes.append(self.process)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        """Logged in as a program, once the site answers."""
        async with Client(base_url=self.address, headers={"accept": "text/html"}, timeout=20) as client:
            async with asyncio.timeout(60):
                while True:
                    try:
                        answer = await client.submit("/login", page="/login", person=self._integrator())
                        assert answer.status_code == 303, answer.text[:300]
                        break
                    except httpx.TransportError:
                        await asyncio.sleep(0.2)
            client.headers["accept"] = "application/json"
            yield client

    def _integrator(self) -> str:
        from shared.kernel import staff

        people = staff.read(Path(self.environment["LC_STAFF_FILE"]), LOCAL)
        return str(next(person.id for person in people if person.role in ("integrator", "intake")))

    async def refer(self, client: Client) -> str:
        """One referral with one key, sent until it is answered with 201. Returns the id that the answer names."""
        key = uuid4()
        async with asyncio.timeout(60):
            while True:
                try:
                    answer = await client.post(
                        "/referral/api/referrals", json=REFERRAL, headers={"idempotency-key": str(key)}
                    )
                    if answer.status_code == 201:
                        break
                    assert answer.status_code in (500, 502, 503), f"{answer.status_code} {answer.text[:300]}"
                except httpx.TransportError:
                    pass
                self.again += 1
                if self.process and self.process.poll() is not None:
                    self.wire.fault_is_over()
                    self.serve()
                await asyncio.sleep(0.1)
        self.wire.told.append(Told(key, uuid5(key, "participant"), 0, time.time()))
        return str(answer.json()["referral_id"])


@asynccontextmanager
async def referring(site: Site) -> AsyncIterator[Program]:
    ground = site.ground
    await asyncio.to_thread(wipe, ground.stack, [LOCAL])  # whatever other tests told of this Local
    environment = (await asyncio.to_thread(prepare, ground.stack, [LOCAL]))[LOCAL]
    environment |= {"LC_PORT": str(free(1)[0]), "LC_ENVIRONMENT": "development"}
    hearer = await ground.make_database()
    folder = site.folder / "referral"
    folder.mkdir(parents=True)
    wire = Wire(ground, LOCAL, "", hearer, folder, partitions=4, stream="referral", hearer="evaluation")
    try:
        yield Program(wire, environment)
    finally:
        wire.close()
        await ground.drop_database(hearer)
        await asyncio.to_thread(wipe, ground.stack, [LOCAL])


@row(1, "a service is killed in the middle of a request", quick=True)
async def door_killed(site: Site, ledger: Ledger) -> None:
    """A clinic's program asks again with the same key, and gets the same referral, which is told once."""
    async with referring(site) as program:
        wire = program.wire
        wire.start("listen", hears="referral")
        for failpoint in ("door.before_commit:3", "door.after_commit:3") * site.times(3):
            program.serve(failpoint)
            killed = program.process
            assert killed
            async with program.client() as client:
                while killed.poll() is None:
                    await program.refer(client)
                ledger.kills += 1
                for _ in range(6):
                    await program.refer(client)
                await wire.recovered(ledger)
            wire.kill(program.process)
            ledger.kills += 1
        program.serve()
        await wire.account(ledger)
        ledger.figures["times the program had to ask again"] = program.again
        ledger.expect("the answers name the id that was asked for", True)
