"""What the notifications service does when it hears of events: it keeps what decides about a message."""

from datetime import datetime
from uuid import UUID

from shared.context.service_context import ServiceContext
from shared.events import (
    CheckInDue,
    CheckInHeld,
    CheckInMissed,
    CheckInMoved,
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    ContactTakenBack,
    HearingBackDecided,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyPaused,
    JourneyReopened,
    JourneyResumed,
    JourneyTakenBack,
    MessageSent,
    MessagesStopped,
    MessageUndelivered,
    MessageWithheld,
    NewsDue,
    NewsSettled,
    ParticipantCardUpdated,
    ParticipantErased,
    ParticipantJoined,
    ParticipantParted,
    PauseTakenBack,
    ReferrerContactGiven,
)
from shared.kernel.days import moment_of
from shared.messaging.handlers import EventHandlers
from shared.messaging.remembering import Remembers
from shared.persistence import erasure, joinings
from shared.persistence.database import Transaction
from shared.persistence.erasure import DataSubject

from .domain import messages
from .domain import news as mails
from .keeps import KEEPS
from .store import contacts, ledger, news, walks
from .store.contacts import How

hears = EventHandlers("notifications")

Touch = CheckInHeld | CheckInMoved | CheckInMissed
TOUCHES: dict[type[Touch], How] = {CheckInHeld: "held", CheckInMoved: "moved", CheckInMissed: "missed"}


@hears(ParticipantCardUpdated)
async def know_how_to_reach_them(tx: Transaction, card: ParticipantCardUpdated, here: ServiceContext) -> None:
    """On ParticipantCardUpdated, keep how, where and when it is safe to reach the person."""
    await contacts.keep_card(tx, card)
    if card.referrer_hears_nothing:
        await _tell_no_referrer(here, tx, card.participant_id, card.occurred_at)


@hears(ConsentGiven)
async def may_write_to_them(tx: Transaction, given: ConsentGiven, here: ServiceContext) -> None:
    """On ConsentGiven, keep that they agree to messages, or to the service."""
    if given.purpose == "messages":
        await contacts.keep_consent(tx, given, moment_of(given.happened_on, given.occurred_at, here.zone))
    elif given.purpose == "service":
        await contacts.keep_service_consent(tx, given)


@hears(ConsentWithdrawn)
async def may_no_longer_write_to_them(tx: Transaction, withdrawn: ConsentWithdrawn, here: ServiceContext) -> None:
    """On ConsentWithdrawn of messages or of the service, no message leaves any more."""
    if withdrawn.purpose == "messages":
        await contacts.keep_withdrawal(tx, withdrawn)
    elif withdrawn.purpose == "service":
        await contacts.keep_service_consent(tx, withdrawn)


@hears(ConsentRefused)
async def they_want_nothing_of_us(tx: Transaction, refused: ConsentRefused, here: ServiceContext) -> None:
    """On ConsentRefused of the service, no message leaves, whatever else they agreed to."""
    if refused.purpose == "service":
        await contacts.keep_service_consent(tx, refused)


@hears(ConsentRefusalTakenBack)
async def they_had_not_said_so(tx: Transaction, told: ConsentRefusalTakenBack, here: ServiceContext) -> None:
    """On ConsentRefusalTakenBack of the service, that no was never said."""
    if told.purpose == "service":
        await contacts.keep_service_consent(tx, told)


@hears(JourneyOpened)
async def know_who_walks_with_them(tx: Transaction, opened: JourneyOpened, here: ServiceContext) -> None:
    """On JourneyOpened, keep the journey and its link worker; in a new episode they are asked about messages anew."""
    await walks.keep_journey(tx, opened)
    if opened.episode > 1:
        await walks.keep_new_episode(tx, opened)


@hears(JourneyClosed)
async def leave_them_alone(tx: Transaction, closed: JourneyClosed, here: ServiceContext) -> None:
    """On JourneyClosed, no message about that journey leaves any more."""
    await walks.keep_closing(tx, closed)


@hears(JourneyTakenBack)
async def nobody_walks_with_them(tx: Transaction, told: JourneyTakenBack, here: ServiceContext) -> None:
    """On JourneyTakenBack, forget the journey and its link worker: no message leaves."""
    await walks.keep_taking_back(tx, told)


@hears(JourneyReopened)
async def may_write_to_them_again(tx: Transaction, reopened: JourneyReopened, here: ServiceContext) -> None:
    """On JourneyReopened, messages about that journey may leave again."""
    await walks.keep_reopening(tx, reopened)


@hears(JourneyHandedOver)
async def know_who_walks_with_them_now(tx: Transaction, handed_over: JourneyHandedOver, here: ServiceContext) -> None:
    """On JourneyHandedOver, keep which link worker sees their messages and answers now."""
    await walks.keep_handover(tx, handed_over)


@hears(CheckInDue)
async def let_a_message_wait(tx: Transaction, due: CheckInDue, here: ServiceContext) -> None:
    """On CheckInDue, let a message wait for it; where a person is to ask, none does."""
    if due.by == "message":
        await ledger.let_wait(tx, messages.message_for(due))


@hears(JourneyPaused)
async def leave_them_alone_for_a_while(tx: Transaction, paused: JourneyPaused, here: ServiceContext) -> None:
    """On JourneyPaused, keep the days of the pause: a message that would leave on one of them is withheld."""
    await contacts.keep_pause(tx, paused)


