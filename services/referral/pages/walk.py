"""Questions one after another, on a page each.

Nothing stands in an address, and nothing is known of anybody before it is sent: for Back, each page lies for an hour
under a seal that only their own browser opens (`shared.web.shelf`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import Request, Response

from services.referral.domain import age, contact, speaking
from shared.context.service_context import ServiceContext
from shared.kernel import phones
from shared.kernel.refusal import Refused
from shared.rules.languages import in_words, spoken
from shared.web import csrf, form_body, forms, resubmission, shelf
from shared.web.forms import BoundForm, Form
from shared.web.rendering import render
from shared.web.site import site_of

from . import words

ON_LAST = {"agreed", "letter"}
"""Asked on the page from which it is sent, where there is one after all answers were looked over."""
Steps = Mapping[str, tuple[str, ...]]
"""Which questions stand on which page."""


@dataclass(frozen=True)
class Walk:
    """One walk of pages. `templates`: before each page's name; `form`: all answers together, with `step` and `go`."""

    templates: str
    form: type[Form]
    steps: Steps
    checks: Callable[[BoundForm[Any], str], None] = lambda form, step: None
    """Refuse what can only be seen across the answers of one page of this walk."""
    last: tuple[str, ...] = ()
    """The page from which it is sent, if that is not the one on which all answers are looked over."""
    before: int = 0
    """How many pages come before the first of its five steps."""
    shows: Callable[[BoundForm[Any]], Mapping[str, Any]] = lambda form: {}
    """What its pages know beside the answers."""

    @property
    def order(self) -> Sequence[str]:
        return (*self.steps, "check", *self.last)

    @property
    def first(self) -> str:
        return self.order[0]

    def begin(self, request: Request, here: ServiceContext) -> Response:
        """The first page, with nothing filled in."""
        form = forms.blank(self.form)
        form.typed.pop("safe_to_contact")  # nothing is ticked for them
        return self.page(request, here, form, self.first)

    async def onwards(self, request: Request, here: ServiceContext) -> Response:
        """The next page, or the one before. It changes nothing, so only sending counts against the limit."""
        posted = await form_body.posted(request)
        if not csrf.right(request, posted.first(csrf.FIELD)):
            raise resubmission.foreign(request, posted)
        form = forms.fill(self.form, posted, site_of(request).zone, area_code=here.settings.area_code)
        step, go = form.value("step"), form.value("go") or "next"
        if step not in self.order or self._unknown(form):
            return self.page(request, here, form, self.first, status=422)
        if any(form.value(name) for name in ON_LAST & form.errors.keys()):
            return self.page(request, here, form, self.order[-1], status=422)
        shelf.as_sent(request, lambda: self.page(request, here, replace(form, errors={}, status=200), step))
        if go in self.steps:
            form.typed["checking"] = "yes"
            return self.page(request, here, _without_errors(form), go)
        if go == "back":
            return self.page(request, here, _without_errors(form), self.order[max(0, self.order.index(step) - 1)])
        return self._next(request, here, form, step, skipped=go == "skip")

    def _next(
        self, request: Request, here: ServiceContext, form: BoundForm[Any], step: str, *, skipped: bool
    ) -> Response:
        fields = self.steps.get(step, ())
        if skipped:
            for name in fields:
                form.typed.pop(name, None)
                form.errors.pop(name, None)
        else:
            self._check(form, step, here)
        if any(name in form.errors for name in fields):
            form.errors = {name: why for name, why in form.errors.items() if name in fields}
            return self.page(request, here, form, step, status=422)
        if step in ("check", *self.last):
            return self._all_right(request, here, form, self.order[-1])
        if form.value("checking") or self.order[self.order.index(step) + 1] == "check":
            return self._all_right(request, here, form, "check")
        return self.page(request, here, _without_errors(form), self.order[self.order.index(step) + 1])

    def _all_right(self, request: Request, here: ServiceContext, form: BoundForm[Any], onwards: str) -> Response:
        """The page where all answers are looked over, or the one after it; or the first on which one is missing."""
        for step in self.steps:
            self._check(form, step, here)
            if any(name in form.errors for name in self.steps[step]):
                return self.page(request, here, form, step, status=422)
        return self.page(request, here, _without_errors(form), onwards)

    def wrong_so_far(self, form: BoundForm[Any], here: ServiceContext) -> dict[str, str]:
        """What is wrong with the answers there are: what is still missing is not."""
        for step in {"born", "who"} & self.steps.keys():
            self._check(form, step, here)
        known = form.model.model_fields
        counts = {name for name in form.errors if form.value(name) or name not in known} | {"command_id"}
        return {name: why for name, why in form.errors.items() if name in counts}

    def refused(self, request: Request, here: ServiceContext, form: BoundForm[Any]) -> Response:
        """What was sent and does not fit, on the page that asks it."""
        on_last = self.order[-1] if ON_LAST & form.errors.keys() else self.first
        wrong = (step for step, fields in self.steps.items() if any(name in form.errors for name in fields))
        return self.page(request, here, form, next(wrong, on_last), status=form.status)

    def page(
        self, request: Request, here: ServiceContext, form: BoundForm[Any], step: str, status: int = 200
    ) -> Response:
        """One page; every answer of the others travels along in it."""
        others = [name for other, fields in self.steps.items() if other != step for name in fields]
        return render(
            request,
            f"{self.templates}_{step}.html",
            status,
            form=form,
            step=step,
            first=step == self.first,
            number=self.order.index(step) + 1 - self.before,
            carried=[name for name in others if form.value(name)],
            young=_is_young(form, here.today()),
            words=words,
            crisis_lines=words.CRISIS_LINES,
            here_words=understood(form, here.settings.area_code),
            **self.shows(form),
        )

    def _check(self, form: BoundForm[Any], step: str, here: ServiceContext) -> None:
        """What can only be seen across the answers of one page."""
        if any(name in form.errors for name in self.steps.get(step, ())):
            return
        with form.refusals():
            check(form, step, here.today(), here.settings.area_code)
            self.checks(form, step)

    def _unknown(self, form: BoundForm[Any]) -> bool:
        """Something on the page itself is wrong, not an answer."""
        asked = {name for fields in self.steps.values() for name in fields} | ON_LAST
        return any(name not in asked for name in form.errors)


