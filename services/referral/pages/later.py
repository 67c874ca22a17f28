"""What was begun and is finished later, by a code that only whoever began it has."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Request, Response

from services.referral.asking.pages import codes
from services.referral.asking.pages.questions import NOT_THERE, CodeForm
from services.referral.asking.store import drafts
from shared.context.service_context import ServiceContext
from shared.kernel import references
from shared.web import forms
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, render

from . import ask, refer
from .walk import Walk
from .words import CRISIS_LINES

pages = APIRouter(include_in_schema=False)
WALKS: dict[str, Walk] = {"ask": ask.WALK, "refer": refer.WALK}


@pages.post("/ask/keep")
async def keep_asking(request: Request, here: ContextDep) -> Response:
    """POST /ask/keep: keeps what was begun of asking for support, sealed, and shows the code that opens it."""
    return await _keep(request, here, "ask")


@pages.post("/refer/keep")
async def keep_referring(request: Request, here: ContextDep) -> Response:
    """POST /refer/keep: the same of referring somebody."""
    return await _keep(request, here, "refer")


@pages.get("/ask/later")
async def later(request: Request) -> Response:
    """GET /ask/later: where the code is typed."""
    return _code(request, forms.blank(CodeForm))


@pages.post("/ask/later")
async def go_on(request: Request, here: ContextDep) -> Response:
    """POST /ask/later: the page on which it was kept, with every answer; nothing stands in an address."""
    form = await forms.read(request, CodeForm)
    if wish := form.wish:
        said = await _kept(request, here, wish.code)
        if said is not None:
            walk = WALKS[said.pop("walk")]
            command_id = UUID(said.pop("command_id"))
            begun: BoundForm[Any] = BoundForm(walk.form, {**said}, command_id=command_id)
            return walk.page(request, here, begun, said.get("step", walk.first))
        form.refuse(NOT_THERE, "code")
    return _code(request, form)


async def _keep(request: Request, here: ServiceContext, name: str) -> Response:
    walk = WALKS[name]
    form: BoundForm[Any] = await forms.read(request, walk.form)
    said = {field: form.value(field) for field in walk.form.model_fields if form.value(field)}
    said |= {"walk": name, "command_id": str(form.command_id)}
    if form.too_many or (wrong := walk.wrong_so_far(form, here)) or said.get("step") not in walk.order:
        form.errors = form.errors if form.too_many else wrong
        form.status = form.status if form.too_many else 422
        return walk.refused(request, here, form)
    code, now = references.code(), here.now()
    async with here.db.transaction() as tx:
        ends_at = now + timedelta(days=here.settings.draft_days)
        sealed = codes.seal(request, code, said)
        await drafts.seal(tx, form.command_id, codes.place(request, "draft", code), sealed, now, ends_at)
    return render(
        request,
        "referral/later_kept.html",
        code=references.words(code),
        days=here.settings.draft_days,
        crisis_lines=CRISIS_LINES,
    )


async def _kept(request: Request, here: ServiceContext, code: str) -> dict[str, str] | None:
    async with here.db.snapshot() as tx:
        sealed = await drafts.unseal(tx, codes.place(request, "draft", code), here.now())
    try:
        return codes.opened(request, code, sealed) if sealed else None
    except InvalidToken:  # sealed with a key that this Local had before
        return None


def _code(request: Request, form: BoundForm[CodeForm]) -> Response:
    return render(request, "referral/code.html", form.status, form=form, to="/ask/later", crisis_lines=CRISIS_LINES)
