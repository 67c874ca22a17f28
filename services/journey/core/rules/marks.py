"""What is kept of a word that two people agreed on: a mark by which it is known again, and never the word."""

import hashlib
import unicodedata
from uuid import UUID


def mark_of(word: str, salt: UUID) -> str:
    """The scrypt hash of an agreed word, kept instead of the word; capitals and blanks do not matter.

    Takes some 20 ms. `salt`: the id of the person or the file that the word is for.
    """
    said = plain(word).encode("utf-8", "replace")
    return hashlib.scrypt(said, salt=salt.bytes, n=2**13, r=8, p=1, dklen=24).hex()


def plain(word: str) -> str:
    """The word without capitals and blanks, its characters normalised (NFKC)."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
