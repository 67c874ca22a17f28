"""The instruments that ship, what their data files promise, and one that a Local adds by itself."""

import json

import pytest

from services.journey.measures.rules import scoring
from shared.rules.instruments import FOLDER, Library, codes, instrument, library
from shared.rules.instruments.definition import WrongDefinition, read_definition
from tests.journey.calm import CALM

EVERY = [instrument(code) for code in codes()]
ASKED = [one for one in EVERY if one.asks]
GARDEN = {
    "code": "garden-2", "version": "1", "language": "en", "title": "Two questions about the garden",
    "name": "Two questions", "full_name": "Garden index", "intro": "About the garden.",
    "items": [
        {"code": "a", "text": "How often are you in the garden?"},
        {"code": "b", "text": "How often do you miss it?", "reverse": True},
    ],
    "responses": [{"id": "r", "options": [{"code": n, "text": f"{n} times"} for n in range(4)]}],
    "scoring": {"rule": "sum", "times": 2}, "missing": {"rule": "every_item", "provenance": "Ours."},
    "range": {"low": 0, "high": 12},
    "direction": {"better": "higher", "down": "less", "up": "more", "same": "as much", "higher_is": "more garden"},
    "bands": [{"low": 0, "high": 5, "name": "little"}, {"low": 6, "high": 12, "name": "much", "says": "how lovely."}],
    "bands_provenance": "Ours.", "change": {"kind": "none", "provenance": "Ours."}, "citation": "Ours.",
    "licence": "Ours.", "permission": "granted", "permission_note": "Ours.", "limits": "For gardens.",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    def add(definition, name=None):
        path = tmp_path / (name or f"{definition['code']}@{definition['version']}.json")
        path.write_text(json.dumps(definition), encoding="utf-8")
        return tmp_path

    return add


def test_all_that_was_asked_for_ships_and_nothing_that_must_not():
    assert codes() == (
        "djg-6", "gas-t", "k10", "loneliness-direct", "lsns-6", "ons4", "ucla-3", "ucla-4", "who-5",
    )  # fmt: skip
    assert not any("WEMWBS" in path.read_text(encoding="utf-8").upper() for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.id)
def test_every_instrument_says_where_it_comes_from_and_what_it_is_not_for(one):
    assert all((one.citation, one.licence, one.limits, one.bands_provenance, one.missing.provenance))
    assert all((one.change.provenance, one.permission_note, one.language))


@pytest.mark.parametrize("one", ASKED, ids=lambda one: one.id)
def test_the_bands_cover_the_whole_range_without_overlap(one):
    if one.bands:
        covered = [score for band in one.bands for score in range(band.low, band.high + 1)]
        assert covered == list(range(one.range.low, one.range.high + 1))


def test_words_that_need_permission_do_not_ship_and_are_not_asked():
    lubben = instrument("lsns-6")
    assert (lubben.permission, lubben.asks) == ("permission_required", False)
    assert not any(item.text for item in lubben.items)
    assert scoring.score(lubben, [5] * 6).score == 30


def test_what_is_for_groups_only_says_so():
    assert [one.code for one in EVERY if one.group_only] == ["djg-6"]


def test_the_words_of_the_questions_are_those_of_their_sources():
    assert [item.text for item in instrument("ucla-3").items] == [
        "How often do you feel that you lack companionship?", "How often do you feel left out?",
        "How often do you feel isolated from others?",
    ]  # fmt: skip
    assert [option.text for option in instrument("ucla-3").options(instrument("ucla-3").items[0])] == [
        "Hardly ever or never", "Some of the time", "Often",
    ]  # fmt: skip
    assert [item.code for item in instrument("djg-6").order] == ["E1", "S1", "S2", "E2", "S3", "E3"]
    assert [item.code for item in instrument("ucla-4").items if item.reverse] == ["1", "3"]
    assert len(instrument("k10").items) == 10
    anxious = instrument("ons4").items[3]
    assert instrument("ons4").options(anxious)[0].text == "0, not at all anxious"


def test_an_instrument_added_as_a_file_is_there_and_scored_by_its_rule(folder):
    both = Library(FOLDER, folder(GARDEN))
    assert "garden-2" in both.codes
    assert set(codes()) <= set(both.codes)
    found = scoring.score(both.get("garden-2"), [3, 0])
    assert (found.score, found.band) == (12, "much")
    assert scoring.score(both.get("garden-2"), {"a": 1}).missing_reason == "skipped"


def test_an_earlier_version_scores_as_it_always_did_beside_a_later_one(folder):
    later = GARDEN | {"version": "2", "scoring": {"rule": "sum"}, "range": {"low": 0, "high": 6}, "bands": []}
    folder(GARDEN)
    both = Library(folder(later))
    assert [scoring.score(both.get(name), [3, 0]).score for name in ("garden-2", "garden-2@1", "garden-2@2")] == [
        6, 12, 6,
    ]  # fmt: skip
    assert [one.version for one in both.versions("garden-2")] == ["1", "2"]
    assert library().get("ucla-3@1") is instrument("ucla-3")


@pytest.mark.parametrize("name", ["garden-3", "ucla-3@2", "ucla-3@", "ucla-3@x", "", "@", "../ucla-3", "ucla-3@1@1"])
def test_what_is_not_there_is_not_found(name):
    with pytest.raises(KeyError):
        instrument(name)


def test_a_file_that_contradicts_itself_is_refused_with_everything_that_is_wrong_with_it():
    wrong = GARDEN | {
        "range": {"low": 0, "high": 9},
        "bands": [{"low": 0, "high": 5, "name": "little"}],
        "missing": {"rule": "every_item", "most": 2, "provenance": "Ours."},
        "items": [*GARDEN["items"], {"code": "a", "text": "Again?", "part": "nowhere"}],
    }
    with pytest.raises(WrongDefinition) as refused:
        read_definition(json.dumps(wrong), "garden-2@1.json")
    told = str(refused.value)
    for part in (
        "items: the same code stands there twice", "every_item allows none", "items.a: unknown part",
        "bands: cover every score from 0 to 9", "range: these answers reach from 0 to 18",
    ):  # fmt: skip
        assert part in told
    assert all(line.startswith("garden-2@1.json: ") for line in told.splitlines())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"colour": "red"}, "colour"), ({"scoring": {"rule": "astrology"}}, "scoring.rule"),
        ({"version": "0"}, "version"), ({"responses": []}, "unknown response set"),
        ({"permission": "permission_required"}, "a text is given exactly when"),
        ({"scoring": {"rule": "count"}}, "counts names answers"), ({"asked_in": ["a"]}, "name every item once"),
        ({"items": [{"code": "a", "text": "A?", "responses": "s"}]}, "unknown response set"),
        ({"citation": ""}, "citation"),
    ],
)  # fmt: skip
def test_a_file_that_this_program_cannot_use_says_why(change, why):
    with pytest.raises(WrongDefinition, match=why):
        read_definition(json.dumps(GARDEN | change), "garden-2@1.json")


