"""The evaluator's figures for programs and spreadsheets. Whoever may see the pages may read these."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from services.evaluation.outcomes.statistics.figures import Figures
from shared.web.access import May
from shared.web.rendering import csv_download
from shared.web.session import User
from shared.web.strict_json import AFTER_A_LOGIN, answers

from .answer import Report, as_json
from .current import Current, current

api = APIRouter(responses=answers(*AFTER_A_LOGIN))
Evaluator = Annotated[User, Depends(May("read_outcomes"))]
Now = Annotated[Current, Depends(current)]

COLUMNS = (
    "instrument", "occasion", "group", "n_consented", "n_baseline", "n_followup", "n_paired", "change_mean",
    "change_sd", "ci_low", "ci_high", "improved_share", "unpaired_difference",
)  # fmt: skip


@api.get("/api/outcomes")
async def outcomes(
    _: Evaluator, now: Now, instrument: str | None = None, occasion: str | None = None
) -> dict[str, Any]:
    """The headline, or what is asked for: overall, by Local (suppressed), and exactly which offsets were counted."""
    code, at = now.answer.choose(instrument, occasion)
    return as_json(now.answer, code, at, waiting=now.waiting, as_known_at=now.as_known_at.isoformat())


@api.get("/exports/figures.json")
async def figures_json(_: Evaluator, now: Now) -> Response:
    """Every figure of every instrument and occasion; breakdowns suppressed."""
    return JSONResponse(
        export(now.answer, now.as_known_at.isoformat()),
        headers={"Content-Disposition": 'attachment; filename="figures.json"'},
    )


@api.get("/exports/figures.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def figures_csv(_: Evaluator, now: Now) -> Response:
    """Every figure as CSV: for each instrument and occasion everybody, then each Local and each age band."""
    return csv_download("figures.csv", COLUMNS, csv_rows(now.answer))


def export(found: Report, as_known_at: str) -> dict[str, Any]:
    """Every figure as one JSON object, with the offsets that were counted and the moment."""
    return {
        "as_known_at": as_known_at,
        "sources": found.sources,
        "rows": found.rows,
        "outcomes": list(found.outcomes.values()),
    }


def csv_rows(found: Report) -> Iterator[list[Any]]:
    """The rows of the CSV: for each instrument and follow-up everybody, then each Local and each age band."""
    for one in found.outcomes.values():
        change = one["change"]
        yield [
            one["instrument"], one["occasion"], "everybody", one["n_consented"], one["n_baseline"], one["n_followup"],
            one["n_paired"], change["mean"], change["sd"], change["ci_low"], change["ci_high"],
            one["improved"]["share"], one["unpaired_difference"],
        ]  # fmt: skip
        for row in (*one["by_site"], *one["by_age_band"]):
            yield _part(one, row)


def _part(one: Figures, row: Figures) -> list[Any]:
    shown = [row["n_paired"], row["change_mean"], None, row["ci_low"], row["ci_high"], row["improved_share"], None]
    return [one["instrument"], one["occasion"], row["group"], None, None, None, *shown]
