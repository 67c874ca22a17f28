"""A deterministic simulation: thousands of steps of the product's own relay, listener, inbox and sender, in memory.

It is a model of Kafka, of PostgreSQL and of a provider of text messages that the product's code runs on here: what the
real ones do besides is tried by the rows of the matrix. A failure prints the shortest story that leads to it, and the
same story again each time that the same test files are run together.

Its thousands of steps take longer than all that `make unit` has; they run in `make test`.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.broken import VARIANTS, Variant
from tests.faults.machine import LocalInMemory

pytestmark = pytest.mark.long

THOROUGH = settings(
    max_examples=100,
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
UNTIL_CAUGHT = settings(THOROUGH, max_examples=400, phases=[Phase.generate], report_multiple_bugs=False)


def test_every_promise_holds_after_every_step_of_any_story() -> None:
    before = LocalInMemory.steps
    run_state_machine_as_test(LocalInMemory, settings=THOROUGH)  # type: ignore[no-untyped-call]
    assert LocalInMemory.steps - before > 3_000


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_product_that_is_broken_on_purpose_is_caught_by_name(variant: Variant) -> None:
    machine = type("Broken", (LocalInMemory,), {"broken": variant.breaks})
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(machine, settings=UNTIL_CAUGHT)  # type: ignore[no-untyped-call]
    assert str(caught.value).startswith(variant.caught_by)
