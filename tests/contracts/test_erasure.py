"""Somebody is erased: each service with all it can hold about a person, and afterwards nothing of them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from services.notifications import commands
from services.notifications.consumers import REMEMBERS
from services.notifications.domain import inbound
from shared.events import (
    ConsentWithdrawn,
    Event,
    JourneysErased,
    ParticipantErased,
    ParticipationWithdrawn,
    examples,
)
from shared.kernel.topics import HEARS, SERVICES
from shared.messaging import dead_letters
from shared.messaging.envelope import KafkaRecord
from shared.messaging.remembering import remember
from shared.persistence import erasure
from shared.persistence.erasure import BACKBONE, DataSubject
from tests.doors import NOON, Doors, OpenDoors
from tests.journey import people as dimi
from tests.notifications.people import Somebody
from tests.traces import told_of, traces

from .addresses import filled, service
from .asking import Sheet, Visitor
from .door import Stage
from .stages import STAGES

HEARERS = [name for name in SERVICES if "referral" in HEARS[name]]
CARDS = "lc.brimbank.participant-card"
OTHER_REFERRAL = UUID(int=77 << 64)
OTHER = uuid5(OTHER_REFERRAL, "participant")


@dataclass
class Told:
    """A service that knows somebody, and somebody else; `words` are those that only the first one has said or is."""

    doors: Doors
    who: DataSubject
    other: DataSubject
    words: list[str]

    async def held(self, who: DataSubject | None = None) -> dict[str, list[dict[str, Any]]]:
        async with self.doors.here.db.transaction() as tx:
            return await erasure.rows(tx, who or self.who, self.doors.service.keeps)

    async def left(self) -> dict[str, int]:
        known = [str(self.who.participant_id), *map(str, self.who.journey_ids), self.who.pseudonym, *self.words]
        async with self.doors.here.db.transaction() as tx:
            return await traces(tx, known)

    async def told_of_them(self) -> list[Event]:
        theirs = {str(self.who.participant_id), self.who.pseudonym}
        return [event for event in await self.doors.told() if event.subject in theirs]

    def erased(self) -> Event:
        """As this service hears of it: who knows only journeys, from the journey service."""
        who = self.who.participant_id
        if self.doors.service.name in HEARERS:
            return ParticipantErased(participant_id=who, reason="required_by_law", occurred_at=NOON)
        return JourneysErased(participant_id=who, journey_ids=list(self.who.journey_ids), occurred_at=NOON)


def who_of(doors: Doors, participant_id: UUID, *journey_ids: UUID) -> DataSubject:
    return DataSubject.of(participant_id, journey_ids, doors.here.settings)


async def everything_heard(doors: Doors, participant_id: UUID, referral_id: UUID) -> None:
    """Every example of what this service hears, about that person; whatever it cannot do with it, it leaves."""
    assert doors.service.hears
    told = [event for event in examples.ALL if event.type_name() in doors.service.hears.handlers]
    for event in (
        event for event in told if not isinstance(event, ParticipantErased | JourneysErased | ConsentWithdrawn)
    ):
        await doors.hear(told_of(event, participant_id, referral_id))


async def the_forms(name: str, doors: Doors, *leave: str) -> tuple[Stage, Visitor]:
    """The service's stage, with every form on it sent as it should be, but those that take something away again."""
    stage = await STAGES[name](doors)
    visitors = {who: await Visitor.of(stage, who) for who in {door.who for door in stage.forms}}
    for door in stage.forms:
        if not door.template.endswith((*leave, "/login", "/replay")):
            sheet = Sheet(stage, door, visitors[door.who])
            answer = await sheet.send(sheet.pairs())
            assert answer.status_code == door.status, f"{sheet.path} answered {answer.status_code}"
    return stage, visitors["link_worker"]


async def journey(doors: Doors) -> Told:
    stage, thuy = await the_forms(
        "journey", doors, "/close", "/follow-up", "/again", "/throw-away", "/revoke", "/take-back", "/no"
    )
    anyone, at = await Visitor.of(stage, "anyone"), filled("/me/{token}/mine", **stage.own)
    begun = [("fields", json.dumps({"words": "zqbegun"})), ("page", f"{dimi.AT}/moments")]
    first = [("sheet", str(uuid4())), ("answer", "2"), ("mode", "phone"), ("occasion", "closure")]
    for visitor, path, fields in (
        (thuy, "/journey/drafts", begun),
        (thuy, f"{dimi.AT}/measures/ucla-4/1", first),
        (anyone, at, [("year_of_birth", "1952")]),
    ):
        answer = await visitor.send(path, [("csrf", visitor.csrf), ("command_id", str(uuid4())), *fields])
        assert answer.status_code in (200, 303, 422), path
    await doors.hear(examples.MESSAGE_ANSWERED.model_copy(update={"participant_id": dimi.DIMI}))
    malias = dimi.accepted(1, dimi.MALIA)
    await doors.hear(dimi.card(participant_id=malias.participant_id, name="Malia Tupou", phone=None))
    other = who_of(doors, malias.participant_id, uuid5(malias.referral_id, "journey"))
    words = ["Papadop", "zqmatters", "zqgoal", "zqworry", "zqbegun", "zqsupporter", "zqme"]
    return Told(doors, who_of(doors, dimi.DIMI, dimi.JOURNEY), other, words)


