"""How somebody may be reached, what may come of it, and how that reads: the same words wherever it is noted. Pure."""

from collections.abc import Mapping

from shared.events.contacts import ContactOutcome, ContactWay

WAYS: Mapping[ContactWay, str] = {
    "call": "Rang",
    "text": "Sent a text message",
    "email": "Sent an e-mail",
    "letter": "Sent a letter",
    "met": "Went to meet them",
    "came_by": "They came by or rang us",
}
OUTCOMES: Mapping[ContactOutcome, str] = {
    "no_answer": "No answer, or nobody there",
    "left_message": "Left a message",
    "somebody_else": "Somebody else answered",
    "wrong_number": "Wrong number, or it came back",
    "sent": "It is on its way",
    "talked": "We talked",
    "ring_again": "They asked us to ring again",
}
FITTING: Mapping[ContactWay, tuple[ContactOutcome, ...]] = {
    "call": ("no_answer", "left_message", "somebody_else", "wrong_number", "talked", "ring_again"),
    "text": ("sent", "wrong_number"),
    "email": ("sent", "wrong_number"),
    "letter": ("sent", "wrong_number"),
    "met": ("no_answer", "somebody_else", "talked", "ring_again"),
    "came_by": ("talked", "ring_again"),
}
TALKS: tuple[ContactOutcome, ...] = ("talked", "ring_again")
TOLD: tuple[ContactOutcome, ...] = (*TALKS, "sent")
"""What tells somebody who waits that they are not forgotten. A message left on a machine may be heard by nobody."""
_SENTENCES: Mapping[tuple[str, str], str] = {
    ("call", "no_answer"): "Rang, no answer",
    ("call", "left_message"): "Rang and left a message",
    ("call", "somebody_else"): "Rang, somebody else answered",
    ("call", "wrong_number"): "Rang, a wrong number",
    ("call", "talked"): "Talked on the phone",
    ("call", "ring_again"): "Rang, they asked us to ring again",
    ("text", "sent"): "Sent a text message",
    ("text", "wrong_number"): "Sent a text message, which did not arrive",
    ("email", "sent"): "Sent an e-mail",
    ("email", "wrong_number"): "Sent an e-mail, which came back",
    ("letter", "sent"): "Sent a letter",
    ("letter", "wrong_number"): "Sent a letter, which came back",
    ("met", "no_answer"): "Went to meet them, nobody was there",
    ("met", "somebody_else"): "Went to meet them, somebody else was there",
    ("met", "talked"): "Met and talked",
    ("met", "ring_again"): "Met, they asked us to ring again",
    ("came_by", "talked"): "They came by or rang us, and we talked",
    ("came_by", "ring_again"): "They came by or rang us, and asked us to ring again",
}


def sentence(way: str, outcome: str, minutes: int | None = None) -> str:
    """What was done and what came of it, in words: Rang, no answer; Talked on the phone, 20 minutes."""
    said = _SENTENCES.get((way, outcome), "Tried to reach them")
    return f"{said}, {minutes} minute{'' if minutes == 1 else 's'}" if minutes else said


def unfitting(way: ContactWay, outcome: ContactOutcome) -> str:
    """Why that cannot come of trying it in that way, and what can; empty if it can."""
    if outcome in FITTING[way]:
        return ""
    fits = " or ".join(f"“{OUTCOMES[each]}”" for each in FITTING[way])
    return f"That does not go with “{WAYS[way]}”. Choose {fits}."
