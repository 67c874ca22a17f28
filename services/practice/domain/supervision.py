"""Time with a supervisor: that it happens, and that what was said stays with those who were there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from shared.events import SupervisionHeld, SupervisionPlanned, SupervisionTakenBack
from shared.kernel.refusal import Refused

Kind = Literal["line", "discipline_specific", "carer_perspective", "external", "group"]
KINDS: dict[Kind, str] = {
    "line": "With my lead",
    "discipline_specific": "With somebody of my own discipline",
    "carer_perspective": "From a carer’s perspective",
    "external": "With somebody from outside",
    "group": "In a group",
}
WITH_THE_LEAD: tuple[Kind, ...] = ("line",)
"""Where the Lead was there, too, and may read the note. Every other note is the link worker's own."""
LONG_AGO = timedelta(weeks=6)
FURTHEST_BACK = timedelta(days=365)


def hold(
    supervision_id: UUID,
    link_worker_id: UUID,
    kind: Kind,
    minutes: int,
    note: str | None,
    held_at: datetime,
    now: datetime,
) -> SupervisionHeld:
    """The event of a supervision that took place. Raises Refused for a day to come or over a year ago."""
    if held_at > now:
        raise Refused("That day is still to come. Note it once you have met.", field="held_on")
    if now - held_at > FURTHEST_BACK:
        raise Refused("That is more than a year ago. Look at the year.", field="held_on")
    return SupervisionHeld(
        supervision_id=supervision_id,
        link_worker_id=link_worker_id,
        kind=kind,
        minutes=minutes,
        note=note,
        occurred_at=held_at,
    )


def readable(mine: bool) -> tuple[Kind, ...]:
    """The kinds of supervision whose note may be read: all by the link worker (`mine`), by the Lead only their own."""
    return tuple(KINDS) if mine else WITH_THE_LEAD


def may_note(kind: Kind, note: str | None, mine: bool) -> None:
    """Raise Refused if the Lead writes a note on a supervision that they were not at, and may not read."""
    if note and kind not in readable(mine):
        raise Refused("You were not there, so the note is theirs to write. Leave it empty.", field="note")


@dataclass(frozen=True)
class SupervisionRecord:
    """A supervision as it was noted, without its note."""

    supervision_id: UUID
    link_worker_id: UUID
    held_at: datetime
    kind: Kind
    taken_back_at: datetime | None


def take_back(noted: SupervisionRecord, mine: bool, now: datetime) -> SupervisionTakenBack:
    """The event that a noted supervision did not take place: it counts no more, and its note goes.

    Raises Refused for somebody who may not read that note, and for one taken back already.
    """
    if noted.kind not in readable(mine):
        raise Refused("You were not there. Ask them to take it back themselves.")
    if noted.taken_back_at:
        raise Refused("This has been taken back already.", conflict=True)
    return SupervisionTakenBack(
        link_worker_id=noted.link_worker_id,
        supervision_id=noted.supervision_id,
        held_at=noted.held_at,
        occurred_at=now,
    )


def who_reads(kind: Kind, note: str | None) -> str:
    """The line shown after a supervision was noted: who can read its note, if there is one."""
    if not note:
        return "Noted."
    return f"Noted. Only {'the two of you' if kind in WITH_THE_LEAD else 'you'} can read the note."


def plan(link_worker_id: UUID, next_on: date, last_on: date | None, today: date, now: datetime) -> SupervisionPlanned:
    """The event that plans the next supervision; it replaces what was planned before.

    `last_on`: the day of the last one. Raises Refused for a day that is over, over a year away, or not after it.
    """
    if next_on < today:
        raise Refused("That day is over. Choose today or a later one.", field="next_on")
    if next_on > today + FURTHEST_BACK:
        raise Refused("That is more than a year away. Look at the year.", field="next_on")
    if last_on is not None and next_on <= last_on:
        raise Refused("A supervision on that day is noted already. Choose a later one.", field="next_on")
    return SupervisionPlanned(link_worker_id=link_worker_id, on=next_on, occurred_at=now)


def long_ago(last: datetime | None, since: datetime | None, now: datetime) -> bool:
    """Whether the last supervision is six weeks ago; before the first, counted from their first journey (`since`)."""
    from_then_on = last or since
    return from_then_on is not None and now - from_then_on >= LONG_AGO
