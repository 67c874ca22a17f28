"""What people want done, from the question to the written fact."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.context.service_context import Command, ServiceContext
from shared.events import Event, ParticipantCardUpdated
from shared.events.referral import AgeBand, ErasureReason, Source
from shared.kernel.refusal import NotFound, OtherWords, Refused
from shared.persistence import erasure, inbox, joinings
from shared.persistence.database import Transaction
from shared.persistence.erasure import DataSubject
from shared.web.session import User

from . import store
from .allocation import commands as allocation
from .allocation.rules.choosing import Allocation
from .allocation.store import support_wish
from .asking import commands as asking
from .asking.rules import attaching
from .asking.rules.letters import Letter
from .asking.store import drafts
from .contacts import commands as contact_commands
from .contacts import rules as contact_rules
from .contacts.rules import ContactDetails as Told
from .contacts.rules import Patience
from .contacts.store import contacts
from .domain import eligibility, referrals, speaking, walks
from .domain import erasure as erasing
from .domain.age import Born
from .domain.asking import ContactDetails, SelfReferral
from .domain.eligibility import Whereabouts
from .domain.referrals import Decision, DeclineReason, Elsewhere, WaitReason
from .domain.referrers import ReferrerDetails
from .domain.walks import Walk
from .eligibility.rules import home
from .eligibility.store import places
from .joining import commands as joining
from .keeps import KEEPS
from .recording import record
from .store import lists
from .waiting import rules as waiting_rules

Outcome = Literal["received", "again", "different"]


async def receive(
    here: ServiceContext,
    command_id: UUID,
    asked: SelfReferral,
    source: Source,
    referrer: ReferrerDetails | str | None,
    letter: Letter | None = None,
) -> Outcome:
    """Record a referral and its card. Sent twice it is one referral; `different` if the second one says something else.

    Raises `Refused` if it cannot be right: a birth still to come, a way to reach them without its number or address.
    """
    now = here.now()
    today = here.day_of(now)
    received, card = referrals.receive(command_id, asked, source, referrer, now, today)
    wish = allocation.wish_told(received.participant_id, asked.wish_gender, now)
    try:
        async with here.once(Command(command_id, _digest(letter, received, card, *wish))) as tx:
            if tx:
                await record(tx, received)
                await record(tx, card)
                for told in wish:
                    await record(tx, told)
                if letter:
                    about = received.participant_id
                    await record(tx, attaching.attach(command_id, about, command_id, letter, None, now))
                await asking.tell_referrer(here, tx, command_id)
                await drafts.forget(tx, command_id)
                return "received"
    except OtherWords:
        return "different"
    return "again"


def _digest(letter: Letter | None, *told: Event) -> bytes:
    """What was told, without when: the same words sent again have the same digest, however they were typed."""
    said = [event.model_dump(mode="json", exclude={"occurred_at", "asked_at"}) for event in told]
    return inbox.digest([said, letter.content.hex()] if letter else said)


async def accept(
    here: ServiceContext,
    tx: Transaction,
    referral_id: UUID,
    link_worker_id: UUID,
    user: User,
    *,
    age_asked: bool,
    exception_because: str | None,
    decisions_before: int | None = None,
) -> None:
    """Give the person to a link worker, who hears of it within seconds."""
    if exception_because and here.settings.exceptions_by == "lead" and not user.may("make_every_exception"):
        raise Refused("An exception is the Lead’s to make here. Ask the Lead.", field="exception_because")
    referral = await load(here, tx, referral_id)
    card = await store.card(tx, referral.participant_id)
    one = allocation.chosen(await who_might(here, tx, card), link_worker_id)
    fact = referrals.accept(
        referral,
        link_worker_id,
        user.id,
        here.now(),
        age_asked=age_asked,
        exception_because=exception_because,
        decisions_before=decisions_before,
        why=referrals.Why((*one.met, *one.unmet), one.met, one.suggested),
    )
    await record(tx, fact)


async def wait(
    here: ServiceContext,
    tx: Transaction,
    referral_id: UUID,
    reason: WaitReason,
    note: str | None,
    user: User,
    *,
    ask_again_on: date | None = None,
    told: Told | None = None,
    contact_id: UUID | None = None,
) -> None:
    """Put a referral on the waitlist, for a reason; they keep the day they asked.

    `told`: how they were told of it just now, if they were; it is noted under `contact_id`.
    """
    waiting_rules.check_ask_again(ask_again_on, here.today())
    referral = await load(here, tx, referral_id)
    await record(tx, referrals.wait(referral, reason, note, user.id, here.now(), ask_again_on))
    if told and contact_id:
        await contact_commands.note(here, tx, referral_id, contact_id, told, user)


async def decline(
    here: ServiceContext,
    tx: Transaction,
    referral_id: UUID,
    reason: DeclineReason,
    redirected_to: Elsewhere,
    note: str | None,
    user: User,
) -> None:
    """Decline a referral for a reason, and note where they can go instead."""
    referral, now = await load(here, tx, referral_id), here.now()
    few = contact_rules.too_few(await contacts(tx, referral_id), patience(here), now)
    near = whereabouts(here, await store.card(tx, referral.participant_id)).near
    other = near.slug if near else None
    await record(tx, referrals.decline(referral, reason, redirected_to, note, user.id, now, few, other))
    await asking.tell_referrer(here, tx, referral_id)


def whereabouts(here: ServiceContext, card: store.Card) -> Whereabouts:
    """Where somebody lives as far as it was understood, and the other Local whose area that surely is."""
    known = places(here.settings.areas)
    found = home(card.address, known)
    near = known.locals.get(found.local) if found and found.local != here.local else None
    return Whereabouts(here.local, bool(card.address), found, near)


def patience(here: ServiceContext) -> Patience:
    """How often this Local tries to reach somebody before it says that they could not be reached."""
    return Patience(here.settings.tries_before_closing, here.settings.tries_over_days)


async def take_back(
    here: ServiceContext,
    tx: Transaction,
    referral_id: UUID,
    decision: Decision,
    decisions_before: int,
    command_id: UUID,
    user: User,
) -> None:
    """Take back a decision made by mistake; an acceptance is asked back, as the two may have begun."""
    referral = await load(here, tx, referral_id)
    fact = referrals.take_back(referral, decision, decisions_before, command_id, user.id, here.now())
    await record(tx, fact)


async def stands_as_before(here: ServiceContext, tx: Transaction, referral_id: UUID, taking_back_id: UUID) -> None:
    """Take an acceptance back whose journey, opened by mistake, is gone; one that is not accepted stays as it is."""
    referral = await load(here, tx, referral_id)
    if referral.state == "accepted":
        await record(tx, referrals.stand_as_before(referral, taking_back_id, here.now()))


async def must_work_with(tx: Transaction, user: User, participant_id: UUID) -> None:
    """NotFound unless somebody works with this person: intake and Lead with everybody, a link worker with whom they
    walk now, and after the end as long as nobody else does."""
    if user.may("accept_referrals"):
        return
    referral = await store.referral_of(tx, participant_id)
    walk = await store.walk(tx, referral.id)
    if walk is None or walk.link_worker_id != user.id:
        raise NotFound("person")


async def must_know_of(tx: Transaction, user: User, participant_id: UUID) -> None:
    """NotFound unless somebody may say at once what keeps them safe: whoever works with them, and a clinician."""
    if not user.may("read_every_safety_note"):
        await must_work_with(tx, user, participant_id)


async def write_note(
    here: ServiceContext, tx: Transaction, participant_id: UUID, note: str | None, version: int | None, user: User
) -> None:
    """Keep what intake writes for whoever walks with somebody; refused if the card was changed meanwhile."""
    card = await card_to_change(tx, participant_id, version)
    now = {"intake_note": note, "changed_by": user.id, "change_note": None, "occurred_at": here.now()}
    await record(tx, card.model_copy(update=now))


async def card_to_change(tx: Transaction, participant_id: UUID, version: int | None) -> ParticipantCardUpdated:
    """Somebody's card as it was told last, locked; refused if it is another one than the page showed."""
    card = await store.card_as_told(tx, participant_id)
    if version is not None and version != (await store.card(tx, participant_id)).updates:
        raise Refused(
            "Somebody else changed this card while you had it open. Open it again, look at theirs, then add yours.",
            conflict=True,
        )
    return card


