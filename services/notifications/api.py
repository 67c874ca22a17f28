"""A program's door: a text message gateway tells us what somebody answered, and signs it."""

import hashlib
import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.web.errors import Wrong
from shared.web.pages import HereDep

from .domain.replies import asks_to_stop
from .store import contacts

api = APIRouter()
log = structlog.get_logger()


class Reply(BaseModel):
    """Somebody answered a text message. Unknown fields are ignored: every gateway has its own."""

    model_config = ConfigDict(frozen=True)

    sender: Annotated[str, Field(alias="from", pattern=r"^\+[1-9]\d{7,14}$", description="E.164")]
    text: Annotated[str, Field(max_length=2000)]


def signature(secret: str, body: bytes) -> str:
    """Hex HMAC-SHA-256 of the body, under a key made for this one use."""
    key = hmac.new(secret.encode(), b"lc/v1/replies", hashlib.sha256).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


@api.post("/notifications/api/replies", status_code=204)
async def hear_a_reply(request: Request, here: HereDep, x_lc_signature: Annotated[str, Header()] = "") -> Response:
    """STOP ends messages to that number at once. Any other answer changes nothing, and its words are not kept."""
    body = await request.body()
    if not hmac.compare_digest(signature(here.settings.secret.get_secret_value(), body), x_lc_signature):
        raise Wrong(403, "The signature does not fit the body.")
    try:
        reply = Reply.model_validate_json(body)
    except ValidationError as wrong:
        fields = ", ".join(sorted({str(error["loc"][0]) if error["loc"] else "body" for error in wrong.errors()}))
        raise Wrong(422, f"Look at: {fields}.") from None
    if asks_to_stop(reply.text):
        async with here.transaction() as tx:
            log.info("messages stopped by reply", count=await contacts.keep_stop(tx, reply.sender, here.now()))
    return Response(status_code=204)
