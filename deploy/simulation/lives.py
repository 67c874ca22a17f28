"""A person's half year with us, decided beforehand: what happens on which day, at which door."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from deploy.simulation import choices, further, moving, reaching, second_thoughts, sheets, supporters, words
from deploy.simulation.groups import Group
from deploy.simulation.intake import erased
from deploy.simulation.life import Life
from deploy.simulation.people import SimulatedPerson
from deploy.simulation.steps import Fields, on, weekday_from, workday

MOST_GOALS = 3
"""In progress at a time."""
NO_LONGER = ("did_not_want_more", "moved_away", "other_support_fits")


def lived(
    person: SimulatedPerson, worker: int, group: Group, days: int, accepted_on: int, workers: Sequence[UUID]
) -> Life:
    """One person's course from the day a link worker was found for them, planned whole."""
    life = Life(person, worker, group, days)
    random = person.random("course")
    first = workday(accepted_on + random.randrange(2, 9))
    if random.random() < 0.05:
        _never_met(life, first)
    elif first < days:
        life.met_on = first
        _course(life, workers)
        reaching.before_the_first_word(life, first)
        _first_conversation(life)
        second_thoughts.given_by_mistake_after_all(life, first)
        moving.brings_along(life)
        _goals(life)
        sheets.asked(life)
        _get_together(life)
        _kept_in_touch(life)
        _ending(life)
        further.walked(life)
        supporters.named(life)
    return life


def _never_met(life: Life, first: int) -> None:
    for attempt in range(3):
        life.journey(first + 9 * attempt, "tries", f"attempt {attempt}", dict(reaching.IN_VAIN[attempt]))
    life.ends_on = workday(first + 28)
    life.journey(life.ends_on, "close", "close", {"reason": "could_not_be_reached"})
    if life.person.random("ordered").random() < 0.4:
        order = life.person.says("order", words.ORDERS)
        why: Fields = {"reason": "required_by_law", "because": order}
        life.steps.append(erased(life.person, workday(life.ends_on + 7), why))


def _course(life: Life, workers: Sequence[UUID]) -> None:
    """How it will go: until the end, quiet at some point, or over because it went well or was not what they wanted."""
    random, character = life.person.random("how it goes"), life.person.character
    met = life.met_on or 0
    chance = random.random()
    if chance < 0.10 + (0.06 if character.gain < 0 else 0):
        life.quiet_from = met + random.randrange(25, 110)
        if random.random() < 0.6:
            life.ends_on = workday(life.quiet_from + 35)
    elif chance < 0.20:
        life.ends_on = workday(met + random.randrange(30, 90))
    elif character.gain > 0.4 and chance < 0.6:
        life.ends_on = workday(met + random.randrange(100, 150))
    life.messages = random.random() < 0.9
    later = life.person.random("handed over")
    if len(workers) > 1 and later.random() < 0.05:
        after = (life.worker + 1) % len(workers)
        handed_on = workday(met + later.randrange(40, 110))
        if handed_on + 1 < life.last_day():
            life.handed_over, life.next_worker_id = (handed_on, after), workers[after]
    life.rhythm = random.choices((1, 2, 3, 4), (5, 45, 20, 30))[0]


def _first_conversation(life: Life) -> None:
    random, person, met = life.person.random("first conversation"), life.person, life.met_on or 0
    method = random.choice(("verbal", "verbal", "written"))
    choices.first_said(life, method)
    matters: Fields = {"what_matters": person.says("matters", words.MATTERS)}
    matters["interests"] = person.says("interests", words.INTERESTS)
    matters |= further.about_them(life)
    if random.random() < 0.92:
        life.journey(met + random.choice((0, 0, 0, 7)), "matters", "matters", matters)
    if random.random() < 0.85:
        hour = "10" if person.hours[0] > 9 else "9"
        rhythm: Fields = {"every_weeks": str(life.rhythm), "weekdays": str(random.randrange(5)), "hour": hour}
        life.journey(met, "rhythm", "rhythm", rhythm)


def _goals(life: Life) -> None:
    random, person, met = life.person.random("goals"), life.person, life.met_on or 0
    phrases = random.sample(words.GOALS, 3)
    room = MOST_GOALS - (person.came_from.goals if person.came_from else 0)
    for number in range(min(room, random.choices((0, 1, 2, 3), (8, 45, 35, 12))[0])):
        goal = person.id(f"goal {number}")
        wish: Fields = {"wording": phrases[number].format(marker=person.marker)}
        wish["importance"] = str(random.randrange(4, 11))
        if random.random() < 0.85:
            wish["confidence"] = str(random.randrange(1, 10))
        set_on = met + 7 * random.randrange(3)
        life.journey(set_on, "goals", f"goal {number}", wish)
        over = set_on + random.randrange(40, 120)
        ends = random.random() < 0.45 and over < life.last_day()
        life.goals.append((goal, set_on, over if ends else None))
        if ends:
            how = "reached" if random.random() < 0.5 + 0.3 * person.character.gain else "let-go"
            life.journey(over, f"goals/{goal}/{how}", f"goal {number} over")


