"""What intake notes of reaching somebody, from the wish to the written fact."""

from uuid import UUID

from services.referral import store
from services.referral.store.recording import record
from shared.context.service_context import ServiceContext
from shared.events.journey import Mistake
from shared.persistence.database import Transaction
from shared.web.session import User

from . import rules
from .rules import About, ContactDetails
from .store import contact


async def note(
    here: ServiceContext, tx: Transaction, referral_id: UUID, contact_id: UUID, details: ContactDetails, user: User
) -> None:
    """Note a try or a talk about a referral, whatever state it is in."""
    await record(tx, rules.note(await _about(here, tx, referral_id), contact_id, details, user.id))


async def correct(
    here: ServiceContext,
    tx: Transaction,
    referral_id: UUID,
    contact_id: UUID,
    details: ContactDetails,
    began_from: int,
    command_id: UUID,
    user: User,
) -> None:
    """Put a try or a talk right; what stood before stays on file."""
    about, found = await _about(here, tx, referral_id), await contact(tx, contact_id, lock=True)
    await record(tx, rules.correct(about, found, details, began_from, command_id, user.id))


async def take_back(
    here: ServiceContext, tx: Transaction, referral_id: UUID, contact_id: UUID, reason: Mistake, user: User
) -> None:
    """Take a try or a talk back that was noted by mistake."""
    about, found = await _about(here, tx, referral_id), await contact(tx, contact_id, lock=True)
    await record(tx, rules.take_back(about, found, reason, user.id))


async def _about(here: ServiceContext, tx: Transaction, referral_id: UUID) -> About:
    kept = await store.referral(tx, referral_id, lock=True)
    return About(kept.id, kept.participant_id, kept.received_at, here.zone, here.now())
