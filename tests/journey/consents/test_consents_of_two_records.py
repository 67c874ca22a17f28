"""One person under two records: what was agreed to under one of them stands for that one alone, also once joined."""

from uuid import uuid4, uuid5

from services.journey.consents import store
from services.journey.consents.rules import choices
from shared.events import ParticipantJoined, ParticipantParted
from tests.journey.people import AT, DIMI, JOURNEY, MALIA, NOON, accepted

SECOND = accepted(7, MALIA)
OTHERS = uuid5(SECOND.referral_id, "journey")


async def stands(doors, journey_id):
    async with doors.here.db.transaction() as tx:
        return choices.stands(await store.words(tx, journey_id))


async def test_a_yes_does_not_cross_when_two_records_are_joined_nor_when_they_part(with_dimi, thuy):
    await with_dimi.hear(SECOND)
    said = {"service": "yes", "evaluation": "yes", "messages": "no"}
    await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", method="verbal", **said)
    about = {"joining_id": uuid4(), "kept_id": SECOND.participant_id, "occurred_at": NOON}
    for kind in (ParticipantJoined, ParticipantParted):
        for one, two in ((DIMI, SECOND.participant_id), (SECOND.participant_id, DIMI)):
            await with_dimi.hear(kind(participant_id=one, with_id=two, **about))
        assert set((await stands(with_dimi, OTHERS)).values()) == {None}
        mine = await stands(with_dimi, JOURNEY)
        assert (mine["service"], mine["evaluation"], mine["messages"]) == ("yes", "yes", "no")
