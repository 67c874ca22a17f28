"""The page about one person, and what takes a single tap on it."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from services.journey import store
from services.journey.domain import day, goals, timeline
from services.journey.domain.check_ins import rhythm_words
from services.journey.domain.consents import WORDINGS
from services.journey.domain.journeys import REASONS
from services.journey.domain.measures import Instrument, change_words
from services.journey.domain.people import STAGES, Person
from services.journey.instruments import instrument
from shared import audit
from shared.database import Transaction
from shared.service import Here
from shared.web import forms
from shared.web.pages import HereDep, render
from shared.web.session import User

from .router import LinkWorker, must_be_theirs, pages, staff_names

STORY_SHOWN = 12
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


class Tap(forms.Form):
    """A form that is only its button."""


async def looked_at(tx: Transaction, here: Here, user: User, journey_id: UUID, page: str) -> Person:
    """The person, if they are this user's to see. The look is noted."""
    person = await store.person(tx, journey_id)
    must_be_theirs(user, person)
    await audit.looked(tx, user, person.participant_id, page, here.now())
    return person


@pages.get("/journey/{journey_id:uuid}")
async def show_person(request: Request, journey_id: UUID, here: HereDep, user: LinkWorker, story: str = "") -> Response:
    now, zone = here.now(), ZoneInfo(here.settings.timezone)
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "person")
        happenings = await store.story(tx, journey_id)
        context: dict[str, Any] = {
            "matters": await store.latest_matters(tx, journey_id),
            "goals": await store.goals(tx, journey_id),
            "ladder": await store.ladder(tx, person.participant_id),
            "consents": await store.consents(tx, journey_id),
            "measured": _measured(await store.measures(tx, journey_id), instrument("ucla-3")),
        }
    entries = [timeline.tell(happening) for happening in happenings]
    shown = entries if story == "all" else entries[:STORY_SHOWN]
    rhythm = person.rhythm
    return render(
        request,
        "journey/person.html",
        person=person,
        needs=day.what_needs_me([person], now, zone),
        stage=STAGES[person.stage(now)],
        entries=shown,
        more=len(entries) - len(shown),
        wordings=WORDINGS,
        reasons=REASONS,
        most_goals=goals.MOST_GOALS_AT_ONCE,
        rhythm=rhythm_words(rhythm.every_weeks, rhythm.weekday, rhythm.hour),
        next_check_in=rhythm.next_after(now, zone),
        worker=staff_names(here).get(person.link_worker_id, "somebody who has left"),
        **context,
    )


def _measured(rows: list[Any], asked: Instrument) -> dict[str, Any]:
    """The measures as a line, the sentence above it and the rows of its table."""
    scored = [row for row in rows if row["score"] is not None]
    sentence = ""
    if len(scored) > 1:
        first, last = scored[0], scored[-1]
        sentence = change_words(asked, first["score"], last["score"], _in_month(first["taken_on"], last["taken_on"]))
    elif scored:
        band = asked.band(scored[0]["score"]).name
        sentence = f"One answer so far: {scored[0]['score']:g} of {asked.high}, {band}"
    words = {"declined": "would rather not", "skipped": "a question was skipped"}
    return {
        "instrument": asked,
        "points": [(row["taken_on"], row["score"]) for row in rows],
        "bands": [(band.low if band.low == asked.low else band.low - 0.5,
                   band.high if band.high == asked.high else band.high + 0.5, band.name) for band in asked.bands],
        "sentence": f"{sentence}." if sentence else "",
        "rows": [(row["taken_on"], f"{row['score']:g}" if row["score"] is not None
                  else words.get(row["missing_reason"], "no number")) for row in rows],
        "scored": len(scored),
    }  # fmt: skip


def _in_month(then: date, now: date) -> str:
    month = MONTHS[then.month - 1]
    if (then.year, then.month) == (now.year, now.month):
        return f"on {then.day} {month}"
    return f"in {month}" if then.year == now.year else f"in {month} {then.year}"
