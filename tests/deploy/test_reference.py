"""The pages that are made of the code are as the code says, and leave nothing out."""

import re
from dataclasses import replace

import pytest
from pydantic import Field

from deploy import reference
from services.settings import LocalSettings, setting_names
from shared.app.health_routes import exposition
from shared.context.status import Status
from shared.kernel import metrics, topics
from shared.persistence.progress import OffsetTracker

CALM = Status(
    outbox_waiting=0, oldest_waiting=None, waited=0.0, lag={}, stuck={}, lines=(), parked=0, unremembered=0, late=None,
    halted=None, last_event={}, handled=0, deduplicated=0, erased=0, looks_end=0, looks_anchored=0, looks_checked=0,
    looks_fault=None,
)  # fmt: skip


def test_the_pages_are_what_the_code_says_and_everything_has_a_sentence() -> None:
    assert reference.check() == []


def test_every_setting_stands_on_its_page() -> None:
    page = (reference.DOCS / "settings.md").read_text(encoding="utf-8")
    services = "|".join(name.upper() for name in topics.SERVICES)
    known = {re.sub(rf"^LC_({services})__", "LC_<SERVICE>__", name) for name in setting_names()}
    files = {f"{name}_FILE" for name in known}
    alone = {f"LC_{name.upper()}" for name in topics.SERVICES}
    assert sorted(name for name in known - files - alone if f"`{name}`" not in page) == []


def test_every_name_that_begins_as_ours_do_and_is_read_somewhere_stands_on_the_page_of_settings() -> None:
    page = (reference.DOCS / "settings.md").read_text(encoding="utf-8")
    named = re.compile(r"environ(?:\.get\(|\[)\"(LC_[A-Z_]+)\"")
    folders = [reference.DOCS.parent / folder for folder in ("deploy", "services", "shared")]
    read = {name for folder in folders for path in folder.rglob("*.py") for name in named.findall(path.read_text())}
    assert len(read) > 5
    assert (
        sorted(name for name in read if f"`{name.removesuffix('_FILE')}`" not in page and f"`{name}`" not in page) == []
    )


def test_every_topic_stands_on_its_page() -> None:
    page = (reference.DOCS / "topics.md").read_text(encoding="utf-8")
    told = {f"lc.<local>.{stream}" for streams in topics.TELLS.values() for stream in streams}
    assert [name for name in (*told, topics.OUTCOMES) if f"`{name}`" not in page] == []


def test_every_metric_that_is_described_is_told_and_no_other() -> None:
    progress = OffsetTracker()
    for kind in metrics.OVER_THE_BROKER:
        progress.line(kind, "broker:9092", "latrobe" if kind == "reading" else "").works()
    progress.stands("lc.brimbank.journey", 0, at=3, ends=4)
    told = exposition(progress, CALM, "journey", "brimbank").decode()
    assert set(re.findall(r"^# TYPE (\w+)", told, re.MULTILINE)) == set(metrics.OF_A_SERVICE)


def test_a_value_is_told_with_its_unit_and_meaning() -> None:
    told = exposition(OffsetTracker(), replace(CALM, parked=2), "journey", "brimbank").decode()
    assert "# HELP lc_parked records: could not be handled and wait for somebody\n" in told
    assert 'lc_parked{local="brimbank",service="journey"} 2.0' in told


def test_a_setting_without_a_sentence_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LocalSettings.model_fields, "phone", Field(default=""))
    assert reference.without_words() == ["LC_PHONE has no description: say in a sentence what it is, and its unit"]


def test_a_topic_without_a_sentence_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topics.TELLS, "practice", ("practice", "learning"))
    assert reference.without_words() == ["learning: shared/kernel/topics.py has to say in HOLDS what is on it"]
