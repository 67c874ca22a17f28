"""How full a link worker's week is: numbers, and the sentence that stands before them. One rule for all pages. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from shared.kernel.counts import counted

NEW = timedelta(days=30)
WEEK = timedelta(days=7)
FULL, VERY_FULL = 30, 38
"""Weights from which a week is full. Set by what link workers said, not by a formula; look at them together."""


@dataclass(frozen=True)
class Workload:
    """What one link worker carries now."""

    link_worker_id: UUID
    walking_with: int = 0
    opened_lately: int = 0
    """In the last 30 days."""
    no_talk_yet: int = 0
    """People they walk with whom they have not talked with yet."""
    talks: int = 0
    """Check-ins and debriefs held in the last 7 days."""
    hard: int = 0
    """Answers of the last 7 days that say it is hard, or ask for a call."""

    @property
    def weight(self) -> int:
        """Beginning with somebody takes about as much again as walking on with them; so does a hard week of theirs."""
        return self.walking_with + self.opened_lately + self.no_talk_yet + self.hard

    @property
    def kind(self) -> str:
        """For the bar's colour; the words say the same."""
        return "late" if self.weight >= VERY_FULL else "due" if self.weight >= FULL else ""


def how_full(load: Workload) -> str:
    """How full a link worker's week is, in words. No number, and nobody is ranked."""
    if not load.walking_with:
        return "There is room to begin."
    if load.weight >= VERY_FULL:
        return "More than one person can carry well."
    if load.weight >= FULL:
        return "A full week."
    return "A steady week."


def in_a_sentence(load: Workload) -> str:
    """“A full week: 31 people, 4 of them new, 2 first talks to have and 3 answers that are hard or ask for a call.”"""
    if not load.walking_with:
        return "You walk with nobody yet. There is room to begin."
    alone = load.walking_with == 1
    said = [counted(load.walking_with, "new person" if load.opened_lately else "person", "people")]
    if load.opened_lately and not alone:
        said.append(f"{load.opened_lately} of them new")
    if load.no_talk_yet:
        said.append(f"{counted(load.no_talk_yet, 'first talk')} to have")
    if load.hard:
        said.append(counted(load.hard, "answer that is hard or asks", "answers that are hard or ask") + " for a call")
    words = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"{how_full(load).removesuffix('.')}: {words}."
