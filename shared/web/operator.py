"""The operator's page of one service: green is quiet, anything else says what to do. It shows no people."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field
from starlette.responses import Response

from shared.context.service_context import ServiceContext
from shared.context.status import status
from shared.kernel.counts import counted
from shared.kernel.refusal import NotFound
from shared.messaging import dead_letters, envelope, handlers
from shared.messaging.dead_letters import DeadLetter
from shared.persistence import database

from . import forms
from .access import May
from .forms import ErrorMessage
from .navigation import OPERATE
from .rendering import ContextDep, redirect, render
from .session import User

MOST_SHOWN = 200
Partition = Annotated[int, Path(ge=0, lt=2**31)]
Offset = Annotated[int, Path(ge=0, lt=2**63)]


class ReplayForm(forms.Form):
    """Only a button."""


class SetAsideForm(forms.Form):
    """It can never be handled."""

    because: Annotated[
        str,
        Field(min_length=dead_letters.LEAST_REASON, max_length=dead_letters.MOST_REASON),
        ErrorMessage("Say why it can never be handled."),
    ]


def operator_pages(service: str) -> APIRouter:
    """`/<service>/operator` and its parked records."""
    pages = APIRouter(include_in_schema=False)
    operator = Annotated[User, Depends(May(OPERATE))]
    home = f"/{service}/operator"
    one = home + "/parked/{topic}/{partition}/{offset}"

    @pages.get(home)
    async def overview(request: Request, user: operator, here: ContextDep) -> Response:
        async with here.db.transaction() as tx:
            now, waiting = await status(tx, here), await dead_letters.waiting(tx, most=MOST_SHOWN)
            aside = await dead_letters.aside(tx, most=MOST_SHOWN)
        last = [(_plain(kind), datetime.fromisoformat(at)) for kind, at in sorted(now.last_event.items())]
        parts: dict[str, Any] = {"state": now, "parked": waiting, "aside": aside, "last": last, "plain": _type}
        return render(request, "operator.html", service=service, home=home, **parts)

    @pages.get(one)
    async def show(
        request: Request, user: operator, here: ContextDep, topic: str, partition: Partition, offset: Offset
    ) -> Response:
        return _shown(request, await _find(here, topic, partition, offset), service, forms.blank(SetAsideForm))

    @pages.post(one + "/replay")
    async def replay(
        request: Request, user: operator, here: ContextDep, topic: str, partition: Partition, offset: Offset
    ) -> Response:
        (await forms.read(request, ReplayForm)).granted()
        reason = await _replayed(request, here, await _find(here, topic, partition, offset))
        return redirect(home, says=f"It could still not be handled: {reason}" if reason else "It is handled now.")

    @pages.post(one + "/set-aside")
    async def set_aside(
        request: Request, user: operator, here: ContextDep, topic: str, partition: Partition, offset: Offset
    ) -> Response:
        form = await forms.read(request, SetAsideForm)
        found = await _find(here, topic, partition, offset)
        if form.wish:
            with form.refusals():
                async with here.once(form.wish) as tx:
                    if tx:
                        note = dead_letters.Aside(user.name, form.wish.because, here.now())
                        await dead_letters.set_aside(tx, found.raw, note)
                return redirect(home, says="It is set aside for good. It stands in the list below.")
        return _shown(request, found, service, form)

    @pages.post(home + "/replay")
    async def replay_all(request: Request, user: operator, here: ContextDep) -> Response:
        (await forms.read(request, ReplayForm)).granted()
        async with here.db.transaction() as tx:
            waiting = await dead_letters.waiting(tx, most=MOST_SHOWN)
        reasons = [await _replayed(request, here, each) for each in waiting]
        left = sum(reason is not None for reason in reasons)
        return redirect(home, says=f"{len(reasons) - left} handled now, {left} still not.")

    return pages


def _shown(request: Request, found: DeadLetter, service: str, form: forms.BoundForm[SetAsideForm]) -> Response:
    parts: dict[str, Any] = {"found": found, "kind": _type(found), "shape": _shape(found.raw.value), "form": form}
    return render(request, "parked.html", form.status, service=service, home=f"/{service}/operator", **parts)


async def _find(here: ServiceContext, topic: str, partition: int, offset: int) -> DeadLetter:
    async with here.db.transaction() as tx:
        found = await dead_letters.find(tx, topic, partition, offset)
    if found is None:
        raise NotFound
    return found


async def _replayed(request: Request, here: ServiceContext, found: DeadLetter) -> str | None:
    """Hand the record to the service once more. None if it had its effect, else why not: it stays parked."""
    try:
        await request.app.state.service.hears.handle(found.raw, here)
    except database.TRANSIENT_ERRORS:
        raise
    except Exception as wrong:
        await dead_letters.park(here.db, found.raw, handlers.why(wrong))
        return handlers.why(wrong)
    async with here.transaction() as tx:
        await dead_letters.settled(tx, found.raw)
    return None


def _type(found: DeadLetter) -> str:
    return _plain(envelope.event_type(found.raw) or "a record without a type")


def _plain(kind: str) -> str:
    return kind.removeprefix("au.localconnections.")


def _shape(body: bytes | None) -> list[tuple[str, str]]:
    """What the body is made of, without what it says: enough to see what is missing, nothing to read about anybody."""
    if not body:
        return [("body", "empty")]
    try:
        whole: Any = json.loads(body)
    except ValueError:
        return [("body", f"{counted(len(body), 'byte')} that are not JSON")]
    if not isinstance(whole, dict):
        return [("body", _kind(whole))]
    return [(str(name)[:60], _kind(value)) for name, value in list(whole.items())[:60]]


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return f"text of {counted(len(value), 'character')}"
    if isinstance(value, list | dict):
        return f"{'list' if isinstance(value, list) else 'object'} of {len(value)}"
    return {bool: "yes or no", int: "whole number", float: "number"}.get(type(value), "nothing")
