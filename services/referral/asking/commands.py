"""Telling whoever referred somebody, as far as the person agreed."""

from uuid import UUID

from services.referral import store
from services.referral.store.recording import record
from shared.context.service_context import ServiceContext
from shared.events import ParticipantCardUpdated, ReferrerContactGiven, ReferrerContactTakenAway
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction

from .rules import news as rules
from .store import news


async def tell_referrer(here: ServiceContext, tx: Transaction, referral_id: UUID) -> None:
    """Let whoever referred them hear how it stands now, if they may, would like to, and have not heard it."""
    hearing = await news.hearing(tx, referral_id)
    told = rules.due(hearing, here.now()) if hearing else None
    if hearing is None or told is None:
        return
    if hearing.email and not await news.contact_is_told(tx, hearing.participant_id):
        about = hearing.participant_id
        await record(tx, ReferrerContactGiven(participant_id=about, email=hearing.email, occurred_at=here.now()))
    await record(tx, told)


async def tell_referrers(here: ServiceContext, tx: Transaction, participant_id: UUID) -> None:
    """The same of every referral of this person."""
    for referral_id in await news.referred(tx, participant_id):
        await tell_referrer(here, tx, referral_id)


async def decide_hearing_back(here: ServiceContext, tx: Transaction, referral_id: UUID, agreed: bool, by: UUID) -> None:
    """Note what the person said whoever referred them may hear. A no ends it, and takes the address away."""
    await store.referral(tx, referral_id, lock=True)
    hearing = await news.hearing(tx, referral_id)
    if hearing is None:
        raise NotFound("referrer")
    if hearing.agreed is agreed:
        raise Refused("This is noted already.", conflict=True)
    await record(tx, rules.decide(hearing, agreed, by, here.now()))
    if agreed:
        await tell_referrer(here, tx, referral_id)
    else:
        await forget_contact(here, tx, hearing.participant_id)


async def heed_card(tx: Transaction, card: ParticipantCardUpdated) -> None:
    """Take the address of whoever referred them off its topic, where the card says that nothing goes to them."""
    if card.referrer_hears_nothing and await news.contact_is_told(tx, card.participant_id):
        about, at = card.participant_id, card.occurred_at
        await record(tx, ReferrerContactTakenAway(participant_id=about, occurred_at=at))


async def forget_contact(here: ServiceContext, tx: Transaction, participant_id: UUID) -> None:
    """Take the address of whoever referred them off its topic, if it stands there."""
    if await news.contact_is_told(tx, participant_id):
        await record(tx, ReferrerContactTakenAway(participant_id=participant_id, occurred_at=here.now()))
