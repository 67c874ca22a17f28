"""How full a week is, in words before numbers."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from shared.rules.workload import FULL, VERY_FULL, Workload, how_full, in_a_sentence

counts = st.integers(0, 60)
loads = st.builds(Workload, st.uuids(), counts, counts, counts, counts, counts)


def load(**numbers: int) -> Workload:
    return Workload(uuid4(), **numbers)


def test_who_walks_with_nobody_has_room() -> None:
    assert in_a_sentence(load()) == "You walk with nobody yet. There is room to begin."


def test_a_steady_week_names_only_the_people() -> None:
    assert in_a_sentence(load(walking_with=1)) == "A steady week: 1 person."


def test_a_full_week_says_what_fills_it() -> None:
    sentence = in_a_sentence(load(walking_with=28, opened_lately=4, no_talk_yet=1, hard=2))
    assert sentence == (
        "A full week: 28 people, 4 of them new, 1 first talk to have and 2 answers that are hard or ask for a call."
    )


def test_one_answer_that_asks_for_a_call_is_not_said_to_be_hard() -> None:
    assert in_a_sentence(load(walking_with=2, hard=1)).endswith("and 1 answer that is hard or asks for a call.")


def test_one_person_who_is_new_is_not_one_of_several() -> None:
    sentence = in_a_sentence(load(walking_with=1, opened_lately=1, no_talk_yet=1))
    assert sentence == "A steady week: 1 new person and 1 first talk to have."


def test_beginning_with_somebody_weighs_more_than_walking_on() -> None:
    assert load(walking_with=10, opened_lately=10).weight > load(walking_with=15).weight


def test_too_much_is_said_plainly() -> None:
    assert how_full(load(walking_with=VERY_FULL)) == "More than one person can carry well."
    assert how_full(load(walking_with=FULL)) == "A full week."
    assert how_full(load(walking_with=FULL - 1)) == "A steady week."


@given(loads)
def test_the_colour_of_a_bar_never_says_more_than_the_words(some: Workload) -> None:
    words = {"": ("There is room", "A steady"), "due": ("A full",), "late": ("More than",)}
    assert how_full(some).startswith(words[some.kind]) or not some.walking_with