@hears(JourneyResumed)
async def go_on(tx: Transaction, resumed: JourneyResumed, here: ServiceContext) -> None:
    """On JourneyResumed, end the pause: it covers no day from the one on which they resumed."""
    ended_on = resumed.resumed_on or here.day_of(resumed.occurred_at)
    await contacts.keep_resumption(tx, resumed.pause_id, ended_on)


@hears(PauseTakenBack)
async def have_paused_nothing(tx: Transaction, told: PauseTakenBack, here: ServiceContext) -> None:
    """On PauseTakenBack, the pause covers no day: as if it had never been agreed on, also where it is heard later."""
    on = here.day_of(told.occurred_at)
    await contacts.take_pause_back(tx, told, on)


async def need_not_ask(tx: Transaction, told: Touch, here: ServiceContext) -> None:
    """On CheckInHeld, CheckInMoved or CheckInMissed, note it: a message that still waits need not ask any more."""
    on = told.happened_on if isinstance(told, CheckInHeld) else None
    at = moment_of(on, told.occurred_at, here.zone)
    await contacts.keep_touch(tx, told.participant_id, told.check_in_id, TOUCHES[type(told)], at)


for _event in TOUCHES:
    hears(_event)(need_not_ask)


@hears(ContactTakenBack)
async def ask_after_all(tx: Transaction, taken_back: ContactTakenBack, here: ServiceContext) -> None:
    """On ContactTakenBack, forget that check-in: a message that still waits may leave after all."""
    await contacts.forget_touch(tx, taken_back.participant_id, taken_back.check_in_id)


@hears(ReferrerContactGiven)
async def know_where_to_tell(tx: Transaction, given: ReferrerContactGiven, here: ServiceContext) -> None:
    """On ReferrerContactGiven, keep where whoever referred somebody would like to hear of it."""
    await news.keep_contact(tx, given)


@hears(NewsDue)
async def let_a_mail_wait(tx: Transaction, due: NewsDue, here: ServiceContext) -> None:
    """On NewsDue, let a mail to whoever referred them wait; a letter is printed where it was told."""
    if due.by == "email":
        await news.let_wait(tx, mails.news_of(due))


@hears(HearingBackDecided)
async def tell_nothing_more(tx: Transaction, told: HearingBackDecided, here: ServiceContext) -> None:
    """On HearingBackDecided with a no, no mail leaves any more, and the address is forgotten."""
    if not told.agreed:
        await _tell_no_referrer(here, tx, told.participant_id, told.occurred_at)


async def _tell_no_referrer(here: ServiceContext, tx: Transaction, participant_id: UUID, since: datetime) -> None:
    await news.forget_contact(tx, participant_id, since)
    for waits in await news.waiting_for(tx, participant_id):
        await ledger.record(tx, mails.settled(waits, "withheld", here.now()))


async def reach_them_as_one_or_as_two(
    tx: Transaction, told: ParticipantJoined | ParticipantParted, here: ServiceContext
) -> None:
    """On ParticipantJoined, what is stricter on either card holds for both; on ParticipantParted, each has its own."""
    await contacts.hold_both(tx, told.participant_id, told.with_id)
    await joinings.note(tx, told)


hears(ParticipantJoined)(reach_them_as_one_or_as_two)
hears(ParticipantParted)(reach_them_as_one_or_as_two)


@hears(ParticipantErased)
async def forget_them(tx: Transaction, erased: ParticipantErased, here: ServiceContext) -> None:
    """On ParticipantErased, delete every row about the person, from the tables that `KEEPS` names."""
    who = DataSubject.of(erased.participant_id, (), here.settings)
    await erasure.forget(tx, who, KEEPS, here.now())


async def it_was_sent(tx: Transaction, told: MessageSent) -> None:
    """On its own MessageSent that a restored database has forgotten: the message does not leave again."""
    await ledger.settle_before(tx, told, "sent", told.channel, None)


async def it_was_withheld(tx: Transaction, told: MessageWithheld) -> None:
    """On its own MessageWithheld that a restored database has forgotten: the message does not leave."""
    await ledger.settle_before(tx, told, "withheld", None, told.detail or told.reason)


async def it_may_have_left(tx: Transaction, told: MessageUndelivered) -> None:
    """On its own MessageUndelivered that a restored database has forgotten: the message does not leave again."""
    await ledger.settle_before(tx, told, "undelivered", told.channel, told.outcome)


async def they_want_no_more(tx: Transaction, told: MessagesStopped) -> None:
    """On its own MessagesStopped that a restored database has forgotten: no message leaves any more."""
    await contacts.keep_stop(tx, told)


async def it_was_told(tx: Transaction, told: NewsSettled) -> None:
    """On its own NewsSettled that a restored database has forgotten: the mail does not leave again."""
    await news.settle_before(tx, told)


REMEMBERS: Remembers = {
    MessageSent: it_was_sent,
    MessageWithheld: it_was_withheld,
    MessageUndelivered: it_may_have_left,
    MessagesStopped: they_want_no_more,
    NewsSettled: it_was_told,
}
"""From its own log after its database was put back: what has left does not leave again."""
