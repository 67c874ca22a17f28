"""What a link worker may say about one person and one activity."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from services.community.domain.places import How, Reason
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage, Form

SHOWN = "Open this page again: it did not say what it showed."
PERSON_AND_ACTIVITY = "/community/for/{participant_id}/activities/{activity_id}"


class PlaceForm(Form):
    """The form that keeps a place: whether the host may expect them by name, and how to greet them."""

    expected_by_name: Annotated[Literal["yes", "no"], ErrorMessage("Ask them, and choose what they said.")]
    greet_as: Annotated[str, Field(max_length=60)] | None = None


class GreetingForm(PlaceForm, wholes.Whole):
    """The form that changes the host's greeting: the questions of `PlaceForm`, about a place that is kept already."""


class IntroductionForm(Form):
    """The form that notes an introduction: how they were brought together with the group."""

    how: Annotated[How, ErrorMessage("Choose how you brought them together.")]


class AttendanceForm(Form):
    """The form by which a link worker notes that they were there: on which session day."""

    session_on: Annotated[date, ErrorMessage("Choose the day they were there.")]


class NotThereForm(Form):
    """The form that takes an attendance back."""

    attendance_id: Annotated[UUID, ErrorMessage("Choose the day that was noted by mistake.")]


class NotIntroducedForm(Form):
    """The form that takes an introduction back."""

    introduction_id: Annotated[UUID, ErrorMessage("Choose the introduction that was noted by mistake.")]


class NotLookedAtForm(Form):
    """The form that takes back that they looked at it together; the page fills in which look it shows."""

    proposal_id: Annotated[UUID, ErrorMessage(SHOWN)]


class NotKeptForm(Form):
    """The form that takes back a place kept by mistake; the page fills in which place it shows."""

    place_id: Annotated[UUID, ErrorMessage(SHOWN)]


class GiveUpForm(Form):
    """The form that gives a place up, and why; the page fills in which place it shows."""

    place_id: Annotated[UUID, ErrorMessage(SHOWN)]
    reason: Annotated[Reason, ErrorMessage("Choose what they said, or that they would rather not say.")]


class ReasonForm(wholes.Whole):
    """The form that corrects why a place was given up."""

    giving_up_id: Annotated[UUID, ErrorMessage(SHOWN)]
    reason: Annotated[Reason, ErrorMessage("Choose what they say, or that they would rather not say.")]


class NotGivenUpForm(Form):
    """The form that takes back that a place was given up."""

    giving_up_id: Annotated[UUID, ErrorMessage(SHOWN)]


@dataclass(frozen=True)
class At:
    """The person and the activity that a page's address names."""

    participant_id: UUID
    activity_id: UUID

    @property
    def path(self) -> str:
        return f"/community/for/{self.participant_id}/activities/{self.activity_id}"


async def _at(participant_id: UUID, activity_id: UUID) -> At:
    return At(participant_id, activity_id)


AtDep = Annotated[At, Depends(_at)]
Sheets = dict[str, Any]  # of sheets, by their names in the template
FORMS: dict[str, type[Form]] = {
    "proposal": Form,
    "place": PlaceForm,
    "greeting": GreetingForm,
    "introduction": IntroductionForm,
    "attendance": AttendanceForm,
    "not_there": NotThereForm,
    "not_looked_at": NotLookedAtForm,
    "not_introduced": NotIntroducedForm,
    "not_kept": NotKeptForm,
    "giving_up": GiveUpForm,
    "reason": ReasonForm,
    "not_given_up": NotGivenUpForm,
}
BY_NAME = {"yes": "Yes, expect me by name", "no": "No, just keep a place"}
PREFIX = {name: f"{name}-".replace("_", "-") for name in FORMS}


def blank_sheets() -> Sheets:
    """The forms on one person's page about one activity, by their names in the template."""
    return {name: forms.blank(model, PREFIX[name]) for name, model in FORMS.items()}
