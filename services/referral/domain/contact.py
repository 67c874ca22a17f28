"""How a person may be reached: names, numbers and addresses as people write them, kept in one form. Pure."""

import re
import unicodedata

from pydantic import ValidationInfo

from shared.events.referral import ContactBy
from shared.kernel import letters, phones
from shared.kernel.refusal import Refused

EMAIL_WORDS = "Write an e-mail address like name@example.org"
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


def phone_number(text: str, info: ValidationInfo) -> str:
    """A number in E.164. One without an area code has the Local's, if the door says which that is."""
    return phones.read(text, (info.context or {}).get("area_code", phones.AREA_CODE))


def any_phone_number(text: str, info: ValidationInfo) -> str:
    """As `phone_number`; that of an organisation, which begins with 13 or 1800, as well."""
    return phones.read_any(text, (info.context or {}).get("area_code", phones.AREA_CODE))


def email_address(text: str) -> str:
    """An e-mail address; its domain in small letters."""
    local, _, domain = text.rpartition("@")
    if len(text) > 254 or len(local) > 64 or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError(EMAIL_WORDS)
    return f"{local}@{domain.lower()}"


def check_way(contact_by: ContactBy, phone: str | None, email: str | None) -> None:
    """Refuse a way to be reached that lacks the number or address it uses, or texts a number that is no mobile."""
    if contact_by in ("call", "sms") and not phone:
        raise Refused(f"{phones.WORDS}, or choose another way", field="phone")
    if contact_by == "sms" and phone and not phones.is_mobile(phone):
        raise Refused(
            "Text messages need a mobile number, like 0412 345 678. Choose “Call” for this number", field="phone"
        )
    if contact_by == "email" and not email:
        raise Refused(f"{EMAIL_WORDS}, or choose another way", field="email")


def check_hours(hours_from: int, hours_until: int) -> None:
    """Refuse contact hours that do not end later than they begin. Both are hours of the day, 0 to 24."""
    if hours_from >= hours_until:
        raise Refused("The second hour must be later than the first", field="hours_until")
