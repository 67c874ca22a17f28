"""A participant's own page: what's on for me, my goals in my words, and what matters to me.

The link alone shows nothing: first they say in which year they were born. A cookie of half an hour, good for this one
link, remembers that they did; *hide this again* forgets it at once. Each look leaves a row, like everybody's.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from services.journey.about_me import rules as matters
from services.journey.about_me import store as about_me_store
from services.journey.about_me.pages import GROUPS, MattersForm, words_now
from services.journey.check_ins.rules.check_ins import CheckIn
from services.journey.core.rules.journeys import Journey
from services.journey.core.store.recording import record
from services.journey.goals import store as goals_store
from services.journey.my_page.rules.mine import must_be_them
from services.journey.my_page.store import mine as mine_store
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import NotFound, Refused
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web import forms, links, shelf, wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect

from .answering import ended, me, opened, page_for
from .whats_on import whats_on

COOKIE = "lc-mine"
OPEN_FOR = timedelta(minutes=30)
Year = Annotated[int, Field(ge=1900, le=2100), ErrorMessage("Write the year with four digits, for example 1951.")]
Word = Annotated[str, Field(max_length=100)]


class YearForm(forms.Form):
    """The year of birth or the word with which somebody opens their own page."""

    year_of_birth: Year | None = None
    word: Word | None = None


class OwnMattersForm(MattersForm):
    """The "About Me" form as the person fills it in on their own page."""

    year_of_birth: Year | None = None
    word: Word | None = None
    """Asked again where the half hour is over, so that nothing that was typed is lost."""


def confirmed(request: Request, here: ServiceContext, journey: Journey, check_in: CheckIn) -> bool:
    """Whether this browser gave the right year or word for this link, half an hour ago at most."""
    try:
        link = links.read(here.settings.secret, "mine", request.cookies.get(COOKIE, ""), here.now())
    except (links.LinkWrong, links.LinkExpired):
        return False
    return link.id == check_in.id and link.version == journey.link_version


def remember(answer: Response, here: ServiceContext, token: str, journey: Journey, check_in: CheckIn) -> Response:
    """Set the cookie by which this browser opens this link's own page for half an hour."""
    until = here.now() + OPEN_FOR
    answer.set_cookie(
        COOKIE, links.sign(here.settings.secret, "mine", check_in.id, until, journey.link_version),
        max_age=int(OPEN_FOR.total_seconds()), path=f"/me/{token}", httponly=True, samesite="strict",
        secure=here.settings.environment == "production",
    )  # fmt: skip
    return answer


@dataclass(frozen=True)
class Themselves:
    """The person themselves as the one who looks, in the access log."""

    id: UUID
    role: str = "participant"


async def theirs(tx: Transaction, request: Request, here: ServiceContext, token: str) -> Journey | None:
    """The link's journey if this browser is confirmed; None: ask first. NotFound if the link has ended."""
    journey, check_in = await opened(tx, here, token)
    return journey if confirmed(request, here, journey, check_in) else None


async def known(tx: Transaction, request: Request, here: ServiceContext, token: str, page: str) -> Journey | None:
    """The link's journey if this browser is confirmed, else None; the look is noted in the access log."""
    if (journey := await theirs(tx, request, here, token)) is None:
        return None
    await access_log.looked(tx, Themselves(journey.participant_id), journey.participant_id, page, here.now())
    return journey


def ask_the_year(token: str) -> Response:
    """Redirect to the page that asks for the year of birth or the word."""
    return redirect(f"/me/{token}/mine")


Shown = dict[str, Any]


async def of_theirs(
    request: Request,
    token: str,
    here: ServiceContext,
    page: str,
    read: Callable[[Transaction, ServiceContext, Journey], Awaitable[Shown]],
) -> Shown | Response:
    """What `read` finds for a page of theirs; a response where the year was not said or the link has ended."""
    try:
        async with here.db.transaction() as tx:
            journey = await known(tx, request, here, token, page)
            return ask_the_year(token) if journey is None else await read(tx, here, journey)
    except NotFound:
        return ended(request)


