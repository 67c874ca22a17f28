"""How the work is shared among link workers. How full one week is says shared/rules/workload.py."""

from shared.kernel.counts import counted
from shared.rules.workload import FULL, Workload


def balance(loads: list[Workload]) -> str:
    """How evenly people are shared among the link workers, in one sentence for the lead."""
    if not loads:
        return "Nobody is on the staff list as a link worker yet."
    people = sum(load.walking_with for load in loads)
    if not people:
        return "Nobody walks with anybody yet."
    full = sum(load.weight >= FULL for load in loads)
    most, least = max(load.walking_with for load in loads), min(load.walking_with for load in loads)
    spread = "evenly shared" if most - least <= 5 else f"from {least} to {most} people each"
    weighs = {0: "nobody’s week is too full", 1: "one week is full"}.get(full, f"{full} weeks are full")
    return f"{counted(people, 'person', 'people')}, {spread}; {weighs}."