async def community(doors: Doors) -> Told:
    stage, _ = await the_forms("community", doors, "/host-link/revoked")
    ids = [UUID(each["participant_id"]) for each in (stage.own, stage.foreign)]
    return Told(doors, who_of(doors, ids[0]), who_of(doors, ids[1]), ["Anna"])


async def notifications(doors: Doors) -> Told:
    one, two = Somebody(), Somebody(dimi.MALIA, "Malia Tupou")
    for each in (one, two):
        await each.ready(doors)
        await doors.hear(each.paused(uuid4(), NOON.date(), None))
        await doors.hear(each.talked(NOON - timedelta(days=1)))
        theirs = {"participant_id": each.id, "referral_id": each.referral_id}
        await doors.hear(examples.REFERRER_CONTACT_GIVEN.model_copy(update=theirs))
        await doors.hear(examples.NEWS_DUE.model_copy(update=theirs | {"news_id": uuid4()}))
        left = examples.MESSAGE_SENT.model_copy(update={"participant_id": each.id, "message_id": uuid4()})
        async with doors.here.transaction() as tx:
            await remember(tx, REMEMBERS, left.type_name(), left.body())
            opened = "INSERT INTO looked_after_before VALUES ($1, $2, $3, $4, $3, $4)"
            await tx.execute(opened, uuid4(), each.id, NOON, dimi.THUY)
            seen = "INSERT INTO seen_before VALUES ($1, $2, $3, $4, $3, $4)"
            await tx.execute(seen, uuid4(), each.id, NOON, dimi.THUY)
    await commands.hear(doors.here, inbound.of("+61491570006", "zqanswer", "03"))
    return Told(doors, who_of(doors, one.id), who_of(doors, two.id), ["Dimitra"])


async def practice(doors: Doors) -> Told:
    return await heard_of_two(doors)


async def evaluation(doors: Doors) -> Told:
    return await heard_of_two(doors)


async def heard_of_two(doors: Doors) -> Told:
    for participant_id, referral_id in ((dimi.DIMI, dimi.REFERRAL), (OTHER, OTHER_REFERRAL)):
        await everything_heard(doors, participant_id, referral_id)
    other = who_of(doors, OTHER, uuid5(OTHER_REFERRAL, "journey"))
    return Told(doors, who_of(doors, dimi.DIMI, dimi.JOURNEY), other, [])


TELL: dict[str, Callable[[Doors], Awaitable[Told]]] = {
    "journey": journey, "community": community, "notifications": notifications, "practice": practice,
    "evaluation": evaluation,
}  # fmt: skip
NOT_ON_STAGE = {"later_journey", "journey_taken_back"}
"""A second journey, or one that is gone: tests/evaluation/test_episodes.py and
tests/journey/lifecycle/test_asked_back.py do."""


@pytest.fixture(params=[*HEARERS, "practice"])
async def told(request: pytest.FixtureRequest, open_doors: OpenDoors) -> Told:
    doors = await open_doors(service(request.param), public_posts_per_minute=1_000_000)
    known = await TELL[request.param](doors)
    for offset, participant_id in enumerate((known.who.participant_id, known.other.participant_id)):
        card = dimi.card(participant_id=participant_id, name="Malia Tupou")
        raw = KafkaRecord(CARDS, 0, offset, str(participant_id).encode(), card.body()[:-1], ())
        await dead_letters.park(doors.here.db, raw, "not readable")
    return known


@pytest.mark.parametrize("name", SERVICES)
async def test_every_table_says_whether_it_is_about_somebody(name: str, open_doors: OpenDoors) -> None:
    """A new table has to be thought of in the service's keeps.py: what is in neither list is erased by nobody."""
    doors = await open_doors(service(name))
    keeps = doors.service.keeps
    async with doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    said = [*keeps.about, *keeps.stays, *BACKBONE.about, *BACKBONE.stays]
    assert sorted(said) == sorted(row["tablename"] for row in rows)


