"""Row 43: lines sealed by a private authority, whose certificate is renewed, runs out, or is somebody else's."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from deploy.local.ports import HOST
from deploy.local.ready import client
from tests.authority import Authority
from tests.faults.cluster import Seal
from tests.faults.ground import own
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.faults.wire import Wire

OPEN_SECONDS = 4  # after so long the broker ends each connection, and the next one meets the new certificate
RELAY: dict[str, Any] = {"shared.messaging.relay": {"SEND_SECONDS": 4, "ASK_EVERY": 2.0}}
LISTEN: dict[str, Any] = {"shared.messaging.consumer": {"LOOK_EVERY": 2.0}}


@dataclass
class Sealed:
    """A broker whose listener shows the certificate of this file, and the authority that all believe."""

    site: Site
    authority: Authority
    certificate: Path

    async def show(self, sign: Callable[[Path], Path]) -> None:
        """Put another certificate into the file, and let the running broker read it again."""
        await asyncio.to_thread(sign, self.certificate)
        wanted = hashlib.sha256(leaf(self.certificate)).digest()
        await asyncio.to_thread(self._read_again)
        async with asyncio.timeout(20):
            while hashlib.sha256(await asyncio.to_thread(self._shown)).digest() != wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    def _read_again(self) -> None:
        admin = AdminClient(client(self.site.ground.kafka))
        name = "listener.name.client.ssl.keystore.location"
        entry = ConfigEntry(name, str(self.certificate), incremental_operation=AlterConfigOpType.SET)
        broker = ConfigResource(ResourceType.BROKER, "1", incremental_configs=[entry])
        for answer in admin.incremental_alter_configs([broker]).values():
            answer.result(20)

    def _shown(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert(
            ssl.get_server_certificate((HOST, int(self.site.ground.reached.bootstrap.rpartition(":")[2])), timeout=5)
        )


def leaf(certificate: Path) -> bytes:
    text = certificate.read_text()
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE") :].split("-----END CERTIFICATE-----")[0]
                                    + "-----END CERTIFICATE-----\n")  # fmt: skip


@asynccontextmanager
async def sealed(site: Site, **settings: object) -> AsyncIterator[Sealed]:
    authority = Authority(site.folder / "authority")
    certificate = authority.signs(site.folder / "server.pem")
    ground = own(site.folder / "own", 1, seal=Seal(certificate, authority.file), **settings)
    found = await asyncio.to_thread(ground.__enter__)
    try:
        yield Sealed(Site(found, site.folder / "sealed", site.quick), authority, certificate)
    finally:
        await asyncio.to_thread(ground.__exit__, None, None, None)


@row(
    43, "lines are sealed by a private authority, and the broker's certificate is renewed, runs out, or is a stranger's"
)
async def sealed_lines(site: Site, ledger: Ledger) -> None:
    """A renewed one is taken without a word; a wrong one is refused and named, and what is told waits."""
    async with sealed(site, connections__max__reauth__ms=OPEN_SECONDS * 1000) as line, line.site.wire() as wire:
        wire.start("relay", **RELAY)
        wire.start("listen", **LISTEN)
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(3)):
                await line.show(line.authority.signs)
                ledger.kills += 1
                await asyncio.sleep(OPEN_SECONDS + 1)
                wire.fault_is_over()
                await wire.recovered(ledger)
            ledger.expect("a renewed certificate is no trouble", "is not believed" not in wire.said())
            await refused(line, wire, ledger, lambda at: line.authority.signs(at, days=-1), "has expired")
            stranger = Authority(site.folder / "stranger")
            await refused(line, wire, ledger, stranger.signs, "is not trusted here")
            await as_another(line, wire, ledger)
        await wire.account(ledger)


async def refused(line: Sealed, wire: Wire, ledger: Ledger, sign: Callable[[Path], Path], words: str) -> None:
    """Until relay and listener have said what is wrong; then the right certificate is back."""
    await line.show(sign)
    await is_said(wire, ledger, words)
    await line.show(line.authority.signs)
    wire.fault_is_over()
    await wire.recovered(ledger)


async def as_another(line: Sealed, wire: Wire, ledger: Ledger) -> None:
    """With the name of another machine; a broker takes that only when it starts."""
    brokers = line.site.ground.brokers
    line.authority.signs(line.certificate, "kafka.elsewhere.example")
    await asyncio.to_thread(brokers.stop)
    await asyncio.to_thread(brokers.start)
    await is_said(wire, ledger, "is for another")
    line.authority.signs(line.certificate)
    await asyncio.to_thread(brokers.stop)
    await asyncio.to_thread(brokers.start)
    wire.fault_is_over()
    await wire.recovered(ledger)


async def is_said(wire: Wire, ledger: Ledger, words: str) -> None:
    ledger.kills += 1
    before = len(wire.told)

    async def so() -> bool:
        lines = [line for line in wire.said().splitlines() if words in line]
        return any("relay waits" in line for line in lines) and any("listen" in line for line in lines)

    await wire.until(so, f"relay and listener say: {words}", within=60)
    ledger.expect("facts are acknowledged meanwhile", len(wire.told) > before)
