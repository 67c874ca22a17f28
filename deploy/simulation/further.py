"""What else happens on the way: small things, pauses, mistakes, worries, other questions, and what comes after the end.

Each has chance of its own, so that one more of them changes nothing about the others.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from deploy.simulation import words
from deploy.simulation.life import Life
from deploy.simulation.second_thoughts import gave_up_otherwise, not_as_noted
from deploy.simulation.steps import Fields, SimulatedStep, on, workday

ABOUT = {
    "people": words.PEOPLE,
    "communication": words.COMMUNICATION,
    "please_do": words.PLEASE_DO,
    "interests_past": words.PAST,
    "habits": words.HABITS,
}


def walked(life: Life) -> None:
    """Plan what else happens on somebody's way: steps to goals, pauses, mistakes, worries, what comes after."""
    for goal in life.goals:
        _towards(life, *goal)
    for happens in (
        _own_key,
        _on_the_way,
        _pauses,
        _lighter,
        _mistakes,
        _not_so,
        _no_place,
        _other_questions,
        _worries,
        _handed_over,
        _afterwards,
        not_as_noted,
        gave_up_otherwise,
    ):
        happens(life)


def about_them(life: Life) -> Fields:
    """The fields of what some say about themselves, beyond what matters most to them."""
    random = life.person.random("about them")
    return {field: life.person.says(field, phrases) for field, phrases in ABOUT.items() if random.random() < 0.3}


def _towards(life: Life, goal: UUID, set_on: int, over: int | None) -> None:
    """A goal is gone in small steps and looked at again, now and then in other words."""
    random, person = life.person.random(f"towards {goal}"), life.person
    last = min(over or life.days, life.last_day()) - 1
    at = f"goals/{goal}"
    for number in range(random.choices((0, 1, 2), (45, 35, 20))[0]):
        who = random.choice(("person", "link_worker", "together", "somebody_else"))
        day = set_on + random.randrange(1, 20)
        step: Fields = {"what": person.says(f"{goal} {number}", words.SMALL_THINGS), "who": who}
        if workday(day + 14) >= last or workday(day) <= set_on:
            continue
        step["due_on"] = on(workday(day) + 14).isoformat()
        life.journey(day, f"{at}/steps", f"{goal} step {number}", step)
        how = random.choices(("done", "dropped", ""), (60, 15, 25))[0]
        if how:
            small = person.id(f"{goal} step {number}")
            life.journey(
                workday(day) + random.randrange(3, 14), f"{at}/steps/{small}/{how}", f"{goal} step {number} over"
            )
    scaled = random.random() < 0.15 and workday(set_on + 7) < last
    if scaled:
        levels: Fields = {"level_0": person.says(f"{goal} hoped", words.LEVELS), "baseline": "-1"}
        levels |= {"importance": str(random.randrange(1, 4)), "difficulty": str(random.randrange(1, 4))}
        life.journey(set_on + 7, f"{at}/levels", f"{goal} levels", levels)
    for turn, day in enumerate(range(set_on + 35, last, 42)):
        if workday(day) < last and random.random() < 0.5:
            _looked_at(life, goal, turn, workday(day), scaled)
    if random.random() < 0.08 and workday(set_on + 20) < last:
        changed: Fields = {"wording": person.says(f"{goal} changed", words.CHANGED)}
        life.journey(set_on + 20, f"{at}/words", f"{goal} changed", changed)


def _looked_at(life: Life, goal: UUID, turn: int, day: int, scaled: bool) -> None:
    random, person = life.person.random(f"review {goal} {turn}"), life.person
    review: Fields = {"confidence": str(min(10, 3 + 2 * turn + random.randrange(3)))}
    review["note"] = person.says(f"{goal} review {turn}", words.REVIEWS)
    review["review_on"] = on(day + 42).isoformat()
    if scaled:
        review["level"] = str(random.choice((-1, -1, 0, 0, 1)) if turn else -1)
    life.journey(day, f"goals/{goal}/review", f"{goal} review {turn}", review)