async def test_nothing_about_whoever_is_erased_is_left_and_nobody_else_loses_anything(told: Told) -> None:
    there = {*told.doors.service.keeps.about, "parked"} - NOT_ON_STAGE
    assert set(await told.held()) >= there, "something of everything stands here before"
    assert await told.left()
    others = await told.held(told.other)
    assert await told.doors.hear(told.erased())
    assert await told.held() == {}
    assert await told.left() == {}
    assert await told.held(told.other) == others


async def test_what_is_heard_of_them_later_has_no_effect_and_is_counted(told: Told) -> None:
    await told.doors.hear(told.erased())
    counts = told.doors.here.progress.counts
    handled, who = counts["handled"], told.who.participant_id
    assert told.doors.service.hears
    late = [event for event in examples.ALL if event.type_name() in told.doors.service.hears.handlers]
    late = [told_of(event, who, dimi.REFERRAL) for event in late if "participant_id" in type(event).model_fields]
    facts = len(await told.told_of_them())
    for event in late:
        await told.doors.hear(event)
    await told.doors.tick()
    assert (counts["handled"], counts["erased"]) == (handled, len(late))
    assert await told.held() == {}
    assert await told.left() == {}
    assert len(await told.told_of_them()) == facts, "nothing is told of them any more"
    page = await (await told.doors.client()).get(f"/{told.doors.service.name}/metrics")
    assert f'lc_erased{{local="brimbank",service="{told.doors.service.name}"}} {len(late)}.0' in page.text


async def test_a_record_of_theirs_that_cannot_be_read_is_not_kept(told: Told) -> None:
    await told.doors.hear(told.erased())
    whole = dimi.card(participant_id=told.who.participant_id).body()
    for offset, key in enumerate((str(told.who.participant_id).encode(), b"\xff")):
        raw = KafkaRecord(CARDS, 1, offset, key, whole[:-1], ())
        assert not await dead_letters.park(told.doors.here.db, raw, "not readable")
    assert await told.left() == {}


async def test_the_last_that_journey_tells_of_somebody_is_which_journeys_were_theirs(open_doors: OpenDoors) -> None:
    doors = await open_doors(service("journey"))
    await doors.hear(dimi.OPENED)
    await doors.hear(ParticipantErased(participant_id=dimi.DIMI, reason="required_by_law", occurred_at=NOON))
    last = (await doors.told())[-1]
    assert last == JourneysErased(participant_id=dimi.DIMI, journey_ids=[dimi.JOURNEY], occurred_at=NOON)


async def test_who_never_set_out_has_no_journeys_to_tell_of(open_doors: OpenDoors) -> None:
    doors = await open_doors(service("journey"))
    await doors.hear(dimi.card())
    await doors.hear(ParticipantErased(participant_id=dimi.DIMI, reason="entered_by_mistake", occurred_at=NOON))
    assert await doors.told() == []
    assert await doors.count("card") == 0


async def test_the_evaluator_hears_of_an_erasure_what_it_hears_of_a_withdrawal(open_doors: OpenDoors) -> None:
    told = await evaluation(await open_doors(service("evaluation")))
    await told.doors.hear(told.erased())
    last = (await told.doors.told())[-1]
    assert isinstance(last, ParticipationWithdrawn)
    assert last.pseudonym == told.who.pseudonym
    assert last.occurred_at == NOON.replace(hour=0), "of which only the week is told"


async def test_who_has_never_agreed_is_erased_without_a_word_to_the_evaluator(open_doors: OpenDoors) -> None:
    doors = await open_doors(service("evaluation"))
    await doors.hear(examples.REFERRAL_RECEIVED)
    await doors.hear(ParticipantErased(participant_id=dimi.DIMI, reason="entered_by_mistake", occurred_at=NOON))
    assert await doors.told() == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("journey", dimi.AT), ("journey", f"{dimi.AT}/goals"), ("journey", f"{dimi.AT}/safety"),
        ("community", "/community/for/{}"), ("referral", "/referral/people/{}"),
    ],
)  # fmt: skip
async def test_a_door_of_theirs_is_one_that_nobody_knows(name: str, path: str, open_doors: OpenDoors) -> None:
    doors = await open_doors(service(name))
    who = dimi.DIMI
    if name in TELL:
        told = await TELL[name](doors)
        who = told.who.participant_id
        await doors.hear(told.erased())
    client = await doors.client("lead")
    answers = [await client.get(path.format(each)) for each in (who, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
