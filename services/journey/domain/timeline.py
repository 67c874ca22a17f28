"""What has happened, in plain words: every subject tells its own kinds."""

from collections.abc import Mapping

from . import check_ins, consents, debriefs, goals, journeys, last_mile, matters, measures, moments, safety, skills
from .story import Entry, Happening, Sentence, somewhere

SENTENCES: Mapping[str, Sentence] = {
    **journeys.SENTENCES,
    **matters.SENTENCES,
    **consents.SENTENCES,
    **goals.SENTENCES,
    **measures.SENTENCES,
    **check_ins.SENTENCES,
    **debriefs.SENTENCES,
    **moments.SENTENCES,
    **last_mile.SENTENCES,
    **safety.SENTENCES,
    **skills.SENTENCES,
}

UNKNOWN = somewhere("Something happened with {}")


def tell(happening: Happening) -> Entry:
    """The sentence for one happening; one that nobody knows any more is still told."""
    return SENTENCES.get(happening.kind, UNKNOWN)(happening)
