"""The pages: a link worker's messages and what people answered, what to do about those that did not arrive, answers
from numbers that nobody here has for intake, and an operator's counts."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.domain import hours, mistakes, outlook
from services.notifications.store import ledger, lists, replies
from services.notifications.store.lists import MessageLine, PageEnd
from services.notifications.store.replies import ReceivedReply
from shared.context.service_context import ServiceContext
from shared.events import AnswerOpenedAgain, AnswerSeen
from shared.kernel import phones
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.access import May
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

OPENED = "Opened again. It stands on top until you have looked after it."
SETTLED_A_PAGE = 25
COUNTED = timedelta(days=30)

pages = APIRouter(include_in_schema=False)
Reader = Annotated[User, Depends(May("see_messages"))]
Hearer = Annotated[User, Depends(May("look_at_answers"))]
LinkWorker = Annotated[User, Depends(May("look_after_messages"))]


class Seen(forms.Form):
    """A button that notes that something was looked after, or opens it again; there is nothing to fill in."""


@pages.get("/notifications")
async def messages(request: Request, user: Reader, here: ContextDep, before: str = "") -> Response:
    """GET /notifications: a link worker's messages and answers; for intake nobody's answers; for the operator counts.

    `before`: where a page of settled messages ended; the older ones are listed.
    """
    if not user.may("look_after_messages"):
        own = _intakes_page if user.may("look_at_answers") else _operators_page
        return await own(request, here)
    async with here.db.snapshot() as tx:
        settled, ends = await lists.settled(tx, user.id, SETTLED_A_PAGE, PageEnd.read(before))
        return render(
            request,
            "notifications/messages.html",
            answers=await replies.to_look_at(tx, user.id),
            looked_after=await replies.looked_after(tx, user.id, here.now() - mistakes.CAN_BE_OPENED_AGAIN),
            answer_words=outlook.answered,
            look_after=await lists.to_look_after(tx, user.id),
            waiting=[(line, _leaves(here, line)) for line in await lists.on_their_way(tx, user.id)],
            stopped=await lists.stopped_by_reply(tx, user.id),
            settled=settled,
            older=ends,
            what_to_do=outlook.what_to_do,
            what_became=outlook.what_became,
            can_be_opened_again=mistakes.can_be_opened_again,
        )


async def _operators_page(request: Request, here: ServiceContext) -> Response:
    async with here.db.snapshot() as tx:
        rows = await lists.counts(tx, here.now() - COUNTED)
        answers = await replies.counts(tx)
    return render(
        request,
        "notifications/counts.html",
        counts=outlook.tally(rows),
        days=COUNTED.days,
        answers=[(outlook.ANSWERS[meaning], number) for meaning, number in answers],
    )


async def _intakes_page(request: Request, here: ServiceContext) -> Response:
    async with here.db.snapshot() as tx:
        answers = await replies.of_nobody(tx)
        looked_after = await replies.looked_after(tx, None, here.now() - mistakes.CAN_BE_OPENED_AGAIN)
    return render(
        request, "notifications/answers.html", answers=answers, looked_after=looked_after,
        answer_words=outlook.answered, sender=phones.words,
    )  # fmt: skip


@pages.post("/notifications/answers/{reply_id}/seen")
async def look_at_an_answer(request: Request, reply_id: UUID, user: Hearer, here: ContextDep) -> Response:
    """POST /notifications/answers/{reply_id}/seen: somebody has looked at it; messages held for it go on."""
    wish = (await forms.read(request, Seen)).granted()
    async with here.once(wish) as tx:
        if tx:
            await _seen(tx, reply_id, user, here)
    return redirect("/notifications", says="Noted. Messages go on where they were held for this.")


async def _seen(tx: Transaction, reply_id: UUID, user: User, here: ServiceContext) -> None:
    """Whoever walks with them looks at it; else intake."""
    answer = await _theirs(tx, reply_id, user)
    if answer.seen_at is not None:
        return
    if answer.participant_id is None:
        await replies.note_seen_of_nobody(tx, reply_id, user.id, here.now())
    else:
        seen = AnswerSeen(
            participant_id=answer.participant_id, reply_id=reply_id, seen_by=user.id, occurred_at=here.now()
        )
        await ledger.record(tx, seen)


@pages.post("/notifications/answers/{reply_id}/open-again")
async def open_an_answer_again(request: Request, reply_id: UUID, user: Hearer, here: ContextDep) -> Response:
    """POST /notifications/answers/{reply_id}/open-again: nobody has looked at it after all; it holds what it held."""
    wish = (await forms.read(request, Seen)).granted()
    async with here.once(wish) as tx:
        if tx:
            await _open_again(tx, reply_id, user, here)
    return redirect("/notifications", says=OPENED)


async def _open_again(tx: Transaction, reply_id: UUID, user: User, here: ServiceContext) -> None:
    """It holds what it held before. What nobody's record holds went when it was looked at."""
    answer = await _theirs(tx, reply_id, user)
    if answer.participant_id is None:
        raise NotFound(reply_id)
    if answer.seen_at is not None:
        mistakes.must_be_fresh(answer.seen_at, here.now())
        opened = AnswerOpenedAgain(
            participant_id=answer.participant_id, reply_id=reply_id, opened_by=user.id, occurred_at=here.now()
        )
        await ledger.record(tx, opened)


async def _theirs(tx: Transaction, reply_id: UUID, user: User) -> ReceivedReply:
    answer = await replies.answer(tx, reply_id, user.id if user.may("look_after_messages") else None)
    if answer is None:
        raise NotFound(reply_id)
    return answer


@pages.post("/notifications/messages/{message_id}/seen")
async def look_after(request: Request, message_id: UUID, user: LinkWorker, here: ContextDep) -> Response:
    """POST /notifications/messages/{message_id}/seen: an undelivered message was looked after."""
    wish = (await forms.read(request, Seen)).granted()
    async with here.once(wish) as tx:
        if tx and not await lists.look_after(tx, message_id, user.id, here.now()):
            raise NotFound(message_id)
    return redirect("/notifications", says="Noted. It is kept in the list below.")


@pages.post("/notifications/messages/{message_id}/open-again")
async def open_again(request: Request, message_id: UUID, user: LinkWorker, here: ContextDep) -> Response:
    """POST /notifications/messages/{message_id}/open-again: an undelivered message needs somebody again."""
    wish = (await forms.read(request, Seen)).granted()
    async with here.once(wish) as tx:
        if tx:
            line = await lists.undelivered(tx, message_id, user.id)
            if line is None:
                raise NotFound(message_id)
            if line.looked_at is not None:
                mistakes.must_be_fresh(line.looked_at, here.now())
                await lists.open_again(tx, message_id, user.id, here.now())
    return redirect("/notifications", says=OPENED)


def _leaves(here: ServiceContext, line: MessageLine) -> datetime | None:
    """When it may leave: now, when the channel is asked again, at the opening of their hours, or never."""
    now = here.now()
    return hours.next_fit(line.hours, max(now, line.again_at or now), here.zone)
