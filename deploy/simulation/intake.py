"""Referral and triage: how people come to us, and what intake decides, each on its day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from deploy.simulation import reaching, words
from deploy.simulation.people import SimulatedPerson, made_id
from deploy.simulation.phones import as_written
from deploy.simulation.steps import Fields, SimulatedStep, workday

REFERRERS = {
    "gp": ("Dr {}", "the clinic"),
    "internal_local_service": ("{}", "peer worker"),
    "carer_family_supporter": ("{}", ""),
    "proactive_in_reach": ("{}", "the library"),
    "community_organisation": ("{}", "the neighbourhood house"),
    "other_health": ("{}", "allied health"),
}
"""By the door they come through: how whoever asks for them is called, and where they are from."""
LETTERS = {
    "gp": "Dear colleague,\n\nthank you for getting in touch with my patient, who knows about this letter\nand agrees."
    " Living alone for some years now; would like company,\nmost of all in the afternoons.\n\nWith kind regards",
    "other_health": "To Local Connections\n\nAfter leaving hospital the days are long. Walks well with a frame.\n"
    "Please call rather than write.\n\nThank you",
}
"""What stands in a letter that comes along."""
RELATIONS = ("child", "child", "child", "partner", "sibling", "friend", "neighbour", "carer")
BY_STAFF = ("internal_local_service", "proactive_in_reach")


@dataclass(frozen=True)
class Arrival:
    """One referral and its triage."""

    steps: list[SimulatedStep]
    accepted_on: int | None
    referrer: str | None


def arrival(person: SimulatedPerson, worker_id: UUID) -> Arrival:
    """Somebody's referral and what intake decides: accepted, waitlisted, or declined, as their fate says."""
    referrer = _referrer(person)
    asked = _asked(person, referrer)
    looked_at = workday(person.referred_on + person.random("triage").randrange(1, 4))
    steps = [asked, *_wrong_letter(person, asked), *_asked_what_they_may_hear(person, looked_at)]
    match person.fate:
        case "under_26":
            steps.append(_declined(person, looked_at, "under_26", "youth_service"))
        case "duplicate":
            steps += _known_already(person, looked_at)
        case "declined":
            mistake = _closed_by_mistake(person, looked_at) or _given_by_mistake(person, looked_at, worker_id)
            back = mistake[-1].day if mistake else looked_at
            steps += mistake
            day, (reason, to) = workday(max(looked_at + 3, back + 1)), _why(person)
            if reason == "could_not_be_reached":
                steps += reaching.in_vain(person, day)
                day = workday(day + reaching.CLOSES_AFTER)
            steps.append(_declined(person, day, reason, to))
        case "still_waiting":
            steps += reaching.asked_to_wait(person, looked_at)
        case "accepted":
            return _accepted(person, steps, looked_at, worker_id, referrer)
    return Arrival(steps, None, referrer)


def _referrer(person: SimulatedPerson) -> str | None:
    """Who asks for them; for whoever moved it is the link worker whom they had."""
    if person.source == "self":
        return None
    return REFERRERS[person.source][0].format(f"{person.marker} Miller")


def _asked(person: SimulatedPerson, referrer: str | None) -> SimulatedStep:
    """The public form, in one's own name or with somebody in mind; intake fills it in for colleagues."""
    random, fields = person.random("asked"), _about(person)
    if referrer is None:
        fields["what_brings_them"] = person.says("brings", words.BRINGS)
        return _step(person, person.referred_on, "public", "/ask/send", fields, "referral")
    fields |= {"source": person.source, "referrer_name": referrer, "agreed": "yes"} | _of_the_referrer(person)
    if random.random() < 0.7:
        fields["what_brings_them"] = person.says("referred", words.REFERRED)
    staff = person.source in BY_STAFF
    day = workday(person.referred_on) if staff else person.referred_on
    asked = _step(person, day, "intake" if staff else "public", "/refer", fields, "referral")
    with_letter = person.source in LETTERS and not person.came_from and person.random("letter").random() < 0.6
    return replace(asked, letter=LETTERS[person.source]) if with_letter else asked


def _wrong_letter(person: SimulatedPerson, asked: SimulatedStep) -> list[SimulatedStep]:
    """Now and then intake scans in a letter about somebody else, and takes it away again."""
    if not asked.letter or person.random("wrong letter").random() > 0.15:
        return []
    at, day = f"/referral/{person.referral_id}/letters", workday(asked.day)
    added = replace(_step(person, day, "intake", f"{at}/add", {}, "wrong letter"), letter=LETTERS["gp"])
    away = f"{at}/{uuid5(added.id, 'letter')}/take-away"
    return [added, _step(person, day, "intake", away, {}, "wrong letter taken away")]


