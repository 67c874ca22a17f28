"""Is this somebody we know already? Signs, never a verdict: a person looks before anything is joined or left. Pure."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Known:
    """What two people are compared by. `folded`: the name without case, accents, spaces, apostrophes and hyphens."""

    participant_id: UUID
    folded: str
    year_of_birth: int | None
    phone: str | None
    email: str | None


def signs(one: Known, other: Known) -> list[str]:
    """Why the two may be the same person; empty if nothing speaks for it."""
    if one.participant_id == other.participant_id:
        return []
    alike = []
    if one.phone and one.phone == other.phone:
        alike.append("the same phone number")
    if one.email and other.email and one.email.casefold() == other.email.casefold():
        alike.append("the same e-mail address")
    if one.folded == other.folded and one.year_of_birth and one.year_of_birth == other.year_of_birth:
        alike.append("the same name and year of birth")
    return alike
