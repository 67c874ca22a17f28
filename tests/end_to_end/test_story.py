"""Half a story from the referral to the figure, through every service's own doors, on real Kafka and PostgreSQL."""

import json
import math
import statistics
from collections.abc import Iterable

import asyncpg
import httpx
import pytest
from confluent_kafka import Message

from deploy.demo.summary import PAGES
from deploy.kafka.rights import EVALUATOR
from deploy.simulation.answers import TARGETS, FilledSheet, occasion_of
from deploy.simulation.browser import trace_id
from deploy.simulation.life import Life
from shared.kernel import topics

from .conftest import LOCALS, Lived

PATH = (
    "ReferralReceived",
    "ReferralAccepted",
    "JourneyOpened",
    "ConsentGiven",
    "WhatMattersRecorded",
    "MeasureTaken",
    "GoalSet",
    "ActivityProposed",
    "PlaceTaken",
    "Introduced",
    "ActivityAttended",
    "DebriefDue",
    "DebriefHeld",
)

pytestmark = pytest.mark.timeout(300)


def name(message: Message) -> str:
    return header(message, "ce_type").split(".")[-2]


def header(message: Message, wanted: str) -> str:
    return next((value or b"").decode() for key, value in message.headers() or () if key == wanted)


def pairs(lived: Lived) -> list[tuple[int, int]]:
    """(baseline, week 12) of everybody whose consent stands, by the rule for which measurement counts."""
    found = []
    for plan in lived.plans.values():
        for life in plan.in_evaluation():
            counted = counting(life.measures)
            if "baseline" in counted and "week_12" in counted:
                found.append((counted["baseline"], counted["week_12"]))
    return found


def counting(measures: Iterable[FilledSheet]) -> dict[str, int]:
    counted: dict[str, int] = {}
    scored = [sheet for sheet in measures if sheet.score is not None and sheet.occasion != "closure"]
    for week, target in TARGETS.items():
        fitting = [sheet for sheet in scored if occasion_of(sheet.day) == week]
        if fitting:
            counted[week] = min(fitting, key=lambda sheet: (abs(sheet.day - target), sheet.day)).score or 0
    baselines = [sheet for sheet in scored if occasion_of(sheet.day) == "baseline"]
    if baselines:
        counted["baseline"] = max(baselines, key=lambda sheet: sheet.day).score or 0
    return counted


def debriefed(life: Life) -> bool:
    return any("/debriefs/" in step.path for step in life.steps)


def fullest(lived: Lived) -> Life:
    """Somebody whose half year has every step."""
    return next(
        life
        for plan in lived.plans.values()
        for life in plan.in_evaluation()
        if life.sessions and len(life.measures) >= 2 and life.did("goals") and life.did("matters") and debriefed(life)
    )


def test_every_planned_step_was_taken_at_its_door(lived: Lived) -> None:
    assert [str(refusal) for each in lived.summary.lived.values() for refusal in each.refusals] == []


def test_one_persons_path_stands_on_the_topics_in_its_order(lived: Lived) -> None:
    life = fullest(lived)
    subject = str(life.person.participant_id)
    theirs = [message for message in lived.told if (message.key() or b"").decode() == subject]
    first: dict[str, str] = {}
    for message in sorted(theirs, key=lambda message: header(message, "ce_time")):
        first.setdefault(name(message), header(message, "ce_time"))
    assert [step for step in PATH if step in first] == list(PATH)
    order = [first[step] for step in ("ReferralReceived", "ReferralAccepted", "JourneyOpened", "ConsentGiven")]
    assert order == sorted(order)
    assert first["PlaceTaken"] <= first["Introduced"]
    assert first["ActivityAttended"] <= first["DebriefDue"] <= first["DebriefHeld"]


def test_what_one_teller_says_of_one_person_stands_in_the_order_of_its_telling(lived: Lived) -> None:
    seen: dict[tuple[str | None, bytes | str | None], int] = {}
    for message in lived.told:
        place = (message.topic(), message.key())
        number = int(header(message, "ce_sequence"))
        assert number > seen.get(place, 0)
        seen[place] = number


def test_asking_how_somebody_goes_reaches_them_and_their_answer_comes_back(lived: Lived) -> None:
    told = {
        kind: sum(1 for message in lived.told if name(message) == kind) for kind in ("MessageSent", "CheckInAnswered")
    }
    assert told["MessageSent"] == sum(each.told.messages for each in lived.summary.lived.values()) > 10
    assert told["CheckInAnswered"] == sum(each.told.taps for each in lived.summary.lived.values()) > 5


def test_who_moves_finds_what_they_told_at_the_other_local_under_their_own_days(lived: Lived) -> None:
    answered: dict[str, set[str]] = {}
    for message in lived.told:
        if name(message) == "MeasureTaken":
            said = json.loads(message.value() or b"")
            sheet = json.dumps([said[part] for part in ("instrument", "taken_on", "answers", "score")])
            answered.setdefault((message.key() or b"").decode(), set()).add(sheet)
    arrived = {
        (message.key() or b"").decode(): json.loads(message.value() or b"")["from_local"]
        for message in lived.told
        if name(message) == "JourneyBroughtAlong"
    }
    brought = [life for plan in lived.plans.values() for life in plan.lives.values() if life.did("bring-along")]
    assert {str(life.person.participant_id) for life in brought} == set(arrived) != set()
    for life in brought:
        assert life.person.came_from
        here, before = str(life.person.participant_id), life.person.came_from.person
        assert arrived[here] == before.local
        assert answered[str(before.participant_id)] <= answered[here]


