"""A program's door: a text message gateway tells us what somebody answered, and signs it."""

import hashlib
import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.web import errors, form_words
from shared.web.api import answers, body
from shared.web.errors import Wrong
from shared.web.pages import HereDep

from .domain.replies import asks_to_stop, stop
from .store import contacts, ledger

api = APIRouter(responses=answers(403))
log = structlog.get_logger()
RIGHT = {"from": "A number in E.164, like +61412345678", "body": "An object with from and text"}


class Reply(BaseModel):
    """Somebody answered a text message. Unknown fields are ignored: every gateway has its own."""

    model_config = ConfigDict(frozen=True)

    sender: Annotated[str, Field(alias="from", pattern=r"^\+[1-9]\d{7,14}$", description="E.164")]
    text: Annotated[str, Field(max_length=2000)]


def signature(secret: str, body: bytes) -> str:
    """Hex HMAC-SHA-256 of the body, under a key made for this one use."""
    key = hmac.new(secret.encode(), b"lc/v1/replies", hashlib.sha256).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


@api.post("/notifications/api/replies", status_code=204, openapi_extra=body(Reply))
async def hear_a_reply(request: Request, here: HereDep, x_lc_signature: Annotated[str, Header()] = "") -> Response:
    """STOP ends messages to whoever has that number, at once. Any other answer changes nothing, and is not kept."""
    body = await request.body()
    right = signature(here.settings.secret.get_secret_value(), body)
    if not hmac.compare_digest(right.encode(), x_lc_signature.encode()):
        raise Wrong(403, "The signature does not fit the body.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Wrong(415, "Send JSON: application/json.")
    try:
        reply = Reply.model_validate_json(body)
    except ValidationError as wrong:
        return _refused(request, wrong)
    if asks_to_stop(reply.text):
        async with here.transaction() as tx:
            people = await contacts.who_has(tx, reply.sender)
            for participant_id in people:
                await ledger.record(tx, stop(participant_id, here.now()))
        log.info("messages stopped by reply", count=len(people))
    return Response(status_code=204)


def _refused(request: Request, wrong: ValidationError) -> Response:
    """Each field by its name with what would be right; never a value."""
    found = wrong.errors(include_url=False)
    if any(error["type"] == "json_invalid" for error in found):
        return errors.answer(request, 400, "This is not JSON.")
    names = [str(error["loc"][0]) if error["loc"] else "body" for error in found]
    fields = [
        {"field": name, "says": RIGHT.get(name) or form_words.words(error, None)}
        for name, error in zip(names, found, strict=True)
    ]
    return errors.answer(request, 422, errors=fields)
