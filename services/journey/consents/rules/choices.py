"""Five consents and messages in one form: what is said of each, and what follows. What is left out stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.journey.core.rules.journeys import Journey
from shared.events import Event
from shared.events.consents import AnyPurpose, Method
from shared.kernel.refusal import Refused

from . import consents, wordings
from .consents import Manner, Share, Standing, Word

Answer = Literal["yes", "no", "again"]
"""Again: they have agreed already, and say so once more."""
OwnAnswer = Literal["yes", "no"]
ON_THEIR_OWN_PAGE: tuple[AnyPurpose, ...] = ("referrer", "evaluation", "evaluator_contact", "messages")
"""To what somebody may say yes on their own page. Each can be taken back there; the others begin with a talk."""


@dataclass(frozen=True)
class Answers:
    """What is said of each purpose, and with whom something is shared. Nothing is said of what is not in it."""

    said: Mapping[AnyPurpose, Answer]
    shares: Mapping[AnyPurpose, Share] = field(default_factory=dict)

    @property
    def names_somebody(self) -> bool:
        """Whether one more is named with whom we may talk."""
        share = self.shares.get("named")
        return bool(share and (share.recipient or share.scope or share.until))


def stands(words: Sequence[Word]) -> dict[str, Literal["yes", "no"] | None]:
    """What the form shows of each purpose: yes, no, or None for not asked."""
    latest = consents.latest(words)
    return {purpose: (latest[purpose].answer if purpose in latest else None) for purpose in wordings.PURPOSES}


def decide(
    journey: Journey, words: Sequence[Word], elsewhere: Sequence[Standing], answers: Answers, method: Method | None,
    command_id: UUID, manner: Manner, told_by: str, at: datetime, zone: ZoneInfo,
) -> list[Event]:  # fmt: skip
    """The facts that follow, in the order of the form. None where nothing is said that was not so before.

    A no ends what stands, on whichever journey it was said.
    """
    now, found = stands(words), list[Event]()
    for purpose in wordings.PURPOSES:
        said = answers.said.get(purpose)
        one_more = purpose == "named" and said != "no" and answers.names_somebody
        hears_other = purpose == "referrer" and said in ("yes", "again") and _scope_changes(words, answers)
        if not one_more and not hears_other and (said is None or (said != "again" and said == now[purpose])):
            continue
        chosen = _Choice(journey, purpose, method, uuid5(command_id, purpose), manner, at, zone)
        standing = [word for word in words if word.purpose == purpose and word.stands]
        if said == "no":
            if purpose == "named" and answers.names_somebody:
                raise Refused("You chose no, and wrote with whom we may talk. Choose one of the two.", field="named")
            found += chosen.no(standing, told_by)
            by = manner.noted_by
            found += [one.ends(at, told_by, taken_back_by=by) for one in elsewhere if one.purpose == purpose]
        elif standing and hears_other:
            found += [*chosen.no(standing, told_by), chosen.anew(answers.shares.get(purpose))]
        elif said == "again":
            found += chosen.again(standing)
        else:
            _must_be_later(words, purpose, manner)
            found.append(chosen.yes(answers.shares.get(purpose)))
    return found


def must_be_theirs_to_say(words: Sequence[Word], answers: Answers) -> None:
    """Refused where somebody says yes on their own page to what begins with a talk, and has not said so before."""
    now = stands(words)
    for purpose, said in answers.said.items():
        if said == "yes" and now[purpose] != "yes" and purpose not in ON_THEIR_OWN_PAGE:
            raise Refused("Say yes to this in a talk with us, or leave it open here.", field=purpose)


def _scope_changes(words: Sequence[Word], answers: Answers) -> bool:
    """Whether whoever referred them may hear something else than they may now."""
    standing = [word for word in words if word.purpose == "referrer" and word.stands]
    share = answers.shares.get("referrer")
    return bool(standing and share and set(share.scope) != set(standing[0].scope))


def _must_be_later(words: Sequence[Word], purpose: AnyPurpose, manner: Manner) -> None:
    """What was taken back since is not given again by an older word."""
    ended = [word.ended_at for word in words if word.purpose == purpose and word.ended_at]
    if manner.when.at and ended and max(ended) > manner.when.at:
        raise Refused("They have taken this back since that day. Only what they say after it counts.", field="on")


@dataclass(frozen=True)
class _Choice:
    """One purpose, and what is said of it."""

    journey: Journey
    purpose: AnyPurpose
    method: Method | None
    id: UUID
    manner: Manner
    at: datetime
    zone: ZoneInfo

    def yes(self, share: Share | None) -> Event:
        return consents.give(
            self.journey, self.id, self.purpose, self._method(), self.at, self.manner, share, self.zone
        )

    def anew(self, share: Share | None) -> Event:
        """After the one that stood has ended with the same form."""
        others = {purpose: stood for purpose, stood in self.journey.consents.items() if purpose != self.purpose}
        return replace(self, journey=replace(self.journey, consents=others)).yes(share)

    def no(self, standing: Sequence[Word], told_by: str) -> list[Event]:
        """A yes is taken back; where there is none it is a fact that they said no."""
        if standing:
            return [consents.take_back(self.journey, word, self.at, told_by, self.manner.noted_by) for word in standing]
        return [consents.refuse(self.journey, self.id, self.purpose, self._method(), self.at, self.manner)]

    def again(self, standing: Sequence[Word]) -> list[Event]:
        return [
            consents.renew(
                self.journey, word, uuid5(word.id, str(self.id)), self._method(), self.at, self.manner, self.zone
            )
            for word in standing
        ]

    def _method(self) -> Method:
        if self.method is None:
            raise Refused("Choose how they said it.", field="method")
        return self.method
