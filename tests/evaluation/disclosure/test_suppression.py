"""What a table of parts may show."""

from itertools import product

import pytest

from services.evaluation.outcomes.disclosure.suppression import Cell, cover, cover_counts, share_ok


def groups(**sizes: tuple[int, int]) -> dict[str, Cell]:
    return {code: Cell(*size) for code, size in sizes.items()}


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    covered = cover(groups(A=(2, 1), B=(9, 4), C=(12, 6), D=(41, 20), E=(0, 0)))
    assert (covered.counts, covered.means, covered.shares) == ({"A", "B"}, {"A", "B"}, {"A", "B", "C"})


def test_two_groups_of_one_would_give_each_other_away() -> None:
    assert cover(groups(A=(1, 0), B=(1, 1), C=(30, 15), D=(30, 15))).counts == {"A", "B", "C"}


def test_a_group_of_nobody_is_never_hidden() -> None:
    assert "E" not in cover(groups(A=(2, 0), E=(0, 0))).counts


def test_of_equal_groups_the_first_by_code_is_hidden() -> None:
    assert cover(groups(D=(9, 5), C=(9, 5), A=(4, 2))).counts == {"A", "C"}


def test_large_groups_are_all_shown() -> None:
    covered = cover(groups(A=(40, 20), B=(50, 25)))
    assert not covered.counts | covered.means | covered.shares


@pytest.mark.parametrize(
    ("n", "x", "fine"),
    [(20, 10, True), (19, 9, False), (20, 0, True), (20, 4, False), (20, 5, True), (20, 16, False), (20, 20, True)],
)
def test_a_share_needs_twenty_people_and_five_on_either_side_or_none(n: int, x: int, fine: bool) -> None:
    assert share_ok(n, x) is fine


def test_no_hidden_count_can_be_worked_out_from_the_shown_ones() -> None:
    for sizes in product((0, 1, 3, 5, 9, 12), repeat=4):
        counts = dict(zip("ABCD", sizes, strict=True))
        hidden = cover_counts(counts)
        together = sum(counts[code] for code in hidden)
        some_shown = any(counts[code] for code in counts.keys() - hidden)
        assert {code for code, n in counts.items() if 1 <= n < 5} <= hidden
        assert not hidden or not some_shown or (len(hidden) > 1 and together >= max(5, 2 * len(hidden) + 1))


def test_the_group_the_program_is_for_is_hidden_last_to_protect_another() -> None:
    ages = {"26-64": Cell(40, 20), "65+": Cell(25, 12), "not stated": Cell(3, 1)}
    covered = cover(ages, last="65+")
    assert (covered.counts, covered.means, covered.shares) == tuple([{"not stated", "26-64"}] * 3)
    assert "65+" in cover(ages).counts


def test_it_is_hidden_where_no_other_group_is_left_to_hide_or_where_it_is_itself_too_small() -> None:
    assert cover({"65+": Cell(25, 12), "not stated": Cell(3, 1)}, last="65+").counts == {"65+", "not stated"}
    assert cover({"26-64": Cell(0, 0), "65+": Cell(25, 12), "x": Cell(3, 1)}, last="65+").counts == {"65+", "x"}
    assert "65+" in cover({"26-64": Cell(40, 20), "65+": Cell(4, 2)}, last="65+").counts


def test_a_share_that_is_not_fit_to_be_shown_is_hidden_also_of_the_group_that_is_hidden_last() -> None:
    covered = cover({"26-64": Cell(40, 20), "65+": Cell(25, 2), "not stated": Cell(3, 1)}, last="65+")
    assert "65+" not in covered.counts | covered.means
    assert "65+" in covered.shares


def test_whatever_the_order_of_hiding_none_can_be_worked_out() -> None:
    for sizes in product((0, 1, 3, 5, 9, 12), repeat=4):
        groups = {code: Cell(n, 0) for code, n in zip("ABCD", sizes, strict=True)}
        hidden = cover(groups, last="B").counts
        together = sum(groups[code].n for code in hidden)
        some_shown = any(groups[code].n for code in groups.keys() - hidden)
        assert not hidden or not some_shown or (len(hidden) > 1 and together >= max(5, 2 * len(hidden) + 1))
