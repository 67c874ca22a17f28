"""A message gives nothing away."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notifications.domain.texts import TEXTS, Text, giveaways, language_for, text_for
from shared.web import links
from tests.doors import NOON

PREVIEW = 40
"""Characters that a locked screen shows."""

EVERY = pytest.mark.parametrize("text", TEXTS.values(), ids=["-".join(key) for key in TEXTS])
TOKEN = links.sign("only-for-tests", "me", UUID(int=7), NOON + timedelta(days=7))
LINK = f"https://hi.example.org/me/{TOKEN}"
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ !\"#¤%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


@EVERY
def test_no_text_says_anything_to_a_stranger(text: Text) -> None:
    assert giveaways(text) == []


@EVERY
def test_a_locked_screen_shows_only_a_greeting(text: Text) -> None:
    assert "{link}" not in text.body[:PREVIEW]
    assert "STOP" not in text.body[:PREVIEW]


@pytest.mark.parametrize("language", ["English", "Easy English"])
def test_a_text_message_is_one_text_message(language: str) -> None:
    body = text_for("sms", language, LINK, LINK).body
    assert len(body) <= 160
    assert set(body) <= GSM


def test_every_channel_has_every_language() -> None:
    assert set(TEXTS) == {(channel, language) for channel in ("sms", "email") for language in ("en", "en-easy")}


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (None, "en"),
        ("English", "en"),
        ("Vietnamese", "en"),
        ("Easy English", "en-easy"),
        ("easy read, please", "en-easy"),
    ],
)
def test_the_language_is_the_one_they_named_where_we_have_it(said: str | None, language: str) -> None:
    assert language_for(said) == language


@pytest.mark.parametrize(
    "words",
    [
        "Are you lonely? {link} Reply STOP",
        "Your mental health matters to us, really. {link} STOP",
        "Hello from Local Connections: how are you going? {link} STOP",
        "Your link worker asks how you are going. {link} STOP",
        "Hello. How are you? We support you: {link} STOP",
        "Hello. How do you like our service? {link} STOP",
        "Hello {name}, how are you today? Answer: {link} STOP",
        "Hello. How are you today? Tap here: {link}",
        "{link} STOP",
    ],
)
def test_the_linter_finds_what_would_give_somebody_away(words: str) -> None:
    assert giveaways(Text(words))


def test_the_linter_reads_subjects_too() -> None:
    assert giveaways(Text("Hello. How are things going? {link} STOP", subject="Your check-in"))


def test_a_mail_names_a_link_that_stops_and_asks_for_no_reply() -> None:
    right = "Hello. How are you today? {link}\nNo more? {stop}"
    assert giveaways(Text(right, subject="How are you?")) == []
    assert giveaways(Text("Hello. How are you today? {link}\nReply STOP", subject="How are you?"))


@pytest.mark.parametrize("word", ["YES", "CANCEL", "START", "HELP", "END"])
def test_no_text_asks_for_a_word_that_a_provider_takes_for_itself(word: str) -> None:
    assert giveaways(Text(f"Hello. How are you today? {{link}} Reply {word} or STOP"))
