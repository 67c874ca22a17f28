"""What the tests of the front door have in common: somebody asks, somebody looks."""

from typing import Any
from uuid import UUID, uuid4

from services.referral.domain.referrals import participant_of
from tests.doors import Client, Doors

ASKS: dict[str, Any] = {"name": "Dimitra Papadopoulou", "born": "1959", "contact_by": "call", "phone": "0412 345 678"}


async def somebody_asks(doors: Doors, **more: Any) -> UUID:
    """A person asks for support at the front door. Returns the referral's id."""
    referral_id = uuid4()
    client = await doors.client()
    answer = await client.submit("/ask/send", page="/ask", command_id=referral_id, **ASKS | more)
    assert (answer.status_code, went_on_to(answer)) == (303, "/ask/thanks"), answer.text
    return referral_id


def went_on_to(answer: Any) -> str:
    """The page that an answer sends on to, without the reference it quotes."""
    return str(answer.headers.get("location", "")).partition("?")[0]


async def decide(client: Client, referral_id: UUID, what: str, **fields: Any) -> Any:
    return await client.submit(f"/referral/{referral_id}/{what}", page=f"/referral/{referral_id}", **fields)


def card_page(referral_id: UUID) -> str:
    return f"/referral/people/{participant_of(referral_id)}"
