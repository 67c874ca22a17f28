"""What asking in numbers needs wherever it is done: what is due, a sheet on its way, and what it sets off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from services.journey.core.rules import days
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Person, Taken
from services.journey.core.store import people as people_store
from services.journey.core.store.recording import record
from services.journey.measures import store
from services.journey.measures.instruments import library_of, plan_of
from services.journey.measures.rules import measures
from services.journey.measures.rules import plan as measure_plan
from services.journey.safety import rules as safety
from services.journey.safety.pages import first_of
from services.journey.safety.rules import EscalateTo
from shared.context.service_context import ServiceContext
from shared.events import Event, MeasureTaken
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction
from shared.rules.instruments.definition import Instrument
from shared.rules.instruments.parts import Item
from shared.rules.measure_plan import AlertRule, Occasion

SKIP, RATHER_NOT = "skip", "rather_not"


def day_of(person: Person, here: ServiceContext, on: date | None = None) -> int | None:
    """Days from when they agreed to working together to today, or to that day; None if they do not."""
    if person.service_since is None:
        return None
    return ((on or here.today()) - here.day_of(person.service_since)).days


def asked_instrument(here: ServiceContext, code: str) -> Instrument:
    """The instrument in the version that this Local asks; NotFound if nobody may ask it here."""
    try:
        found = library_of(here.settings).asked(plan_of(here.settings), code)
    except KeyError:
        raise NotFound(code) from None
    if not found.asks or code != found.code:
        raise NotFound(code)
    return found


def stored_instrument(here: ServiceContext, code: str, version: str) -> Instrument | None:
    """The instrument in the version in which it was answered; None if that is not here any more."""
    try:
        return library_of(here.settings).get(f"{code}@{version}")
    except KeyError:
        return None


def wanted(person: Person, here: ServiceContext) -> list[Taken]:
    """The instruments due for this person today by the measure plan, as (instrument, occasion)."""
    day = day_of(person, here)
    if day is None or person.closed_at is not None:
        return []
    return measure_plan.due(plan_of(here.settings), day, person.occasions)


async def wanted_alone(tx: Transaction, here: ServiceContext, journey: Journey) -> list[Taken]:
    """The due instruments that somebody may answer alone from their link; none without consent to the service."""
    if "service" not in journey.consents:
        return []
    person = await people_store.person(tx, journey.id)
    return measure_plan.alone(plan_of(here.settings), wanted(person, here))


async def offer(tx: Transaction, here: ServiceContext, journey: Journey) -> dict[str, Any] | None:
    """The instrument somebody may answer alone now: `code`, and `count` of its questions; None if none is due."""
    due = await wanted_alone(tx, here, journey)
    if not due:
        return None
    asked = asked_instrument(here, due[0][0])
    return {"code": asked.code, "count": len(asked.items)}


def one(instrument: Instrument, number: int) -> Item:
    """The nth item in the order in which they are asked, from 1; NotFound beyond the last."""
    if not 1 <= number <= len(instrument.order):
        raise NotFound(number)
    return instrument.order[number - 1]


def choices(instrument: Instrument, item: Item) -> list[tuple[str, str]]:
    """The answers that one item offers, as (code, text)."""
    return [(str(option.code), option.text) for option in instrument.options(item)]


def picked(instrument: Instrument, item: Item, answer: str, field: str) -> str:
    """An answer to this item as it came from a page; Refused if the item does not offer it."""
    if answer not in {code for code, _ in choices(instrument, item)}:
        raise Refused("Choose one of the answers on the page, or skip.", field=field)
    return answer


def given(instrument: Instrument, answers: Mapping[str, str]) -> dict[str, Any]:
    """The texts of a page as the codes of the instrument, by item; what was skipped is not there."""
    codes = {item.code: {str(o.code): o.code for o in instrument.options(item)} for item in instrument.items}
    return {code: codes[code][answer] for code, answer in answers.items() if answer in codes.get(code, {})}


def rather_not(answers: Mapping[str, str]) -> list[str]:
    """The codes of the items that somebody would rather not answer."""
    return [code for code, answer in answers.items() if answer == RATHER_NOT]


def filled_on(journey: Journey, person: Person, here: ServiceContext, on: date | None) -> date:
    """The day a sheet was filled in: today unless said, not to come, not before they agreed to working together."""
    then = days.when(journey, on, here.zone, here.now())
    day = day_of(person, here, then.on)
    if day is not None and day < 0:
        raise Refused("They had not agreed to working together on that day yet. Choose a later one.", field="on")
    return then.on or here.today()


@dataclass(frozen=True)
class SubmittedResponse:
    """A sheet that was kept as a measure, and the alerts that its answers set off."""

    taken: MeasureTaken
    worries: Sequence[AlertRule] = ()


async def take(
    tx: Transaction,
    here: ServiceContext,
    journey: Journey,
    instrument: Instrument,
    measure_id: UUID,
    answers: object,
    *,
    declined: bool = False,
    declined_items: Sequence[str] = (),
    mode: measures.Mode,
    occasion: Occasion | None,
    on: date | None = None,
) -> SubmittedResponse:
    """Keep a sheet as a measure and raise the safety note that its answers call for, both or neither.

    `on`: the day it was filled in.
    """
    person, plan, now = await people_store.person(tx, journey.id), plan_of(here.settings), here.now()
    taken_on = filled_on(journey, person, here, on)
    day = day_of(person, here, taken_on)
    if occasion is None and day is not None:
        before = await store.measures_taken(tx, journey.id)
        occasion = measure_plan.occasion_on(plan, day, instrument.code, before)
    taken = measures.take(
        journey, instrument, measure_id, answers, declined=declined, declined_items=declined_items, mode=mode,
        occasion=occasion, taken_on=taken_on, at=now,
    )  # fmt: skip
    await record(tx, taken)
    found = measure_plan.worries(plan, instrument, taken.answers, taken.score)
    if found:
        await record(tx, note(journey, instrument, taken, found, first_of(here), here.now()))
    return SubmittedResponse(taken, found)


def note(
    journey: Journey,
    instrument: Instrument,
    taken: MeasureTaken,
    found: Sequence[AlertRule],
    to: EscalateTo,
    at: datetime,
) -> Event:
    """The safety note for one sheet, as urgent as its most urgent worry, for whoever looks at notes here."""
    said = measures.numbers_words(instrument, taken.score, taken.missing_reason)
    words = " ".join([*(worry.because for worry in found), f"{instrument.full_name}: {said}."])
    safety_id = uuid5(taken.measure_id, "safety")
    return safety.raise_note(journey, safety_id, "measure", found[0].urgency, to, words, at, instrument=instrument.code)


def worries_of(here: ServiceContext, instrument: Instrument, row: Any) -> list[AlertRule]:
    """The alerts that the answers of a stored measure call for, by the plan of today."""
    return measure_plan.worries(plan_of(here.settings), instrument, row["answers"], row["score"])


def begun_today(here: ServiceContext) -> datetime:
    """The beginning of today in UTC: a sheet begun before it is laid aside, as answers are of the day."""
    return datetime.combine(here.today(), time(), here.zone).astimezone(UTC)


@dataclass
class QuestionnaireResponse:
    """A sheet in progress: for each item what was chosen, skipped or would rather not be answered."""

    id: UUID
    instrument: Instrument
    own: bool
    mode: measures.Mode
    occasion: Occasion | None
    answers: dict[str, str]
    on: date | None = None
    """The day it was filled in; None for today."""


async def on_its_way(
    tx: Transaction, here: ServiceContext, journey_id: UUID, instrument: Instrument, own: bool
) -> QuestionnaireResponse | None:
    """The sheet of today that somebody is in the middle of, if it is of the version that is asked."""
    row = await store.open_sheet(tx, journey_id, instrument.code, own, begun_today(here))
    if row is None or row["version"] != instrument.version:
        return None
    return QuestionnaireResponse(
        row["id"], instrument, own, row["mode"], row["occasion"], dict(row["answers"]), row["filled_on"]
    )


async def lay_down(tx: Transaction, here: ServiceContext, journey_id: UUID, sheet: QuestionnaireResponse) -> None:
    """Keep a sheet in progress with the answers so far, to go on later."""
    said = {
        "version": sheet.instrument.version, "mode": sheet.mode, "occasion": sheet.occasion, "answers": sheet.answers,
        "filled_on": sheet.on,
    }  # fmt: skip
    await store.keep_sheet(tx, sheet.id, journey_id, sheet.instrument.code, sheet.own, said, here.now())


async def hand_in(
    tx: Transaction, here: ServiceContext, journey: Journey, sheet: QuestionnaireResponse, *, declined: bool = False
) -> SubmittedResponse:
    """Make a measure of a sheet whose last question is answered, and end the sheet."""
    kept = await take(
        tx, here, journey, sheet.instrument, sheet.id, given(sheet.instrument, sheet.answers), declined=declined,
        declined_items=rather_not(sheet.answers), mode=sheet.mode, occasion=sheet.occasion, on=sheet.on,
    )  # fmt: skip
    await store.end_sheet(tx, journey.id, sheet.instrument.code, sheet.own)
    return kept
