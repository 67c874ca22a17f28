"""Forms that lose nothing: what was typed, what is wrong with each answer, and the wish if all is right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from types import TracebackType
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, PrivateAttr, ValidationError
from pydantic_core import PydanticUndefined
from starlette.requests import Request

from shared.kernel import letters, phones
from shared.kernel.refusal import OtherWords, Refused
from shared.persistence import inbox

from . import csrf, failures, form_body, form_messages, limits, resubmission
from .form_parsing import ErrorMessage, Unfit, answer, kinds
from .site import site_of

__all__ = ["BoundForm", "ButtonForm", "ErrorMessage", "Form", "blank", "filled", "read"]


def _made_for_this(command_id: UUID) -> UUID:
    if command_id.int == 0:  # would be one and the same wish for everybody
        raise ValueError(form_messages.OUT_OF_DATE)
    return command_id


class Form(BaseModel):
    """What a form asks. `command_id` is made with the page: sent twice, it is carried out once."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    command_id: Annotated[UUID, AfterValidator(_made_for_this)]
    page_order: ClassVar[tuple[str, ...]] = ()
    """The fields that the page asks first, in its order, where that is another than the form's own."""
    seeks: ClassVar[bool] = False
    """Whether what is typed is only compared: letters that do not show make no difference then, and need no word."""
    _digest: bytes | None = PrivateAttr(None)

    @property
    def digest(self) -> bytes | None:
        """Stands for what was sent: the same command with other words is no double click (`ServiceContext.once`)."""
        return self._digest


class ButtonForm(Form):
    """A form that is only its button."""


BEGAN_FROM = "began_from"
"""The field in which a form that writes a whole says what it began from (see shared/web/wholes.py)."""
MADE_WITH_THE_PAGE = (csrf.FIELD, "command_id", BEGAN_FROM)
Wish = TypeVar("Wish", bound=Form)
Typed = str | list[str]


@dataclass
class BoundForm(Generic[Wish]):
    """One form on one page: blank, filled in, or come back with what is wrong."""

    model: type[Wish]
    typed: dict[str, Typed] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    wish: Wish | None = None
    command_id: UUID = field(default_factory=uuid4)
    prefix: str = ""
    """Stands before the ids of the fields, where a page holds the same form twice."""
    status: int = 200
    give_back: Callable[[], None] = limits.nothing
    """What is refused was not sent: it does not count against how much may be sent."""
    too_many: failures.TooMany | None = None

    def value(self, name: str) -> str:
        typed = self.typed.get(name, "")
        return typed if isinstance(typed, str) else next(iter(typed), "")

    def values(self, name: str) -> list[str]:
        """Every answer to a question that takes several; an empty one if there is none."""
        typed = self.typed.get(name) or ""
        return [typed] if isinstance(typed, str) else typed

    def picked(self, name: str, value: object) -> bool:
        typed = self.typed.get(name, "")
        return str(value) in ([typed] if isinstance(typed, str) else typed)

    def id(self, name: str) -> str:
        return f"{self.prefix}{name}".replace("_", "-")

    def why(self, name: str) -> str | None:
        return self.errors.get(name)

    @property
    def summary(self) -> list[tuple[str | None, str]]:
        """What is wrong, each with the id of the field it concerns, in the order of the page."""
        fields = self.model.model_fields
        order = {name: place for place, name in enumerate(dict.fromkeys((*self.model.page_order, *fields)))}
        return [
            (self.id(name) if name in fields and name != "command_id" else None, words)
            for name, words in sorted(self.errors.items(), key=lambda item: order.get(item[0], -1))
        ]

    def refuse(self, words: str, name: str | None = None, *, conflict: bool = False) -> None:
        self.errors[name or ""] = words
        self.status = 409 if conflict else 422

    def granted(self) -> Wish:
        """The wish of a form that is only its button. It has no page of its own to come back to: what is wrong with it
        is refused on a page that says so."""
        if self.too_many:
            raise self.too_many
        if self.wish is None:
            raise Refused(" ".join(words for _, words in self.summary))
        return self.wish

    def refusals(self) -> "_Refusals":
        """`with form.refusals():` a refusal inside ends the block and stands beside its field."""
        return _Refusals(self)


class _Refusals:
    def __init__(self, sheet: BoundForm[Any]) -> None:
        self.sheet = sheet

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, refused: BaseException | None, _: TracebackType | None
    ) -> bool:
        if not isinstance(refused, Refused):
            return False
        self.sheet.refuse(refused.why, refused.field, conflict=refused.conflict)
        self.sheet.give_back()
        if isinstance(refused, OtherWords):
            self.sheet.command_id = uuid4()  # what was kept stays; these words, sent again, are a wish of their own
        return True


def blank(model: type[Wish], prefix: str = "") -> BoundForm[Wish]:
    """A form to fill in, with the model's own defaults."""
    fields = model.model_fields.items()
    return filled(model, {name: info.default for name, info in fields if not info.is_required()}, prefix)


def filled(model: type[Wish], values: Mapping[str, Any], prefix: str = "") -> BoundForm[Wish]:
    """A form filled with what is known already."""
    known = {name: value for name, value in values.items() if name in model.model_fields and value is not None}
    typed = {name: _as_typed(value) for name, value in known.items() if value is not PydanticUndefined}
    return BoundForm(model, typed, prefix=prefix)


