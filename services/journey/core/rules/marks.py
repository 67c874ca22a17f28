"""What is kept of a word that two people agreed on: a mark by which it is known again, and never the word."""

import hashlib
import unicodedata
from uuid import UUID


def mark_of(word: str, salt: UUID) -> str:
    """What is kept of a word: nobody reads it back, and capitals and blanks do not matter. Takes some 20 ms."""
    said = plain(word).encode("utf-8", "replace")
    return hashlib.scrypt(said, salt=salt.bytes, n=2**13, r=8, p=1, dklen=24).hex()


def plain(word: str) -> str:
    """Without capitals and blanks."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
