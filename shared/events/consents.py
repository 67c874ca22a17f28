"""What the journey service tells of what somebody agreed to, and what not. Yes, no and not asked are three things.

Six purposes. Three stand in `ConsentGiven` and `ConsentWithdrawn`: `service`, taking part here; `evaluation`,
de-identified facts to the evaluator; `messages`, a short message now and then. Three are told by `SharingConsentGiven`
and `SharingConsentWithdrawn`: `named`, sharing with a person or an organisation whom they name; `referrer`, sharing
with the GP or whoever else asked for support for them; `evaluator_contact`, being contacted by the evaluator.

Whoever acts on a yes needs to hear two facts of its purpose, and no more: a yes stands from the fact that gives it to
the fact that withdraws it, under one `consent_id`. Whatever ends it, withdraws it: a changed mind, its time, a mistake.

To tell whoever referred somebody: with `SharingConsentGiven`, purpose `referrer`, they may hear of the referral
`referral_id` what `scope` names, and nothing else: `received` that it has arrived and is looked after, `in_touch` that
the two have begun, `ended` that it is over. Until `SharingConsentWithdrawn` of that `consent_id`. Without it, nothing.
What somebody agreed to when they asked for support, being rung, is none of these, and none follows from it.
"""

from datetime import date
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import AwareDatetime, Field

from .base import Private
from .journey import WHEN, JourneyEvent, Mistake
from .noted import Correction, TakenBack

Purpose = Literal["service", "evaluation", "messages"]
SharingPurpose = Literal["named", "referrer", "evaluator_contact"]
AnyPurpose = Literal["service", "named", "referrer", "evaluation", "evaluator_contact", "messages"]
Scope = Literal["received", "in_touch", "ended", "taking_part", "groups", "goals", "how_it_goes", "how_to_reach"]
Method = Literal["verbal", "written", "online"]
Because = Literal["changed_mind", "expired", "wrong_person", "twice", "did_not_happen"]
Language: Any = Field(None, max_length=20, description="of the words, as a code like en")
WORDING: Any = Field(max_length=40, description="version of the words they heard, for example service-2026-01")
ENDS_ON: Any = Field(None, description="the last day on which it holds; null: until they change their mind")
BECAUSE: Any = Field(
    None,
    description="what ended it: they changed their mind (null, too), its time was over, or it had been noted by mistake"
    " (for the wrong person, twice, or it was not what they said), so that it never was",
)


class _Answer(JourneyEvent):
    """Words that somebody heard and answered: which, how, on which day, and who noted it."""

    method: Method
    wording: str = WORDING
    in_language: str | None = Language
    happened_on: date | None = WHEN
    happened_at: Private[AwareDatetime] = None
    noted_by: Private[UUID] = None


class ConsentGiven(_Answer):
    """The person agreed to one purpose, knowing they can change their mind."""

    consent_id: UUID
    purpose: Purpose
    ends_on: date | None = ENDS_ON


class _Ending(JourneyEvent):
    """A yes stands no more."""

    consent_id: UUID
    because: Because | None = BECAUSE
    correction_id: Private[UUID] = None
    was_on: Private[date] = None
    taken_back_by: Private[UUID] = None

    @property
    def reason(self) -> Mistake | None:
        """What went wrong when it was noted; None if it was no mistake."""
        mistakes: dict[str | None, Mistake] = {one: one for one in get_args(Mistake)}
        return mistakes.get(self.because)


class ConsentWithdrawn(_Ending):
    """The person changed their mind about one purpose. It ends today, whoever else would like it to go on."""

    purpose: Purpose
    told_by: Literal["participant", "link_worker"] | None = Field(
        None,
        description="who recorded it: the person themselves, from their own link or by answering a message, or their"
        " link worker for them",
    )


class SharingConsentGiven(_Answer):
    """The person agreed that something of theirs is shared: with somebody they name, whoever referred them, or the
    evaluator."""

    consent_id: UUID
    purpose: SharingPurpose
    scope: list[Scope] = Field(description="what may be told, and nothing else")
    referral_id: UUID | None = Field(None, description="of the purpose referrer: the referral it is about")
    recipient_id: UUID | None = Field(None, description="of the purpose named: who it is, known to this Local alone")
    recipient_kind: Literal["person", "organisation"] | None = None
    ends_on: date | None = ENDS_ON
    recipient: Private[str] = None


class SharingConsentWithdrawn(_Ending):
    """Nothing more of it may be shared from now on."""

    purpose: SharingPurpose
    told_by: Literal["participant", "link_worker", "staff"] | None = None


class ConsentRefused(_Answer):
    """The person said no to one purpose. That is an answer, and as good as a yes."""

    refusal_id: UUID
    purpose: AnyPurpose


class ConsentRefusalTakenBack(TakenBack):
    """A no was noted by mistake: it was never said, and they have not been asked."""

    refusal_id: UUID
    purpose: AnyPurpose


class ConsentRenewed(_Answer):
    """The person said yes once more to what they agree to already: in today's words, until another day. It stands as
    before; whoever acts on it need not hear this."""

    consent_id: UUID
    renewal_id: UUID
    purpose: AnyPurpose
    ends_on: date | None = ENDS_ON


class ConsentCorrected(Correction):
    """The day on which they had said yes was put right."""

    consent_id: UUID
    purpose: AnyPurpose