def test_a_file_under_a_wrong_name_or_beside_another_of_the_same_version_is_refused(folder):
    with pytest.raises(WrongDefinition, match=r"call it garden-2@1\.json"):
        Library(folder(GARDEN, "garden.json"))
    ours = json.loads((FOLDER / "ucla-3@1.json").read_text(encoding="utf-8")) | {"title": "Another"}
    (folder(GARDEN) / "garden.json").unlink()
    with pytest.raises(WrongDefinition, match="defined already"):
        Library(FOLDER, folder(ours))


def test_a_file_in_another_encoding_is_refused_by_its_name(folder):
    own = folder(GARDEN | {"title": "Zwei Fragen über den Garten"})
    written = (own / "garden-2@1.json").read_text(encoding="utf-8").replace("\\u00fc", "ü")
    (own / "garden-2@1.json").write_bytes(written.encode("cp1252"))
    with pytest.raises(WrongDefinition, match=r"garden-2@1\.json: cannot be read: it is not in UTF-8"):
        Library(FOLDER, own)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"scoring": {"rule": "table"}}, "a table is given exactly where the rule is table"),
        ({"scoring": CALM["scoring"] | {"rule": "sum"}}, "a table is given exactly where the rule is table"),
        ({"scoring": {"rule": "table", "table": CALM["scoring"]["table"][1:]}}, "give every sum from 2 to 6 once"),
        ({"scoring": CALM["scoring"] | {"times": 2}}, "without times"),
        ({"range": {"low": 2, "high": 6}}, "this table reaches from 3 to 10"),
        ({"missing": {"rule": "leave_out", "most": 1, "provenance": "Ours."}}, "every_item or prorate"),
        (
            {"scoring": {"rule": "table", "table": [*CALM["scoring"]["table"][:4], {"sum": 6, "score": 4}]}},
            "the scores go up, or down, and not both",
        ),
    ],
)
def test_a_table_that_does_not_convert_every_sum_once_is_refused(change, why):
    with pytest.raises(WrongDefinition, match=why):
        read_definition(json.dumps(CALM | change), "calm-2@1.json")
