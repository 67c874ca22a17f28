"""An instrument is added by one file: asked and scored at a Local, let out, and judged by the evaluator as it says."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid5

from services.evaluation.app import service as evaluation
from services.journey.app import service as journey
from services.journey.measures.instruments import DEFAULT_PLAN
from shared.events import ConsentGiven, MeasureTaken
from shared.events.evaluation import MeasureReleased, ParticipationReleased, Released
from tests.doors import Doors, OpenDoors
from tests.evaluation.evaluator import opened
from tests.evaluation.logs import Telling, log, name, take
from tests.journey.asking import agree, say, taken
from tests.journey.calm import CALM
from tests.journey.people import AT, DIMI, JOURNEY, NOON, OPENED, card


def a_plan_that_asks_it(folder: Path) -> Path:
    plan = json.loads(DEFAULT_PLAN.read_text(encoding="utf-8"))
    asked = [{"instrument": "calm-2", "at": ["baseline", "week_12"]}]
    plan |= {"instruments": asked, "worries": [], "released": ["calm-2"]}
    (folder / "plan").write_text(json.dumps(plan), encoding="utf-8")
    return folder / "plan"


async def asked_twice(doors: Doors) -> list[MeasureTaken]:
    """Dimi answers at the beginning and twelve weeks later, read out by Thuy."""
    await doors.hear(card())
    await doors.hear(OPENED)
    await agree(doors)
    for day, answers in ((0, ("2", "1")), (84, ("3", "3"))):
        doors.clock.move(NOON + timedelta(days=day))
        thuy = await doors.client("link_worker", 0)
        assert "Calm sea index" in (await thuy.get(f"{AT}/measures")).text
        for number, answer in enumerate(answers, 1):
            sent = await say(thuy, f"{AT}/measures/calm-2/{number}", answer=answer)
        said = (await thuy.get(sent.headers["location"])).text
    assert "a day for sailing." in said
    assert "9.25 of 10, breezy" in (await thuy.get(AT)).text
    return await taken(doors)


async def let_out(doors: Doors, told: list[MeasureTaken]) -> list[Released]:
    for purpose in ("service", "evaluation"):
        agreed = {"participant_id": DIMI, "journey_id": JOURNEY, "method": "verbal", "occurred_at": NOON}
        consent = agreed | {"purpose": purpose, "consent_id": uuid5(JOURNEY, purpose), "wording": f"{purpose}-2026-01"}
        await doors.hear(ConsentGiven.model_validate(consent))
    for event in told:
        await doors.hear(event)
    page = (await (await doors.client("lead")).get("/evaluation")).text
    assert "only of these instruments: Calm sea." in page
    return [fact for fact in await doors.told() if isinstance(fact, ParticipationReleased | MeasureReleased)]


def twelve_like(facts: list[Released]) -> list[Telling]:
    """What was let out, as if twelve people had told it: figures say something from ten on."""
    return [
        (fact.model_copy(update={"pseudonym": name(f"dimi{letter}")}), place)
        for letter in "abcdefghijkl"
        for place, fact in enumerate(facts, 1)
    ]


async def test_an_instrument_is_added_by_one_file(
    open_doors: OpenDoors, fresh_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    (tmp_path / "calm-2@1.json").write_text(json.dumps(CALM), encoding="utf-8")
    plan = a_plan_that_asks_it(tmp_path)
    told = await asked_twice(await open_doors(journey, measure_plan=plan, instruments=tmp_path))
    assert [(one.instrument, one.score, one.occasion) for one in told] == [
        ("calm-2", 4.75, "baseline"), ("calm-2", 9.25, "week_12"),
    ]  # fmt: skip
    facts = await let_out(await open_doors(evaluation, measure_plan=plan, instruments=tmp_path), told)
    assert [fact.score for fact in facts if isinstance(fact, MeasureReleased)] == [4.75, 9.25]
    async with opened(await fresh_database("evaluation/outcomes"), instruments=tmp_path) as site:
        await take(site.here.db, log(twelve_like(facts)))
        page = (await (await site.evaluator()).get("/?instrument=calm-2&occasion=week_12")).text
    assert "<h1>Is the sea calmer?</h1>" in page
    assert "calm rose by 4.5 points on a scale from 3 to 10." in page
    assert "100 %</b>at a calmer sea<br>" in page
    assert "Left of the dashed line is at a rougher sea." in page