async def update_card(
    here: ServiceContext,
    tx: Transaction,
    participant_id: UUID,
    person: ContactDetails,
    born: Born | None,
    version: int | None,
    safe_because: str | None,
    user: User,
) -> None:
    """Change somebody's card; refused if somebody else has changed it since this page was opened, or it cannot be."""
    speaking.check(person.language, person.languages)
    card = await card_to_change(tx, participant_id, version)
    await record(tx, referrals.change_card(card, person, born, safe_because, user.id, here.now(), here.today()))


async def erase(
    here: ServiceContext,
    tx: Transaction,
    participant_id: UUID,
    reason: ErasureReason,
    because: str | None,
    by: UUID | None,
    *,
    both: bool = False,
) -> None:
    """Erase somebody's record: every row about them, here at once, and in the other services when they hear of it.

    `by`: who decided; None if somebody did with the keys of the machine. `both`: whatever other record they are here
    under goes, too. Refused as `domain.erasure.erase` says, and for one of two records that are joined.
    """
    records = await joinings.records_of(tx, participant_id)
    erasing.must_be_whole(len(records), both=both)
    for one in records:
        await erasure.hold(tx, one)
    now = here.now()
    for known in [await what_decides(here, tx, one, lock=True) for one in records]:
        told = erasing.erase(known, reason, because, by, now, here.day_of(now))
        await record(tx, told)
        await record(tx, erasing.card_away(told))
        await asking.forget_contact(here, tx, known.participant_id)
        await erasure.forget(tx, DataSubject.of(known.participant_id, (), here.settings), KEEPS, now)


