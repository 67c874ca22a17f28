"""What matters to the person, in their own words, under the headings of "About Me".

The headings are those of the PRSB Social Prescribing Information Standard v1.1, with what somebody likes, values and is
used to. Whatever is said stays: saying it anew makes a version, and every earlier one can be read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Sentence, by_code
from shared.events import WhatMattersRecorded
from shared.kernel.refusal import Refused

Told = Literal["together", "self"]


@dataclass(frozen=True)
class Heading:
    """One heading of "About Me" as the person would say it, and what may stand under it."""

    name: str
    title: str
    hint: str


ABOUT_ME = (
    Heading("what_matters", "What is most important to me", "What a good day holds; what I would never give up."),
    Heading("people", "People who are important to me", "Family, friends, neighbours, pets; whom I would like to see."),
    Heading("communication", "How I communicate and how to communicate with me", "Slowly, in writing, face to face…"),
    Heading("wellness", "My wellness", "How I am when I am well, what helps on a hard day."),
    Heading("please_do", "Please do and please don’t", "What others can do that feels right, and what does not."),
    Heading("support", "How and when to support me", "Which days, how often, with what."),
    Heading("also", "Also worth knowing about me", "What people are often surprised by."),
)
LIKES = (
    Heading("interests", "What I like doing now", "Also what I do alone, and small things."),
    Heading("interests_past", "What I liked doing once", "At any time of my life."),
    Heading("interests_future", "What I would like to try", "Even if it seems far off."),
    Heading("personal_values", "What I hold dear", "What I believe in; how I would like people to be."),
    Heading("habits", "What I usually do", "How my days and weeks go."),
)
NEEDS = (
    Heading("adjustments", "What makes it easier for me", "A ramp, a quiet corner, a seat near the door, large print."),
    Heading("interpreter", "Interpreter", "Which language or Auslan, and when I would like one."),
)
WITH = Heading("written_with", "Supported to write this by", "Whoever helped to find the words.")
HEADINGS: tuple[Heading, ...] = (*ABOUT_ME, *LIKES, *NEEDS, WITH)
SAID: tuple[str, ...] = tuple(heading.name for heading in HEADINGS if heading is not WITH)
"""Under which headings something may be said; at least one of them is filled."""


@dataclass(frozen=True)
class AboutMeEntry:
    """One version of a person's "About Me": what they said under each heading at one time."""

    id: UUID
    at: datetime
    told: Told
    words: Mapping[str, str | None]

    def under(self, headings: Sequence[Heading]) -> list[tuple[str, str]]:
        """(title, words) of those headings that are filled, in order."""
        return [(heading.title, words) for heading in headings if (words := self.words.get(heading.name))]

    @property
    def first(self) -> tuple[str, str]:
        """The heading that comes first of those that are filled."""
        return self.under(HEADINGS)[0]

    @property
    def rest(self) -> list[tuple[str, str]]:
        return self.under(HEADINGS)[1:]

    @property
    def written_with(self) -> str | None:
        return self.words.get(WITH.name)


def record_what_matters(
    journey: Journey, matters_id: UUID, said: Mapping[str, str | None], at: datetime, told: Told = "together"
) -> WhatMattersRecorded:
    """A new version of "About Me" in the person's own words; the earlier ones stay on file.

    Refused where no heading is filled, or the journey is closed.
    """
    journey.must_be_open()
    words = {heading.name: free_text.said(said.get(heading.name)) for heading in HEADINGS}
    if not any(words[name] for name in SAID):
        raise Refused(
            "Write a few of the person’s own words under one of the headings. The others may stay empty."
            if told == "together"
            else "Write a few words under one of the headings. The others may stay empty.",
            field="what_matters",
        )
    return WhatMattersRecorded.model_validate(
        {
            "journey_id": journey.id,
            "participant_id": journey.participant_id,
            "matters_id": matters_id,
            "told": told,
            "occurred_at": at,
            **words,
        }
    )


SENTENCES: Mapping[str, Sentence] = {
    "matters": by_code({"together": "Said what matters to them", "self": "Wrote down what matters to them"})
}
