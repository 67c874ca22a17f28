"""What somebody means who answers a message: that they want no more, that something is wrong, or anything else.

Whatever they mean, their link worker sees it. Words decide what happens by itself: messages stop, or are held until
somebody has looked. The whole answer decides, not its first word: "Cancel Thursday please" cancels no messages.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events import MessageAnswered, MessagesStopped
from shared.events.notifications import Channel, Meaning
from shared.kernel import letters

from .reply_words import NOT_STOPS, POLITE, QUOTED, STOP, STOPS, UNSURE, WORRY

_BEGINS_WITH_STOP = re.compile(r"(?:stop|unsubscribe)\s*[.,;:!\n]", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_HAMZAS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ئ": "ي", "ى": "ي", "ؤ": "و", "ة": "ه", "ـ": None})


@dataclass(frozen=True)
class ReplyMeaning:
    """What an answer means. Whatever it is, it is shown to whoever walks with them."""

    stops: bool = False
    worry: bool = False
    unsure: bool = False

    @property
    def meaning(self) -> Meaning:
        return "worry" if self.worry else "stop" if self.stops else "unsure" if self.unsure else "answer"


def understood(text: str) -> ReplyMeaning:
    """Read what an answer means: stop, perhaps stop, a worry, or anything else.

    STOP in brackets or full width, "no more texts thank you", "I fell, can somebody ring me?" are understood. Only what
    stands above a quoted message may stop; all of it is read for worries.
    """
    own = letters.bare(above(text))
    worry = WORRY.search(plain(text)) is not None
    stops = _is_stop(own)
    return ReplyMeaning(stops, worry, not stops and UNSURE.search(plain(own)) is not None)


def _is_stop(own: str) -> bool:
    whole, first = plain(own), plain(own.strip().partition("\n")[0])
    if _says_only_stop(whole) or _says_only_stop(first) or _BEGINS_WITH_STOP.match(own.strip()):
        return True
    return not NOT_STOPS.search(whole) and STOPS.search(_without_manners(whole)) is not None


def _says_only_stop(said: str) -> bool:
    """Once or often, letter by letter, or with its last letter held down."""
    words = _without_manners(said).split()
    if len(words) > 1 and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    once = [re.sub(r"p{2,}$", "p", word) for word in words]
    return " ".join(once[:1] if len(set(once)) == 1 else once) in STOP or " ".join(words) in STOP


def _without_manners(said: str) -> str:
    return " ".join(word for word in said.split() if word not in POLITE)


def plain(text: str) -> str:
    """A text as words to search in: small, full width as usual, without what does not show and signs. Marks stay."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_HAMZAS)
    shown = letters.bare(_APOSTROPHES.sub("", folded))
    return " ".join("".join(" " if unicodedata.category(letter)[0] in "PSZC" else letter for letter in shown).split())


def above(text: str) -> str:
    """What somebody wrote themselves: the lines before a message that is quoted below."""
    own: list[str] = []
    for line in text.splitlines():
        if QUOTED.match(line.strip()):
            break
        own.append(line)
    return "\n".join(own)


def stop(participant_id: UUID, at: datetime) -> MessagesStopped:
    """The fact that somebody wants no more messages."""
    return MessagesStopped(participant_id=participant_id, occurred_at=at)


def answered(
    reply_id: UUID, participant_id: UUID, channel: Channel, said: ReplyMeaning, words: str, at: datetime
) -> MessageAnswered:
    """The fact that somebody answered a message, and what that means."""
    return MessageAnswered(
        participant_id=participant_id,
        reply_id=reply_id,
        channel=channel,
        meaning=said.meaning,
        stops=said.stops,
        words=words,
        occurred_at=at,
    )