async def what_decides(
    here: ServiceContext, tx: Transaction, participant_id: UUID, *, lock: bool = False
) -> erasing.ErasureCase:
    """Load what decides whether somebody may be erased; with what a door may change locked if `lock`."""
    kept = await store.referral_of(tx, participant_id, lock=lock)
    card = await store.card(tx, participant_id, lock=lock)

    def day(at: datetime | None) -> date | None:
        return here.day_of(at) if at else None

    return erasing.ErasureCase(
        participant_id=participant_id,
        name=card.name,
        born=card.born,
        state="declined" if kept.joined else kept.state,
        received_on=here.day_of(kept.received_at),
        decided_on=day(kept.decided_at or (kept.received_at if kept.joined else None)),
        walks=[
            erasing.SupportPeriod(here.day_of(each.opened_at), day(each.closed_at))
            for each in await store.journeys(tx, kept.id)
        ],
    )


async def load(here: ServiceContext, tx: Transaction, referral_id: UUID) -> referrals.Referral:
    """Load what a decision about this referral needs to know, with the referral locked."""
    kept = await store.referral(tx, referral_id, lock=True)
    card = await store.card(tx, kept.participant_id)
    near = whereabouts(here, card).near
    return referrals.Referral(
        id=kept.id,
        participant_id=kept.participant_id,
        state=kept.state,
        age=age_of(here, kept, card),
        maybe_known=bool(await joining.open_questions(tx, kept.participant_id, await store.alike(tx, card))),
        decided=decided_words(here, kept),
        has_waited=kept.waiting_since is not None,
        decisions_before=len(await lists.decisions_before(tx, referral_id)),
        walks_with=name_of(here, kept.link_worker_id),
        acceptances=kept.acceptances,
        nearer=f"the Local in {near.name} ({near.phone})" if near else "",
        asked_back="stays" if kept.stays_since else "waits" if kept.asked_back_id else "",
    )


def age_of(here: ServiceContext, kept: store.ReferralRow, card: store.Card) -> AgeBand | None:
    """The age band on the day of the referral, from what was told then and what the card says now."""
    asked_on = here.day_of(kept.received_at)
    return eligibility.age_known(kept.age_band, card.born, asked_on)


def decided_words(here: ServiceContext, kept: store.ReferralRow) -> str:
    """Who was quicker, and what they decided, in words for whoever comes second; empty while it is open."""
    if kept.is_open:
        return ""
    if kept.joined:
        return "This was put with another referral of the same person already. Nothing was changed."
    who = name_of(here, kept.decided_by)
    if kept.state == "accepted":
        return f"{who} gave this person to {name_of(here, kept.link_worker_id)} already. Nothing was changed."
    return f"{who} declined this referral already. Nothing was changed."


def minutes_to_undo(here: ServiceContext, kept: store.ReferralRow, user: User) -> int:
    """For how many minutes yet this user takes back with one tap what they decided; 0 if it is not theirs."""
    if kept.asked_back_id:
        return 0
    waits = kept.state == "waitlisted"
    by, at = (kept.waiting_by, kept.waiting_since) if waits else (kept.decided_by, kept.decided_at)
    return referrals.minutes_to_undo(by, at, user.id, here.now())


def name_of(here: ServiceContext, person_id: UUID | None) -> str:
    """The name of somebody who works here, or "Somebody" for who no longer does."""
    return next((person.name for person in here.settings.staff if person.id == person_id), "Somebody")


def now_with(here: ServiceContext) -> Callable[[Walk], str]:
    """A function that says in a sentence who walks with somebody now: the same words on every page."""
    now = here.now().astimezone(here.zone)
    return lambda walk: walks.sentence(walk, name_of(here, walk.link_worker_id), now)


async def who_might(here: ServiceContext, tx: Transaction, card: store.Card) -> Allocation:
    """Who might support somebody, each with why; whom we would ask first on top."""
    wish, loads = await support_wish(tx, card.participant_id), await store.loads(tx)
    staff, model = here.settings.staff, here.settings.delivery_model
    return allocation.who_might(staff, model, loads, card, wish, here.today())