def _on_the_way(life: Life) -> None:
    """How they went: with the link worker at first, with a buddy, then alone; some settle in, some stop."""
    random, person, way = life.person.random("on the way"), life.person, f"ways/{life.group.activity_id}"
    buddy = person.id("buddy") if len(life.sessions) > 2 and random.random() < 0.15 else None
    later = _goes_along(life, buddy, random.choice(("companion", "buddy"))) if buddy else None
    for number, day in enumerate(life.sessions[:5]):
        noted = workday(day + 3)
        if noted >= life.last_day() or random.random() > (0.8 if number < 2 else 0.4):
            continue
        went: Fields = {"visited_on": on(day).isoformat(), "went": "together" if number == 0 else "alone"}
        if buddy and number in (1, 2):
            went |= {"went": "with_companion", "companion_id": str(buddy if number == 1 else later)}
        life.journey(noted, f"{way}/visit", f"visit {number}", went)
    if (
        len(life.sessions) >= 6
        and (settled := workday(life.sessions[5] + 5)) < life.last_day()
        and random.random() < 0.6
    ):
        life.journey(settled, f"{way}/settled", "settled")
        if later:
            life.journey(settled, f"companions/{later}/ended", "buddy ended")
    elif 0 < len(life.sessions) < 4 and (stopped := workday(life.sessions[-1] + 21)) < life.last_day():
        reasons = ("not_for_them", "too_far", "health", "felt_unwelcome", "time", "skipped")
        life.journey(stopped, f"{way}/stopped", "stopped", {"reason": random.choice(reasons)})


def _goes_along(life: Life, buddy: UUID, kind: str) -> UUID:
    """Somebody goes along for a while; now and then their check runs out, and is noted anew. Who goes along then."""
    person, (first, second, third) = life.person, life.sessions[:3]
    fit = {"kind": kind, "name": person.says("buddy", words.COMPANIONS)}
    runs_out = person.random("check runs out").random() < 0.3 and workday(third + 3) < life.last_day()
    seen_on = on(second).replace(year=on(second).year - 3) if runs_out else on(-40)
    life.journey(first, "companions", "buddy", {**fit, "police_check_on": seen_on.isoformat()})
    if not runs_out:
        return buddy
    life.journey(third, f"companions/{buddy}/ended", "buddy not as before")
    life.journey(third, "companions", "buddy anew", {**fit, "police_check_on": on(third - 2).isoformat()})
    return person.id("buddy anew")


def _own_key(life: Life) -> None:
    """Somebody would rather open their own page with a word than with a year that others know."""
    if life.messages and life.person.random("own key").random() < 0.04:
        word = life.person.random("own word").choice(("magpie", "lemon tree", "tramway", "blue teapot"))
        life.journey(life.met_on or 0, "own-page", "own key", {"word": word})


def _pauses(life: Life) -> None:
    """A holiday is told beforehand; nobody plans to be in hospital."""
    random, met = life.person.random("pauses"), life.met_on or 0
    begins = workday(met + random.randrange(15, 120))
    if random.random() > 0.15 or begins + 30 >= life.last_day():
        return
    planned = random.random() < 0.6
    pause: Fields = {"reason": "holiday" if planned else random.choice(("hospital", "caring", "asked"))}
    pause["from_on"] = on(begins + 3 if planned else begins).isoformat()
    if planned:
        pause["until_on"] = on(begins + 3 + random.randrange(7, 22)).isoformat()
    life.journey(begins, "pauses", "pause", pause)
    if not planned:
        life.journey(begins + random.randrange(5, 21), f"pauses/{life.person.id('pause')}/end", "pause over")


def _lighter(life: Life) -> None:
    """Whoever finds their feet is asked less often; a few would rather go back to more."""
    random, met = life.person.random("lighter"), life.met_on or 0
    day = workday(met + random.randrange(80, 120))
    if life.person.character.gain < 0.5 or random.random() > 0.3 or day + 28 >= life.last_day():
        return
    less: Fields = {"every_weeks": "8", "review_on": on(day + 56).isoformat()}
    life.journey(day, "step-down", "step down", less)
    if random.random() < 0.4:
        life.journey(day + 21, "step-up", "step up", {"every_weeks": "2"})


