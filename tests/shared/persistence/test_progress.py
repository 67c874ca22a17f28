"""How far a process has heard: what is not known is not shown as none."""

from shared.persistence.progress import OffsetTracker


def test_a_log_of_which_nobody_knows_how_far_it_was_heard_has_no_figure() -> None:
    progress = OffsetTracker()
    progress.ends_at(("lc.brimbank.journey", 0), 5)
    assert progress.lag() == {}
    progress.stands("lc.brimbank.journey", 0, at=2, ends=5)
    assert progress.lag() == {"lc.brimbank.journey": 3}


def test_a_log_that_was_heard_to_its_end_has_nothing_left() -> None:
    progress = OffsetTracker()
    progress.stands("lc.brimbank.journey", 0, at=5, ends=5)
    assert progress.lag() == {"lc.brimbank.journey": 0}


def test_a_log_that_ends_before_what_was_heard_is_a_new_one_and_all_of_it_is_left() -> None:
    progress = OffsetTracker()
    progress.stands("lc.brimbank.journey", 0, at=5, ends=2)
    assert progress.lag() == {"lc.brimbank.journey": 2}
