"""A signed link opens one thing until it ends."""

import string
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.links import Link, LinkExpired, LinkWrong, read, sign

NOW = datetime(2026, 3, 3, tzinfo=UTC)
SECRET = "a secret that is long enough"
HOST = UUID(int=7)
TOKEN = sign(SECRET, "host", HOST, NOW + timedelta(days=7), version=3)


def test_a_link_opens_what_it_was_made_for() -> None:
    assert read(SECRET, "host", TOKEN, NOW) == Link(HOST, 3)


def test_a_link_is_short_and_safe_in_an_address() -> None:
    assert len(TOKEN) == 51
    assert TOKEN.replace("-", "").replace("_", "").isalnum()


def test_a_link_ends() -> None:
    with pytest.raises(LinkExpired):
        read(SECRET, "host", TOKEN, NOW + timedelta(days=7))


@pytest.mark.parametrize(("secret", "purpose"), [(SECRET, "me"), ("another secret of another Local", "host")])
def test_a_link_for_something_else_is_wrong(secret: str, purpose: str) -> None:
    with pytest.raises(LinkWrong):
        read(secret, purpose, TOKEN, NOW)


@given(st.integers(0, 50), st.characters())
def test_no_letter_of_a_link_can_be_changed(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(LinkWrong):
        read(SECRET, "host", changed, NOW)


def test_the_last_letter_cannot_be_changed_either() -> None:
    for letter in set(string.ascii_letters + string.digits + "-_") - {TOKEN[-1]}:
        with pytest.raises(LinkWrong):
            read(SECRET, "host", TOKEN[:-1] + letter, NOW)


@given(st.text(max_size=90))
def test_no_text_at_all_breaks_the_reading_of_a_link(text: str) -> None:
    with pytest.raises(LinkWrong):
        read(SECRET, "host", text, NOW)


@given(st.integers(0, 2**16 - 1))
def test_the_version_comes_back_so_that_links_can_be_withdrawn(version: int) -> None:
    about = uuid4()
    assert read(SECRET, "me", sign(SECRET, "me", about, NOW + timedelta(1), version), NOW) == Link(about, version)
