"""Names of people: how they are compared, and how two that read alike are told apart. Pure.

Nothing here guesses which part of a name is which. What somebody is called is what they have said they are called.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

FOLDING = 1
"""Counts up when `folded` changes, so that what is stored of names is made anew: see the referral service's clock."""
_PLAIN = str.maketrans({
    "đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng", "æ": "ae", "œ": "oe", "þ": "th",
    "ĸ": "k", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ɖ": "d",
})  # fmt: skip
"""Letters that are no other letter with a mark: nothing takes them apart. (ß is ss to `casefold`.)"""
_JOINS = re.compile(r"['’‘ʼ`´ʻ\u02bf\u02be]")
_MOST_WORDS = 12


def folded(name: str) -> tuple[str, ...]:
    """The words of a name as everybody would type them, in their order: small, without marks, signs or what does not
    show. Đặng is dang, Łukasz lukasz, O'Brien obrien, Smith-Hartley smith and hartley."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(_PLAIN)
    joined = _JOINS.sub("", letters)
    # what does not show parts words, as whoever put it there meant a blank or nothing: both are found, see `found_by`
    seen = "".join(
        letter if unicodedata.category(letter)[0] in "LN" else "" if unicodedata.category(letter)[0] == "M" else " "
        for letter in joined
    )
    return tuple(seen.split())


def words_of(*names: str | None) -> list[str]:
    """Every word of these names once, sorted: what is stored beside a name to find it by."""
    return sorted({word for name in names if name for word in folded(name)})


def joined(*names: str | None) -> str:
    """These names, each without any blank: Xiao Ming and Xiaoming are one."""
    return " ".join(filter(None, ("".join(folded(name)) for name in names if name)))


def fit(one: Iterable[str], other: Iterable[str]) -> bool:
    """May two people be the same by the words of their names? The same words in any order, or one name has words more
    (a middle name, what they are called) and two are shared."""
    a, b = set(one), set(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) >= 2 and (a <= b or b <= a))


def found_by(asked: Sequence[str], words: Sequence[str], together: str) -> bool:
    """Whether somebody typed this name: each typed word begins one of its words in any order, or all of its words are
    among those typed; or what was typed stands in it as a whole.

    `asked`: as `folded` gives it; `words`, `together`: as `words_of` and `joined` do.
    """
    typed = [word for word in asked if word][:_MOST_WORDS]
    if not typed:
        return False
    if all(any(word.startswith(part) for word in words) for part in typed) or "".join(typed) in together:
        return True
    return len(words) >= 2 and set(words) <= set(typed)


def told_apart(people: Sequence[tuple[str, Sequence[str | None]]]) -> list[str]:
    """What each is called in a list, and beside it what tells them apart where two are called alike.

    For each person: what they are called, and what else may be said of them, the least first; the first of it that
    tells them all apart is said, else all of it, and in the end a number.
    """
    alike: dict[str, list[Sequence[str | None]]] = {}
    keys = [" ".join(folded(called)) or called for called, _ in people]
    for key, (_, more) in zip(keys, people, strict=True):
        alike.setdefault(key, []).append(more)
    labels = [_beside(called, more, alike[key]) for key, (called, more) in zip(keys, people, strict=True)]
    often, so_far = Counter(labels), Counter[str]()
    for place, label in enumerate(labels):
        if often[label] > 1:
            so_far[label] += 1
            labels[place] = f"{label}, {so_far[label]}"
    return labels


def _beside(called: str, more: Sequence[str | None], of_alike: Sequence[Sequence[str | None]]) -> str:
    """`of_alike`: what may be said of everybody who is called so, of themselves too."""
    if len(of_alike) == 1:
        return called
    for place, said in enumerate(more):
        each = {rest[place] if place < len(rest) else None for rest in of_alike}
        if said and len(each) == len(of_alike):
            return f"{called} ({said})"
    known = [said for said in more if said]
    return f"{called} ({', '.join(known)})" if known else called
