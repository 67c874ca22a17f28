"""A topic that was deleted and made again is heard from its first record, also where it has outgrown the old one."""

from aiokafka import AIOKafkaProducer

from shared.messaging.which_topic import topic_ids
from shared.persistence.database import connected
from tests.shared.kernel.test_lines import Fresh, Place, brisk, place, running, until

__all__ = ["brisk", "place"]


async def tell(place: Place, what: str, records: int) -> None:
    """What nobody can read is parked, and seen there."""
    async with AIOKafkaProducer(**place.access.client()) as producer:
        for number in range(records):
            await producer.send_and_wait(place.journey, f"{what} {number}".encode(), partition=0)


async def heard(url: str) -> list[tuple[int, int]]:
    """On which of the logs, and where there, each record lay; what comes takes the place of what lay on the old one."""
    async with connected(url) as db, db.transaction() as tx:
        rows = await tx.fetch("SELECT anew, kafka_offset FROM parked ORDER BY 1, 2")
        return [(row["anew"], row["kafka_offset"]) for row in rows]


async def hears(place: Place, url: str, expected: list[tuple[int, int]]) -> None:
    async def so() -> bool:
        return await heard(url) == expected

    async with running(place, url):
        await until(so)


async def make_again(place: Place) -> None:
    async def gone() -> bool:
        return not await topic_ids(place.access, [place.journey])

    await place.admin.delete_topics([place.journey])
    await until(gone)
    await place.make(place.journey)


async def test_what_lies_on_the_new_one_is_heard_though_it_is_longer(place: Place, fresh_database: Fresh) -> None:
    url = await fresh_database("practice")
    await place.make()
    await tell(place, "old", 3)
    await hears(place, url, [(0, 0), (0, 1), (0, 2)])
    await make_again(place)
    await tell(place, "new", 5)
    new = [(1, offset) for offset in range(5)]
    await hears(place, url, new)
    await tell(place, "one more", 1)
    await hears(place, url, [*new, (1, 5)])


async def test_the_id_of_a_topic_stays_as_long_as_it_does(place: Place) -> None:
    await place.make()
    first = await topic_ids(place.access, place.topics)
    assert first.keys() == set(place.topics)
    assert await topic_ids(place.access, [*place.topics, f"lc.{place.local}.nowhere"]) == first
    await make_again(place)
    second = await topic_ids(place.access, place.topics)
    assert {name for name in second if second[name] != first[name]} == {place.journey}


async def test_where_no_broker_answers_nothing_is_known_of_a_topic(place: Place) -> None:
    nobody = place.access.model_copy(update={"bootstrap": "127.0.0.1:1"})
    assert await topic_ids(nobody, [place.journey]) == {}
