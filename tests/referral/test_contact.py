"""Names, numbers and addresses as people write them."""

import unicodedata

import pytest

from services.referral.domain import contact
from shared.kernel import phones
from shared.kernel.refusal import Refused


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0412 345 678", "+61412345678"),
        ("0412-345-678", "+61412345678"),
        ("+61 412 345 678", "+61412345678"),
        ("+61 (0)412 345 678", "+61412345678"),
        ("0011 61 412 345 678", "+61412345678"),
        ("0061 3 9123 4567", "+61391234567"),
        ("61412345678", "+61412345678"),
        ("03 9123 4567", "+61391234567"),
        ("(03) 9123 4567", "+61391234567"),
        ("9366 1234", "+61393661234"),
        ("412 345 678", "+61412345678"),
        ("0412\u2011345\u2011678", "+61412345678"),
        ("\u202d0412 345 678\u202c", "+61412345678"),
        ("０４１２３４５６７８", "+61412345678"),
        ("٠٤١٢ ٣٤٥ ٦٧٨", "+61412345678"),
    ],
)
def test_an_australian_number_is_kept_in_one_form(written: str, kept: str) -> None:
    assert phones.read(written) == kept


@pytest.mark.parametrize(
    "written",
    ["9123", "1123 4567", "1300 000 525", "1800 571 145", "13 11 14", "call me", "+64 21 123 456", "0912345678",
     "04123456789", "0412 345 67", "0412 345 678; DROP TABLE card", "²³"],
)  # fmt: skip
def test_what_is_no_australian_number_of_a_person_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"03 9123 4567|belong to organisations"):
        phones.read(written)


def test_a_number_without_an_area_code_has_the_local_s() -> None:
    assert phones.read("6055 1234", "02") == "+61260551234"


def test_numbers_are_shown_as_people_here_write_them() -> None:
    assert phones.words("+61412345678") == "0412 345 678"
    assert phones.words("+61391234567") == "03 9123 4567"
    assert phones.words(None) == ""


@pytest.mark.parametrize("written", ["zoe@example.org", "z.o'brien+x@Mail.Example.Org"])
def test_an_email_address_keeps_its_name_and_a_small_domain(written: str) -> None:
    local, domain = written.split("@")
    assert contact.email_address(written) == f"{local}@{domain.lower()}"


@pytest.mark.parametrize(
    "written",
    ["zoe", "zoe@", "@example.org", "zoe@example", "a..b@example.org", ".a@example.org", "a b@example.org",
     "a@example.org\nBcc: b@example.org", "a@example.org\r\nx", "a@b@example.org", "a@-example.org",
     f"{'a' * 65}@example.org", f"a@{'b' * 250}.org"],
)  # fmt: skip
def test_what_is_no_email_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"name@example\.org"):
        contact.email_address(written)


@pytest.mark.parametrize(
    "name",
    ["Zoë O’Brien-Nguyễn", "O'Neill", "محمد علي", "Nguyễn Thị Minh Khai", "李", "Błażej 🌻", "X", "<b>Bobby</b>"],
)
def test_names_of_any_script_are_kept_letter_for_letter(name: str) -> None:
    assert contact.a_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name", ["a\x00b", "a\x07", "a\nb", "a\u2028b", "\ud800", "...", "\u200b", "An\u200bna", "Ann\u202eevil"]
)
def test_a_name_nobody_could_read_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"line|invisible|name"):
        contact.a_name(name)


def test_a_text_message_needs_a_mobile_number() -> None:
    with pytest.raises(Refused, match="mobile") as refused:
        contact.check_way("sms", "+61391234567", None)
    assert refused.value.field == "phone"
    contact.check_way("sms", "+61412345678", None)
    contact.check_way("call", "+61391234567", None)


def test_a_way_to_be_reached_needs_its_number_or_address() -> None:
    with pytest.raises(Refused, match="phone number") as refused:
        contact.check_way("call", None, "zoe@example.org")
    assert refused.value.field == "phone"
    with pytest.raises(Refused, match="e-mail") as refused:
        contact.check_way("email", "+61412345678", None)
    assert refused.value.field == "email"
    contact.check_way("drop_in", None, None)


def test_hours_run_forward() -> None:
    with pytest.raises(Refused, match="later"):
        contact.check_hours(9, 9)
    contact.check_hours(9, 10)
