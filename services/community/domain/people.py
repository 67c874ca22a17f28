"""What a person is called among others. Nobody guesses it from a name: many say the family name first."""

from shared.events import ParticipantCardUpdated

MOST_CHARACTERS = 60


def greeted(card: ParticipantCardUpdated) -> str | None:
    """What they have said they are called, for whoever greets them; None: they have not said."""
    said = (card.preferred_name or "").strip()
    return said[:MOST_CHARACTERS] or None
