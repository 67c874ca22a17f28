"""What was agreed for a day or an hour, as it comes up on My day: promises, looking again, going along, practising."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.journey.core.rules.people import Hour, Meeting, OpenSafetyNote, Person
from services.journey.my_page.rules import mine
from services.journey.practice_sessions import rules as skills
from services.journey.safety import rules as safety
from shared.kernel.next_times import DayOff, next_beginning

from .needs import Need, Tint, ago, at, day_tag, day_tint, need, time_of

WORRIES: Mapping[str, str] = {str(code): words for code, words in safety.KINDS.items()}
ROLES: Mapping[str, str] = {str(code): words for code, words in safety.ROLES.items()}
NEEDED: Mapping[str, str] = {str(code): words for code, words in safety.NEEDED.items()}
URGENT = {"now": 0, "today": 1, "this_week": 2}
FIRST_VISITS = {0: "", 1: "Second of the first three visits. ", 2: "Third of the first three visits. "}
A_WEEK = timedelta(days=7)


def worries(person: Person, now: datetime, zone: ZoneInfo) -> list[Need]:
    """The person's open safety notes, each as one thing that needs somebody."""
    return [_worry(person, worry, now, zone) for worry in person.worries]


def _worry(person: Person, worry: OpenSafetyNote, now: datetime, zone: ZoneInfo) -> Need:
    role = ROLES.get(worry.escalate_to, "somebody")
    taken = "Somebody has taken it on." if worry.seen else f"Nobody has taken it on yet: it is with {role}."
    detail = f"{WORRIES.get(worry.kind, 'A worry')}, written {ago(worry.raised_at, now, zone)}. {taken}"
    tag = NEEDED.get(worry.urgency, NEEDED["now"])
    within = URGENT.get(worry.urgency, 0) * 1e11 + worry.raised_at.timestamp()
    around = ("Safety note about ", "")
    tint: Tint = "late" if worry.urgency == "now" or not worry.seen else "due"
    return need(person, "safety", within, tint, around, tag, detail, "Open it", f"/journey/safety/{worry.id}")


def doors(person: Person) -> list[Need]:
    """What shuts the person out: their own page does not open, or a number or address to reach them is missing."""
    found, since = list[Need](), person.opened_at.timestamp()
    if person.shut_out and person.gets_messages:
        tag = {"no_year": "No year of birth", "wrong_year": "Year did not fit"}[person.shut_out]
        words = "Ask them for the year, or choose a word together. The link they have opens with it."
        around = ("", " cannot open their own page")
        found.append(
            need(person, "shut_out", since, "calm", around, tag, f"{mine.SHUT_OUT[person.shut_out]} {words}", "Mend it",
                 at(person, "own-page"))
        )  # fmt: skip
    if person.card and (missing := person.card.missing):
        around = ("", " cannot be reached as they like")
        words = f"{person.card.reach} There is {missing} on their card: ask them, and tell intake or the Lead."
        tag = missing[0].upper() + missing[1:]
        found.append(
            need(person, "shut_out", since, "calm", around, tag, words, "Open", f"/journey/{person.journey_id}")
        )
    return found


def on_a_day(person: Person, today: date) -> list[Need]:
    """What was agreed for a day: goal steps promised, goals to review, and a step-down to look at again."""
    found = [
        need(
            person, "promise", step.due_on.toordinal(), day_tint(step.due_on, today), ("For ", f": {step.what}"),
            day_tag(step.due_on, today), "A step you said you would take.", "Open the goal", _part(person, "goals"),
        )
        for step in person.promises
    ] + [
        need(
            person, "goal_review", goal.review_on.toordinal(), "due" if goal.review_on >= today else "late",
            ("Look at a goal with ", ""), day_tag(goal.review_on, today), f"“{goal.wording}”", "Open the goal",
            _part(person, "goals"),
        )
        for goal in person.reviews
    ]  # fmt: skip
    if person.stepped_down and person.step_review_on and person.step_review_on <= today:
        found.append(_step_review(person, person.step_review_on, today))
    return found