def _mistakes(life: Life) -> None:
    """Somebody else's contact, recorded here and taken back at once; a goal that was not over after all."""
    random, met, person = life.person.random("mistakes"), life.met_on or 0, life.person
    if random.random() < 0.03:
        wrong = person.id("wrong contact")
        worker, path = f"worker {life.worker_on(met)}", f"/journey/{person.journey_id}/check-in"
        life.steps.insert(0, SimulatedStep(met, worker, path, {"mode": "visit"}, wrong, f"person {person.number}"))
        life.journey(met, f"check-ins/{wrong}/take-back", "taken back")
        life.steps.insert(1, life.steps.pop())
    _noticed_later(life)
    for goal, _, over in life.goals[:1]:
        if over is not None and random.random() < 0.06:
            life.journey(over, f"goals/{goal}/resumed", f"{goal} resumed")


def _noticed_later(life: Life) -> None:
    """Days after it was noted somebody sees that it was another day, another feeling, or somebody else."""
    for step in [step for step in life.steps if step.path.startswith(f"/journey/{life.person.journey_id}/")]:
        random, door = life.person.random(f"noticed later {step.id}"), step.path.rpartition("/")[2]
        day, chance = workday(step.day + random.randrange(2, 6)), random.random()
        if chance > 0.02 or day >= life.last_day() or step.path.endswith("/take-back"):
            continue
        it = dict(step.fields) | {"on": on(step.day - 1 if life.met_on != step.day else step.day).isoformat()}
        if door == "moments" and not _is_taken_back(life, step.id):
            how, fields = "put-right", it
            if chance > 0.012:
                how, fields = "mistake", {"reason": "wrong_person"}
            life.journey(day, f"moments/{step.id}/{how}", f"{step.id} {how}", fields)
        elif door == "check-in" and chance < 0.01 and step.fields.get("note"):
            right: Fields = {"mode": "message", "on": str(it["on"]), "note": step.fields["note"]}
            life.journey(day, f"check-ins/{step.id}/put-right", f"{step.id} put right", right)
        elif door == "visit" and chance < 0.008:
            life.journey(day, f"visits/{step.id}/mistake", f"{step.id} mistake", {"reason": "twice"})


def _not_so(life: Life) -> None:
    """An introduction noted twice, or a look that was none, is taken back on the next working day."""
    for step in [step for step in life.steps if step.path.endswith(("/introduction", "/proposal"))]:
        door, day, fields = step.path.rpartition("/")[2], workday(step.day + 1), Fields(proposal_id=str(step.id))
        if life.person.random(f"not so {step.id}").random() > 0.03 or day >= life.last_day():
            continue
        if door == "introduction":
            life.community(step.day, door, "introduced again", {"how": "by_phone"})
            fields = {"introduction_id": str(life.person.id("introduced again"))}
        life.community(day, f"{door}/taken-back", f"{door} not so", fields)


def _no_place(life: Life) -> None:
    """A place they had given up is kept again by mistake, and taken back on the next working day."""
    for step in [step for step in life.steps if step.path.endswith("/place/given-up")]:
        day = workday(step.day + 1)
        if life.person.random("no place").random() < 0.1 and day < life.last_day():
            life.community(step.day, "place", "place again", {"expected_by_name": "no"})
            life.community(day, "place/taken-back", "no place", {"place_id": str(life.person.id("place again"))})


def _is_taken_back(life: Life, noted: UUID) -> bool:
    return any(step.path.endswith(f"/{noted}/take-back") for step in life.steps)