def _as_typed(value: Any) -> Typed:
    if isinstance(value, list | tuple | set | frozenset):
        return [str(_as_typed(each)) for each in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value if isinstance(value, Enum) else value)


async def read(
    request: Request, model: type[Wish], *, prefix: str = "", most: int = form_body.MOST_BYTES
) -> BoundForm[Wish]:
    """The form as it was sent. Raises for a form from elsewhere (403), another kind of body (415) or too much of it
    (413); never for an answer, nor for one that comes too fast (429): see `errors`, `status` and `wish`.

    The wish carries a digest of what was sent."""
    posted = await form_body.posted(request, most)
    too_many, give_back = None, limits.nothing
    try:
        give_back = limits.public_post(request)
    except failures.TooMany as waits:
        too_many = waits
    if not csrf.right(request, posted.first(csrf.FIELD)):
        raise too_many or resubmission.foreign(request, posted)
    sheet = fill(model, posted, site_of(request).zone, prefix, site_of(request).area_code)
    sheet.give_back = give_back
    if sheet.errors:
        give_back()
    elif too_many:
        _wait(request, sheet, too_many)
    if sheet.wish:
        sheet.wish._digest = _digest(request.url.path, posted)
    return sheet


def _wait(request: Request, sheet: BoundForm[Any], too_many: failures.TooMany) -> None:
    """It comes back filled, as every form does that is refused."""
    sheet.wish, sheet.status, sheet.too_many = None, 429, too_many
    sheet.errors[""] = form_messages.TOO_FAST
    request.state.tells = dict(too_many.headers or {})


def _digest(path: str, posted: form_body.FormBody) -> bytes:
    """Where the form goes and what it says, without what differs each time the page is made."""
    said = [(name, value.strip()) for name, value in posted.pairs if name not in MADE_WITH_THE_PAGE]
    return inbox.digest([path, said])


def fill(
    model: type[Wish], posted: form_body.FormBody, zone: ZoneInfo, prefix: str = "", area_code: str = phones.AREA_CODE
) -> BoundForm[Wish]:
    """The sheet of what was posted: every answer that does not fit is named, and none is lost."""
    given: dict[str, list[str]] = {}
    for name, value in posted.pairs:
        if name != csrf.FIELD:
            given.setdefault(name, []).append(value)
    sheet = BoundForm(model, _typed(model, given), dict(_not_asked(model, posted)), prefix=prefix)
    answers = _answers(sheet, given, zone)
    try:
        wish = model.model_validate(answers, context={"area_code": area_code})
    except ValidationError as wrong:
        _tell(sheet, wrong)
    except Refused as refused:
        sheet.errors.setdefault(refused.field or "", refused.why)
    else:
        sheet.command_id = wish.command_id
        sheet.wish = None if sheet.errors else wish
    if sheet.errors:
        sheet.status = 422
        sheet.command_id = _same_command(given) or sheet.command_id
    return sheet


def _same_command(given: dict[str, list[str]]) -> UUID | None:
    """A form that comes back and is sent again is still the same wish."""
    try:
        return UUID(given["command_id"][0])
    except (KeyError, ValueError):
        return None


def _typed(model: type[Form], given: dict[str, list[str]]) -> dict[str, Typed]:
    known = kinds(model)
    return {
        name: values if known[name].many else values[0]
        for name, values in given.items()
        if name in known and name != "command_id"
    }


def _not_asked(model: type[Form], posted: form_body.FormBody) -> dict[str, str]:
    """Fields that the form does not have, have come twice, or hold what is no text."""
    known, counts, wrong = kinds(model), dict[str, int](), dict[str, str]()
    for name, _ in posted.pairs:
        counts[name] = counts.get(name, 0) + 1
    for name, count in counts.items():
        if name == csrf.FIELD:
            continue
        if name not in known:
            wrong[name] = form_messages.NOT_ASKED.format(name=name[:40])
        elif count > 1 and not known[name].many:
            wrong[name] = form_messages.ONLY_ONCE
        elif name in posted.unreadable and not (model.seeks and posted.unreadable[name] == letters.TAKEN_OUT):
            wrong[name] = posted.unreadable[name]
    return wrong


def _answers(sheet: BoundForm[Any], given: dict[str, list[str]], zone: ZoneInfo) -> dict[str, Any]:
    """What to validate: only what has an answer, so that a field's own default counts where nothing was answered."""
    answers: dict[str, Any] = {}
    for name, kind in kinds(sheet.model).items():
        try:
            found = answer(kind, given.get(name, []), zone)
        except Unfit as unfit:
            sheet.errors.setdefault(name, str(unfit))
            continue
        if found is not None and found != []:
            answers[name] = found
        elif kind.optional and (name in given or sheet.model.model_fields[name].is_required()):
            answers[name] = None
        elif kind.base is bool and not kind.optional and not kind.many:
            answers[name] = False  # a box that is not ticked is not sent
        elif kind.many and sheet.model.model_fields[name].is_required():
            answers[name] = []
    return answers


def _tell(sheet: BoundForm[Any], wrong: ValidationError) -> None:
    known = kinds(sheet.model)
    for error in wrong.errors(include_url=False):
        name = str(error["loc"][0]) if error["loc"] else ""
        if name == "command_id":
            sheet.errors.setdefault(name, form_messages.OUT_OF_DATE)
        else:
            sheet.errors.setdefault(name, form_messages.words(error, known[name].says if name in known else None))
