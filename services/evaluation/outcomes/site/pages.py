"""The evaluator's pages: a sentence before the numbers, their interval and their caveat beside them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.evaluation.outcomes.consume import gone
from services.evaluation.outcomes.statistics import figures, windows
from services.evaluation.outcomes.statistics.arithmetic import wilson
from services.evaluation.outcomes.statistics.figures import Figures
from shared.events.evaluation import STEPS
from shared.kernel import local_services
from shared.messaging import dead_letters
from shared.web.access import May
from shared.web.rendering import ContextDep, render
from shared.web.session import User

from . import sentences, store
from .current import Current, current

pages = APIRouter(include_in_schema=False)
Evaluator = Annotated[User, Depends(May("read_outcomes"))]
Now = Annotated[Current, Depends(current)]


def show(request: Request, template: str, now: Current, **more: Any) -> Response:
    """A page about one instrument at one occasion, chosen by `?instrument=` and `?occasion=`."""
    code, occasion = now.answer.choose(request.query_params.get("instrument"), request.query_params.get("occasion"))
    one = now.answer.figures(code, occasion)
    return render(
        request, f"outcomes/{template}.html", current=now, found=now.answer, one=one, code=code, occasion=occasion,
        instrument=now.answer.known(code), known=now.answer.known, occasions=sentences.OCCASIONS,
        follow_ups=windows.FOLLOW_UPS, locals=local_services.SHORT, sentences=sentences, **more,
    )  # fmt: skip


@pages.get("/")
async def outcomes(request: Request, _: Evaluator, now: Now) -> Response:
    """GET /: what changed from baseline to a follow-up, overall and by Local, with intervals."""
    code, occasion = now.answer.choose(request.query_params.get("instrument"), request.query_params.get("occasion"))
    return show(
        request, "outcomes", now, cards=_change_cards(now.answer.figures(code, occasion)),
        began=figures.by_beginning(now.answer.pairs.get((code, occasion), [])),
    )  # fmt: skip


def _change_cards(one: Figures) -> list[Figures]:
    """How many changed for the better and for the worse, reliably where the instrument's reliability is known; nothing
    where nobody has said which way is better."""
    n, rci = one["n_paired"], one["rci"]
    if one["improved"]["n"] is None:
        return []
    reliably = rci["improved"] is not None
    better, worse = (rci["improved"], rci["deteriorated"]) if reliably else (one["improved"]["n"], one["worse"]["n"])
    return [_card(better, n, True, reliably), _card(worse, n, False, reliably)] if n else []


def _card(x: int, n: int, good: bool, reliably: bool) -> Figures:
    low, high = wilson(x, n)
    return {"n": x, "share": x / n, "low": low, "high": high, "good": good, "reliably": reliably}


@pages.get("/path")
async def path(request: Request, _: Evaluator, now: Now) -> Response:
    """GET /path: how many people took each step, and by which day from the consent."""
    rows = []
    for step in STEPS:
        days = sorted(now.answer.steps.get(step, []))
        rows.append({"step": step, "n": len(days), "median": _quantile(days, 50), "most": _quantile(days, 90)})
    return show(request, "path", now, rows=rows)


def _quantile(days: list[int], percent: int) -> int | None:
    """The day by which that many in a hundred had taken the step (nearest rank)."""
    return days[-(-len(days) * percent // 100) - 1] if days else None


@pages.get("/dose")
async def dose(request: Request, _: Evaluator, now: Now) -> Response:
    """GET /dose: mean change by the number of get-togethers attended."""
    return show(request, "dose", now)


@pages.get("/equity")
async def equity(request: Request, _: Evaluator, now: Now) -> Response:
    """GET /equity: mean change by age band."""
    return show(request, "equity", now)


@pages.get("/fidelity")
async def fidelity(request: Request, _: Evaluator, now: Now) -> Response:
    """GET /fidelity: how often the work was done as it is meant to be done."""
    return show(request, "fidelity", now)


@pages.get("/quality")
async def quality(request: Request, _: Evaluator, now: Now, here: ContextDep) -> Response:
    """GET /quality: who is missing, why scores are missing, and records that could not be counted."""
    async with here.db.snapshot() as tx:
        aside, without = await dead_letters.aside(tx), await gone.went_on(tx)
    return show(request, "quality", now, aside=aside, went_on=without)


@pages.get("/snapshots")
async def snapshots(request: Request, _: Evaluator, now: Now, here: ContextDep) -> Response:
    """GET /snapshots: the editions that were published, latest first."""
    async with here.db.snapshot() as tx:
        editions = await store.published(tx)
    return show(request, "snapshots", now, editions=editions)


@pages.get("/methods")
async def methods(request: Request, _: Evaluator, now: Now) -> Response:
    """GET /methods: how the figures are made, and what is not shown."""
    return show(request, "methods", now, windows=windows.WINDOWS, targets=windows.TARGETS)
