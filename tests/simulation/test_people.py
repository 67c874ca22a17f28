"""Made-up people: reproducible, of the right ages, with telephones that ring nobody."""

from collections import Counter

import pytest

from deploy.simulation.locals import PROFILES, shares
from deploy.simulation.people import SimulatedPerson, live_in
from deploy.simulation.phones import MOBILES, as_written, is_reserved, landline
from shared.kernel import topics

DAYS = 182


@pytest.fixture(scope="module")
def everybody() -> list[SimulatedPerson]:
    return [person for slug, count in shares(300, topics.LOCALS).items() for person in live_in(7, slug, count, DAYS)]


def test_the_same_seed_makes_the_same_people(everybody: list[SimulatedPerson]) -> None:
    again = [person for slug, count in shares(300, topics.LOCALS).items() for person in live_in(7, slug, count, DAYS)]
    assert again == everybody


def test_another_seed_makes_other_people() -> None:
    assert live_in(7, "latrobe", 20, DAYS) != live_in(8, "latrobe", 20, DAYS)


def test_three_hundred_people_live_in_six_locals_of_different_size(everybody: list[SimulatedPerson]) -> None:
    sizes = Counter(person.local for person in everybody)
    assert sum(sizes.values()) == 300
    assert set(sizes) == set(topics.LOCALS)
    assert len(set(sizes.values())) == 6


def test_locals_differ_in_take_up_and_effect() -> None:
    assert len({profile.effect for profile in PROFILES.values()}) == 6
    assert len({profile.take_up for profile in PROFILES.values()}) >= 4


def test_everybody_is_an_adult_and_only_those_to_be_redirected_are_under_26(everybody: list[SimulatedPerson]) -> None:
    assert all(18 <= person.age <= 95 for person in everybody)
    assert {person.fate for person in everybody if person.age < 26} == {"under_26"}
    assert {person.age < 26 for person in everybody if person.fate == "under_26"} == {True}


def test_both_age_bands_are_there(everybody: list[SimulatedPerson]) -> None:
    older = sum(person.age >= 65 for person in everybody)
    assert 60 < older < 240


def test_every_telephone_is_kept_for_fiction(everybody: list[SimulatedPerson]) -> None:
    assert all(is_reserved(person.phone) for person in everybody)


def test_a_number_that_may_ring_somebody_is_not_reserved() -> None:
    assert not is_reserved("+61491570000")
    assert not is_reserved("+61395550000")
    assert is_reserved("+61355501234")


def test_nobody_shares_a_telephone_within_a_local_but_who_is_there_twice(everybody: list[SimulatedPerson]) -> None:
    for slug in topics.LOCALS:
        phones = [person.phone for person in everybody if person.local == slug and person.same_as is None]
        assert len(phones) == len(set(phones))


def test_landlines_differ_for_twenty_thousand_people() -> None:
    assert len({landline(number) for number in range(20_000)}) == 20_000


def test_numbers_are_written_as_people_write_them() -> None:
    assert as_written("+61491570006") == "0491 570 006"
    assert as_written("+61355501234") == "(03) 5550 1234"
    assert len(MOBILES) == len(set(MOBILES)) == 30


def test_mail_goes_to_addresses_that_cannot_exist(everybody: list[SimulatedPerson]) -> None:
    addresses = [person.email for person in everybody if person.same_as is None]
    assert all(address.isascii() and address.endswith("@example.org") and ".." not in address for address in addresses)
    assert len(addresses) == len(set(addresses))


def test_names_have_apostrophes_hyphens_diacritics_and_some_are_single(everybody: list[SimulatedPerson]) -> None:
    names = [person.name.full for person in everybody]
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(not name.isascii() for name in names)
    assert any(" " not in name for name in names)


def test_a_few_are_unsafe_to_write_to_and_a_few_are_there_twice(everybody: list[SimulatedPerson]) -> None:
    unsafe = [person for person in everybody if person.safe_to_contact == "not_safe"]
    twice = [person for person in everybody if person.same_as is not None]
    assert 5 <= len(unsafe) <= 30
    assert 3 <= len(twice) <= 15
    assert not any(person.may_be_messaged for person in unsafe)
    assert all(person.fate == "duplicate" for person in twice)


def test_who_is_there_twice_has_the_same_name_and_telephone(everybody: list[SimulatedPerson]) -> None:
    for person in everybody:
        if person.same_as is not None:
            first = next(one for one in everybody if one.local == person.local and one.number == person.same_as)
            assert (first.name, first.phone, first.age) == (person.name, person.phone, person.age)
            assert first.participant_id != person.participant_id
            assert first.referred_on < person.referred_on