def check(form: BoundForm[Any], step: str, today: date, area_code: str) -> None:
    """Refuse a way to reach them, hours or a birth that cannot be right, on the page that asks for it."""
    if step == "reach":
        phone, email = form.value("phone").strip(), form.value("email").strip()
        number = phones.read(phone, area_code) if phone else None
        contact.check_way(form.value("contact_by"), number, email or None)  # type: ignore[arg-type]
    elif step == "safe":
        contact.check_hours(int(form.value("hours_from") or 8), int(form.value("hours_until") or 20))
        speaking.check(form.value("language").strip(), form.values("languages"))
    elif step in ("born", "who") and (text := form.value("born").strip()):
        try:
            age.check_born(age.born(text), today)
        except ValueError as wrong:
            raise Refused(str(wrong), field="born") from None


def understood(form: BoundForm[Any], area_code: str) -> dict[str, str]:
    """The answers as they were understood, for the last page."""
    hours = [form.value("hours_from") or "8", form.value("hours_until") or "20"]
    told = all(each.isdecimal() and len(each) < 3 for each in hours)
    return {
        "phone": _number(form.value("phone"), area_code),
        "referrer_phone": _number(form.value("referrer_phone"), area_code),
        "born": _born(form.value("born")),
        "language": _speaks(form),
        "hours": words.hours(int(hours[0]), int(hours[1])) if told else "",
    }


def _speaks(form: BoundForm[Any]) -> str:
    said = form.value("language").strip() or None
    return in_words(spoken(said, speaking.codes(said, form.values("languages")))) if said else ""


def _number(typed: str, area_code: str) -> str:
    try:
        return phones.words(phones.read_any(typed, area_code)) if typed else ""
    except ValueError:
        return typed


def _born(typed: str) -> str:
    try:
        return age.born_words(age.born(typed)) if typed else ""
    except ValueError:
        return typed


def _is_young(form: BoundForm[Any], today: date) -> bool:
    try:
        return age.band(age.born(form.value("born")), today) == "under-26"
    except ValueError:
        return False


def _without_errors(form: BoundForm[Any]) -> BoundForm[Any]:
    form.errors, form.status = {}, 200
    return form
