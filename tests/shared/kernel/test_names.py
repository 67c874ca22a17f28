"""Names are compared as people write them, and two who read alike are told apart."""

import unicodedata

import pytest

from shared.kernel.names import fit, folded, found_by, joined, told_apart, words_of

FOUND = [
    ("Đặng Thị Hoa", "dang thi hoa"),
    ("Đặng Văn Ngọc", "Dang"),
    ("Łukasz Taberski", "Lukasz"),
    ("Søren Tveit", "soren"),
    ("Groß-Wüstenhagen", "gross wustenhagen"),
    ("Ayşe Yıldırım", "Ayse Yildirim"),
    ("Nguyễn Văn Minh", "Minh Nguyen"),
    ("Nguyễn Văn Minh", "nguyen minh"),
    ("Nguyễn Văn Minh", "Nguyen Van Minh"),
    ("Margaret Anne Tilden", "Margaret Tilden"),
    ("Margaret Tilden", "Margaret Anne Tilden"),
    ("Anna\u200bTilden", "Anna Tilden"),
    ("ＡＮＮＡ Tilden", "anna"),
    ("O’Shaughnessy", "oshaughnessy"),
    ("Smith-Hartley", "smithhartley"),
    ("Xiao Ming", "xiaoming"),
    ("Yunupiŋu", "yunupingu"),
    ("王小明", "王小明"),
]


@pytest.mark.parametrize(("kept", "typed"), FOUND)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_however_it_is_typed(kept: str, typed: str, form: str) -> None:
    kept, typed = (unicodedata.normalize(form, each) for each in (kept, typed))  # type: ignore[arg-type]
    assert found_by(folded(typed), words_of(kept), joined(kept))


def test_what_somebody_is_called_finds_them_too() -> None:
    assert found_by(folded("Zoe"), words_of("Anna Tilden", "Zoë"), joined("Anna Tilden", "Zoë"))


@pytest.mark.parametrize(
    ("kept", "typed"), [("Nguyễn Văn Minh", "Minh Tran"), ("Anna Tilden", "Hanna Smith"), ("Đỗ Lan", "!?")]
)
def test_another_name_is_not_found(kept: str, typed: str) -> None:
    assert not found_by(folded(typed), words_of(kept), joined(kept))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đặng Thị Hoa", "Dang Thi Hoa"),
        ("Minh Van Nguyen", "Nguyễn Văn Minh"),
        ("Margaret Anne Tilden", "Margaret Tilden"),
        ("Łukasz T.", "Lukasz T."),
    ],
)
def test_two_spellings_of_one_name_fit(one: str, other: str) -> None:
    assert fit(words_of(one), words_of(other))
    assert fit(words_of(other), words_of(one))


@pytest.mark.parametrize(("one", "other"), [("Anna Tilden", "Anna"), ("Lan Tran", "Lan Nguyen"), ("", "")])
def test_two_names_that_share_a_word_do_not(one: str, other: str) -> None:
    assert not fit(words_of(one), words_of(other))


def test_two_of_one_name_carry_what_tells_them_apart_and_others_do_not() -> None:
    people = [
        ("Lan", ["Nguyễn Thị Lan", "born in 1951"]),
        ("Lan", ["Trần Lan", "born in 1960"]),
        ("Zoë", ["Zoe Smith", "born in 1970"]),
        ("Zoe", ["Zoe Smith", "born in 1971"]),
        ("Max", ["Max Moritz"]),
        ("Anna", []),
        ("Anna", []),
    ]
    assert told_apart(people) == [
        "Lan (Nguyễn Thị Lan)", "Lan (Trần Lan)", "Zoë (born in 1970)", "Zoe (born in 1971)", "Max", "Anna, 1",
        "Anna, 2",
    ]  # fmt: skip
