"""How the work is shared, in a sentence."""

from uuid import uuid4

from services.practice.domain.load import balance
from shared.rules.workload import Workload


def load(**numbers: int) -> Workload:
    return Workload(uuid4(), **numbers)


def test_the_balance_is_a_sentence_for_everybody() -> None:
    assert balance([]) == "Nobody is on the staff list as a link worker yet."
    assert balance([load(), load()]) == "Nobody walks with anybody yet."
    assert balance([load(walking_with=12), load(walking_with=10)]) == (
        "22 people, evenly shared; nobody’s week is too full."
    )
    assert balance([load(walking_with=31), load(walking_with=10)]) == (
        "41 people, from 10 to 31 people each; one week is full."
    )
