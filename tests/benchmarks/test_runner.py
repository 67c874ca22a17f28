"""A benchmark says what it measured, and when it measured nothing."""

import json
from pathlib import Path

import pytest

from benchmarks.runner import Goal, Run, Unequal, absent, against_itself, judge, rounds, save

QUICK = Goal("T1", "quick beside slow", "higher", goal=2.0, must=1.5)
FLAT = Goal("T2", "late beside early", "lower", goal=1.1, must=1.3)


def test_arms_take_turns_in_mirrored_order() -> None:
    order: list[str] = []

    def arm(name: str) -> Run:
        order.append(name)
        return Run(1.0)

    rounds({"ours": lambda: arm("ours"), "other": lambda: arm("other")}, pairs=3)
    assert order == ["ours", "other", "other", "ours", "ours", "other"]


def test_the_ratio_is_the_median_of_the_pairs_with_its_spread() -> None:
    done = [{"ours": Run(seconds, 100), "other": Run(2.0, 100)} for seconds in (1.0, 0.5, 0.8)]
    found = judge(QUICK, 100, done, "ours", "other", itself=1.01)
    assert (found.ratio, found.low, found.high) == (2.5, 2.0, 4.0)
    assert found.met
    assert found.held
    assert found.arms == {"ours": 125.0, "other": 50.0}


def test_what_holds_without_meeting_its_goal_is_said_to_hold() -> None:
    found = judge(QUICK, 1, [{"ours": Run(1.0), "other": Run(1.6)}], "ours", "other", itself=1.0)
    assert not found.met
    assert found.held


def test_less_is_better_where_the_goal_says_so() -> None:
    done = [{"late": Run(1.05), "early": Run(1.0)}]
    assert judge(FLAT, 1, done, "late", "early", itself=1.0, figure=lambda run: run.seconds).met
    assert not judge(FLAT, 1, done, "late", "early", itself=1.0, figure=lambda run: run.seconds * run.seconds + 1).noisy


def test_a_machine_on_which_one_arm_differs_from_itself_gives_no_verdict() -> None:
    found = judge(QUICK, 1, [{"ours": Run(1.0), "other": Run(9.0)}], "ours", "other", itself=1.2)
    assert found.noisy
    assert not found.met
    assert not found.held


def test_an_arm_that_grows_slower_all_the_time_still_equals_itself() -> None:
    seconds = iter((1.0, 1.1, 1.2, 1.3))
    assert against_itself(lambda: Run(next(seconds)), figure=lambda run: run.seconds, pairs=2) == pytest.approx(
        1.0, abs=0.01
    )


def test_arms_that_leave_something_different_behind_are_not_compared() -> None:
    with pytest.raises(Unequal):
        rounds({"ours": lambda: Run(1.0, checksum="a"), "other": lambda: Run(1.0, checksum="b")}, pairs=1)


def test_a_peer_that_is_not_there_counts_as_not_met(tmp_path: Path) -> None:
    save([absent(QUICK, 10, "it could not be installed")], tmp_path / "results.json")
    (one,) = json.loads((tmp_path / "results.json").read_text())
    assert one["met"] is False
    assert one["ratio"] is None
    assert one["note"] == "it could not be installed"


def test_what_was_measured_earlier_stays_unless_it_is_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    done = [{"ours": Run(1.0), "other": Run(3.0)}]
    save([judge(QUICK, 10, done, "ours", "other", 1.0), judge(QUICK, 20, done, "ours", "other", 1.0)], path)
    save([judge(QUICK, 10, done, "other", "ours", 1.0)], path, keep=True)
    assert [(one["size"], one["met"]) for one in json.loads(path.read_text())] == [(10, False), (20, True)]


def test_the_file_has_what_a_script_relies_on(tmp_path: Path) -> None:
    save([judge(QUICK, 10, [{"ours": Run(1.0), "other": Run(3.0)}], "ours", "other", 1.0)], tmp_path / "results.json")
    (one,) = json.loads((tmp_path / "results.json").read_text())
    assert {"id", "size", "ratio", "low", "high", "goal", "met", "noisy", "arms"} <= one.keys()
