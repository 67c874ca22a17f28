"""What is said anew, or was noted by mistake and is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.simulation.intake import asked_back
from deploy.simulation.steps import Fields, workday

if TYPE_CHECKING:
    from deploy.simulation.life import Life


def greeted_otherwise(life: Life, first: int) -> None:
    """Plan that a few change what the host may see of them, just before the first time or soon after it."""
    random = life.person.random("greeted otherwise")
    if random.random() < 0.08:
        by_name, told_on = random.choice(("yes", "no")), first + random.randrange(-1, 12)
        wish: Fields = {"expected_by_name": by_name, "greet_as": life.person.name.called}
        life.community(told_on, "place/greeting", "greeting", wish)


NOT_SO = {
    "settled": ("settlings", 0.08),
    "stopped": ("stoppings", 0.08),
    "pauses": ("pauses", 0.25),
    "follow-up": ("follow-ups", 0.4),
    "who-5": ("measures/taken", 0.2),
}
"""What may have been noted by mistake: the door that notes it, where it is taken back, and how often it was one."""


def not_as_noted(life: Life) -> None:
    """Plan that a few notes (settled in, stopped, paused, answers, asked again) are taken back the next day."""
    at = f"/journey/{life.person.journey_id}"
    for step in [step for step in life.steps if step.path.rpartition("/")[2] in NOT_SO and step.path.startswith(at)]:
        (where, often), day = NOT_SO[step.path.rpartition("/")[2]], workday(step.day + 1)
        ended = any(other.path.endswith(f"/{step.id}/end") for other in life.steps)
        ended = ended or (where != "follow-ups" and day >= life.last_day())
        if life.person.random(f"not as noted {step.id}").random() < often and not ended:
            life.at_last(day, f"{at}/{where}/{step.id}/mistake", f"{step.id} mistake", {"reason": "wrong_person"})


def given_by_mistake_after_all(life: Life, met: int) -> None:
    """Plan that intake asks somebody back by mistake; as they have begun together, it stays."""
    day = workday(met + 4)
    if life.person.random("asked back").random() < 0.03 and day < life.last_day():
        before = sum(step.path.endswith("d/take-back") and "/referral/" in step.path for step in life.steps)
        life.steps.append(asked_back(life.person, day, before))


def gave_up_otherwise(life: Life) -> None:
    """Plan that a reason for giving up a place is put right the next day, or the giving up is taken back.

    Who had not given it up does so a week later.
    """
    for step in [step for step in life.steps if step.path.endswith("/place/given-up")]:
        random, day = life.person.random("gave up otherwise"), workday(step.day + 1)
        chance, shown = random.random(), Fields(giving_up_id=str(step.id))
        if chance > 0.3 or day >= life.last_day() or life.did("place/taken-back"):
            continue
        if chance < 0.18:
            other = "unwell" if step.fields["reason"] != "unwell" else "too_far"
            life.community(day, "place/given-up/reason", "gave up because", {**shown, "reason": other})
        else:
            life.community(day, "place/given-up/taken-back", "not given up", shown)
            life.community(day + 7, "place/given-up", "given up later", dict(step.fields))
