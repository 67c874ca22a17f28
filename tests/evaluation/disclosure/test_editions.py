"""Which edition may follow which: what is left when one is subtracted from another tells of nobody."""

from collections.abc import Iterable

import pytest

from services.evaluation.outcomes.disclosure.editions import Edition, may_be_published


def edition(consented: int, **counted: Iterable[int]) -> Edition:
    """So many agreed; by Local, which people were counted, each with one change."""
    return Edition(consented, {local: {bytes([who]) for who in people} for local, people in counted.items()})


BEFORE = edition(30, brimbank=range(20))


@pytest.mark.parametrize(("paired", "may"), [(9, False), (10, True)])
def test_a_first_edition_is_about_ten_people_or_more(paired: int, may: bool) -> None:
    assert may_be_published(edition(30, brimbank=range(paired)), []) is may


@pytest.mark.parametrize(("consented", "may"), [(20, True), (21, False), (24, False), (25, True)])
def test_nobody_is_missing_or_at_least_five_are(consented: int, may: bool) -> None:
    assert may_be_published(edition(consented, brimbank=range(20)), []) is may


@pytest.mark.parametrize(("paired", "may"), [(20, True), (21, False), (29, False), (30, True)])
def test_nobody_differs_from_an_earlier_one_or_at_least_ten_do(paired: int, may: bool) -> None:
    assert may_be_published(edition(40, brimbank=range(paired)), [edition(40, brimbank=range(20))]) is may


def test_one_whose_answer_was_corrected_differs_twice() -> None:
    assert not may_be_published(edition(30, brimbank=[*range(19), 99]), [BEFORE])


def test_each_local_is_looked_at_for_itself() -> None:
    assert not may_be_published(edition(60, brimbank=range(25), frankston=range(5)), [edition(60, brimbank=range(20))])


@pytest.mark.parametrize(("consented", "may"), [(30, True), (31, False), (34, False), (35, True)])
def test_those_who_agreed_differ_by_nobody_or_at_least_by_five(consented: int, may: bool) -> None:
    assert may_be_published(edition(consented, brimbank=range(20)), [BEFORE]) is may


def test_every_earlier_edition_counts_not_only_the_last() -> None:
    first, last = edition(40, brimbank=range(20)), edition(40, brimbank=range(30))
    now = edition(40, brimbank=range(10, 32))
    assert not may_be_published(edition(40, brimbank=range(21)), [first, last])
    assert may_be_published(now, [first])
    assert not may_be_published(now, [first, edition(40, brimbank=range(10, 30))])
