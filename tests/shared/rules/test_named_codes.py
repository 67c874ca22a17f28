"""Languages and countries as codes: by the names people write, asked back where they are not clear, never guessed."""

import pytest

from shared.kernel import names
from shared.rules.countries import COUNTRIES
from shared.rules.languages import LANGUAGES
from shared.rules.named_codes import NamedCodes

ALL = pytest.mark.parametrize("codes", [LANGUAGES, COUNTRIES], ids=["languages", "countries"])


def every_name(codes: NamedCodes) -> list[tuple[str, str]]:
    return [
        (code, name)
        for code, one in codes.by_code.items()
        for name in (one["name"], one.get("own", ""), *one.get("also", ()))
        if name
    ]


@ALL
def test_every_name_in_the_file_is_found_whatever_its_case_and_marks(codes: NamedCodes) -> None:
    for code, name in every_name(codes):
        for written in (name, name.upper(), f"  {name.lower()} ", " ".join(names.folded(name))):
            found = codes.find(written)
            assert found.code == code or (found.code is None and code in found.choices), (written, found)


@ALL
def test_every_code_has_a_name_and_codes_are_text_of_four_digits(codes: NamedCodes) -> None:
    assert all(len(code.partition(".")[0]) == 4 and code[:4].isdecimal() for code in codes.by_code)
    assert all(one["name"] for one in codes.by_code.values())


@ALL
def test_a_name_that_could_be_two_is_asked_back_with_what_there_is(codes: NamedCodes) -> None:
    for words, choices in codes._asks.items():
        found = codes.find(" ".join(words))
        assert (found.code, found.choices) == (None, choices)
        assert set(choices) <= set(codes.by_code)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Hazaraghi", "4107"),
        ("Hazaragi", "4107"),
        ("Persian (excluding Dari)", "4106"),
        ("Farsi", "4106"),
        ("Dari", "4105"),
        ("Sudanese (Dinka)", "9216"),
        ("Sudanese Arabic", "4202"),
        ("Chin Haka", "6102"),
        ("Chin Falam", "6199.cfm"),
        ("Fijian", "9301"),
        ("Hindi", "5203"),
        ("Fijian Hindi", "5217"),
        ("Viet", "6302"),
        ("TIENG VIET", "6302"),
        ("Tiê\u0301ng Viê\u0323t", "6302"),
        ("越南语", "6302"),
        ("Chinese (Mandarin)", "7104"),
        ("Chinese - Cantonese", "7101"),
        ("Key Word Sign/Makaton", "9702"),
        ("Auslan", "9701"),
        ("Karen", "6103"),
        ("Vietnamese, no English", "6302"),
        ("speaks only Greek", "2201"),
        ("English", "1201"),
    ],
)
def test_a_language_is_found_by_the_names_people_write(written: str, code: str) -> None:
    assert LANGUAGES.find(written).code == code


@pytest.mark.parametrize(
    ("written", "among"),
    [
        ("Chinese", {"7104", "7101"}),
        ("中文", {"7104", "7101"}),
        ("Chin", {"6102", "6105", "6199.cfm"}),
        ("Sign language", {"9701", "9702"}),
        ("Yugoslav", {"3501", "3503", "3505"}),
        ("Sudanese", {"4202", "9216"}),
        ("Dari Farsi", {"4105", "4106"}),
        ("Greek (Pontian)", {"2201"}),
        ("Chinese not Mandarin", {"7101"}),
        ("Vietnamese and English", {"6302", "1201"}),
    ],
)
def test_a_language_that_is_not_clear_is_asked_back(written: str, among: set[str]) -> None:
    found = LANGUAGES.find(written)
    assert found.code is None
    assert among <= set(found.choices)


@pytest.mark.parametrize("written", ["Klingon", "something else", "", "…", "no English"])
def test_a_language_that_nobody_here_has_heard_of_stays_as_it_was_written(written: str) -> None:
    assert (LANGUAGES.find(written).code, LANGUAGES.find(written).choices) == (None, ())


def test_several_languages_are_read_in_their_order_and_each_once() -> None:
    read = LANGUAGES.read("Vietnamese (Tiếng Việt), a little English / Viet; Klingon and Chinese, Cantonese")
    assert [(one.said, one.code) for one in read] == [
        ("Vietnamese (Tiếng Việt)", "6302"), ("a little English", "1201"), ("Klingon", None), ("Cantonese", "7101"),
    ]  # fmt: skip


def test_what_is_near_is_worth_asking_and_never_the_same() -> None:
    assert LANGUAGES.near("6511", "6512")
    assert LANGUAGES.near("4101", "4101.kmr")
    assert not LANGUAGES.near("6199.cfm", "6199.lus")
    assert not LANGUAGES.near("6302", "6302")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Burma", "5101"),
        ("Viet Nam", "5105"),
        ("Kosovo", "3216"),
        ("England", "2102"),
        ("South Sudan", "4111"),
        ("DR Congo", "9108"),
        ("Bosnia and Herzegovina", "3202"),
        ("not stated", "9999"),
    ],
)
def test_a_country_is_found_by_the_names_people_write(written: str, code: str) -> None:
    assert COUNTRIES.find(written).code == code


@pytest.mark.parametrize("written", ["UK", "Korea", "Congo", "Sudan", "Yugoslavia", "England/Wales"])
def test_a_country_that_could_be_two_is_asked_back(written: str) -> None:
    found = COUNTRIES.find(written)
    assert found.code is None
    assert len(found.choices) >= 2


def test_a_file_in_which_one_name_has_two_codes_is_refused() -> None:
    wrong = NamedCodes({
        "standard": "x", "version": "1", "ask": [],
        "codes": [{"code": "0001", "name": "One"}, {"code": "0002", "name": "Two", "also": ["óne"]}],
    })  # fmt: skip
    with pytest.raises(ValueError, match="óne stands for 0001 and 0002"):
        wrong.find("one")
