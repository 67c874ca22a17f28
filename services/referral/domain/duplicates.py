"""Is this somebody we know already? Signs, never a verdict: a person looks before anything is joined or left. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.kernel import names


@dataclass(frozen=True)
class MatchKey:
    """What two people are compared by: the words of what they are called as `shared.kernel.names` folds them, and
    more."""

    participant_id: UUID
    words: Sequence[str]
    joined: str
    year_of_birth: int | None
    phone: str | None
    email: str | None


def signs(one: MatchKey, other: MatchKey) -> list[str]:
    """Why the two may be the same person; empty if nothing speaks for it."""
    if one.participant_id == other.participant_id:
        return []
    alike = []
    if one.phone and one.phone == other.phone:
        alike.append("the same phone number")
    if one.email and other.email and one.email.casefold() == other.email.casefold():
        alike.append("the same e-mail address")
    if one.year_of_birth and one.year_of_birth == other.year_of_birth:
        if one.joined == other.joined or set(one.words) == set(other.words):
            alike.append("the same name and year of birth")
        elif names.fit(one.words, other.words):
            alike.append("a name that fits and the same year of birth")
    return alike
