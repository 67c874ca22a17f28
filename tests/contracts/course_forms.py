"""The forms of how a journey goes on: handed over, handed on, taken in, asked after, begun again."""

import json
from uuid import UUID, uuid4, uuid5

from services.journey.lifecycle.pages import course, handing_over
from services.journey.transfers.pages import bring_along, hand_on
from services.journey.transfers.rules import parcel
from services.journey.transfers.rules import transfer as rules
from shared.web.forms import ButtonForm
from tests.doors import Client, Doors
from tests.journey import people as dimi

from .door import FULL, Door


async def before_the_end(doors: Doors, thuy: Client) -> list[Door]:
    """What can be done while a journey is open; somebody else of Thuy's is the one who is handed over."""
    other = dimi.accepted(2)
    await doors.hear(other)
    at, theirs = "/journey/{journey_id:uuid}", f"/journey/{uuid5(other.referral_id, 'journey')}"
    over = {"link_worker_id": str(dimi.MALIA), "note": f"zqover {FULL}"}
    on = {"to_local": "latrobe", "method": "verbal", "parts": "goals", "word": f"zqword {FULL}"[:60]}
    file, sent, bring = uuid4(), uuid4(), {"parts": "about_me", "word": "lemon tree"}
    mine = f"{dimi.AT}/bring-along"
    await thuy.submit(mine, page=mine, parcel=_parcel(file), **bring)
    await thuy.submit(f"{dimi.AT}/transfer", page=f"{dimi.AT}/transfer", command_id=sent, **on)
    return [
        Door(f"{at}/handover/read", "link_worker", ButtonForm),
        Door(f"{theirs}/handover", "lead", handing_over.HandOverForm, over, 1),
        Door(f"{at}/transfer", "link_worker", hand_on.HandOnForm, on, 1),
        Door(f"{at}/bring-along", "link_worker", bring_along.BringForm, bring | {"parcel": _parcel()},
             takes_a_file=True),
        Door(f"{at}/bring-along/{file}/yes", "link_worker", bring_along.YesForm, {"shown": bring["parts"]}, 2),
        Door(f"{at}/bring-along/{file}/take-back", "link_worker", ButtonForm, {}, 1),
        Door(f"{at}/bring-along/{file}/no", "link_worker", ButtonForm),
        Door(f"{at}/transfer/{sent}/arrived", "link_worker", hand_on.CodeForm, {"code": rules.receipt(sent)}, 1),
    ]  # fmt: skip


def after_the_end() -> list[Door]:
    at = "/journey/{journey_id:uuid}"
    held = {"outcome": "going_well", "note": f"zqafter {FULL}"}
    return [
        Door(f"{at}/follow-up", "link_worker", course.FollowUpForm, held, 1),
        Door(f"{at}/again", "link_worker", course.AgainForm, {"reason": "asked_to_return"}, 1),
    ]


def _parcel(transfer_id: UUID | None = None) -> str:
    """What Frankston hands on."""
    transfer_id = transfer_id or uuid4()
    content = {
        "format": parcel.FORMAT, "version": parcel.VERSION, "transfer_id": str(transfer_id),
        "from_local": "frankston", "to_local": "brimbank", "made_at": "2026-03-01T01:00:00Z", "agreed": "written",
        "word": rules.mark_of_word("lemon tree", transfer_id),
        "about_me": {"told_at": "2026-02-01T01:00:00Z", "told": "self", "words": {"habits": "zqhabits"}},
    }  # fmt: skip
    return json.dumps(parcel.sealed(content))
