"""A program's door: a gateway or a mail server tells us what somebody answered, and signs it."""

import hashlib
import hmac
import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from shared.web import errors, form_body, form_messages
from shared.web.failures import Wrong
from shared.web.rendering import ContextDep
from shared.web.strict_json import answers, body

from . import commands
from .commands import Heard
from .domain import inbound
from .domain.inbound import Inbound

api = APIRouter(tags=["answers"], responses=answers(403))
RIGHT = {
    "from": "The number or the mail address it came from, like +61412345678 or mai@example.org",
    "text": f"What they wrote: a text of at most {inbound.MOST_CHARACTERS:,} characters",
    "body": "An object with from and text",
}
HONEST: dict[Heard, str] = {
    "unknown": "Nobody here has this number or address. It is kept, and somebody here reads it.",
    "by_machine": "A machine answered, or a mail came back: nothing was changed and nothing is kept.",
}
MOST_BYTES = 1024 * 1024
Signature = Annotated[str, Header(description="hex HMAC-SHA-256 of the body")]


def _as_shown(sender: str) -> str:
    if inbound.shown(sender) != sender:
        raise ValueError(RIGHT["from"])
    return sender


class Reply(BaseModel):
    """Somebody answered a message. Unknown fields are ignored, and the usual other names are known."""

    model_config = ConfigDict(frozen=True, strict=True)

    sender: Annotated[str, Field(alias="from", min_length=1, max_length=320), AfterValidator(_as_shown)]
    text: Annotated[str, Field(max_length=inbound.MOST_CHARACTERS)]
    id: Annotated[str, Field(max_length=inbound.MOST_OF_AN_ID, description="told twice, it counts once")] | None = None


class ReplyOutcome(BaseModel):
    """What became of an answer that is in nobody's record."""

    says: str


KEPT: dict[int | str, dict[str, Any]] = {
    202: {
        "model": ReplyOutcome,
        "description": "Nobody here has that number or address, so intake reads it; or a machine wrote",
    }
}
A_MAIL = {"requestBody": {"content": {"message/rfc822": {"schema": {"type": "string"}}}, "required": True}}


def signature(secret: str, body: bytes) -> str:
    """Hex HMAC-SHA-256 of the body, under a key made for this one use."""
    key = hmac.new(secret.encode(), b"lc/v1/replies", hashlib.sha256).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


@api.post("/notifications/api/replies", status_code=204, responses=KEPT, openapi_extra=body(Reply))
async def hear_a_reply(request: Request, here: ContextDep, x_lc_signature: Signature = "") -> Response:
    """What somebody answered, as JSON or as a form with `from` and `text`. All of it is seen by somebody; what says
    stop stops messages at once."""
    told = await _signed(request, here, x_lc_signature)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            reply = Reply.model_validate(_known(json.loads(told.decode("utf-8"))))
        elif kind == "application/x-www-form-urlencoded":
            reply = Reply.model_validate(inbound.known_names(dict(form_body.parse(told).pairs)))
        else:
            raise Wrong(415, "Send JSON or a form: application/json or application/x-www-form-urlencoded.")
    except ValidationError as wrong:
        return _refused(request, wrong)
    except (ValueError, RecursionError):
        return errors.answer(request, 400, "This is not JSON.")
    return await _heard(here, inbound.of(reply.sender, reply.text, here.settings.area_code, reply.id))


@api.post("/notifications/api/mail", status_code=204, responses=KEPT, openapi_extra=A_MAIL)
async def hear_a_mail(request: Request, here: ContextDep, x_lc_signature: Signature = "") -> Response:
    """A mail as it arrived at the address that messages come from: message/rfc822, whole."""
    told = await _signed(request, here, x_lc_signature)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "message/rfc822":
        raise Wrong(415, "Send the mail as it arrived: message/rfc822.")
    mail = inbound.of_mail(told)
    if not mail.sender and not mail.by_machine:
        return errors.answer(request, 422, errors=[{"field": "From", "says": "A mail that says from whom it is"}])
    return await _heard(here, mail)


async def _heard(here: ContextDep, told: Inbound) -> Response:
    heard = await commands.hear(here, told)
    return JSONResponse({"says": HONEST[heard]}, 202) if heard in HONEST else Response(status_code=204)


async def _signed(request: Request, here: ContextDep, given: str) -> bytes:
    told = bytearray()
    async for part in request.stream():
        told += part
        if len(told) > MOST_BYTES:
            raise Wrong(413)
    right = signature(here.settings.secret.get_secret_value(), bytes(told))
    if not hmac.compare_digest(right.encode(), given.encode()):
        raise Wrong(403, "The signature does not fit the body.")
    return bytes(told)


def _known(given: Any) -> Any:
    return inbound.known_names(given) if isinstance(given, dict) else given


def _refused(request: Request, wrong: ValidationError) -> Response:
    """Each field by its name with what would be right; never a value."""
    found = wrong.errors(include_url=False)
    names = [str(error["loc"][0]) if error["loc"] else "body" for error in found]
    fields = [
        {"field": name, "says": RIGHT.get(name) or form_messages.words(error, None)}
        for name, error in zip(names, found, strict=True)
    ]
    return errors.answer(request, 422, errors=fields)
