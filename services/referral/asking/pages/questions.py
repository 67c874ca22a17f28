"""A question without a name: asked and answered by a code that whoever asked keeps."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, Field

from services.referral.asking.rules.crisis import crisis_lines
from services.referral.asking.store import questions as kept
from services.referral.asking.store.questions import Question
from services.referral.domain.asking import Words
from shared.context.service_context import ServiceContext
from shared.kernel import references
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage, Form
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import codes

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
Code = Annotated[str, Field(max_length=60), AfterValidator(references.read_code)]
NOT_THERE = "Nothing is kept under this code, or not any more. Look at it again, or call us"


class QuestionForm(Form):
    """A question without a name."""

    words: Annotated[Words, Field(min_length=1), ErrorMessage("Write your question, in your own words")]


class CodeForm(Form):
    """The code under which something was kept. It is too long to be guessed, however often somebody tries."""

    code: Code


class AnswerForm(Form):
    """What somebody here answers. `answers`: how often it had been answered when the page was opened."""

    answer: Annotated[Words, Field(min_length=1), ErrorMessage("Write an answer")]
    answers: Annotated[int, Field(ge=0, le=9999), ErrorMessage("Open this page again: it did not say what it showed")]


@pages.get("/ask/question")
async def begin(request: Request) -> Response:
    """GET /ask/question: the form that asks something without a name."""
    return _ask(request, forms.blank(QuestionForm))


@pages.post("/ask/question")
async def ask(request: Request, here: ContextDep) -> Response:
    """POST /ask/question: keeps the question, and shows the code by which its answer is found."""
    form = await forms.read(request, QuestionForm)
    if wish := form.wish:
        with form.refusals():
            code, now = references.code(), here.now()
            async with here.once(wish) as tx:
                if tx:
                    place = codes.place(request, "question", code)
                    ends_at = now + timedelta(days=here.settings.question_days)
                    await kept.ask(tx, wish.command_id, place, wish.words, now, ends_at)
                else:
                    code = ""
            days = here.settings.question_days
            return render(request, "referral/question_kept.html", code=references.words(code), days=days,
                          crisis_lines=crisis_lines())  # fmt: skip
    return _ask(request, form)


@pages.get("/ask/answer")
async def answer_page(request: Request) -> Response:
    """GET /ask/answer: where the code is typed."""
    return _code(request, forms.blank(CodeForm))


@pages.post("/ask/answer")
async def read_answer(request: Request, here: ContextDep) -> Response:
    """POST /ask/answer: the question of that code, and its answer. Nothing stands in an address."""
    form = await forms.read(request, CodeForm)
    if wish := form.wish:
        async with here.db.snapshot() as tx:
            found = await kept.at_place(tx, codes.place(request, "question", wish.code), here.now())
        if found is not None:
            return render(request, "referral/question_answer.html", question=found, form=forms.blank(QuestionForm),
                          crisis_lines=crisis_lines())  # fmt: skip
        form.refuse(NOT_THERE, "code")
    return _code(request, form)


@pages.get("/referral/questions")
async def questions(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral/questions: questions without a name, those without an answer first."""
    async with here.db.snapshot() as tx:
        found = await kept.questions(tx, here.now())
    return render(request, "referral/questions.html", questions=found)


@pages.get("/referral/questions/{question_id:uuid}")
async def one(request: Request, question_id: UUID, user: Intake, here: ContextDep) -> Response:
    """GET /referral/questions/{question_id}: one question, and the form that answers it."""
    return await _page(request, question_id, here, None)


@pages.post("/referral/questions/{question_id:uuid}")
async def answer(request: Request, question_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/questions/{question_id}: answers it, or puts an answer right."""
    form = await forms.read(request, AnswerForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await kept.answer(tx, question_id, wish.answer, user.id, wish.answers, here.now())
            return redirect("/referral/questions", says="Answered. Whoever asked finds it by their code.")
    return await _page(request, question_id, here, form)


async def _page(
    request: Request, question_id: UUID, here: ServiceContext, form: BoundForm[AnswerForm] | None
) -> Response:
    async with here.db.snapshot() as tx:
        question: Question = await kept.question(tx, question_id, here.now())
    if form is None:
        form = forms.filled(AnswerForm, {"answer": question.answer, "answers": question.answers})
    names = {person.id: person.name for person in here.settings.staff}
    return render(request, "referral/question.html", form.status, form=form, question=question, names=names)


def _ask(request: Request, form: BoundForm[QuestionForm]) -> Response:
    return render(request, "referral/question_ask.html", form.status, form=form, crisis_lines=crisis_lines())


def _code(request: Request, form: BoundForm[CodeForm]) -> Response:
    return render(request, "referral/code.html", form.status, form=form, to="/ask/answer", crisis_lines=crisis_lines())
