"""What is read from a run's own figures."""

from typing import Any

import pytest

from benchmarks.arms.commanding import pgbench_script, statement, without_outbox
from benchmarks.arms.latency import percentiles
from benchmarks.arms.projecting import tenths
from benchmarks.benches import Bench
from benchmarks.facts import EACH, story
from benchmarks.projections import from_nothing
from benchmarks.runner import Result, Run


def test_the_first_and_the_last_tenth_leave_out_what_is_done_once() -> None:
    """Ten stretches of a hundred records, a tenth of a millisecond each; starting took five seconds."""
    stretches = [(5.0 + place * 0.01, place * 100) for place in range(1, 101)]
    found = tenths(stretches)
    assert found["first_tenth_us"] == pytest.approx(100)
    assert found["last_tenth_us"] == pytest.approx(100)


def test_a_run_of_one_batch_has_no_tenths() -> None:
    assert tenths([(1.0, 5_000)]) == {}


def test_flatness_compares_two_figures_of_the_same_run() -> None:
    told: list[Result] = []
    place: Any = None
    bench = Bench(place, frozenset({"F1"}), (1_000_000,), 3, False, told.append)
    done = [{"late": Run(1.0, figures={"late": 12.0, "early": 10.0})} for _ in range(3)]
    bench.flat(
        ("F1", ""), 1_000_000, [dict.fromkeys(("late", "early"), one["late"]) for one in done], "late", "early", 1
    )
    assert told[0].ratio == pytest.approx(1.2)
    assert not told[0].met
    assert told[0].held


def test_the_arm_without_an_outbox_makes_the_same_change_and_tells_nobody() -> None:
    assert "INSERT INTO goal" in without_outbox().sql
    assert "outbox" not in without_outbox().sql
    assert without_outbox().sql.split(" SELECT count")[0] in statement().sql
    assert without_outbox().fields == statement().fields


def test_pgbench_gets_the_statement_that_the_product_carries_out() -> None:
    script = pgbench_script(statement())
    assert "INSERT INTO goal" in script
    assert "INSERT INTO outbox" in script
    assert "$" not in script


def test_a_rebuild_and_the_bare_client_are_timed_from_before_their_logins() -> None:
    assert from_nothing(Run(0.9, 100, figures={"login_s": 0.1})) == pytest.approx(100)
    assert from_nothing(Run(1.0, 100)) == pytest.approx(100)


def test_percentiles_are_in_the_unit_they_were_given_in() -> None:
    assert percentiles([float(one) for one in range(101)]) == {"p50": 50.0, "p99": 99.0}


def test_the_last_facts_are_of_the_same_kinds_as_the_first() -> None:
    facts = [type(fact).__name__ for fact, _ in story(40_000, "brimbank")]
    assert len(facts) == 40_000
    tenth = 20_000  # one cohort's facts and a little
    early, late = facts[:tenth], facts[-tenth:]
    assert {kind: early.count(kind) for kind in set(early)} == {kind: late.count(kind) for kind in set(late)}
    assert early.count("ParticipationReleased") == tenth // EACH