async def check(here: ServiceContext, token: str, year: int | None, word: str | None) -> tuple[Journey, CheckIn]:
    """The journey, if the year of birth or the word is right; a wrong one is counted in any case.

    Whoever tries holds the journey's lock from before the tries are read until they are counted.
    """
    async with here.db.transaction() as tx:
        journey, check_in = await opened(tx, here, token)
        keys = await mine_store.own_keys(tx, journey.participant_id)
        wrong = await mine_store.wrong_tries(tx, check_in.id)
        try:
            must_be_them(keys, year, word, wrong)
        except Refused as refused:
            if year is not None or word:
                await mine_store.count_wrong_try(tx, check_in.id)
            no = refused
        else:
            await mine_store.forget_wrong_tries(tx, journey.participant_id)
            return journey, check_in
    raise no


@me.get("/me/{token}/mine")
async def show_mine(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/mine: the person's own page; before that, the question for their year of birth or word."""
    try:
        async with here.db.transaction() as tx:
            journey = await known(tx, request, here, token, "own page")
            if journey is None:
                return page_for(request, "journey/mine-year.html", token=token, form=forms.blank(YearForm))
            shown = await _mine(tx, here, journey)
    except NotFound:
        return ended(request)
    return page_for(request, "journey/mine.html", token=token, **shown)


async def _mine(tx: Transaction, here: ServiceContext, journey: Journey) -> Shown:
    return {
        **await whats_on(tx, here, journey),
        "goals": await goals_store.goals(tx, journey.id),
        "said_then": await about_me_store.latest_matters(tx, journey.id),
    }


@me.post("/me/{token}/mine")
async def confirm(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>/mine: check the year of birth or the word, and open the page for half an hour."""
    form = await forms.read(request, YearForm)
    try:
        if wish := form.wish:
            with form.refusals():
                journey, check_in = await check(here, token, wish.year_of_birth, wish.word)
                return remember(redirect(f"/me/{token}/mine"), here, token, journey, check_in)
        async with here.db.transaction() as tx:
            await opened(tx, here, token)
    except NotFound:
        return ended(request)
    return page_for(request, "journey/mine-year.html", form.status, token=token, form=form)


@me.post("/me/{token}/mine/hide")
async def hide(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>/mine/hide: close the own page; nothing is shown until the year is said again."""
    (await forms.read(request, forms.ButtonForm)).granted()
    try:
        async with here.db.transaction() as tx:
            await opened(tx, here, token)
    except NotFound:
        return ended(request)
    await shelf.forget(request)
    answer = redirect(f"/me/{token}")
    answer.delete_cookie(COOKIE, path=f"/me/{token}", httponly=True, samesite="strict")
    return answer


@me.get("/me/{token}/mine/matters")
async def write_mine(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/mine/matters: the "About Me" form with the person's latest words."""
    words = await of_theirs(request, token, here, "own words", _last_words)
    if isinstance(words, Response):
        return words
    form = forms.blank(OwnMattersForm)
    wholes.begin(form, words)
    return _to_write(request, token, form, known=True)


async def _last_words(tx: Transaction, here: ServiceContext, journey: Journey) -> Shown:
    return dict(await words_now(tx, journey.id))


@me.post("/me/{token}/mine/matters")
async def keep_mine(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>/mine/matters: keep what the person wrote about what matters to them."""
    form = await forms.read(request, OwnMattersForm)
    try:
        async with here.db.transaction() as tx:
            journey, check_in = await opened(tx, here, token)
        known = confirmed(request, here, journey, check_in)
        if wish := form.wish:
            with form.refusals():
                if not known:
                    await check(here, token, wish.year_of_birth, wish.word)
                    known = True
                async with here.once(wish) as tx:
                    if tx:
                        journey, _ = await opened(tx, here, token)
                        wholes.must_be_as_it_began(form, await words_now(tx, journey.id))
                        now = here.now()
                        said = matters.record_what_matters(journey, wish.command_id, wish.said, now, told="self")
                        await record(tx, said)
                answer = redirect(
                    f"/me/{token}/mine", "Kept. The people who work with you here can read it, and nobody else."
                )
                return remember(answer, here, token, journey, check_in)
        if not known:
            return _to_write(request, token, form, known=False)
        async with here.db.transaction() as tx:
            wholes.show_newer(form, await words_now(tx, journey.id))
    except NotFound:
        return ended(request)
    return remember(_to_write(request, token, form, known=True), here, token, journey, check_in)


def _to_write(request: Request, token: str, form: Any, *, known: bool) -> Response:
    if known:
        shelf.at_most(request, OPEN_FOR.total_seconds())
    return page_for(
        request, "journey/mine-matters.html", form.status, token=token, form=form, groups=GROUPS, known=known
    )