def _part(person: Person, part: str) -> str:
    return f"/journey/{person.journey_id}#{part}"


def _step_review(person: Person, day: date, today: date) -> Need:
    return need(
        person, "step_review", day.toordinal(), day_tint(day, today), ("Is it still enough for ", "?"),
        day_tag(day, today), "You agreed to see less of one another, and to look at it again.", "Open",
        _part(person, "check-ins"),
    )  # fmt: skip


def follow_up(person: Person, today: date) -> list[Need]:
    """The follow-up after the journey's end, once its day has come; nothing before that."""
    if person.follow_up_on is None or person.follow_up_on > today:
        return []
    return [
        need(
            person, "follow_up", person.follow_up_on.toordinal(), day_tint(person.follow_up_on, today),
            ("Ask ", " once more how they are"), day_tag(person.follow_up_on, today),
            "You parted ways and agreed that somebody would ask.", "Record it", at(person, "follow-up"),
        )
    ]  # fmt: skip


def company(person: Person, now: datetime, zone: ZoneInfo, day_off: DayOff) -> list[Need]:
    """Get-togethers where somebody goes along with the person, and their practice sessions."""
    found = [_meeting(person, meeting, now, zone, day_off) for meeting in person.meetings]
    found += [_hour(person, hour, now, zone) for hour in person.hours]
    return [each for each in found if each is not None]


def _meeting(person: Person, meeting: Meeting, now: datetime, zone: ZoneInfo, day_off: DayOff) -> Need | None:
    if meeting.introduced and not meeting.been:
        return None
    coming = next_beginning(meeting.weekday, meeting.starts_at, now, zone, day_off)
    start, today = coming.starts_at, now.astimezone(zone).date()
    tag = f"{day_tag(start.date(), today)} {time_of(start, zone)}"
    first = "A place is kept. " if not meeting.been else FIRST_VISITS[min(meeting.been, 2)]
    ask = f"{coming.ask_first}. " if coming.ask_first else ""
    detail = f"{first}{ask}Agree where to meet, or whether they would rather go alone."
    around = ("Go with ", f" to {meeting.title}")
    to = f"/community/for/{person.participant_id}"
    return need(person, "company", start.timestamp(), day_tint(start.date(), today), around, tag, detail, "Details", to)


def _hour(person: Person, hour: Hour, now: datetime, zone: ZoneInfo) -> Need | None:
    if hour.starts_at > now + A_WEEK:
        return None
    begun, today = hour.starts_at <= now, now.astimezone(zone).date()
    topic = skills.TOPICS.get(hour.topic, "something new")
    day = hour.starts_at.astimezone(zone).date()
    detail = f"{topic}. " + (f"Meet at {hour.place}." if hour.place else "Agree where to meet.")
    around = ("Who came to practise: ", "") if begun else ("Practise with ", "")
    tag = f"{day_tag(day, today) if not begun or day == today else ago(hour.starts_at, now, zone).capitalize()}"
    return need(
        person, "company", hour.starts_at.timestamp(), "due" if begun else day_tint(day, today), around,
        f"{tag} {time_of(hour.starts_at, zone)}", "Note who came." if begun else detail,
        "Note it" if begun else "Details", f"/journey/skills/{hour.session_id}",
    )  # fmt: skip


def together(needs: Iterable[Need]) -> list[Need]:
    """The needs with each practice session told once, for all of these people who have a place in it."""
    found: dict[tuple[str, object], Need] = {}
    for each in needs:
        shared = each.path.startswith("/journey/skills/")
        key = ("hour", each.path) if shared else ("one", len(found))
        first = found.get(key)
        found[key] = each if first is None else replace(first, after=_and(first, each.called))
    return list(found.values())


def _and(first: Need, called: str) -> str:
    return f"{first.after.replace(' and ', ', ')} and {called}"
