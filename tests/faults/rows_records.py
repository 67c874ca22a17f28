"""Rows 21 to 26: records that come twice, in the wrong order, unreadable, or from another version."""

import asyncio
import json
import time
from uuid import uuid4

from shared.events import GoalSet
from tests.faults.ground import through
from tests.faults.ledger import Ledger
from tests.faults.log import Headers
from tests.faults.matrix import Site, row
from tests.faults.proxy import proxied
from tests.faults.wire import Wire

Record = tuple[bytes | None, bytes | None, Headers]


def poisonous(wire: Wire) -> list[tuple[str, Record]]:
    """One record of every kind that can never be handled."""
    goal = wire.next_goal()[1]
    key, body, headers = goal.subject.encode(), goal.body(), wire.headers
    other_key = str(uuid4()).encode()
    fields = json.loads(body)
    without = json.dumps({name: value for name, value in fields.items() if name != "goal_id"}).encode()
    wrong_type = json.dumps(fields | {"importance": "eight"}).encode()
    return [
        ("not JSON", (key, b"{not json", headers())),
        ("no value", (key, None, headers())),
        ("an empty value", (key, b"", headers())),
        ("a byte order mark", (key, b"\xef\xbb\xbf" + body, headers())),
        ("JSON cut short", (key, body[:-20], headers())),
        ("a header that is no text", (key, body, headers(ce_source=b"\xff\xfe"))),
        ("a header that is null", (key, body, headers(ce_source=None))),
        ("another Local's source", (key, body, headers(ce_source=b"/lc/frankston/journey"))),
        ("no key", (None, body, headers())),
        ("another subject's key", (other_key, body, headers())),
        ("an id that is no id", (key, body, headers(ce_id=b"none"))),
        ("no id", (key, body, [pair for pair in headers() if pair[0] != "ce_id"])),
        ("an id of 10 kB", (key, body, headers(ce_id=b"1" * 10_000))),
        ("a header that stands twice", (key, body, [*headers(), ("ce_id", str(uuid4()).encode())])),
        ("another specification", (key, body, headers(ce_specversion=b"0.3"))),
        ("a version from the future", (key, body, headers(ce_type=b"au.localconnections.GoalSet.v9"))),
        ("another content type", (key, body, headers(**{"content-type": b"application/avro"}))),
        ("a missing field", (key, without, headers())),
        ("a field of another type", (key, wrong_type, headers())),
        ("no headers at all, and nothing in it", (key, b"anything", [])),
        ("a hundred thousand zeros", (key, b"\x00" * 100_000, headers())),
    ]


def passing(wire: Wire) -> Record:
    """A fact that nobody here has heard of: nothing to this service."""
    return None, b"", wire.headers(ce_type=b"au.localconnections.NotYetInvented.v1")


@row(21, "every record comes three times", quick=True)
async def duplicates(site: Site, ledger: Ledger) -> None:
    async with site.wire(partitions=1) as wire:
        count = site.times(200, quick=40)
        records = [wire.good() for _ in range(count)]
        await wire.produce(*records, *records, *records)
        ledger.kills += 2 * count
        wire.fault_is_over()
        wire.start("listen")
        wire.start("relay")
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("two of three are dropped", ledger.deduplicated == 2 * count)


@row(22, "facts about one person come in the wrong order", quick=True)
async def wrong_order(site: Site, ledger: Ledger) -> None:
    """Another producer writes old facts after new ones. Each has its effect once, and each is noticed and said."""
    async with site.wire(partitions=1) as wire:
        wire.start("relay")
        wire.start("listen")
        count = site.times(50, quick=10)
        goals = [wire.next_goal()[1].model_copy(update={"participant_id": wire.people[0]}) for _ in range(2 * count)]

        def numbered(place: int) -> Record:
            key, body, headers = wire.good(goals[place])
            return key, body, [*headers, ("ce_sequence", str(place + 1).encode())]

        await wire.produce(*(numbered(place + 1 - 2 * (place % 2)) for place in range(2 * count)))  # 2, 1, 4, 3, ...
        for place, goal in enumerate(goals):
            wire.acknowledged(goal, place)
        ledger.kills = count
        own = Ledger(22, "")
        await wire.account(own)
        ledger.figures["facts that came after a later one"] = own.out_of_order
        ledger.figures["of these noticed and said"] = wire.said().count("out of order")
        ledger.expect("every one is noticed", wire.said().count("out of order") == own.out_of_order == count)
        wire.people = [uuid4() for _ in wire.people]  # the others' numbers go on elsewhere
        wire.fault_is_over()
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.out_of_order -= own.out_of_order  # made by this row on purpose, and counted above
        wire.close()


