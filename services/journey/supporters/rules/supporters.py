"""Carers and supporters, and the person's own view of what each of them may know.

Without a word of the person nobody is told anything; what they said on an earlier journey is asked anew. That contact
with somebody is not safe goes before everything else and holds until the person says otherwise. What tells less can be
recorded at any time, after a journey's end too; what tells more needs an open journey and their agreement to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence
from shared.events import SupporterCorrected, SupporterEnded, SupporterNamed, SupporterViewRecorded
from shared.events.supporters import MayKnow, Relation
from shared.kernel.refusal import Refused

from .may_know import CALLED, MAY_KNOW, NOT_ASKED, NOT_SAFE_STAYS, PROTECTED, WIDEST, width


@dataclass(frozen=True)
class View:
    """What the person said at one time of what a supporter may know. `may_know` None: they did not say."""

    may_know: MayKnow | None
    at: datetime
    journey_id: UUID
    recorded_by: UUID
    words: str | None = None
    in_emergency: bool = False


@dataclass(frozen=True)
class Supporter:
    """Somebody the person named, as seen on one journey. `views`: the latest first, of every journey."""

    id: UUID
    name: str
    relation: Relation
    journey_id: UUID
    named_at: datetime
    is_carer: bool = False
    contact: str | None = None
    note: str | None = None
    ended_at: datetime | None = None
    views: tuple[View, ...] = ()
    agreed: bool = True
    """Whether the person agrees to working together on this journey today."""
    protected: bool = False
    """Nothing goes to anybody like them because of violence in the family, whatever was said."""

    @property
    def said(self) -> View | None:
        """What was said last on this journey; that contact is not safe counts on every one."""
        if self.views and self.views[0].may_know == "not_safe":
            return self.views[0]
        return next((view for view in self.views if view.journey_id == self.journey_id), None)

    @property
    def is_not_safe(self) -> bool:
        return self.said is not None and self.said.may_know == "not_safe"

    @property
    def may_know(self) -> MayKnow:
        """What they may be told today."""
        if self.is_not_safe:
            return "not_safe"
        if self.ended_at is not None or self.protected or not self.agreed or self.said is None:
            return "nothing"
        return self.said.may_know or "nothing"

    @property
    def may_be_called(self) -> bool:
        """In an emergency."""
        holds = self.ended_at is None and self.agreed and not (self.is_not_safe or self.protected)
        return holds and self.said is not None and self.said.in_emergency

    @property
    def may_be_reached(self) -> bool:
        """Whether a page about the person shows how: nobody reads out a number that must not be called."""
        return self.may_be_called or width(self.may_know) > 0

    @property
    def tells(self) -> str:
        """What they may be told today, in words."""
        if self.protected:
            return PROTECTED
        if self.may_know == "nothing" and (self.said is None or self.said.may_know is None):
            return NOT_ASKED
        return MAY_KNOW[self.may_know].tells

    @property
    def words(self) -> str | None:
        """The person's words that go with what holds today."""
        holds = self.said is not None and self.said.may_know == self.may_know
        return self.said.words if self.said and holds else None

    @property
    def called(self) -> str:
        """Who they are to the person, in the middle of a sentence."""
        carer = ", carer" if self.is_carer and self.relation != "carer" else ""
        return CALLED[self.relation] + carer

    def must_still_be_there(self) -> None:
        if self.ended_at is not None:
            raise Refused(f"{self.name} is no supporter of theirs any more. Name them anew if they are.", conflict=True)


@dataclass(frozen=True)
class SupporterDetails:
    """What is written about a supporter."""

    name: str
    relation: Relation
    is_carer: bool = False
    contact: str | None = None
    note: str | None = None

    @property
    def cleaned(self) -> dict[str, object]:
        if not self.name.strip():
            raise Refused("Write what the person calls them.", field="name")
        return {
            "name": self.name.strip(),
            "relation": self.relation,
            "is_carer": self.is_carer or self.relation == "carer",
            "contact": free_text.said(self.contact),
            "note": free_text.said(self.note),
        }


@dataclass(frozen=True)
class DisclosurePreference:
    """What the person says now about what a supporter may know."""

    may_know: MayKnow | None = None
    words: str | None = None
    in_emergency: bool = False

    @property
    def said(self) -> str | None:
        return free_text.said(self.words)

    @property
    def says_something(self) -> bool:
        return self.may_know is not None or self.in_emergency or self.said is not None


def in_order(found: Iterable[Supporter]) -> list[Supporter]:
    """Supporters in order: with whom contact is not safe first, then those of now, then those who ended."""
    return sorted(found, key=lambda each: (not each.is_not_safe, each.ended_at is not None, each.named_at, each.id))


def for_themselves(found: Iterable[Supporter]) -> list[Supporter]:
    """What the person's own page may show. Somebody else may be looking, so it is silent about who is not safe, and
    about violence: it shows what they said."""
    shown = (each for each in in_order(found) if each.ended_at is None and not each.is_not_safe)
    return [replace(each, protected=False) for each in shown]


