"""What nobody sees is not kept, and what a script needs is."""

import pytest

from shared.kernel import letters
from shared.kernel.staff import StaffMember
from shared.web import form_body
from shared.web.strict_json import Body

UNSEEN = {
    "Ann\u202eevil": "Annevil",
    "An\u200bna": "Anna",
    "An\u200dna": "Anna",
    "An\u200cna": "Anna",
    "\u200dAnna\ufeff": "Anna",
    "An\u00adna": "Anna",
    "An\u2060na\u200e": "Anna",
    "Ann\ufe0fa": "Anna",
    "Ann\U000e0061a": "Anna",
    "\u2067Anna\u2069": "Anna",
    "Дми\u200dтро": "Дмитро",
    "e\u0301\u200da": "e\u0301a",
    "ㅤ": "",
    "\u2800": "",
    "Dim\x00i\x7ftra": "Dimitra",
    "half \ud800 a letter": "half  a letter",
}
NEEDED = (
    "می\u200cخواهم",  # Persian
    "क्\u200dष",  # Hindi
    "ශ්\u200dරී",  # Sinhala
    "👩🏽\u200d🌾 Ana",
    "❤\ufe0f\u200d🔥",
    "3\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "辻\U000e0100",
    "\u0661\u0660\u06dd",
    "María José עדי",
    "two lines\n\tand a tab",
    "Nguyễn Thị Minh Khai",
)


@pytest.mark.parametrize(("typed", "seen"), UNSEEN.items())
def test_letters_that_nobody_sees_are_taken_out_and_it_is_said(typed: str, seen: str) -> None:
    assert letters.kept(typed) == seen
    assert not letters.whole(typed)


@pytest.mark.parametrize("typed", [each for each in UNSEEN if "\ud800" not in each])
def test_a_form_comes_back_without_them_and_says_so(typed: str) -> None:
    assert form_body.text_of(typed.encode()) == (UNSEEN[typed], letters.TAKEN_OUT)


@pytest.mark.parametrize("text", NEEDED)
def test_a_script_keeps_what_it_needs(text: str) -> None:
    assert letters.kept(text) == text
    assert letters.whole(text)
    assert form_body.text_of(text.encode()) == (text, None)


@pytest.mark.parametrize("typed", UNSEEN)
def test_nobody_on_the_staff_list_looks_like_somebody_else(typed: str) -> None:
    somebody = {"id": "00000000-0000-4000-8000-000000000001", "name": "Anna", "role": "lead"}
    for field, value in (("name", typed), ("called", typed), ("languages", [typed]), ("lived_experience", [typed])):
        with pytest.raises(ValueError, match=rf"{field}.*\n.*invisible character"):
            StaffMember.model_validate(somebody | {field: value})


@pytest.mark.parametrize("typed", [each for each in UNSEEN if "\ud800" not in each])
def test_a_program_is_told_in_which_field_it_has_sent_one(typed: str) -> None:
    class Note(Body):
        words: str

    with pytest.raises(ValueError, match=rf"words\n.*{letters.TAKE_OUT}"):
        Note.model_validate({"words": typed})
