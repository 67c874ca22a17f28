"""A reference to quote: eight letters and digits that say nothing about anybody. Pure.

They are Crockford's 32, without I, L, O and U, so that none is taken for another; the last one checks the others
(ISO 7064): a letter misheard or mistyped makes no other reference.
"""

import hashlib
import secrets
import unicodedata
from uuid import UUID

from stdnum.iso7064 import mod_37_36

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
"""Without the letter that checks them: one in 34 thousand million."""
WORDS = "Write the reference as it was given to you, like 4XK7-92TM"
CODE_LENGTH = 11
CODE_WORDS = "Write the code as it was shown to you, like 4XK7-92TM-5QRA"
_TAKEN_FOR = str.maketrans("OIL", "011")


def of(one_id: UUID) -> str:
    """The reference of what has this id, always the same: `4XK792TM`."""
    number = int.from_bytes(hashlib.sha256(b"reference" + one_id.bytes).digest())
    return _with_check("".join(LETTERS[number >> 5 * place & 31] for place in range(LENGTH)))


def code() -> str:
    """A code of twelve letters that nobody can guess, for whoever wrote something to come back to it."""
    return _with_check("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))


def read(text: str) -> str:
    """A reference as people write it: `4xk7 92tm`, with O for 0 and I or L for 1; a ValueError for anything else."""
    return _read(text, LENGTH, WORDS)


def read_code(text: str) -> str:
    """A code as people write it, as `read` does."""
    return _read(text, CODE_LENGTH, CODE_WORDS)


def words(said: str) -> str:
    """In groups of four, as one says it: `4XK7-92TM`."""
    return "-".join(said[place : place + 4] for place in range(0, len(said), 4))


def _with_check(said: str) -> str:
    return said + mod_37_36.calc_check_digit(said, LETTERS)


def _read(text: str, length: int, wrong: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_TAKEN_FOR)
    said = "".join(letter for letter in plain if letter.isalnum())
    if len(said) != length + 1 or not mod_37_36.is_valid(said, LETTERS):
        raise ValueError(wrong)
    return said
