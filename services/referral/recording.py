"""What the events of every room change, put together: from here on `record` knows them all."""

from shared.events import ParticipantCardTakenAway, ParticipantCardUpdated
from shared.persistence.database import Transaction

from .allocation.store import WRITES as WISHES
from .asking import commands as asking
from .asking.store.letters import WRITES as LETTERS
from .asking.store.news import WRITES as NEWS
from .contacts.store import WRITES as CONTACTS
from .joining.store import WRITES as JOINING
from .matching import store as matching
from .store.cards import WRITES as CARDS
from .store.recording import changes, record
from .store.referrals import WRITES as REFERRALS
from .waiting.store import WRITES as WAITING

__all__ = ["record"]


async def follow_card(tx: Transaction, card: ParticipantCardUpdated) -> None:
    """What is worked out from a card, wherever it was changed."""
    await matching.keep(tx, card)
    await asking.heed_card(tx, card)


changes(
    REFERRALS,
    CARDS,
    WAITING,
    CONTACTS,
    JOINING,
    LETTERS,
    NEWS,
    WISHES,
    following={ParticipantCardUpdated: follow_card, ParticipantCardTakenAway: matching.forget},
)
