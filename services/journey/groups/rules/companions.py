"""Somebody who goes along: a companion from the group, or a buddy; and the checks without which nobody goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Sentence, by_code
from shared.events import CompanionEnded, CompanionFound
from shared.kernel.refusal import Refused

Kind = Literal["companion", "buddy"]
KINDS: dict[Kind, str] = {"companion": "Somebody from the group", "buddy": "A buddy of ours"}


@dataclass(frozen=True)
class CheckRule:
    """Which checks a kind of companion needs before going along."""

    police_check_years: int | None
    """How old a police check may be; None: none is needed."""


RULES: dict[Kind, CheckRule] = {"companion": CheckRule(3), "buddy": CheckRule(3)}


@dataclass(frozen=True)
class Companion:
    """Somebody who goes along with one person."""

    id: UUID
    kind: Kind
    name: str
    found_at: datetime
    police_check_on: date | None = None
    children_check_on: date | None = None
    ended_at: datetime | None = None

    @property
    def runs_out_on(self) -> date | None:
        """The last day on which the police check holds."""
        years = RULES[self.kind].police_check_years
        return None if self.police_check_on is None or years is None else _years_later(self.police_check_on, years)

    def fit_on(self, day: date) -> bool:
        if RULES[self.kind].police_check_years is None:
            return True
        return bool(self.police_check_on and self.runs_out_on and self.police_check_on <= day <= self.runs_out_on)

    def must_be_fit_to_go(self, day: date) -> None:
        if self.ended_at is not None:
            raise Refused(f"{self.name} does not go along any more.", field="companion_id")
        if not self.fit_on(day):
            years = RULES[self.kind].police_check_years
            raise Refused(
                f"{self.name} may go along once a police check is noted that was not older than {years} years on that "
                "day. Until then go together.",
                field="companion_id",
            )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def find(
    journey: Journey,
    companion_id: UUID,
    kind: Kind,
    name: str,
    police_check_on: date | None,
    children_check_on: date | None,
    today: date,
    at: datetime,
) -> CompanionFound:
    """Note a companion or buddy; their checks may come later, and going along waits for these."""
    journey.must_be_open()
    if not name.strip():
        raise Refused("Write what the person calls them.", field="name")
    for field, day in (("police_check_on", police_check_on), ("children_check_on", children_check_on)):
        if day and not date(today.year - 20, 1, 1) <= day <= today:
            raise Refused("Write the day on the check itself. It cannot be in the future.", field=field)
    return CompanionFound(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        companion_id=companion_id,
        kind=kind,
        name=name.strip(),
        police_check_on=police_check_on,
        children_check_on=children_check_on,
        occurred_at=at,
    )


def end(journey: Journey, companion: Companion, at: datetime) -> CompanionEnded:
    """Note that a companion goes along no more, also after the journey has closed."""
    if companion.ended_at is not None:
        raise Refused("That is noted already.", conflict=True)
    return CompanionEnded(
        journey_id=journey.id, participant_id=journey.participant_id, companion_id=companion.id, occurred_at=at
    )


SENTENCES: Mapping[str, Sentence] = {
    "companion_found": by_code({"companion": "Somebody from the group", "buddy": "A buddy"}, "{} will go along"),
    "companion_ended": by_code({"companion": "Somebody from the group", "buddy": "A buddy"}, "{} goes along no more"),
}
