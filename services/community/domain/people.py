"""What a person is called among others."""

from shared.events import ParticipantCardUpdated

MOST_CHARACTERS = 60


def called(card: ParticipantCardUpdated) -> str:
    """The name they like to be called by, else their first name. A family name is nobody's business here."""
    name = (card.preferred_name or "").strip() or (card.name.split() or ["?"])[0]
    return name[:MOST_CHARACTERS]
