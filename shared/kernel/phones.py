"""Telephone numbers as people write them, kept in one form (E.164). Every door that takes one reads it here. Pure."""

import re
import unicodedata

AREA_CODE = "03"
"""Where a Local says nothing else (LC_AREA_CODE): Victoria's."""
WORDS = "Write a phone number like 03 9123 4567, 9123 4567 or 0412 345 678"
_FILLERS = re.compile(r"[\s().\-‐‑–—_/]")
_NATIONAL = re.compile(r"(?:\+?(?:0011|00)?61|0)0?([23478]\d{8})")
_WITHOUT_ZERO = re.compile(r"4\d{8}")
_WITHOUT_AREA = re.compile(r"[2-9]\d{7}")
_ORGANISATIONS = re.compile(r"1[38]00?\d{6}|13\d{4}")
_ANYWHERE = re.compile(r"\+?([1-9]\d{7,14})")


def read(text: str, area_code: str = AREA_CODE) -> str:
    """An Australian number in E.164: 0412 345 678 and +61 412 345 678 are +61412345678, 9366 1234 is +61393661234.

    A ValueError says what would be right.
    """
    digits = _digits(text)
    if _ORGANISATIONS.fullmatch(digits):
        raise ValueError("Numbers that begin with 13 or 1800 belong to organisations. Write the person’s own number")
    if _WITHOUT_ZERO.fullmatch(digits):
        digits = f"0{digits}"
    elif _WITHOUT_AREA.fullmatch(digits):
        digits = f"{area_code}{digits}"
    found = _NATIONAL.fullmatch(digits)
    if not found:
        raise ValueError(WORDS)
    return f"+61{found[1]}"


def read_any(text: str, area_code: str = AREA_CODE) -> str:
    """As `read`; the number of an organisation, 13 11 14 or 1800 512 348, as it is dialled."""
    digits = _digits(text)
    return digits if _ORGANISATIONS.fullmatch(digits) else read(text, area_code)


def of_a_gateway(text: str, area_code: str = AREA_CODE) -> str | None:
    """Whose message it is, as a gateway writes it: with plus, without, or as it is dialled here. None: no number."""
    try:
        return read(text, area_code)
    except ValueError:
        found = _ANYWHERE.fullmatch(_digits(text))
        return f"+{found[1]}" if found else None


def is_mobile(number: str) -> bool:
    """Can this number (E.164) get a text message?"""
    return number.startswith("+614")


def words(number: str | None) -> str:
    """An Australian number as people here write it: 0412 345 678, 03 9123 4567. Any other one as it is."""
    if not number or not number.startswith("+61") or len(number) != 12:
        return number or ""
    local = f"0{number[3:]}"
    return f"{local[:4]} {local[4:7]} {local[7:]}" if is_mobile(number) else f"{local[:2]} {local[2:6]} {local[6:]}"


def _digits(text: str) -> str:
    written = _FILLERS.sub("", unicodedata.normalize("NFKC", text))
    shown = (letter for letter in written if unicodedata.category(letter) != "Cf")
    return "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in shown)
