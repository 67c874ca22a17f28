"""A Local's evaluation topic is deleted and made again: nothing on the new one is passed over in silence."""

from collections.abc import Awaitable, Callable

from aiokafka.admin import AIOKafkaAdminClient

from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.batch import Batch
from services.evaluation.outcomes.consume.following import Following
from services.evaluation.outcomes.consume.gone import Lost, lost
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.evaluation.outcomes.site.status import standing
from shared.persistence.database import Database
from tests.evaluation.brokers import Broker, has, live, made, until
from tests.evaluation.evaluator import opened, people
from tests.evaluation.logs import PLACE, raw, took_part, withdrew
from tests.evaluation.site.test_command import lc

ASIDE = "UPDATE parked SET set_aside_at = now(), set_aside_by = 'Sam', set_aside_because = 'The old one'"


def test_a_log_that_ends_before_where_it_was_counted_stands_still() -> None:
    assert lost({PLACE: 30}, {PLACE: (0, 29)}) == [Lost(*PLACE, 30, 0)]
    assert lost({PLACE: 30}, {PLACE: (0, 0)})[0].anew
    assert lost({PLACE: 30}, {PLACE: (0, 30)}) == lost({}, {PLACE: (0, 0)}) == []
    assert not lost({PLACE: 30}, {PLACE: (31, 40)})[0].anew


async def made_again(broker: Broker) -> None:
    """Shorter than before: somebody withdraws, and somebody is new."""
    admin = AIOKafkaAdminClient(**broker.access.client())
    await admin.start()
    await admin.delete_topics([broker.topic(0)])

    async def deleted() -> bool:
        return broker.topic(0) not in await admin.list_topics()

    async def there() -> bool:
        await made(admin, broker.topic(0))
        return broker.topic(0) in await admin.list_topics()

    await until(deleted)
    await until(there)
    await admin.close()
    await broker.producer.client.force_metadata_update()
    who = people(broker.locals[0], 15)[0][0].pseudonym
    await broker.tell(0, withdrew(who, 90), took_part("newcomer", 1, broker.locals[0]))


def says_so(broker: Broker, following: Following) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        return "made anew, or put back" in following.troubles.get(broker.locals[0], "")

    return true


async def goes_on_once_somebody_says_why(broker: Broker, settings: EvaluatorSettings, following: Following) -> None:
    await until(says_so(broker, following))
    assert "was made anew, or put back. It stands still there" in (await lc(settings, "status"))[2]
    assert (await standing(settings)).rows["withdrawn"] == 0
    status, _, said = await lc(settings, "rebuild")
    assert (status, "go-on` first" in said) == (1, True)
    why = ("--because", "The topic was deleted by mistake", "--by", "Sam Lee")
    status, _, said = await lc(settings, "go-on", *why)
    assert (status, "It goes on without what lay before record" in said) == (0, True)
    await until(has(settings, withdrawn=1, participation=15))
    found = await standing(settings)
    assert (found.gone, {one.because for one in found.went_on}) == ([], {why[1]})
    async with opened(settings.database_url.get_secret_value()) as site:
        page = await (await site.evaluator()).get("/quality")
    assert "was made anew" in page.text
    assert why[1] in page.text


async def test_a_log_made_anew_while_nobody_counted_is_counted_once_somebody_says_why(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    await broker.tell(0, *people(broker.locals[0], 15))
    async with live(settings):
        await until(has(settings, participation=15))
    await made_again(broker)
    async with live(settings) as (_, following):
        await goes_on_once_somebody_says_why(broker, settings, following)


async def test_a_log_made_anew_while_it_is_counted_is_noticed(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, *people(broker.locals[0], 15))
    async with live(settings) as (_, following):
        await until(has(settings, participation=15))
        await made_again(broker)
        await goes_on_once_somebody_says_why(broker, settings, following)


async def test_the_same_record_that_comes_again_stays_set_aside(outcomes: Database) -> None:
    batch = Batch("brimbank")
    batch.park(raw(3, b"k", b"same", [("ce_type", b"\xff")]), "cannot be read")
    await store.write(outcomes, batch)
    async with outcomes.transaction() as tx:
        await tx.execute(ASIDE)
    await store.write(outcomes, batch)
    async with outcomes.transaction() as tx:
        assert await store.parked_by_reason(tx) == {}
