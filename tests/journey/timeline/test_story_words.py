"""The story as it is told: one plain sentence for everything that happens, without blame."""

import pytest

from services.journey.timeline.rules.timeline import Happening, tell
from tests.journey.people import NOON


@pytest.mark.parametrize(
    ("happening", "sentence", "words"),
    [
        (Happening(NOON, "opened"), "Set out together", None),
        (Happening(NOON, "attended", None, "Sunshine Garden"), "Was at Sunshine Garden", None),
        (Happening(NOON, "introduced_together", None, "the choir"), "Went together to the choir", None),
        (Happening(NOON, "goal_let_go", None, "swim"), "Put a goal down", "swim"),
        (Happening(NOON, "consent_withdrawn", "evaluation"), "Changed their mind about helping us learn", None),
        (Happening(NOON, "asked_for_call", "hard", None), "Tapped “hard” and asked for a call", None),
        (Happening(NOON, "measured", "3 declined"), "Would rather not answer the three questions", None),
        (Happening(NOON, "moment", "went_back", "again!"), "A moment of connection: went back by choice", "again!"),
        (Happening(NOON, "invented tomorrow", "x"), "Something happened with a get-together", None),
    ],
)
def test_the_story_is_told_in_plain_words(happening, sentence, words):
    assert (tell(happening).sentence, tell(happening).words) == (sentence, words)


def test_no_sentence_of_the_story_speaks_of_failing():
    kinds = ("goal_let_go", "given_up", "closed", "consent_withdrawn", "debrief_held", "measured")
    assert not any("fail" in tell(Happening(NOON, kind, "no")).sentence.lower() for kind in kinds)