def _other_questions(life: Life) -> None:
    """A few are asked more: how well they are, or, where a worker worries, how distressed."""
    random, met, person = life.person.random("other questions"), life.met_on or 0, life.person
    low = person.character.loneliness / 9
    if random.random() < 0.12:
        for day, better in ((met + 1, 0.0), (met + 84, 1.0)):
            if workday(day) < life.last_day():
                mood = 4.5 - 3 * low + better * max(0.0, person.character.gain)
                well = {f"item_{item}": str(min(5, max(0, round(mood + random.gauss(0, 0.7))))) for item in range(1, 6)}
                life.journey(day, "measures/who-5", f"who-5 {day - met}", {**well, "mode": "together"})
    day = workday(met + random.randrange(5, 60))
    if random.random() < 0.06 and day + 6 < life.last_day():
        weight = 1.2 + 3 * low + random.random()
        said = {f"item_{item}": str(min(5, max(1, round(weight + random.gauss(0, 0.6))))) for item in range(1, 11)}
        said["item_4"] = str(min(4, int(said["item_4"])))
        life.journey(day, "measures/k10", "k10", {**said, "mode": "together"})
        if sum(int(said[f"item_{item}"]) for item in range(1, 11)) >= 30:
            _looked_after(life, uuid5(person.id("k10"), "safety"), day)


def _worries(life: Life) -> None:
    random, met = life.person.random("worries"), life.met_on or 0
    day = workday(met + random.randrange(3, 100))
    if random.random() < 0.02 and day + 6 < life.last_day():
        note: Fields = {"kind": "worry", "urgency": random.choice(("today", "this_week")), "escalate_to": "clinician"}
        note["words"] = life.person.says("worry", words.WORRIES)
        life.journey(day, "safety", "worry", note)
        _looked_after(life, life.person.id("worry"), day)


def _looked_after(life: Life, safety_id: UUID, day: int) -> None:
    """The clinician takes it on the next working day, now and then passes it on to the Lead, and it is closed."""
    chain, at = f"person {life.person.number}", f"/journey/safety/{safety_id}"
    passed_on = life.person.random(f"passed on {safety_id}").random() < 0.3
    then = [(1, "clinician", "seen", Fields())]
    if passed_on:
        then.append((2, "clinician", "escalate", {"escalate_to": "lead", "urgency": "today"}))
    closing: Fields = {"outcome": "talked_with_them", "words": life.person.says("worry over", words.NOTES)}
    then.append((4, "lead" if passed_on else "clinician", "close", closing))
    for after, who, door, fields in then:
        if (on_day := workday(day + after)) < life.days:
            what = life.person.id(f"{safety_id} {door}")
            life.steps.append(SimulatedStep(on_day, who, f"{at}/{door}", fields, what, chain))


def _handed_over(life: Life) -> None:
    if life.handed_over is not None:
        note: Fields = {"link_worker_id": str(life.next_worker_id)}
        note["note"] = life.person.says("handed over", words.HANDED)
        life.journey(life.handed_over[0], "handover", "handover", note)


def asked_once_more(life: Life, well: bool) -> int | None:
    """The day, four weeks after the end, on which somebody is asked again; None if they did not agree on one."""
    random = life.person.random("asked once more")
    return workday((life.ends_on or 0) + 28) if well and random.random() < 0.6 else None


def _afterwards(life: Life) -> None:
    """After the end somebody asks once more; now and then they go on together."""
    random, ended = life.person.random("afterwards"), life.ends_on
    if ended is None or ended >= life.days or life.quiet_from is not None:
        return
    asked, at = asked_once_more(life, ended >= (life.met_on or 0) + 100), f"/journey/{life.person.journey_id}"
    if asked and random.random() < 0.8:
        outcome = random.choices(("going_well", "up_and_down", "no_answer", "skipped"), (60, 20, 15, 5))[0]
        said: Fields = {"outcome": outcome, "note": life.person.says("afterwards", words.AFTERWARDS)}
        life.at_last(asked, f"{at}/follow-up", "follow-up", said)
    if random.random() < 0.2:
        again = (asked or ended) + random.randrange(3, 20)
        life.at_last(again, f"{at}/again", "again", {"reason": random.choice(("asked_to_return", "things_changed"))})
        life.at_last(again + 7, f"{at}/check-in", "together again", {"mode": "call"})
