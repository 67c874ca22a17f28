"""Asking for support, one question after another. Nothing stands in an address, and nothing is known of anybody before
it is sent: for Back, each page lies for an hour under a seal that only their own browser opens (`shared.web.shelf`)."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from services.referral import commands
from services.referral.domain import age, contact
from shared.kernel import phones
from shared.kernel.refusal import Refused
from shared.web import csrf, form_body, forms, resubmission, shelf
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, redirect, render
from shared.web.site import site_of

from . import words
from .forms import STEPS, AskForm, StepForm

pages = APIRouter(include_in_schema=False)
ORDER = (*STEPS, "check")


@pages.get("/ask")
async def begin(request: Request, here: ContextDep) -> Response:
    """GET /ask: the first page of asking for support, with nothing filled in."""
    form = forms.blank(StepForm)
    form.typed.pop("safe_to_contact")  # nothing is ticked for them
    return _page(request, here, form, "who")


@pages.post("/ask")
async def next_step(request: Request, here: ContextDep) -> Response:
    """POST /ask: one question's page on or back. It changes nothing, so only sending counts against the limit."""
    posted = await form_body.posted(request)
    if not csrf.right(request, posted.first(csrf.FIELD)):
        raise resubmission.foreign(request, posted)
    form = forms.fill(StepForm, posted, site_of(request).zone, area_code=here.settings.area_code)
    step, go = form.value("step"), form.value("go") or "next"
    if step not in ORDER or _unknown(form):
        return _page(request, here, form, "who", status=422)
    shelf.as_sent(request, lambda: _page(request, here, replace(form, errors={}, status=200), step))
    if go in STEPS:
        form.typed["checking"] = "yes"
        return _page(request, here, _without_errors(form), go)
    if go == "back":
        return _page(request, here, _without_errors(form), ORDER[max(0, ORDER.index(step) - 1)])
    return _onwards(request, here, form, step, skipped=go == "skip")


def _onwards(request: Request, here: ContextDep, form: BoundForm[StepForm], step: str, *, skipped: bool) -> Response:
    fields = STEPS.get(step, ())
    if skipped:
        for name in fields:
            form.typed.pop(name, None)
            form.errors.pop(name, None)
    else:
        _check(form, step, here.today(), here.settings.area_code)
    if any(name in form.errors for name in fields):
        form.errors = {name: why for name, why in form.errors.items() if name in fields}
        return _page(request, here, form, step, status=422)
    if form.value("checking") or step in ("safe", "check"):
        return _show_check(request, here, form)
    return _page(request, here, _without_errors(form), ORDER[ORDER.index(step) + 1])


def _show_check(request: Request, here: ContextDep, form: BoundForm[Any]) -> Response:
    """All answers to look over; or the first page on which one is missing."""
    for step in STEPS:
        _check(form, step, here.today(), here.settings.area_code)
        if any(name in form.errors for name in STEPS[step]):
            return _page(request, here, form, step, status=422)
    return _page(request, here, _without_errors(form), "check")


@pages.post("/ask/send")
async def send(request: Request, here: ContextDep) -> Response:
    """POST /ask/send: records the referral; what is wrong is shown on the page that asks it."""
    form = await forms.read(request, AskForm)
    if wish := form.wish:
        with form.refusals():
            outcome = await commands.receive(here, wish.command_id, wish, "self", None)
            return redirect("/ask/already" if outcome == "different" else "/ask/thanks")
    wrong = next((step for step, fields in STEPS.items() if any(name in form.errors for name in fields)), "who")
    return _page(request, here, form, wrong, status=form.status)


def _page(request: Request, here: ContextDep, form: BoundForm[Any], step: str, status: int = 200) -> Response:
    return render(
        request,
        f"referral/ask_{step}.html",
        status,
        form=form,
        step=step,
        number=ORDER.index(step) + 1,
        carried=[name for other, fields in STEPS.items() if other != step for name in fields if form.value(name)],
        young=_is_young(form, here.today()),
        words=words,
        here_words=_shown(form, here.settings.area_code),
    )


def _shown(form: BoundForm[Any], area_code: str) -> dict[str, str]:
    """The answers as they were understood, for the last page."""
    phone = form.value("phone")
    try:
        phone = phones.words(phones.read(phone, area_code)) if phone else ""
    except ValueError:
        pass
    hours = [form.value("hours_from") or "8", form.value("hours_until") or "20"]
    told = all(each.isdecimal() and len(each) < 3 for each in hours)
    born = form.value("born")
    try:
        born = age.born_words(age.born(born)) if born else ""
    except ValueError:
        pass
    return {"phone": phone, "born": born, "hours": words.hours(int(hours[0]), int(hours[1])) if told else ""}


def _check(form: BoundForm[Any], step: str, today: date, area_code: str) -> None:
    """What can only be seen across the answers of one page."""
    if any(name in form.errors for name in STEPS.get(step, ())):
        return
    with form.refusals():
        if step == "reach":
            phone, email = form.value("phone").strip(), form.value("email").strip()
            number = phones.read(phone, area_code) if phone else None
            contact.check_way(form.value("contact_by"), number, email or None)  # type: ignore[arg-type]
        elif step == "safe":
            contact.check_hours(int(form.value("hours_from") or 8), int(form.value("hours_until") or 20))
        elif step == "born" and (text := form.value("born").strip()):
            try:
                age.check_born(age.born(text), today)
            except ValueError as wrong:
                raise Refused(str(wrong), field="born") from None


def _is_young(form: BoundForm[Any], today: date) -> bool:
    try:
        return age.band(age.born(form.value("born")), today) == "under-26"
    except ValueError:
        return False


def _unknown(form: BoundForm[Any]) -> bool:
    """Something on the page itself is wrong, not an answer."""
    asked = {name for fields in STEPS.values() for name in fields}
    return any(name not in asked for name in form.errors)


def _without_errors(form: BoundForm[StepForm]) -> BoundForm[StepForm]:
    form.errors, form.status = {}, 200
    return form
