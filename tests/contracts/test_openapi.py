"""The documents of programs' doors: every reference resolves, every schema is one, and no page stands in them."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from services.evaluation.outcomes import app as outcomes
from services.site_map import LOCAL
from shared.app.service import build
from shared.kernel.clock import MovableClock
from shared.kernel.topics import SERVICES
from tests.doors import NOON, settings_for
from tests.evaluation import evaluator as site

from .addresses import service

NOWHERE = "postgresql://nobody@127.0.0.1/none"
DOORS = {
    "referral": {"/referral/api/referrals", "/referral/api/referrals/{referral_id}"},
    "community": {"/community/api/activities"},
    "notifications": {"/notifications/api/replies", "/notifications/api/mail"},
    "outcomes": {"/api/outcomes", "/exports/figures.json", "/exports/figures.csv"},
}
PROBLEMS = {"400", "406", "413", "415", "422", "429", "500", "503"}


def app_of(name: str) -> FastAPI:
    if name == "outcomes":
        return outcomes.build(site.settings_for(NOWHERE))
    return build(service(name), settings_for(name, NOWHERE), LOCAL, MovableClock(NOON))


@pytest.fixture(scope="module", params=(*SERVICES, "outcomes"))
def named(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return request.param, app_of(request.param).openapi()


Named = tuple[str, dict[str, Any]]


def parts(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
    for part in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from parts(part)


def test_only_programs_doors_are_described(named: Named) -> None:
    name, document = named
    assert set(document["paths"]) == DOORS.get(name, set())


def test_every_reference_resolves_and_every_schema_is_one(named: Named) -> None:
    _, document = named
    whole = Registry().with_resource("", Resource(document, DRAFT202012))
    for part in parts(document):
        if "$ref" in part:
            assert whole.resolver().lookup(part["$ref"]).contents
        for schema in (part.get("schema"), *part.get("schemas", {}).values()):
            jsonschema.Draft202012Validator.check_schema(schema or {})


def test_every_answer_that_is_a_problem_is_named_as_one(named: Named) -> None:
    _, document = named
    for operation in (each for path in document["paths"].values() for each in path.values()):
        refused = {status for status in operation["responses"] if status >= "400"}
        assert refused >= PROBLEMS
        assert {kind for status in refused for kind in operation["responses"][status]["content"]} == {
            "application/problem+json"
        }


def test_no_document_calls_a_time_without_an_offset_a_time_of_rfc_3339(named: Named) -> None:
    _, document = named
    assert not [part for part in parts(document) if part.get("format") == "time"]


def test_what_a_program_writes_as_a_day_of_birth_is_text() -> None:
    schemas = app_of("referral").openapi()["paths"]["/referral/api/referrals"]["post"]["requestBody"]["content"]
    born = schemas["application/json"]["schema"]["properties"]["born"]
    assert [each["type"] for each in born["anyOf"]] == ["string", "null"]
