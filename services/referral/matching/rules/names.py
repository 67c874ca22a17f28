"""A name as its parts in plain letters, whatever script and order it is written in. Pure.

Nothing here guesses which part is the family's: whatever compares names pairs their parts, best with best.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from . import tables

MOST_PARTS, LONGEST = 12, 40
_JOINS = re.compile(r"['’‘ʼ`´ʻ\u02bf\u02be]")
_RUNS = re.compile(r"([\u3400-\u9fff\uf900-\ufaff]+)|([\uac00-\ud7a3]+)|([^\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]+)")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_OTHERWISE = (("ŋ", "n"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa"), ("đ", "dj"))
_FROM_GREEK = ((re.compile(r"^mp"), "b"), (re.compile(r"^nt"), "d"), (re.compile(r"^gk"), "g"),
               (re.compile(r"oy"), "ou"), (re.compile(r"([ae])y(?=[aeioubgdzlmnrv])"), r"\1v"),
               (re.compile(r"([ae])y"), r"\1f"))  # fmt: skip
_SOUNDS = (("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("q", "k"), ("c", "k"), ("x", "h"))
_FROM_KOREAN = (("eo", "u"), ("eo", "o"), ("u", "oo"), ("i", "ee"), ("yeo", "you"), ("ae", "a"))


@dataclass(frozen=True)
class Part:
    """One part of a name in every spelling it may have, in small plain letters; the first is the one it is said by."""

    spelt: tuple[str, ...]
    consonants: str = ""
    only_consonants: bool = False
    """It is written in a script that leaves the vowels out."""

    @property
    def said(self) -> str:
        return self.spelt[0]

    @property
    def is_initial(self) -> bool:
        return len(self.said) == 1


@dataclass(frozen=True)
class ReadName:
    """The parts of a name in their order, what else the person is called, and whether it says junior or senior."""

    parts: tuple[Part, ...] = ()
    called: tuple[Part, ...] = ()
    generation: str = ""


@lru_cache(maxsize=20_000)
def read(name: str, preferred: str | None = None) -> ReadName:
    """Read a name, and what the person likes to be called beside it; no parts at all for `unknown` or `test client`.

    A preferred name that belongs to one of the parts (Con, Konstantinos) is another spelling of that part.
    """
    words = [word for word in _words(name) if word[0] not in tables.words("beside")]
    generation = ""
    while len(words) > 1 and (said := _generation(words[-1][0])):
        generation = said
        words.pop()
    while len(words) > 2 and words[0][0] in tables.words("titles"):
        del words[0]
    parts = _parts(words)
    called = []
    for part in _parts(_words(preferred or "")):
        place = next((nth for nth, each in enumerate(parts) if _belongs(part, each)), None)
        if place is None:
            called.append(part)
        elif part.said not in parts[place].spelt:
            parts[place] = Part((*parts[place].spelt, *part.spelt), parts[place].consonants)
    return ReadName(tuple(parts), tuple(called), generation)


def _generation(word: str) -> str:
    return next((each for each in ("younger", "older") if word in tables.words(each)), "")


def _parts(words: Iterable[tuple[str, ...]]) -> list[Part]:
    kept = [word for word in words if word[0] not in tables.words("nobody")]
    if all(word[0] in tables.words("maybe_nobody") for word in kept):
        return []
    return [_part(word) for word in kept[:MOST_PARTS]]


def _part(word: tuple[str, ...]) -> Part:
    spelt = tuple(dict.fromkeys(each[:LONGEST] for each in word if each.isascii()))
    return Part(spelt, consonants(spelt[0]), only_consonants=len(word) > len(spelt))


def _belongs(called: Part, part: Part) -> bool:
    if set(called.spelt) & set(part.spelt):
        return True
    behind = {name for each in called.spelt for name in tables.names_behind(each)}
    forms = {tables.one_for_all(each) for each in part.spelt}
    return bool(behind & forms) or (len(called.said) > 2 and part.said.startswith(called.said))


def _words(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name, each in all its spellings; the last one as it was written where that leaves vowels out."""
    written = _JOINS.sub("", unicodedata.normalize("NFKC", name).casefold())
    written = unicodedata.normalize("NFC", written)
    apart = "".join(each if unicodedata.category(each)[0] in "LM" else " " for each in written)
    for word in apart.split():
        for han, hangul, other in _RUNS.findall(word):
            if han:
                yield from _chinese(han, alone=han == written.strip())
            elif hangul:
                yield from _korean(hangul)
            elif spelt := _spelt(other):
                yield spelt


def _chinese(run: str, *, alone: bool) -> Iterator[tuple[str, ...]]:
    """The family name and the given one, where a whole name is written in one; else each character for itself."""
    read = [tables.readings("han").get(each) or _plainly(each) or ("x",) for each in run]
    if not alone or len(run) not in (3, 4):
        yield from read
        return
    family = len(run) - 2
    yield from read[:family]
    ways = max(len(each) for each in read[family:])
    yield tuple(dict.fromkeys("".join(each[min(way, len(each) - 1)] for each in read[family:]) for way in range(ways)))


def _korean(run: str) -> Iterator[tuple[str, ...]]:
    for place, each in enumerate(run):
        known = tables.readings("hangul").get(each) if place == 0 and len(run) != 2 else None
        by_rule = _plainly(each) or ("x",)
        also = (by_rule[0].replace(was, now) for was, now in _FROM_KOREAN)
        yield known or tuple(dict.fromkeys((*by_rule, *also)))


def _plainly(word: str) -> tuple[str, ...]:
    plain = "".join(each for each in anyascii(word).casefold() if "a" <= each <= "z")
    return (plain,) if plain else ()


def _spelt(word: str) -> tuple[str, ...]:
    if _ARABIC.search(word):
        return _arabic(word)
    spelt = _plainly(word)
    if not spelt:
        return ()
    if _GREEK.search(word):
        plain = spelt[0]
        for was, now in _FROM_GREEK:
            plain = was.sub(now, plain)
        return tuple(dict.fromkeys((plain, *spelt)))
    also = (_plainly(word.replace(was, now)) for was, now in _OTHERWISE if was in word)
    return tuple(dict.fromkeys((*spelt, *(each[0] for each in also if each))))


def _arabic(word: str) -> tuple[str, ...]:
    plain = "".join(each for each in word if unicodedata.category(each) == "Lo")
    found = tables.same_name().get(plain)
    if not found and plain.startswith("ال") and len(plain) > 4:
        plain = plain[2:]
        found = tables.same_name().get(plain)
    spelt = _plainly(plain)
    if found:
        return (found, *spelt)
    return (*spelt, word) if spelt else ()


def consonants(plain: str) -> str:
    """What is left of a part where spellings differ most: Khaled and Khalid are kld, Hussain and Hussein hsn."""
    for was, now in _SOUNDS:
        plain = plain.replace(was, now)
    bare = "".join(each for each in plain if each not in "aeiouyw")
    return "".join(each for place, each in enumerate(bare) if not place or bare[place - 1] != each)