@row(23, "records that can never be handled stand between good ones", quick=True)
async def poison(site: Site, ledger: Ledger) -> None:
    async with site.wire(partitions=1) as wire:
        wire.start("listen")
        wire.start("relay")
        await wire.tell(6)
        await wire.all_have_had_their_effect()
        injected = 0
        for _ in range(site.times(3)):
            for _, record in poisonous(wire):
                began = time.time()
                await wire.produce(wire.good(), record, wire.good())
                injected += 1
                await wire.all_have_had_their_effect()
                ledger.recoveries.append(time.time() - began)
        ledger.kills = injected
        await wire.account(ledger)
        ledger.expect("as many are parked as were put there", ledger.parked == injected)


@row(24, "the place to park in cannot be reached while a record has to be parked")
async def nowhere_to_park(site: Site, ledger: Ledger) -> None:
    """Parking is a table of the service's own: it is away when the database is. Nothing is committed past it."""
    port = int(site.ground.stack.postgres_url.rpartition(":")[2].partition("/")[0])
    async with site.wire(partitions=1) as wire, proxied(0, port) as proxy:
        wire.reach["listen"] = through(wire.hearer_url, proxy.port)
        wire.start("listen", **{"shared.persistence.database": {"STATEMENT_SECONDS": 2}})
        wire.start("relay")
        await wire.tell(6)
        await wire.all_have_had_their_effect()
        await wire.everything_is_accounted_for()
        proxy.toxics.refuse = True
        await proxy.reset_all()
        ledger.kills += 1
        await wire.produce(*(record for _, record in poisonous(wire)[:5]), wire.good())
        await asyncio.sleep(site.times(10, quick=4))
        committed, ends = await wire.offsets()
        ledger.expect("nothing is committed past what could not be parked", ends[0] - committed.get(0, 0) == 6)
        proxy.toxics.refuse = False
        wire.fault_is_over()
        await wire.tell(1)
        await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("all five are parked", ledger.parked == 5)


@row(25, "nothing on the topic can be handled")
async def all_poison(site: Site, ledger: Ledger) -> None:
    """As after a bad deployment: a service that cannot read anything must not park everything."""
    async with site.wire(partitions=1) as wire:
        bad = (b"k", b"{}", [("ce_type", GoalSet.type_name().encode())])
        await wire.produce(*[bad] * 25)
        wire.start("listen")

        async def halted() -> bool:
            return '"halted"' in wire.said()

        await wire.until(halted, "the listener stops and says so")
        rows = await wire.look("SELECT FROM parked")
        ledger.expect("it stops after twenty", len(rows) == 20)

        async def up_to_the_twentieth() -> bool:
            return (await wire.offsets())[0][0] == 20

        await wire.until(up_to_the_twentieth, "the offset of what was parked is committed, and nothing past it")
        wire.kill(wire.processes[0])
        ledger.kills += 25
        wire.fault_is_over()  # mended, and started again: the last five are parked, and the good ones go on
        wire.start("listen")
        wire.start("relay")
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)


@row(26, "the teller is of another version than the hearer", quick=True)
async def versions(site: Site, ledger: Ledger) -> None:
    """A field more passes; a field less, or a word that is not known, is parked and named; a new event passes by."""
    async with site.wire(partitions=1) as wire:
        wire.start("listen")
        wire.start("relay")
        count = site.times(20, quick=3)

        def changed(**changes: object) -> Record:
            key, body, headers = wire.good() if "more" in changes else wire.good(wire.next_goal()[1])
            fields = {name: value for name, value in (json.loads(body) | changes).items() if value != "gone"}
            return key, json.dumps(fields).encode(), headers

        for _ in range(count):
            await wire.produce(changed(more="words"), changed(journey_id="gone"), changed(importance=11), passing(wire))
        ledger.kills += 3 * count
        wire.fault_is_over()
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("what breaks the contract is parked", ledger.parked == 2 * count)
        ledger.expect("a field more passes", ledger.handled == count + 6)
        reasons = {found["reason"] for found in await wire.look("SELECT reason FROM parked")}
        ledger.figures["kinds of reasons"] = len(reasons)
        ledger.expect("the reason names the field", any("journey_id" in reason for reason in reasons))
