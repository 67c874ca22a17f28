"""How a person may be reached: names, numbers and addresses as people write them, kept in one form. Pure."""

import re
import unicodedata

from shared import letters
from shared.events.referral import ContactBy
from shared.refusal import Refused

PHONE_WORDS = "Write a phone number with its area code, like 03 9123 4567 or 0412 345 678"
EMAIL_WORDS = "Write an e-mail address like name@example.org"
_FILLERS = re.compile(r"[\s().\-‐‑–]")
_NATIONAL = re.compile(r"(?:\+?(?:0011)?61|0)0?([23478]\d{8})")
_ORGANISATIONS = re.compile(r"1[38]00?\d{6}|13\d{4}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")


def one_line(text: str) -> str:
    """A text in one line, letter for letter as it was given (NFC), or a ValueError that says what is wrong."""
    text = words(text)
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        raise ValueError("Write this on one line")
    return text


def words(text: str) -> str:
    """A text of several lines, letter for letter as it was given (NFC)."""
    if "\r" in text:
        raise ValueError(letters.TAKE_OUT)
    return unicodedata.normalize("NFC", letters.checked(text))


def a_name(text: str) -> str:
    """A name of any script. It needs at least one letter that shows."""
    name = one_line(text)
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in name):
        raise ValueError("Write a name, any name you like to be known by")
    return name


def phone_number(text: str) -> str:
    """An Australian number in E.164: 0412 345 678 and +61 412 345 678 are both +61412345678."""
    written = _FILLERS.sub("", text)
    digits = "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in written)
    if _ORGANISATIONS.fullmatch(digits):
        raise ValueError("Numbers that begin with 13 or 1800 belong to organisations. Write the person’s own number")
    found = _NATIONAL.fullmatch(digits)
    if not found:
        raise ValueError(PHONE_WORDS)
    return f"+61{found[1]}"


def is_mobile(phone: str) -> bool:
    """Can this number (E.164) get a text message?"""
    return phone.startswith("+614")


def phone_words(phone: str | None) -> str:
    """An E.164 number as people here write it: 0412 345 678, 03 9123 4567."""
    if not phone or not phone.startswith("+61"):
        return phone or ""
    local = f"0{phone[3:]}"
    return f"{local[:4]} {local[4:7]} {local[7:]}" if is_mobile(phone) else f"{local[:2]} {local[2:6]} {local[6:]}"


def email_address(text: str) -> str:
    """An e-mail address; its domain in small letters."""
    local, _, domain = text.rpartition("@")
    if len(text) > 254 or len(local) > 64 or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError(EMAIL_WORDS)
    return f"{local}@{domain.lower()}"


def check_way(contact_by: ContactBy, phone: str | None, email: str | None) -> None:
    """The way somebody likes to be reached needs the number or address that it uses."""
    if contact_by in ("call", "sms") and not phone:
        raise Refused(f"{PHONE_WORDS}, or choose another way", field="phone")
    if contact_by == "sms" and phone and not is_mobile(phone):
        raise Refused(
            "Text messages need a mobile number, like 0412 345 678. Choose “Call” for this number", field="phone"
        )
    if contact_by == "email" and not email:
        raise Refused(f"{EMAIL_WORDS}, or choose another way", field="email")


def check_hours(hours_from: int, hours_until: int) -> None:
    if hours_from >= hours_until:
        raise Refused("The second hour must be later than the first", field="hours_until")
