"""What the referral's page and its decisions ask about who might support somebody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from services import permissions
from services.permissions import DeliveryModel
from services.referral import store
from services.referral.store.cards import Card
from services.referral.store.recording import record
from shared.context.service_context import ServiceContext
from shared.events import SupportWishesNoted
from shared.kernel.refusal import Refused
from shared.kernel.staff import Gender, StaffMember
from shared.persistence.database import Transaction

from .rules.choosing import Allocation, Candidate, allocate
from .rules.people import Wishes, worker_of
from .store import SupportWish, support_wish


def wishes_of(card: Card, wish: SupportWish, names: Mapping[UUID, str]) -> Wishes:
    """What somebody asked for, as their card and what they wish for say it, and whom they are not given to."""
    called = card.called
    closed = {
        **{each: f"{called} would rather not meet {names.get(each, 'them')}." for each in wish.not_with},
        **{each: f"{names.get(each, 'They')} knows {called} otherwise." for each in wish.conflicts},
    }
    return Wishes(
        called, card.spoken, card.interpreter, wish.gender, tuple(wish.experience), tuple(wish.days),
        card.address or "", tuple(closed.items()),
    )  # fmt: skip


def who_might(
    staff: Iterable[StaffMember],
    model: DeliveryModel,
    loads: Mapping[UUID, int],
    card: Card,
    wish: SupportWish,
    today: date,
) -> Allocation:
    """Everybody who may be given people, beside what somebody asked for."""
    people = permissions.link_workers(staff, model)
    workers = [worker_of(person, loads.get(person.id, 0)) for person in people]
    return allocate(workers, wishes_of(card, wish, {each.id: each.name for each in people}), today)


def chosen(found: Allocation, link_worker_id: UUID) -> Candidate:
    """The worker whom a person decided on. `Refused` if they may not be given this person, or nobody at all."""
    one = found.of(link_worker_id)
    if one is None:
        raise Refused("Choose one of the link workers.", field="link_worker_id")
    if one.closed:
        raise Refused(f"{one.closed} Give them to somebody else.", field="link_worker_id")
    return one


def wish_told(participant_id: UUID, gender: Gender | None, at: datetime) -> list[SupportWishesNoted]:
    """What somebody wished for at the door, if anything."""
    if gender is None:
        return []
    nothing: dict[str, tuple[str, ...]] = dict.fromkeys(("experience", "days", "not_with", "conflicts"), ())
    told = {"participant_id": participant_id, "gender": gender, "occurred_at": at}
    return [SupportWishesNoted.model_validate(nothing | told)]


def who_may(here: ServiceContext) -> list[StaffMember]:
    """Whoever may be given people at this Local."""
    return permissions.link_workers(here.settings.staff, here.settings.delivery_model)


def experience_to_wish_for(workers: Iterable[StaffMember], noted: SupportWish) -> list[str]:
    """What there is to wish for: what those who work here have stated, and what was wished for before."""
    stated = {each for worker in workers for each in worker.lived_experience}
    return sorted(stated | set(noted.experience), key=str.casefold)


async def note_wishes(
    here: ServiceContext, tx: Transaction, participant_id: UUID, wish: SupportWish, updates: int, by: UUID | None
) -> None:
    """Note what somebody wishes for; refused if somebody else has noted it since the page was opened, or if it is
    nothing that the page offers."""
    await store.referral_of(tx, participant_id, lock=True)
    noted = await support_wish(tx, participant_id)
    if noted.updates != updates:
        raise Refused("Somebody else noted this while you had it open. Open it again, then add yours.", conflict=True)
    _must_be_offered(wish, noted, who_may(here))
    await record(
        tx,
        SupportWishesNoted(
            participant_id=participant_id,
            gender=wish.gender,
            experience=tuple(wish.experience),
            days=tuple(wish.days),
            not_with=tuple(wish.not_with),
            conflicts=tuple(wish.conflicts),
            noted_by=by,
            occurred_at=here.now(),
        ),
    )


def _must_be_offered(wish: SupportWish, noted: SupportWish, workers: Sequence[StaffMember]) -> None:
    people = {worker.id for worker in workers}
    if not {*wish.experience} <= {*experience_to_wish_for(workers, noted)}:
        raise Refused("Choose what link workers here have stated.", field="experience")
    if not {*wish.not_with} <= people | {*noted.not_with}:
        raise Refused("Choose among the link workers.", field="not_with")
    if not {*wish.conflicts} <= people | {*noted.conflicts}:
        raise Refused("Choose among the link workers.", field="conflicts")
