"""What is held about somebody, told to themselves in plain words: each part as lines with their day.

Goals, what they answered and what they agreed to are in held_parts.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.journey.check_ins.rules.check_ins import FEELINGS
from services.journey.consents.rules.wordings import called
from services.journey.core.rules.rhythm import rhythm_words
from services.journey.groups.rules.companions import KINDS as COMPANIONS
from services.journey.practice_sessions.rules import TOPICS
from services.journey.supporters.rules.may_know import CALLED
from shared.kernel.counts import counted
from shared.kernel.days import between_words, date_words
from shared.kernel.local_services import local_called
from shared.rules.contacts import TALKS
from shared.rules.languages import in_words, spoken

from . import held_parts, held_words
from .held_parts import DataLine, Instruments, sentence

LEFT_OUT = {
    "safety": "Anything that is about your safety, so that nobody who looks over your shoulder reads it.",
    "elsewhere": "What somebody else wrote when they asked for you, what was changed on your card, the day you were"
    " born if you told it, the messages that were sent, and who looked at those or at the groups you go to. They are"
    " kept elsewhere.",
}


def left_out(notes: int) -> list[str]:
    """What this page does not hold, and why. `notes`: how many somebody wrote here in words of their own."""
    how_many = f" ({notes} of them)" if notes else ""
    return [
        f"What we noted in our own words after talking with you{how_many}: it may speak of other people.",
        *LEFT_OUT.values(),
    ]


@dataclass(frozen=True)
class Section:
    """A part of what is kept about somebody: its title and its lines."""

    title: str
    lines: tuple[DataLine, ...]


Row = Mapping[str, Any]
Told = Callable[[Any], Iterable[DataLine]]


def sections(held: Mapping[str, list[Any]], instruments: Instruments) -> list[Section]:
    """Every part that holds something. Within a section the earliest comes first; what has no day stands on top."""
    found = []
    for title, parts in SECTIONS:
        lines = [line for part in parts for row in held[part] for line in TOLD[part](row)]
        if title == MEASURES:
            lines = [held_parts.measure(row, instruments) for row in held["measures"]]
        if lines:
            found.append(Section(title, tuple(sorted(lines, key=_when))))
    return found


def _when(line: DataLine) -> tuple[str, float]:
    if isinstance(line.at, datetime):
        return line.at.date().isoformat(), line.at.timestamp()
    return (line.at.isoformat() if line.at else "", 0)


def _card(row: Row) -> Iterator[DataLine]:
    for name, title in (
        ("name", "Your name"), ("preferred_name", "What you like to be called"), ("pronouns", "Your pronouns"),
        ("year_of_birth", "The year you were born"), ("phone", "Your phone"), ("email", "Your e-mail"),
        ("address", "Where you live"),
    ):  # fmt: skip
        if row[name]:
            yield DataLine(None, f"{title}: {row[name]}")
    if speaks := in_words(spoken(row["language"], row["languages"])):
        yield DataLine(None, f"Your language: {speaks}")
    if row["interpreter"]:
        yield DataLine(None, held_words.INTERPRETER[row["interpreter"]])
    if row["asked_at"]:
        words = (f"You wrote: “{row['what_brings_them']}”",) if row["what_brings_them"] else ()
        yield DataLine(row["asked_at"], held_words.CAME[row["source"]], words)
    if row["intake_note"]:
        yield DataLine(row["asked_at"], f"Noted for whoever walks with you: {row['intake_note']}")
    reach = held_words.WAYS_TO_REACH.get(row["contact_by"], "")
    hours = f"You like to hear from us {between_words(row['hours_from'], row['hours_until'])}."
    yield DataLine(None, f"{reach} {hours}".strip())
    if row["chose_a_word"]:
        yield DataLine(None, "You chose a word that opens this page. It is kept so that nobody can read it.")


def _journey(row: Row) -> Iterator[DataLine]:
    yield DataLine(row["opened_at"], "You set out with us.")
    if row["closed_at"] is None:
        words = rhythm_words(row["every_weeks"], row["weekday"], row["hour"], row["minute"], row["weekdays"])
        yield DataLine(None, f"We ask how you are going {words}.")
        if row["step_review_on"]:
            yield DataLine(
                None, f"We look together at whether that is still enough on {date_words(row['step_review_on'])}."
            )
    elif row["follow_up_on"]:
        yield DataLine(
            row["closed_at"], f"We agreed to ask once more how you are on {date_words(row['follow_up_on'])}."
        )


def _turn(row: Row) -> Iterator[DataLine]:
    code = row["code"] or ""
    told = {
        "closed": sentence("You and we parted ways", held_words.ENDED.get(code)),
        "reopened": sentence("It went on", held_words.WENT_ON.get(code)),
        "followed_up": sentence("We asked you once more how you were", held_words.ASKED_LATER.get(code)),
        "handed_over": "Somebody else here walks with you from then on.",
        "arrived": "What was handed on has arrived at the other Local.",
        "brought_along_taken_back": "What had come along from elsewhere was taken back: it was not yours.",
        "stepped_down": "You and we agreed to see less of one another.",
        "stepped_up": "You and we agreed to see more of one another again.",
        "transferred": sentence("What another Local needs was handed on", held_words.METHODS.get(code)),
    }.get(row["kind"])
    if told:
        yield DataLine(row["happened_at"], told)


def _brought_along(row: Row) -> Iterator[DataLine]:
    place = local_called(row["from_local"])
    words = tuple(f"{way['place']}: {way['visits']} visits" for way in row["ways"])
    words += tuple(f"There you said {one['said']} to {called(one['purpose'])}." for one in row["agreements"])
    yield DataLine(row["brought_at"], f"What you had told in {place} came along.", words)


def _check_in(row: Row) -> Iterator[DataLine]:
    """One time somebody asked or talked, and all that came of it, each on its own day."""
    if row["due_at"] and not row["answered_at"]:
        asked = "We asked how you were going." if row["by"] == "message" else "One of us was to ask how you were going."
        yield DataLine(row["due_at"], asked)
    if row["answered_at"]:
        call = " You asked for a call." if row["please_call"] else ""
        words = (f"You wrote: “{row['words']}”",) if row["words"] else ()
        feeling = FEELINGS.get(row["feeling"], row["feeling"])
        yield DataLine(row["answered_at"], f"We asked how you were going, and you tapped “{feeling}”.{call}", words)
    if row["moved_at"]:
        yield DataLine(row["moved_at"], f"We agreed on another time: {date_words(row['moved_to'])}.")
    if row["missed_at"]:
        yield DataLine(row["missed_at"], sentence("We did not talk", held_words.MISSED.get(row["missed_reason"])))
    if row["held_at"]:
        yield DataLine(row["held_at"], held_words.HELD.get(row["mode"], "We were in touch."))
    if row["taken_back_at"]:
        yield DataLine(row["taken_back_at"], "A contact was noted by mistake, and taken back.")


def _try(row: Row) -> Iterator[DataLine]:
    how = held_words.TRIED_BY.get(row["way"], "in another way")
    told = "We talked with you" if row["outcome"] in TALKS else "We tried to reach you"
    yield DataLine(row["happened_at"], f"{told}: {how}.")


def _pause(row: Row) -> Iterator[DataLine]:
    until = f"to {date_words(row['until_on'])}" if row["until_on"] else "with no end yet"
    ended = f" It ended on {date_words(row['resumed_on'])}." if row["resumed_on"] else ""
    why = held_words.PAUSED.get(row["reason"], "")
    yield DataLine(row["paused_at"], f"A pause from {date_words(row['from_on'])} {until}: {why}.{ended}")


def _group(row: Row) -> Iterator[DataLine]:
    told = held_words.STEPS[row["step"]].format(row["place"])
    if not told.endswith("."):
        why = held_words.DETAILS.get(row["detail"] or "")
        told += (f", {why}" if row["step"] == "introduced" else f": {why}") + "." if why else "."
    yield DataLine(row["session_on"] or row["happened_at"], told)


def _looked_back(row: Row) -> Iterator[DataLine]:
    again = held_words.AGAIN.get(row["would_go_again"], "")
    yield DataLine(row["held_at"], f"We looked back at your first time at {row['place']}: {again}.")


def _practised(row: Row) -> Iterator[DataLine]:
    topic, place = TOPICS.get(row["topic"], "something new"), f" Where: {row['place']}." if row["place"] else ""
    told = f"{topic}.{place}"
    if row["cancelled_at"]:
        told += " It was called off."
    elif row["came"]:
        sure = row["confidence"]
        told += " You were there" + (f", and felt {sure} of 10 sure after it." if sure else ".")
    elif row["came"] is False:
        told += sentence(" You were not there", held_words.STAYED_AWAY.get(row["reason"]))
    yield DataLine(row["starts_at"], told)


def _put_right(row: Row) -> Iterator[DataLine]:
    done = "took back what was noted by mistake" if row["reason"] else "put right what was noted"
    yield DataLine(row["corrected_at"], f"We {done} about {held_words.PUT_RIGHT[row['about']]}.")


def _moment(row: Row) -> Iterator[DataLine]:
    yield DataLine(row["noted_at"], f"A good moment: {held_words.MOMENTS.get(row['kind'], 'something good')}.")


def _companion(row: Row) -> Iterator[DataLine]:
    kind = COMPANIONS.get(row["kind"], "somebody")
    yield DataLine(row["found_at"], f"{row['name']} goes along with you: {kind[0].lower()}{kind[1:]}.")
    if row["ended_at"]:
        yield DataLine(row["ended_at"], f"{row['name']} does not go along with you any more.")


def _supporter(row: Row) -> Iterator[DataLine]:
    carer = ", your carer" if row["is_carer"] and row["relation"] != "carer" else ""
    contact = (f"How to reach them: {row['contact']}",) if row["contact"] else ()
    yield DataLine(
        row["named_at"], f"You named {row['name']} ({CALLED.get(row['relation'], 'close to you')}{carer}).", contact
    )
    if row["may_know"]:
        words = (f"Your words: “{row['words']}”",) if row["words"] else ()
        call = " They may be called in an emergency." if row["in_emergency"] else ""
        told = f"You said what {row['name']} may know: {held_words.MAY_KNOW.get(row['may_know'], 'nothing')}.{call}"
        yield DataLine(row["recorded_at"], told, words)
    if row["ended_at"]:
        yield DataLine(row["ended_at"], f"{row['name']} supports you no more.")


def _look(row: Row) -> Iterator[DataLine]:
    """Who looked, by role: whoever works here is not named to somebody who may be looking over a shoulder."""
    who = held_words.LOOKED.get(row["role"], "Somebody who works here")
    times = (
        "once"
        if row["times"] == 1
        else f"{counted(row['times'], 'time')}, the first time on {date_words(row['first_at'])}"
    )
    told = f"{who} looked at what is kept about you here {times}."
    yield DataLine(row["last_at"], told, (f"Pages: {', '.join(row['pages'])}",))


MEASURES = "What you answered to questions"
TOLD: Mapping[str, Told] = {
    "card": _card,
    "journeys": _journey,
    "turns": _turn,
    "brought_along": _brought_along,
    "what_matters": held_parts.matters,
    "agreements": held_parts.agreement,
    "goals": held_parts.goal,
    "measures": lambda row: (),  # told with the instrument's own words
    "check_ins": _check_in,
    "tries": _try,
    "pauses": _pause,
    "groups": _group,
    "looking_back": _looked_back,
    "practising": _practised,
    "moments": _moment,
    "put_right": _put_right,
    "companions": _companion,
    "supporters": _supporter,
    "looks": _look,
}
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who you are and how we reach you", ("card",)),
    ("Your way with us", ("journeys", "turns", "brought_along")),
    ("What matters to you", ("what_matters",)),
    ("What you agreed to", ("agreements",)),
    ("Your goals", ("goals",)),
    ("When we asked how you are, and when we talked", ("tries", "check_ins", "pauses")),
    (MEASURES, ("measures",)),
    ("Where you go", ("groups", "looking_back")),
    ("What you practised", ("practising",)),
    ("Good moments", ("moments",)),
    ("Put right", ("put_right",)),
    ("Who supports you and goes along", ("supporters", "companions")),
    ("Who looked at this", ("looks",)),
)