def name(
    journey: Journey, supporter_id: UUID, known: SupporterDetails, wish: DisclosurePreference, by: UUID, at: datetime
) -> list[SupporterNamed | SupporterViewRecorded]:
    """Note a supporter whom the person names, and what they may know if that was said.

    Whom to keep away from is noted without any consent.
    """
    journey.must_be_open()
    if wish.may_know != "not_safe":
        _must_be_agreed(journey)
    ids = {"journey_id": journey.id, "participant_id": journey.participant_id, "supporter_id": supporter_id}
    named = SupporterNamed.model_validate({**ids, **known.cleaned, "occurred_at": at})
    if not wish.says_something:
        return [named]
    return [named, _view(journey, supporter_id, uuid5(supporter_id, "view"), wish, by, at)]


def correct(journey: Journey, supporter: Supporter, known: SupporterDetails, at: datetime) -> SupporterCorrected:
    """Correct what is written about a supporter."""
    journey.must_be_open()
    if not supporter.is_not_safe:
        supporter.must_still_be_there()
    ids = {"journey_id": journey.id, "participant_id": journey.participant_id, "supporter_id": supporter.id}
    return SupporterCorrected.model_validate({**ids, **known.cleaned, "occurred_at": at})


def say_what_they_may_know(
    journey: Journey, supporter: Supporter, view_id: UUID, wish: DisclosurePreference, by: UUID, at: datetime
) -> SupporterViewRecorded:
    """Record what a supporter may know from now on; what tells more needs the person's consent."""
    if supporter.is_not_safe and wish.may_know is None:
        raise Refused(NOT_SAFE_STAYS, field="may_know")
    if tells_more(supporter.said, wish):
        supporter.must_still_be_there()
        journey.must_be_open()
        _must_be_agreed(journey)
    return _view(journey, supporter.id, view_id, _without_old_words(supporter.said, wish), by, at)


def _without_old_words(before: View | None, wish: DisclosurePreference) -> DisclosurePreference:
    """Words left standing in the form belong to the earlier answer: beside one that tells less they would tell more."""
    left = before is not None and wish.said == before.words and wish.may_know not in (before.may_know, "what_i_agree")
    return replace(wish, words=None) if left else wish


def tells_more(before: View | None, wish: DisclosurePreference) -> bool:
    """Whether the wish lets out anything that was not before.

    Two answers that let out as much each let out something else.
    """
    had, now = width(before.may_know if before else None), width(wish.may_know)
    if wish.in_emergency and wish.may_know != "not_safe" and not (before and before.in_emergency):
        return True
    same = before is not None and (before.may_know, before.words) == (wish.may_know, wish.said)
    return now > had or (now == had == WIDEST and not same)


def end(journey: Journey, supporter: Supporter, at: datetime) -> SupporterEnded:
    """Note that a supporter is none any more, also after closing. Refused for who is not safe."""
    if supporter.ended_at is not None:
        raise Refused("That is noted already.", conflict=True)
    if supporter.is_not_safe:
        raise Refused(NOT_SAFE_STAYS, conflict=True)
    return SupporterEnded(
        journey_id=journey.id, participant_id=journey.participant_id, supporter_id=supporter.id, occurred_at=at
    )


def _must_be_agreed(journey: Journey) -> None:
    if "service" not in journey.consents:
        raise Refused(
            "Ask first whether they agree to working together. Until then only one thing is written down about people "
            "close to them: that contact with somebody is not safe.",
            field="may_know",
        )


def _view(
    journey: Journey, supporter_id: UUID, view_id: UUID, wish: DisclosurePreference, by: UUID, at: datetime
) -> SupporterViewRecorded:
    if wish.may_know == "what_i_agree" and wish.said is None:
        raise Refused("Write what they may know, in the person’s words. Only that is told.", field="words")
    return SupporterViewRecorded(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        supporter_id=supporter_id,
        view_id=view_id,
        may_know=wish.may_know,
        words=wish.said,
        in_emergency=wish.in_emergency and wish.may_know != "not_safe",
        recorded_by=by,
        occurred_at=at,
    )


def _named(happening: Happening) -> Entry:
    relation = CALLED.get(happening.code or "", "close to them")
    return Entry(happening.at, f"Named somebody: {happening.words}, {relation}")


def _said(happening: Happening) -> Entry:
    if happening.code == "not_safe":
        return Entry(happening.at, f"Said that contact with {happening.words} is not safe")
    meaning = MAY_KNOW.get(happening.code or "")
    said = meaning.title[0].lower() + meaning.title[1:] if meaning else "not said"
    return Entry(happening.at, f"What {happening.words} may know: {said}")


SENTENCES: Mapping[str, Sentence] = {
    "supporter_named": _named,
    "supporter_view": _said,
    "supporter_ended": lambda happening: Entry(happening.at, f"{happening.words} is no supporter of theirs any more"),
}
