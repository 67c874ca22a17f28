"""A reference to quote: the same for the same thing, read however it is written, and hard to mistype."""

from uuid import UUID, uuid4

import pytest

from shared.kernel import references

ONE = UUID("5d2f0c1e-8a35-4d8e-9a11-2b6f6c5f0a01")


def test_it_is_always_the_same_and_says_nothing() -> None:
    said = references.of(ONE)
    assert said == references.of(ONE)
    assert len(said) == 8
    assert set(said) <= set(references.LETTERS)
    assert len({references.of(uuid4()) for _ in range(2000)}) == 2000


@pytest.mark.parametrize("written", ["{}", " {} ", "{}\u00a0", "ref {}"[4:]])
def test_it_is_read_as_people_write_it(written: str) -> None:
    said = references.of(ONE)
    for form in (
        said,
        references.words(said),
        references.words(said).lower(),
        " ".join(said),
        f"{said[:4]} – {said[4:]}",
    ):
        assert references.read(written.format(form)) == said


def test_letters_that_look_like_numbers_are_those_numbers() -> None:
    looks_alike = {"0": "O", "1": "l"}
    tried = 0
    for said in (references.of(uuid4()) for _ in range(200)):
        written = "".join(looks_alike.get(letter, letter) for letter in said)
        tried += written != said
        assert references.read(written) == said
    assert tried > 20


def test_one_wrong_letter_is_never_another_reference() -> None:
    said = references.of(ONE)
    for place, letter in enumerate(said):
        for other in set(references.LETTERS) - {letter}:
            with pytest.raises(ValueError, match="Write the reference"):
                references.read(said[:place] + other + said[place + 1 :])


def test_two_letters_changed_about_are_hardly_ever_another_one() -> None:
    swapped = taken = 0
    for said in (references.of(uuid4()) for _ in range(300)):
        for place in range(7):
            if said[place] != said[place + 1]:
                swapped += 1
                turned = said[:place] + said[place + 1] + said[place] + said[place + 2 :]
                try:
                    references.read(turned)
                    taken += 1
                except ValueError:
                    pass
    assert taken < swapped / 100


@pytest.mark.parametrize("text", ["", "4XK7", "4XK7-92T", "not a reference", "ABCDEFGU", "x" * 500, "٤XK7-92TM"])
def test_anything_else_is_told_what_one_looks_like(text: str) -> None:
    with pytest.raises(ValueError, match="4XK7-92TM"):
        references.read(text)
