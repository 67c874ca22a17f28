"""What has happened, in plain words: every subject tells its own kinds."""

from collections.abc import Mapping
from dataclasses import replace

from services.journey.about_me import rules as matters
from services.journey.check_ins.rules import check_ins, pauses, rhythms
from services.journey.consents.rules import story as consents_story
from services.journey.core.rules.story import Entry, Happening, Sentence, somewhere
from services.journey.goals.rules import goals
from services.journey.groups.rules import companions, last_mile
from services.journey.lifecycle.rules import course
from services.journey.measures.rules import measures
from services.journey.moments.rules import debriefs, moments
from services.journey.practice_sessions import rules as skills
from services.journey.safety import rules as safety
from services.journey.supporters.rules import supporters
from services.journey.tries import rules as tries

from . import noted

SUBJECTS: tuple[tuple[str, Mapping[str, Sentence]], ...] = (
    ("", course.SENTENCES),
    ("goals", matters.SENTENCES),
    ("agreements", consents_story.SENTENCES),
    ("agreements", supporters.SENTENCES),
    ("goals", goals.SENTENCES),
    ("measures", measures.SENTENCES),
    ("agreements", rhythms.SENTENCES),
    ("agreements", pauses.SENTENCES),
    ("contacts", check_ins.SENTENCES),
    ("contacts", tries.SENTENCES),
    ("groups", debriefs.SENTENCES),
    ("moments", moments.SENTENCES),
    ("contacts", noted.SENTENCES),
    ("groups", last_mile.SENTENCES),
    ("groups", companions.SENTENCES),
    ("", safety.SENTENCES),
    ("groups", skills.SENTENCES),
)
"""Every subject's sentences, and which of the story's filters shows them ("": only the one for everything)."""

FILTERS: Mapping[str, str] = {
    "all": "Everything",
    "contacts": "Contacts",
    "goals": "What matters and goals",
    "groups": "Groups",
    "moments": "Moments",
    "measures": "Questions",
    "agreements": "What was agreed",
}
SENTENCES: Mapping[str, Sentence] = {kind: told for _, subject in SUBJECTS for kind, told in subject.items()}
ABOUT: Mapping[str, str] = {kind: about for about, subject in SUBJECTS for kind in subject}
UNKNOWN = somewhere("Something happened with {}")


def tell(happening: Happening) -> Entry:
    """The story's sentence for one happening; a kind that is not known any more is still told."""
    told = SENTENCES.get(happening.kind, UNKNOWN)(happening)
    return told if told.about else replace(told, about=ABOUT.get(happening.kind, ""))


def kinds_about(name: str) -> list[str] | None:
    """The kinds of happenings that a filter shows; None for all of them."""
    return [kind for kind, about in ABOUT.items() if about == name] if name in FILTERS and name != "all" else None


def counts_about(by_kind: Mapping[str, int]) -> dict[str, int]:
    """How many entries of the story each filter shows, from their number by kind."""
    counts = dict.fromkeys(FILTERS, 0)
    for kind, count in by_kind.items():
        counts["all"] += count
        if about := ABOUT.get(kind):
            counts[about] += count
    return counts
