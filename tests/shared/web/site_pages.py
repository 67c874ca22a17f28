"""The pages of the small site that the tests knock at."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from shared.kernel.refusal import NotFound, Refused
from shared.persistence.outbox import NothingChanged
from shared.web import forms, limits, strict_json
from shared.web.access import May
from shared.web.forms import ErrorMessage
from shared.web.links import LinkExpired, LinkWrong
from shared.web.rendering import csv_download, get_context, paging, redirect, render
from shared.web.session import User

router = APIRouter()
LinkWorker = Annotated[User, Depends(May("look_after_messages"))]
Lead = Annotated[User, Depends(May("see_everybody"))]


class GoalForm(forms.Form):
    wording: Annotated[str, Field(max_length=200), ErrorMessage("Write the goal in the person's own words.")]
    importance: Annotated[int, Field(ge=0, le=10)] | None = None
    by: date | None = None
    call_at: datetime | None = None
    way: Literal["call", "text"] | None = None
    days: tuple[str, ...] = ()
    quiet: bool = False
    note: str | None = None
    size: int = 3


@router.get("/journey/goals")
async def goals(request: Request, user: LinkWorker) -> Response:
    return render(request, "goals.html", form=forms.blank(GoalForm))


@router.post("/journey/goals")
async def set_goal(request: Request, user: LinkWorker, here: Any = Depends(get_context)) -> Response:
    form = await forms.read(request, GoalForm)
    if wish := form.wish:
        with form.refusals():
            if wish.wording == "a fourth":
                raise Refused("Three goals are in progress. Finish or drop one first.", field="wording")
            if wish.wording == "too late":
                raise Refused("Somebody was quicker.", conflict=True)
            here.done.append(wish)
            return redirect("/journey", says="The goal is set. You will be asked about it in two weeks.")
    return render(request, "goals.html", status=form.status, form=form)


class AskForm(forms.Form):
    words: str


@router.get("/ask")
async def ask(request: Request) -> Response:
    return render(request, "ask.html", form=forms.blank(AskForm))


@router.post("/ask")
async def asked(request: Request, here: Any = Depends(get_context)) -> Response:
    form = await forms.read(request, AskForm)
    if form.wish:
        here.done.append(form.wish)
        return redirect("/ask", says="Thank you. We will be in touch.")
    return render(request, "ask.html", status=form.status, form=form)


@router.get("/journey")
async def my_day(request: Request, user: LinkWorker) -> Response:
    return render(request, "times.html", then=datetime(2026, 2, 25, 3, 30, tzinfo=UTC), day=date(2025, 3, 3))


@router.get("/referral")
async def inbox(request: Request, user: Lead) -> Response:
    return render(request, "times.html", then=datetime(2026, 3, 3, 1, 0, tzinfo=UTC), day=date(2026, 3, 4))


@router.get("/journey/people/{person_id}")
async def person(request: Request, person_id: UUID) -> Response:
    raise NotFound


@router.get("/me/{token}")
async def me(request: Request, token: str) -> Response:
    raise LinkExpired if token == "old" else LinkWrong


@router.get("/journey/charts")
async def charts(request: Request) -> Response:
    return render(request, "charts_page.html", **CHARTS)


@router.get("/journey/parts")
async def parts(request: Request) -> Response:
    return render(request, "parts_page.html", page=paging(request, 60), current=request.query_params.get("stage"))


@router.get("/journey/people.csv")
async def people_csv() -> Response:
    rows = [("=1+1", -1.5), ("@sum", None), ("Błażej", date(2026, 3, 3))]
    return csv_download("people.csv", ("name", "points"), rows)


FAULTS: dict[str, Exception] = {
    "bug": RuntimeError("secret of Margaret"),
    "cut-off": asyncpg.ConnectionDoesNotExistError("connection was closed"),
    "slow": TimeoutError(),
    "refused": Refused("Three goals are in progress."),
    "conflict": Refused("The last place is taken.", conflict=True),
    "gone": NothingChanged("GoalSet"),
    "gone-above": asyncpg.ForeignKeyViolationError("Key (journey_id)=(17) is not present"),
}


@router.get("/journey/faults/{kind}")
@router.get("/journey/api/faults/{kind}")
async def fault(kind: str) -> None:
    raise FAULTS[kind]


class Note(strict_json.Body):
    count: int
    day: date
    words: str = ""


@router.post("/journey/api/notes", dependencies=[Depends(limits.public_post)])
async def note(note: Note) -> dict[str, Any]:
    return {"count": note.count}


@router.get("/journey/api/mine")
@router.post("/journey/api/mine")
async def mine(user: LinkWorker) -> dict[str, str]:
    return {"role": user.role}


CHARTS: dict[str, Any] = {
    "points": [
        (date(2025, 12, 1), 8), (date(2026, 1, 12), 7), (date(2026, 2, 9), None), (date(2026, 2, 23), 6),
        {"when": date(2026, 3, 2), "value": 5, "low": 4, "high": 6},
    ],
    "intervals": [
        {"label": "All Locals", "value": -1.1, "low": -1.4, "high": -0.8, "strong": True},
        {"label": "Brimbank", "value": -1.1, "low": -1.5, "high": -0.7},
        {"label": "Benalla–Wangaratta–Mansfield", "value": None, "note": "not shown: fewer than 10 people"},
    ],
    "stages": [
        {"label": "Getting to know you", "value": 6}, {"label": "Trying out", "value": 9, "kind": "due"},
        {"label": "Connecting", "value": None, "note": "not shown"},
    ],
}  # fmt: skip