def test_nobody_is_written_to_who_may_not_be(lived: Lived) -> None:
    for slug, each in lived.summary.lived.items():
        for number in each.told.messaged:
            person, life = lived.plans[slug].people[number], lived.plans[slug].lives[number]
            assert person.may_be_messaged
            assert life.messages


def test_the_evaluators_figures_are_those_of_the_simulations_own_record(lived: Lived) -> None:
    from scipy import stats  # takes long to load, which whoever asks for no server need not wait for

    changes = [after - before for before, after in pairs(lived)]
    found = lived.summary.figures["overall"]
    consented = sum(len(plan.in_evaluation()) for plan in lived.plans.values())
    half = stats.t.ppf(0.975, len(changes) - 1) * statistics.stdev(changes) / math.sqrt(len(changes))
    assert found["n_paired"] == len(changes) >= 3
    assert found["missing"] == consented - len(changes)
    assert found["change_mean"] == pytest.approx(statistics.fmean(changes))
    assert found["ci_low"] == pytest.approx(statistics.fmean(changes) - half)
    assert found["ci_high"] == pytest.approx(statistics.fmean(changes) + half)


def test_only_those_who_agreed_and_did_not_change_their_mind_are_at_the_evaluators(lived: Lived) -> None:
    released = {message.key() for message in lived.told if name(message) == "ParticipationReleased"}
    withdrawn = {message.key() for message in lived.told if name(message) == "ParticipationWithdrawn"}
    expected = sum(len(plan.in_evaluation()) for plan in lived.plans.values())
    assert len(released - withdrawn) == expected == lived.summary.figures["n_consented"]


def test_the_projection_rebuilt_from_the_first_record_is_identical(lived: Lived) -> None:
    done = lived.lc("outcomes", "rebuild", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["identical"] is True


def test_nothing_personal_is_on_any_topic_but_the_card(lived: Lived) -> None:
    body = "\n".join(
        (message.value() or b"").decode() + repr(message.headers()) + repr(message.key())
        for message in lived.told
        if not (message.topic() or "").endswith(topics.COMPACTED)
    )
    assert [text for text in lived.personal if text in body or json.dumps(text)[1:-1] in body] == []


def test_the_card_is_there_so_that_the_search_for_leaks_would_find_one(lived: Lived) -> None:
    cards = "\n".join(
        (message.value() or b"").decode() for message in lived.told if name(message) == "ParticipantCardUpdated"
    )
    assert sum(text in cards for text in lived.personal) > 40


def test_nothing_personal_is_in_any_log(lived: Lived) -> None:
    for log in (lived.state / "logs").glob("*.log"):
        text = log.read_text(encoding="utf-8")
        assert [word for word in lived.personal if word in text] == [], log.name


async def test_nothing_personal_is_in_any_table_of_the_evaluator(lived: Lived) -> None:
    connection = await asyncpg.connect(lived.site(EVALUATOR).environment["LC_DATABASE_URL"])
    try:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        rows = [row[0] for table in tables for row in await connection.fetch(f"SELECT t::text FROM {table['name']} t")]
    finally:
        await connection.close()
    text = "\n".join(rows)
    assert len(rows) > 50
    assert [word for word in lived.personal if word in text] == []


def test_nothing_personal_is_on_metrics_or_error_pages(lived: Lived) -> None:
    life = fullest(lived)
    for slug in LOCALS:
        with httpx.Client(base_url=lived.site(slug).address, trust_env=False) as browser:
            pages = [f"/{service}/metrics" for service in topics.SERVICES]
            pages += [
                f"/journey/{life.person.journey_id}",
                f"/referral/people/{life.person.participant_id}",
                "/me/wrong",
            ]
            pages += ["/host/wrong", "/nowhere", *PAGES.values()]
            text = "\n".join(browser.get(page).text for page in pages)
        assert [word for word in lived.personal if word in text] == []


async def test_the_trace_of_a_form_is_found_at_the_evaluators_row(lived: Lived) -> None:
    life = next(
        life
        for plan in lived.plans.values()
        for life in plan.in_evaluation()
        if life.consented_on == life.met_on and any(sheet.day > 20 and sheet.score for sheet in life.measures)
    )
    sheet = next(sheet for sheet in life.measures if sheet.day > 20 and sheet.score)
    trace = trace_id(life.person.id(f"measure {sheet.occasion}"))
    connection = await asyncpg.connect(lived.site(EVALUATOR).environment["LC_DATABASE_URL"])
    try:
        row = await connection.fetchrow("SELECT day, score FROM outcomes.measure WHERE trace_id = $1", trace)
    finally:
        await connection.close()
    assert row is not None
    assert (row["day"], row["score"]) == (sheet.day, sheet.score)
    named = {name(message) for message in lived.told if header(message, "ce_correlationid") == trace}
    assert named == {"MeasureTaken", "MeasureReleased"}


def test_the_summary_has_the_shape_that_others_hold_on_to(lived: Lived) -> None:
    whole = lived.summary.as_json()
    assert set(whole["locals"]) == set(LOCALS)
    for local in whole["locals"].values():
        assert {"ReferralReceived", "GoalSet", "CheckInDue", "ActivityAttended"} <= set(local["events"])
        assert local["funnel"]["referred"] >= local["funnel"]["accepted"] >= local["funnel"]["attended"]
        assert all(url.startswith("http://127.0.0.1:") for url in local["urls"].values())
    assert set(whole["outcomes"]["overall"]) >= {"n_paired", "change_mean", "ci_low", "ci_high", "missing"}
    assert set(whole["outcomes"]["by_local"]) == set(LOCALS)
    assert whole["synthetic"] is True
    assert isinstance(whole["truth"]["mean_change"], float)
    assert whole["seconds"]