def _get_together(life: Life) -> None:
    """An activity is proposed; those who like take a place, are introduced, and come as often as they do."""
    random, character, met = life.person.random("get-together"), life.person.character, life.met_on or 0
    proposed = workday(met + random.randrange(3, 25))
    if random.random() > 0.95 or proposed >= life.last_day():
        return
    life.community(proposed, "proposal", "proposal")
    first = weekday_from(proposed + random.randrange(2, 16), life.group.weekday)
    if random.random() > 0.35 + 0.65 * character.take_up or first + 1 >= life.last_day():
        return
    life.place = True
    life.community(
        proposed,
        "place",
        "place",
        {"expected_by_name": random.choice(("yes", "yes", "no")), "greet_as": life.person.name.called},
    )
    second_thoughts.greeted_otherwise(life, first)
    how = random.choices(("together", "alone", "by_phone"), (60, 25, 15))[0]
    life.community(first, "introduction", "introduction", {"how": how})
    life.sessions = _comes(life, first)
    _looking_back(life)


def _comes(life: Life, first: int) -> list[int]:
    random, character = life.person.random("comes"), life.person.character
    stays = random.choices((2, 5, 40), (20, 20, 60))[0]
    often = 0.35 + 0.5 * character.take_up
    all_days = range(first, life.last_day() - 1, 7)
    came = [day for week, day in enumerate(all_days) if week < stays and (week == 0 or random.random() < often)]
    if random.random() < 0.08:
        came = []  # the place was kept and nobody came
    over = first + 7 * stays
    if stays < 40 and over < life.last_day():
        reason = random.choice(("did_not_suit", "too_far", "unwell", "other_plans", "not_said"))
        life.community(over, "place/given-up", "given up", {"place_id": str(life.place_id), "reason": reason})
    return came


def _looking_back(life: Life) -> None:
    """Moments of connection: the milestones this work is for."""
    random, person = life.person.random("moments"), life.person
    for number, day in enumerate(life.sessions):
        if random.random() < 0.14:
            kinds = ("felt_welcome", "met_someone", "laughed", "helped_someone", "went_alone", "went_back")
            told: Fields = {"kind": random.choice(kinds), "words": person.says(f"moment {number}", words.MOMENTS)}
            noted_on = day + random.randrange(1, 5)
            life.journey(noted_on, "moments", f"moment {number}", told)
            if person.random(f"not so {number}").random() < 0.04:
                life.journey(noted_on, f"moments/{person.id(f'moment {number}')}/take-back", f"moment {number} not so")


def _kept_in_touch(life: Life) -> None:
    """Link workers ring in about the agreed rhythm; sometimes they miss, and sometimes nobody answers."""
    random, person = life.person.random("kept in touch"), life.person
    missed = 0.3 if person.may_be_messaged and life.messages else 0.2
    for number, day in enumerate(range((life.met_on or 0) + 7 * life.rhythm, life.last_day(), 7 * life.rhythm)):
        if random.random() > missed:
            note = person.says(f"note {number}", words.NOTES)
            mode = random.choices(("call", "visit", "message"), (60, 30, 10))[0]
            held: Fields = {"mode": mode, "note": note}
            noted_on = day + random.randrange(3)
            if person.random(f"noted later {number}").random() < 0.1:
                held["on"], noted_on = on(day).isoformat(), noted_on + 2
            life.journey(noted_on, "check-in", f"check-in {number}", held)


def _ending(life: Life) -> None:
    random = life.person.random("ending")
    if life.ends_on is None or life.ends_on >= life.days:
        return
    if life.quiet_from is not None:
        life.journey(life.ends_on, "close", "close", {"reason": "could_not_be_reached"})
    else:
        well = life.ends_on >= (life.met_on or 0) + 100
        if well and random.random() < 0.7:
            sheets.asked_at_the_end(life)
        reason = "on_their_own_feet" if well else random.choice(NO_LONGER)
        life.moves_away = reason == "moved_away"
        closing: Fields = {"reason": reason, **({"planned": "yes"} if well else {})}
        if follow_up_on := further.asked_once_more(life, well):
            closing["follow_up_on"] = on(follow_up_on).isoformat()
        life.journey(life.ends_on, "close", "close", closing)


def debrief(life: Life, attendance_id: UUID, told_on: int) -> None:
    """Plan the debrief of person and link worker after the first get-together; a few are put right later."""
    random, person = life.person.random("debrief"), life.person
    if random.random() < 0.85:
        again = random.choices(("yes", "unsure", "no", "skipped"), (65, 20, 10, 5))[0]
        told: Fields = {"would_go_again": again, "note": person.says("debrief", words.DEBRIEFS)}
        held_on, at = workday(told_on + random.randrange(1, 5)), f"debriefs/{uuid5(attendance_id, 'debrief')}"
        life.journey(held_on, at, "debrief", told)
        if person.random("debrief put right").random() < 0.05:
            it: Fields = {**told, "would_go_again": "yes", "on": on(held_on).isoformat()}
            life.journey(held_on + 3, f"{at}/put-right", "debrief put right", it)


def attendance_id(life: Life, day: int) -> UUID:
    """The id of a visit on that day of the simulation, as the community service derives it from the place."""
    return uuid5(life.place_id, on(day).isoformat())
