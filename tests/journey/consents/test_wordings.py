"""The words of consent as data files: one a version in a language, and they stay."""

import json

import pytest

from services.journey.consents.rules import wordings
from services.journey.consents.rules.wordings import FOLDER, PURPOSES, Wording, WordingLibrary, WrongWording

LIBRARY = wordings.wordings()
FIRST = {purpose: LIBRARY.newest(purpose) for purpose in PURPOSES}


def later(**changes) -> Wording:
    return FIRST["named"].model_copy(update={"version": "named-2027-02"} | changes)


def test_every_purpose_has_words_in_english_that_say_what_a_yes_changes():
    for purpose in PURPOSES:
        assert "Only with a yes" in FIRST[purpose].changes
        assert FIRST[purpose].language == "en"


def test_only_what_is_shared_with_somebody_they_name_ends_by_itself():
    assert {purpose: words.months for purpose, words in FIRST.items() if words.months} == {"named": 12}


def test_newer_words_undo_nothing_and_ask_anew_only_where_they_say_so():
    quiet = WordingLibrary([*FIRST.values(), later()])
    assert quiet.newest("named").version == "named-2027-02"
    assert quiet.of("named-2026-01", "en") == FIRST["named"]
    assert not quiet.asks_anew("named", "named-2026-01")
    asking = WordingLibrary([*FIRST.values(), later(asks_anew=True)])
    assert asking.asks_anew("named", "named-2026-01")
    assert not asking.asks_anew("named", "named-2027-02")


def test_another_language_is_read_where_it_is_there_and_english_where_not():
    both = WordingLibrary([*FIRST.values(), FIRST["service"].model_copy(update={"language": "vi", "title": "Cùng đi"})])
    assert both.newest("service", "vi").title == "Cùng đi"
    assert both.newest("messages", "vi") == FIRST["messages"]
    assert both.of("service-2026-01", "vi").title == "Cùng đi"


def test_a_file_says_what_it_holds_or_is_refused_by_name():
    text = (FOLDER / "service-2026-01.en.json").read_text(encoding="utf-8")
    with pytest.raises(WrongWording, match=r"service-2026-02\.en\.json: holds service-2026-01\.en"):
        wordings.read(text, "service-2026-02.en.json")
    for change, where in (({"months": 0}, "months"), ({"purpose": "photos"}, "purpose"), ({"more": 1}, "more")):
        with pytest.raises(WrongWording, match=rf"service-2026-01\.en\.json: {where}"):
            wordings.read(json.dumps(json.loads(text) | change), "service-2026-01.en.json")


def test_without_english_words_for_each_purpose_nothing_starts():
    with pytest.raises(WrongWording, match="no English words for named"):
        WordingLibrary(words for purpose, words in FIRST.items() if purpose != "named")
