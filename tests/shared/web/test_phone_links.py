"""Phone numbers in a text: each is a link that calls, and nothing else is."""

import pytest
from markupsafe import Markup

from shared.web.phone_links import to_call

HELD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("0491 570 110", "0491570110"), ("03 9448 5522", "0394485522"), ("(03) 9448 5522", "0394485522"),
        ("+61 491 570 110", "+61491570110"), ("+61 (0)3 9448 5522", "+61394485522"), ("0491-570-110", "0491570110"),
        ("13 11 14", "131114"), ("1300 659 467", "1300659467"),
    ],
)  # fmt: skip
def test_a_number_in_a_text_can_be_called_and_stays_on_one_line(number: str, dialled: str) -> None:
    said = number.replace(" ", HELD)
    assert to_call(f"Ring {number}, after 5.") == f'Ring <a href="tel:{dialled}">{said}</a>, after 5.'


@pytest.mark.parametrize(
    "text", ["eleni@example.org", "12 Hampshire Road 3020", "4 March 2026", "ABN 51 824 753 556", ""]
)
def test_what_is_no_phone_number_is_no_link(text: str) -> None:
    assert to_call(text) == text


def test_what_somebody_wrote_beside_a_number_is_never_markup() -> None:
    assert to_call("<b>0491 570 110</b>").startswith("&lt;b&gt;<a href=")
    assert to_call(Markup("<b>at home</b>")) == "<b>at home</b>"
