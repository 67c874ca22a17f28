"""Who may be the same person: pairs of every kind, and what holds for any two."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.matching.rules import tables, words
from services.referral.matching.rules.compare import Likeness, compare
from services.referral.matching.rules.keys import keys
from services.referral.matching.rules.names import read
from services.referral.matching.rules.person import Person
from services.referral.matching.rules.population import Population
from services.referral.matching.rules.rarity import Rarity, name_key, phone_key

from .pairs import SAME, TWINS, TWO, person


def local(people: int) -> Rarity:
    """A Local whose names are as common as they are taken to be before its cards say more."""
    return Rarity(people, {name_key(name): people * number // 1000 for name, number in tables.common().items()})


LOCAL = local(5000)


def judged(one: str, other: str) -> Likeness:
    return compare(person(one), person(other), LOCAL)


def codes(found: Likeness) -> set[str]:
    return {reason.code for reason in found.reasons}


@pytest.mark.parametrize("kind", sorted(SAME))
def test_of_one_person_all_but_one_of_each_kind_are_shown(kind: str) -> None:
    missed = [pair for pair in SAME[kind] if not judged(*pair).shown]
    assert len(missed) <= len(SAME[kind]) // 6, missed


@pytest.mark.parametrize("kind", sorted(TWO))
def test_two_people_are_left_apart(kind: str) -> None:
    assert [pair for pair in TWO[kind] if judged(*pair).shown] == []


def test_as_many_are_found_as_the_best_that_was_tried_finds_and_as_few_are_wrong() -> None:
    same, two = [p for pairs in SAME.values() for p in pairs], [p for pairs in TWO.values() for p in pairs]
    found, wrong = sum(judged(*pair).shown for pair in same), sum(judged(*pair).shown for pair in two)
    assert found / len(same) >= 104 / 109
    assert found / (found + wrong) >= 0.95


@pytest.mark.parametrize("pair", TWINS)
def test_twins_are_shown_with_the_question_and_never_called_very_likely(pair: tuple[str, str]) -> None:
    found = judged(*pair)
    assert "twins" in codes(found)
    assert not found.very_likely


def test_a_father_and_his_son_are_asked_about_and_their_number_counts_little() -> None:
    found = judged(*TWO["father and son"][0])
    assert {"father_and_son", "household"} <= codes(found)
    assert not found.shown


@pytest.mark.parametrize("pair", [pair for pairs in (*SAME.values(), *TWO.values()) for pair in pairs])
def test_composed_and_taken_apart_letters_are_the_same(pair: tuple[str, str]) -> None:
    one, other = pair
    apart = judged(unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other))
    assert apart.bits == judged(unicodedata.normalize("NFC", one), other).bits


@pytest.mark.parametrize("pair", [pair for pairs in SAME.values() for pair in pairs if "|" in pair[0]])
def test_whoever_is_one_person_comes_beside_themselves_at_all(pair: tuple[str, str]) -> None:
    assert set(keys(person(pair[0]))) & set(keys(person(pair[1])))


def test_a_rare_name_says_more_than_a_common_one() -> None:
    common = judged("Lan Nguyễn | 1951", "Lan Nguyễn | 1951")
    rare = judged("Lan Pemberton | 1951", "Lan Pemberton | 1951")
    assert rare.bits > common.bits + 5


def test_a_slip_is_weighed_by_rarity_too() -> None:
    common = judged("Lan Nguyễn", "Lan Nguyne")
    rare = judged("Lan Pemberton", "Lan Pembertno")
    assert rare.bits > common.bits


@pytest.mark.parametrize(("people", "at_least", "at_most"), [(2, 9, 9), (4, 6, 7), (8, 3, 4.5), (12, 0, 0), (50, 0, 0)])
def test_the_more_people_have_a_number_the_less_it_says(people: int, at_least: float, at_most: float) -> None:
    number = "+61412345678"
    rarity = Rarity(5000, {phone_key(number): people})
    found = compare(Person("Joan Oakden", phone=number), Person("Joan Oakden", phone=number), rarity)
    told = next(reason.bits for reason in found.reasons if reason.code.startswith("phone"))
    assert at_least <= told <= at_most


def test_an_office_s_mailbox_says_little() -> None:
    one = Person("Joan Oakden", email="office@example.org")
    bits = {reason.code: reason.bits for reason in compare(one, one, LOCAL).reasons}
    assert bits["email_same"] == 2


def test_the_threshold_grows_with_the_local() -> None:
    pair = (person("Susan Taylor | 1951"), person("Susan Taylor | 1951"))
    assert compare(*pair, local(500)).shown
    assert not compare(*pair, local(500_000)).shown


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("Con Papas", "Konstantinos Papas", "Con and Konstantinos are forms of one name"),
        ("Joan Oakden", "Joan Oakden", "“Oakden” is in both names (1 in 6000 here)"),
        ("George Papas | 1941-04-23", "George Papas | 1968-08-02", "One name, and 27 years apart: parent and child?"),
        ("Lan Le | 1951 | 0412 345 678", "Duc Le | 1950 | 0412 345 678",
         "The same phone number with another given name: one household?"),
        ("Lê Thị Kim", "Lê Văn Kim", "Thị stands in one name, Văn in the other: a woman and a man?"),
        ("Hassan Ali", "Hussein Ali", "Hassan and Hussein look alike, but are two names"),
    ],
)  # fmt: skip
def test_it_says_why_and_why_not(one: str, other: str, sentence: str) -> None:
    assert sentence in [words.sentence(reason) for reason in judged(one, other).reasons]


WRITTEN = [each.partition("|")[0] for pairs in (*SAME.values(), *TWO.values()) for pair in pairs for each in pair]
NAMES = st.one_of(st.text(max_size=40), st.sampled_from(WRITTEN))
PEOPLE = st.builds(
    Person,
    name=NAMES,
    preferred_name=st.none() | NAMES,
    year=st.none() | st.integers(1900, 2026),
    born=st.none(),
    estimated=st.booleans(),
    phone=st.none() | st.sampled_from(["+61412345678", "+61412345679", "+61398765432"]),
    email=st.none() | st.text(max_size=20),
    address=st.none() | st.text(max_size=30),
)
DATED = st.builds(
    lambda one, day: replace(one, born=day, year=day.year), PEOPLE, st.dates(date(1900, 1, 1), date(2026, 1, 1))
)


@given(PEOPLE | DATED, PEOPLE | DATED)
def test_the_order_of_two_makes_no_difference_and_no_text_is_an_error(one: Person, other: Person) -> None:
    there, back = compare(one, other, LOCAL), compare(other, one, LOCAL)
    assert there == back
    assert all(words.sentence(reason) for reason in there.reasons)
    assert keys(one) == sorted(set(keys(one)))


@given(PEOPLE, PEOPLE, st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_a_date_in_common_is_never_less_than_none(one: Person, other: Person, day: date) -> None:
    without = compare(replace(one, year=None), replace(other, year=None), LOCAL)
    dated = compare(replace(one, year=day.year, born=day), replace(other, year=day.year, born=day), LOCAL)
    assert dated.bits >= without.bits


@given(PEOPLE | DATED, PEOPLE | DATED)
def test_a_number_in_common_is_never_less_than_two_that_differ(one: Person, other: Person) -> None:
    shared = compare(replace(one, phone="+61412345678"), replace(other, phone="+61412345678"), LOCAL)
    differ = compare(replace(one, phone="+61412345678"), replace(other, phone="+61398765432"), LOCAL)
    assert shared.bits > differ.bits - 3


@given(NAMES)
def test_any_name_reads_alike_however_its_letters_are_composed(name: str) -> None:
    assert read(unicodedata.normalize("NFD", name)) == read(unicodedata.normalize("NFC", name))


@given(st.lists(DATED, min_size=1, max_size=8))
def test_everybody_with_a_name_finds_themselves_among_any_people(people: list[Person]) -> None:
    population = Population.of(enumerate(people))
    for number, one in enumerate(people):
        if keys(one):
            assert number in population.candidates(one)
