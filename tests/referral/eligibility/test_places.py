"""Which Local somebody's home belongs to: by locality and postcode together, and asked wherever that is not sure."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from services.referral.eligibility import rules
from services.referral.eligibility.rules import WrongPlaces
from services.referral.eligibility.store import places
from services.referral.settings import Areas

KNOWN = places()


@pytest.mark.parametrize(
    ("suburb", "postcode", "local"),
    [
        ("Mansfield", "3722", "benalla-wangaratta-mansfield"),
        ("Queenscliff", "3225", "geelong-queenscliffe"),
        ("Whittlesea", "3757", "whittlesea"),
        ("Newborough", "3825", "latrobe"),
        ("Point Lonsdale", "3225", "geelong-queenscliffe"),
        ("Moe", "3825", "latrobe"),
        ("ST. ALBANS", "3021", "brimbank"),
        ("Saint Albans", " 3021 ", "brimbank"),
        ("Frankston North", "3200", "frankston"),
        ("Benalla", "3672", "benalla-wangaratta-mansfield"),
    ],
)
def test_a_suburb_with_its_postcode_says_whose_area_it_is(suburb: str, postcode: str, local: str) -> None:
    assert rules.area(suburb, postcode, KNOWN) == local


@pytest.mark.parametrize(
    ("suburb", "postcode"),
    [("Brooklyn", "3012"), ("Keilor East", "3033"), ("Melton", "3337"), ("Mansfield", "3021"), ("", "3021"),
     ("Newborough", ""), ("3021", "3021"), ("Nowhere", "3021"), ("Bundoora", "3083")],
)  # fmt: skip
def test_what_is_not_sure_is_asked(suburb: str, postcode: str) -> None:
    assert rules.area(suburb, postcode, KNOWN) == "ask"


def test_one_name_may_have_several_postcodes_and_one_postcode_several_areas() -> None:
    assert [one.postcode for one in KNOWN.named("Mansfield")] == ["3722", "3724"]
    hills = {one.postcode: one.areas for one in KNOWN.named("Hillside")}
    assert hills == {"3037": ("Brimbank", "Melton"), "3875": ("East Gippsland",)}
    assert KNOWN.local_of([*KNOWN.named("Newborough", "3825"), *KNOWN.named("Thomson", "3825")]) == "ask"


@pytest.mark.parametrize(
    ("address", "words", "local"),
    [
        ("12 Smith St, St Albans VIC 3021", "St Albans 3021", "brimbank"),
        ("Unit 2\n5 Geelong Road\nSunshine West", "Sunshine West 3020", "brimbank"),
        ("Kings Park, 3021", "Kings Park 3021", "brimbank"),
        ("Wangaratta 3677 Victoria", "Wangaratta 3677", "benalla-wangaratta-mansfield"),
        ("3 Mount Street\nFrankston", "Frankston 3199", "frankston"),
        ("Newtown", "Newtown", "ask"),
        ("Newtown 3220", "Newtown 3220", "geelong-queenscliffe"),
    ],
)
def test_an_address_is_read_as_people_write_it_and_says_what_was_understood(
    address: str, words: str, local: str
) -> None:
    home = rules.home(address, KNOWN)
    assert home is not None
    assert (home.words, home.local) == (words, local)


@pytest.mark.parametrize("address", ["3021", "with my sister", "", None, "Sydney NSW 2000"])
def test_an_address_without_a_place_that_is_known_is_not_guessed(address: str | None) -> None:
    assert rules.home(address, KNOWN) is None


def test_every_locals_areas_are_in_the_list() -> None:
    for slug, one in KNOWN.locals.items():
        whole = [place for place in KNOWN.around(slug) if KNOWN.local_of([place]) == slug]
        assert len(whole) > 8, slug
        assert {area for place in whole for area in place.areas} == set(one.areas)


def test_a_locals_own_file_counts_more_and_leaves_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "areas.csv"
    own.write_text("locality,postcode,areas\nBrooklyn,3012,Brimbank\n\nHill Top,3021,Brimbank; Melton\n")
    theirs = places(own)
    assert rules.area("brooklyn", "3012", theirs) == "brimbank"
    assert rules.area("Hill Top", "3021", theirs) == "ask"
    assert rules.area("Brooklyn", "3012", KNOWN) == "ask"
    assert rules.area("Mansfield", "3722", theirs) == "benalla-wangaratta-mansfield"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1"),
        ("suburb,code\n", "line 1"),
        ("locality,postcode,areas\nBrooklyn,312,Brimbank\n", "line 2"),
        ("locality,postcode,areas\nBrooklyn,3012,Brimbank\nBrooklyn,3012\n", "line 3"),
        ("locality,postcode,areas\n,3012,Brimbank\n", "line 2"),
    ],
)
def test_a_file_that_is_no_list_of_places_is_refused_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    own = tmp_path / "areas.csv"
    own.write_text(text)
    with pytest.raises(WrongPlaces, match=says):
        places(own)
    with pytest.raises(ValidationError, match=says):
        TypeAdapter(Areas).validate_python(own)
