"""A link worker's day: what needs them, in the order in which it does (needs.ORDER)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.journey.check_ins.rules.check_ins import FEELINGS
from services.journey.core.rules.people import CheckInMessage, Person, UnseenReply
from services.journey.measures.rules import plan as measure_plan
from shared.kernel.counts import counted
from shared.kernel.next_times import DayOff, no_day_off
from shared.rules.measure_plan import MeasurePlan

from . import agreed, said_again
from .needs import Need, Tint, ago, ago_words, at, days, need, spoken, time_of

PATIENCE_DAYS = 5
"""Nobody should wait longer than this for a first contact."""
LATE_AFTER = timedelta(days=1)


def what_needs_me(
    people: Iterable[Person],
    now: datetime,
    zone: ZoneInfo,
    plan: MeasurePlan | None = None,
    day_off: DayOff = no_day_off,
) -> list[Need]:
    """Everything that needs somebody, in the order of `needs.ORDER`; without a plan no measures are due."""
    found = (each for person in people for each in _needs(person, now, zone, plan, day_off))
    return sorted(agreed.together(found), key=lambda each: each.order)


def _needs(person: Person, now: datetime, zone: ZoneInfo, plan: MeasurePlan | None, day_off: DayOff) -> list[Need]:
    today = now.astimezone(zone).date()
    found: list[Need | None] = [*agreed.worries(person, now, zone)]
    if person.closed_at is None:
        found += [_answered(person, each, now, zone) for each in person.answers]
    if person.closed_at is not None:
        return [each for each in (*found, *agreed.follow_up(person, today)) if each]
    if person.last_contact_at is None:
        found.append(_first_contact(person, now, zone))
    else:
        found += _in_touch(person, now, zone, plan)
    found += [_debrief(person, number, now, zone) for number in range(len(person.debriefs))]
    found += [*agreed.company(person, now, zone, day_off), *agreed.on_a_day(person, today)]
    found += said_again.said_again(person, today)
    if person.last_contact_at is not None:
        found += agreed.doors(person)
    return [each for each in found if each is not None]


def _in_touch(person: Person, now: datetime, zone: ZoneInfo, plan: MeasurePlan | None) -> list[Need | None]:
    asked = _asked(person, person.asked, now, zone) if person.asked else None
    if person.pause is not None:
        return [asked if asked and asked.kind != "check_in" else None]
    quiet = None if asked or _is_still_to_come(person) else _quiet(person, now)
    return [asked, quiet, _measure(person, now, zone, plan)]


def _is_still_to_come(person: Person) -> bool:
    """Whether they were asked, or agreed on a time, and nothing has come of it yet."""
    asked = person.asked
    return asked is not None and asked.answered_at is None and not asked.has_word(person.last_contact_at)


def _first_contact(person: Person, now: datetime, zone: ZoneInfo) -> Need:
    waited = (now.astimezone(zone).date() - person.opened_at.astimezone(zone).date()).days
    how = f"{person.card.reach} {person.card.safety}" if person.card else "Their details are on the way."
    tag = "New today" if waited == 0 else days(waited)
    tint: Tint = "late" if waited >= PATIENCE_DAYS else "due"
    within, around = person.opened_at.timestamp(), ("", " is waiting for a first contact")
    return need(person, "first_contact", within, tint, around, tag, how, "Record a contact", at(person, "check-in"))


def _asked(person: Person, asked: CheckInMessage, now: datetime, zone: ZoneInfo) -> Need | None:
    if asked.answered_at is None:
        return _check_in(person, asked, now, zone)
    words = f"“{asked.words}” " if asked.words else ""
    detail = f"{words}{spoken(asked.answered_at, now, zone)}."
    feeling = FEELINGS[asked.feeling or "okay"]
    when, to = asked.answered_at.timestamp(), at(person, "check-in")
    today = now.astimezone(zone).date()
    tint: Tint = "late" if asked.answered_at.astimezone(zone).date() < today else "due"
    if asked.please_call:
        around = ("", f" tapped “{feeling}” and asks for a call")
        return need(person, "asks_for_us", when, tint, around, "Please call", detail, "Record a call", to)
    if asked.feeling == "hard":
        around = ("", " tapped “hard”")
        return need(person, "asks_for_us", when, tint, around, "Reply", detail, "Record a call", to)
    talked = person.last_contact_at is not None and person.last_contact_at > asked.answered_at
    if asked.words and not talked:  # time alone makes nothing look read
        around = ("", f" tapped “{feeling}”")
        return need(person, "reply", when, "calm", around, "Reply", detail, "Answer", to)
    return None


def _answered(person: Person, answer: UnseenReply, now: datetime, zone: ZoneInfo) -> Need:
    """It stays until somebody has looked at it, however long that is."""
    worry = answer.meaning == "worry"
    detail = "Their messages are stopped." if answer.stops else ""
    if answer.meaning in ("worry", "unsure"):
        detail = detail or "No message leaves until you have looked."
    old = now - answer.heard_at > LATE_AFTER
    return need(
        person, "asks_for_us" if worry else "reply", answer.heard_at.timestamp(), "late" if worry or old else "due",
        ("", " answered: please look now" if worry else " answered a message"), "Look now" if worry else "Answer",
        f"{spoken(answer.heard_at, now, zone)}. {detail}".strip(), "Read it",
        f"/notifications#answer-{answer.id}",
    )  # fmt: skip


def _check_in(person: Person, asked: CheckInMessage, now: datetime, zone: ZoneInfo) -> Need | None:
    """Late is only who has heard nothing for longer than their rhythm: whoever was in touch meanwhile is not."""
    day, today = asked.due.astimezone(zone).date(), now.astimezone(zone).date()
    if day > today or asked.has_word(person.last_contact_at):
        return None
    since = max(asked.due, person.next_word_by)
    late = (today - since.astimezone(zone).date()).days
    tint: Tint = "late" if now - since > LATE_AFTER else "due"
    return need(
        person, "check_in", since.timestamp(), tint, ("Check-in with ", ""),
        f"{days(late)} late" if late > 0 else _due(asked, (today - day).days, zone),
        _why_ask(person, asked, now, zone), "Record it", at(person, "check-in"),
    )  # fmt: skip


def _due(asked: CheckInMessage, passed: int, zone: ZoneInfo) -> str:
    if passed:
        return f"Due {ago_words(passed)}"
    return f"Today {time_of(asked.due, zone)}" if asked.moved_to else "Due today"


def _why_ask(person: Person, asked: CheckInMessage, now: datetime, zone: ZoneInfo) -> str:
    if asked.moved_to:
        why = "You agreed on another time for this once."
    elif asked.by_person:
        why = "Two messages went unanswered, so you ask."
    else:
        words = person.rhythm.words
        why = f"{words[0].upper()}{words[1:]}."
    if person.last_contact_at is None:
        return why
    within = ", within their rhythm" if asked.due < now <= person.next_word_by else ""
    return f"{why} Last in touch {ago(person.last_contact_at, now, zone)}{within}."


def _debrief(person: Person, number: int, now: datetime, zone: ZoneInfo) -> Need:
    debrief = person.debriefs[number]
    passed = (now.astimezone(zone).date() - debrief.attended_on).days
    when = {0: "today", 1: "yesterday"}.get(passed, f"{days(passed)} ago")
    detail = f"First time at {debrief.title} {when}."
    tint: Tint = "late" if passed > 7 else "due"
    within, around = debrief.attended_on.toordinal(), ("Hear how it went for ", "")
    return need(
        person, "debrief", within, tint, around, "Debrief", detail, "Start", at(person, f"debriefs/{debrief.id}")
    )


def _quiet(person: Person, now: datetime) -> Need | None:
    if not person.is_quiet(now) or person.last_contact_at is None:
        return None
    weeks = counted((now - person.last_contact_at).days // 7, "week")
    detail = f"No word for {weeks}, longer than their rhythm. A short hello may be welcome."
    within, around, to = person.last_contact_at.timestamp(), ("", " has been quiet"), at(person, "check-in")
    return need(person, "quiet", within, "due", around, weeks, detail, "Record a contact", to)


def _measure(person: Person, now: datetime, zone: ZoneInfo, plan: MeasurePlan | None) -> Need | None:
    if person.service_since is None or plan is None:
        return None
    day = (now.astimezone(zone).date() - person.service_since.astimezone(zone).date()).days
    due = measure_plan.due(plan, day, person.occasions)
    if not due:
        return None
    instrument, occasion = due[0]
    name = {"week_8": "Eight weeks", "week_12": "Twelve weeks", "week_26": "Half a year", "week_52": "A year"}
    around = (f"{name[occasion]} with ", "") if occasion in name else ("The first questions with ", "")
    detail = "A few short questions, any of them may be skipped."
    to = at(person, f"measures/{instrument}/1")
    return need(person, "measure", -day, "calm", around, "How are you going?", detail, "Ask", to)


def summary(needs: list[Need], calls: int = 0) -> str:
    """My day in a sentence: Six things need you; two have waited longer than they should.

    `calls`: how many hosts would like a call.
    """
    if not needs and not calls:
        return "Nothing needs you just now. New referrals, check-ins and replies appear here by themselves."
    late = sum(need.tint == "late" for need in needs)
    count = len(needs) + calls
    things = f"{_number(count).capitalize()} thing{' needs' if count == 1 else 's need'} you"
    if not late:
        return f"{things}; nothing has waited too long."
    waited = "has waited longer than it" if late == 1 else "have waited longer than they"
    return f"{things}; {_number(late)} {waited} should."


def greeting(now: datetime, zone: ZoneInfo) -> str:
    """Good morning before noon, good afternoon before 6 pm, good evening after that, in the Local's time."""
    hour = now.astimezone(zone).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return words[count] if count < len(words) else str(count)
