"""The door for programs: a referral as JSON, once per key, and how it stands."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from shared.context.service_context import ServiceContext
from shared.events.referral import NewsStep, Source
from shared.kernel import references
from shared.kernel.refusal import Refused
from shared.web import csrf, errors, form_messages
from shared.web.access import May
from shared.web.failures import Wrong
from shared.web.rendering import ContextDep
from shared.web.session import User
from shared.web.strict_json import AFTER_A_LOGIN, answers, body

from . import commands, store
from .asking.rules import news as rules
from .asking.store import news
from .domain.asking import Referrer, SelfReferral
from .domain.referrers import ReferrerDetails

MOST_BYTES = 64 * 1024
api = APIRouter(tags=["referrals"], responses=answers(404, *AFTER_A_LOGIN))
Program = Annotated[User, Depends(May("refer_by_program"))]


def _must_agree(agreed: bool) -> bool:
    if not agreed:
        raise ValueError("Ask them first. Only somebody who knows about it and agrees can be referred")
    return agreed


class ReferrerIn(ReferrerDetails):
    """Who refers, as another system sends it."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class ReferralIn(SelfReferral):
    """A referral as another system sends it. Nothing else than these fields is taken."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    source: Source
    referrer: Annotated[ReferrerIn | None, Field(description="who refers, field by field")] = None
    referred_by: Annotated[Referrer | None, Field(description="the same in one line, where `referrer` is not sent")] = (
        None
    )
    agreed: Annotated[bool, AfterValidator(_must_agree), Field(description="the person knows of this and agrees")]


class ReferralOut(BaseModel):
    """How a referral stands, in three steps and nothing else; beyond the first one only if the person agreed."""

    referral_id: UUID
    participant_id: UUID
    reference: str
    state: NewsStep


KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "format": "uuid"}}
CREATED = {"headers": {"Location": {"description": "where it says how it stands", "schema": {"type": "string"}}}}


@api.post(
    "/referral/api/referrals",
    status_code=201,
    response_model=ReferralOut,
    responses={201: CREATED, **answers(409)},
    openapi_extra=body(ReferralIn, KEY),
)
async def refer(request: Request, user: Program, here: ContextDep) -> Response:
    """Refer somebody. The same key with the same body is the same referral, and is answered with how it stands by then;
    with another body it is refused (409)."""
    if csrf.from_elsewhere(request):
        raise Wrong(403)
    key = _key(request)
    try:
        wish = ReferralIn.model_validate(_json(await _body(request)), context={"area_code": here.settings.area_code})
        outcome = await commands.receive(here, key, wish, wish.source, wish.referrer or wish.referred_by)
    except ValidationError as wrong:
        return errors.answer(request, 422, errors=_fields(wrong))
    except Refused as refused:
        found = [{"field": refused.field, "says": refused.why}] if refused.field else None
        return errors.answer(request, 422, None if found else refused.why, errors=found)
    if outcome == "different":
        raise Wrong(409, "This Idempotency-Key came before with another body. Use a new key for a new referral.")
    told = await _stands(here, key)
    return JSONResponse(told.model_dump(mode="json"), 201, {"Location": f"/referral/api/referrals/{key}"})


@api.get("/referral/api/referrals/{referral_id:uuid}")
async def how_it_stands(referral_id: UUID, user: Program, here: ContextDep) -> ReferralOut:
    """How the referral with that id stands now. The id is the key it was sent with, or that of its form."""
    return await _stands(here, referral_id)


async def _stands(here: ServiceContext, referral_id: UUID) -> ReferralOut:
    async with here.db.snapshot() as tx:
        kept, hearing = await store.referral(tx, referral_id), await news.hearing(tx, referral_id)
    return ReferralOut(
        referral_id=kept.id,
        participant_id=kept.participant_id,
        reference=references.words(references.of(kept.id)),
        state=rules.may_hear(hearing) if hearing else "received",
    )


def _key(request: Request) -> UUID:
    given = request.headers.getlist("idempotency-key")
    try:
        key = UUID(given[0]) if len(given) == 1 and len(given[0]) == 36 else UUID(int=0)
    except ValueError:
        key = UUID(int=0)
    if key.int == 0:
        raise Wrong(400, "Send one Idempotency-Key header: a UUID made for this one referral.")
    return key


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Wrong(415)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Wrong(413)
    if not body.strip():
        raise Wrong(400, "A body is required.")
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_each_once)
    except UnicodeDecodeError:
        raise Wrong(400, "The body is not UTF-8.") from None
    except json.JSONDecodeError as wrong:
        raise Wrong(400, f"This is not JSON: look near character {wrong.pos}.") from None
    except (_NotJson, RecursionError, ValueError):
        raise Wrong(400, "This is not JSON: a number, a name or the nesting is not allowed.") from None


class _NotJson(Exception):
    """What Python would read and JSON does not have."""


def _no_number(name: str) -> Any:
    raise _NotJson(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise _NotJson("a name twice")
    return dict(pairs)


def _fields(wrong: ValidationError) -> list[dict[str, str]]:
    """Each field by its name with what would be right; never a value."""
    found = []
    for error in wrong.errors(include_url=False)[:50]:
        unknown = error["type"] == "extra_forbidden"
        says = "This field is not known here" if unknown else form_messages.words(error, None)
        found.append({"field": ".".join(str(part)[:60] for part in error["loc"]), "says": says})
    return found