def _of_the_referrer(person: SimulatedPerson) -> Fields:
    """Where they are from or who they are to them, how to reach them, and whether they would like to hear of it."""
    random = person.random("referrer")
    place = "a link worker at another Local" if person.came_from else REFERRERS[person.source][1]
    fields: Fields = {"referrer_organisation": place} if place else {"relation": random.choice(RELATIONS)}
    if not place and random.random() < 0.2:
        fields["wants_support"] = "yes"
    if _wants_to_hear(person):
        fields |= {"wants_to_hear": "yes", "referrer_email": f"{person.marker.lower()}.miller@example.org"}
    return fields


def _wants_to_hear(person: SimulatedPerson) -> bool:
    return person.source != "self" and person.random("wants to hear").random() < 0.5


def _asked_what_they_may_hear(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """Intake asks the person what whoever referred them may hear; now and then they think better of it."""
    random = person.random("may hear")
    if not _wants_to_hear(person) or person.fate == "duplicate":
        return []
    at, said = f"/referral/{person.referral_id}/news", "yes" if random.random() < 0.75 else "no"
    first = _step(person, day, "intake", at, {"agreed": said}, "may hear")
    if said == "no" or random.random() > 0.15:
        return [first]
    later = workday(day + random.randrange(3, 12))
    return [first, _step(person, later, "intake", at, {"agreed": "no"}, "may hear no more")]


def _about(person: SimulatedPerson) -> Fields:
    fields: Fields = {
        "name": person.name.full,
        "preferred_name": _asked_to_be_called(person),
        "pronouns": person.pronouns,
        "born": person.born,
        "contact_by": person.contact_by,
        "phone": as_written(person.phone),
        "email": person.email if person.contact_by == "email" else "",
        "address": person.address,
        "safe_to_contact": person.safe_to_contact,
        "hours_from": str(person.hours[0]),
        "hours_until": str(person.hours[1]),
        "language": person.language,
        "interpreter": _interpreter(person),
    }
    return {name: value for name, value in fields.items() if value}


def _interpreter(person: SimulatedPerson) -> str:
    """Some would like one, some say no, and most are not asked."""
    if "English" in person.language:
        return ""
    drawn = person.random("interpreter").random()
    return "spoken" if drawn < 0.25 else "no" if drawn < 0.4 else ""


def _wishes(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """A few say what they wish for in who supports them."""
    random = person.random("wishes")
    if random.random() > 0.15:
        return []
    fields: Fields = {"updates": "0", "gender": random.choice(("woman", "woman", "man", ""))}
    fields["days"] = random.choice(("tuesday", "thursday"))
    return [_step(person, day, "intake", f"/referral/{person.referral_id}/wishes", fields, "wishes")]


def _undone(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """Now and then somebody is put on the waitlist by a slip, and taken off it again before ten minutes are over."""
    if person.random("undone").random() > 0.08:
        return []
    at = f"/referral/{person.referral_id}"
    wrong = _step(person, day, "intake", f"{at}/waitlist", {"reason": "no_capacity"}, "waitlisted by a slip")
    back = _step(person, day, "intake", f"{at}/waitlisted/take-back", {"decisions_before": "0"}, "undone")
    return [wrong, back]


def _asked_to_be_called(person: SimulatedPerson) -> str:
    """Most say what to call them; some leave it empty, and say it when a place is kept for them."""
    says = person.name.preferred or person.random("called").random() < 0.6
    return person.name.called if says else ""


def rung_from_now_on(person: SimulatedPerson, day: int) -> SimulatedStep:
    """The step by which intake notes that somebody whose letters come back is to be rung."""
    card = _about(person) | {"contact_by": "call"}
    return _step(person, day, "intake", f"/referral/people/{person.participant_id}", card, f"rung from {day}")


def _why(person: SimulatedPerson) -> tuple[str, str]:
    reasons = (
        ("outside_catchment", "other_local"),
        ("did_not_want_it", "none"),
        ("could_not_be_reached", "none"),
        ("other_support_fits", "local_mental_health"),
    )
    return person.random("declined").choice(reasons)


def _declined(person: SimulatedPerson, day: int, reason: str, to: str) -> SimulatedStep:
    return _triage(person, day, "decline", {"reason": reason, "redirected_to": to})


def _closed_by_mistake(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """Now and then the wrong line is clicked, and taken back the next day."""
    if person.random("closed by mistake").random() > 0.2:
        return []
    fields: Fields = {"reason": "could_not_be_reached", "redirected_to": "none", "note": "Another Miller was meant"}
    at = f"/referral/{person.referral_id}"
    wrong = _step(person, day, "intake", f"{at}/decline", fields, "declined by mistake")
    first: Fields = {"decisions_before": "0"}
    back = _step(person, workday(day + 1), "intake", f"{at}/declined/take-back", first, "declined, taken back")
    return [wrong, back]


def joined(person: SimulatedPerson, day: int) -> SimulatedStep:
    """The step by which intake says that somebody who asked a second time is the person we know."""
    first = made_id(person.seed, person.local, person.same_as or 0, "referral")
    at = f"/referral/{person.referral_id}/known/{uuid5(first, 'participant')}"
    return _step(person, day, "intake", at, {"answer": "same"}, "known already")


def _not_sure(person: SimulatedPerson) -> bool:
    return person.random("not sure").random() < 0.3


def _known_already(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """Some are asked first; and now and then intake doubts it and parts the two, rings, and joins them again."""
    once = joined(person, day)
    if _not_sure(person):
        unsure: Fields = {"answer": "unsure"}
        return [replace(once, fields=unsure, id=person.id("not sure")), replace(once, day=workday(day + 1))]
    if person.random("parted").random() > 0.3:
        return [once]
    part = f"/referral/joined/{once.id}/part"
    parted = _step(person, workday(day + 1), "intake", part, {}, "parted")
    return [once, parted, replace(once, day=workday(day + 2), id=person.id("known after all"))]


def compared(person: SimulatedPerson, step: SimulatedStep, others: Sequence[UUID]) -> list[SimulatedStep]:
    """The answers that intake gives before it accepts somebody: everybody who looks alike is somebody else."""
    at, fields = f"/referral/{person.referral_id}/known", Fields(answer="else")
    return [replace(step, path=f"{at}/{other}", id=person.id(f"compared {other}"), fields=fields) for other in others]


def _given_by_mistake(person: SimulatedPerson, day: int, worker_id: UUID) -> list[SimulatedStep]:
    """Or they are given to a link worker who was meant for somebody else, and asked back before the two have begun."""
    if person.random("given by mistake").random() > 0.3:
        return []
    at = f"/referral/{person.referral_id}"
    fields: Fields = {"link_worker_id": str(worker_id), "age_asked": "yes"}
    wrong = _step(person, day, "intake", f"{at}/accept", fields, "given by mistake")
    return [wrong, asked_back(person, workday(day + 1))]


def asked_back(person: SimulatedPerson, day: int, before: int = 0) -> SimulatedStep:
    """The step by which intake says that somebody was given to a link worker by mistake, `before` others were taken
    back before it."""
    shown: Fields = {"decisions_before": str(before)}
    return _step(person, day, "intake", f"/referral/{person.referral_id}/accepted/take-back", shown, "asked back")


def erased(person: SimulatedPerson, day: int, why: Fields) -> SimulatedStep:
    """The step by which the Lead erases a record: one that stands here twice, or one ordered to go."""
    path = f"/referral/people/{person.participant_id}/erase"
    return _step(person, day, "lead", path, {**why, "sure": "yes"}, "erased")


def _waitlisted(person: SimulatedPerson, day: int, reason: str) -> SimulatedStep:
    return _triage(person, day, "waitlist", {"reason": reason})


def _accepted(
    person: SimulatedPerson, steps: list[SimulatedStep], day: int, worker_id: UUID, referrer: str | None
) -> Arrival:
    """At once, or after some weeks on the waitlist."""
    random = person.random("accepted")
    if random.random() < 0.14:
        steps.append(_waitlisted(person, day, random.choice(("no_capacity", "right_worker_not_free"))))
        since, day = day, workday(day + random.randrange(6, 30))
        steps += reaching.while_they_wait(person, since, day)
    else:
        steps += _undone(person, day)
    steps += _wishes(person, day)
    steps += reaching.before_they_decide(person, day)
    asked = {"age_asked": "yes"}  # intake rings everybody and asks
    steps.append(_triage(person, day, "accept", {"link_worker_id": str(worker_id), **asked}))
    steps += _noted_for_their_link_worker(person, day)
    return Arrival(steps, day, referrer)


def _noted_for_their_link_worker(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """Now and then intake heard something on the phone that whoever walks with them should know."""
    if person.random("noted at the door").random() > 0.2:
        return []
    fields: Fields = {"intake_note": "Likes a call before a visit. Would rather talk in the kitchen than at the desk."}
    return [_step(person, day, "intake", f"/referral/story/{person.participant_id}/note", fields, "noted at the door")]


def _triage(person: SimulatedPerson, day: int, what: str, fields: Fields) -> SimulatedStep:
    return _step(person, day, "intake", f"/referral/{person.referral_id}/{what}", fields, what)


def _step(person: SimulatedPerson, day: int, who: str, path: str, fields: Fields, what: str) -> SimulatedStep:
    return SimulatedStep(day, who, path, fields, person.id(what), f"person {person.number}")
