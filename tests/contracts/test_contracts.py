"""What is published is what the code says, and it only grows."""

import copy
import json
from uuid import uuid4

import jsonschema
import pytest

from deploy.cli.in_words import told as told_by_the_program
from shared.events import ALL, BY_TYPE, Event, contracts, examples
from shared.events.base import PRIVATE, Tombstone
from shared.kernel import topics

WITH_DATA = [event for event in ALL if not issubclass(event, Tombstone)]
PERSONAL = ("name", "phone", "email", "address", "birth", "note", "words", "wording", "pronoun")


def test_the_committed_contract_is_what_the_code_says() -> None:
    assert contracts.check() == []


@pytest.mark.parametrize("told", examples.ALL, ids=lambda told: type(told).__name__)
def test_every_example_fits_its_published_schema(told: Event) -> None:
    jsonschema.validate(contracts.data_of(told), type(told).published_schema())


@pytest.mark.parametrize("path", sorted(contracts.SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_example_ever_published_still_parses(path: object) -> None:
    name, version = path.stem.rsplit(".v", 1)  # type: ignore[attr-defined]
    kind = BY_TYPE[f"au.localconnections.{name}.v{version}"]
    text = path.read_bytes()  # type: ignore[attr-defined]
    assert text.strip() == b"null" if issubclass(kind, Tombstone) else kind.model_validate_json(text)


def test_what_takes_a_card_away_has_no_data_and_stands_on_a_compacted_topic() -> None:
    gone = [event for event in ALL if issubclass(event, Tombstone)]
    assert {event.stream for event in gone} == set(topics.COMPACTED)
    assert not any(event.private_fields() for event in gone)
    assert examples.PARTICIPANT_CARD_TAKEN_AWAY.body() == b""


@pytest.mark.parametrize("event", WITH_DATA, ids=lambda event: event.__name__)
def test_a_reader_ignores_what_it_does_not_know_yet(event: type[Event]) -> None:
    sample = next(told for told in examples.ALL if type(told) is event)
    assert event.model_validate(json.loads(sample.body()) | {"from_the_future": 1}) == sample


@pytest.mark.parametrize("event", ALL, ids=lambda event: event.__name__)
def test_what_is_kept_is_in_no_published_schema_and_no_body(event: type[Event]) -> None:
    sample = next(told for told in examples.ALL if type(told) is event)
    secret = f"kept-{uuid4()}"
    told = sample.model_copy(update=dict.fromkeys(event.private_fields(), secret))
    assert secret.encode() not in told.body()
    assert not event.private_fields() & set(event.published_schema().get("properties", ()))


@pytest.mark.parametrize(
    "event", [event for event in ALL if event.stream not in topics.COMPACTED], ids=lambda event: event.__name__
)
def test_no_topic_but_those_that_forget_has_a_field_for_something_personal(event: type[Event]) -> None:
    allowed = {"expected_by_name"}
    fields = set(event.published_schema()["properties"]) - allowed
    assert not [
        field
        for field in fields
        if any(word in field.split("_") or field == word for word in PERSONAL) and field != "wording"
    ]


def test_every_free_text_of_a_person_is_marked_as_kept() -> None:
    short = {
        "title",
        "instrument",
        "instrument_version",
        "wording",
        "pseudonym",
        "local",
        "consented_week",
        "snapshot",
        "from_local",
        "to_local",
        "other_local",
        "occasion",
        "where_it_is",
        "getting_there",
        "in_language",
    }
    for event in ALL:
        if event.stream in topics.COMPACTED:
            continue
        for name, field in event.model_fields.items():
            is_text = field.annotation in (str, str | None)
            assert not is_text or PRIVATE in field.metadata or name in short, f"{event.__name__}.{name}"


def test_taking_a_field_away_or_making_it_required_is_breaking() -> None:
    before = examples.GOAL_SET.published_schema()
    without = copy.deepcopy(before)
    del without["properties"]["confidence"]
    assert contracts.incompatible(before, without) == ["confidence was taken away"]
    stricter = copy.deepcopy(before)
    stricter["required"].append("confidence")
    assert contracts.incompatible(before, stricter) == ["confidence has become required"]
    other = copy.deepcopy(before)
    other["properties"]["importance"]["type"] = "string"
    assert contracts.incompatible(before, other) == ["importance has another shape"]


def test_a_new_optional_field_and_better_words_are_not_breaking() -> None:
    before = examples.GOAL_SET.published_schema()
    after = copy.deepcopy(before)
    after["properties"]["colour"] = {"type": "string"}
    after["properties"]["importance"]["description"] = "clearer"
    assert contracts.incompatible(before, after) == []


def test_asyncapi_names_every_event_on_its_topic() -> None:
    document = contracts.asyncapi()
    named = {name for channel in document["channels"].values() for name in channel["messages"]}
    assert named == {contracts.name_of(event) for event in ALL}
    assert document["channels"]["journey"]["address"] == "lc.{local}.journey"
    assert document["channels"]["outcomes"]["address"] == "lc.outcomes"


@pytest.mark.parametrize(
    ("event", "where"), [("SkillSessionPlanned", "examples_course.py"), ("GroupListed", "examples.py")]
)
def test_a_new_event_without_an_example_is_told_what_to_add_and_where(
    event: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tuple(told for told in examples.ALL if type(told).__name__ != event)
    monkeypatch.setattr(examples, "ALL", kept)
    sentence = f"{event} has no example: add one, true to life, to shared/events/{where}"
    with pytest.raises(contracts.ExampleMissing, match=sentence) as refused:
        contracts.export()
    assert told_by_the_program(refused.value) == sentence
    assert contracts.check() == [sentence]
