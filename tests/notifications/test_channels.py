"""Every channel keeps the same promises; e-mail against a real SMTP server, text messages on a real disk."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from pydantic import SecretStr

from deploy.local import ports
from services.notifications import channels
from services.notifications.channels import ChannelAdapter
from services.notifications.channels.email import Smtp
from services.notifications.channels.sms import SmsFile
from services.notifications.clock import send_what_waits
from shared.events import MessagesStopped
from tests.doors import NOON, Doors
from tests.notifications.people import BODY, Somebody, letter, states


class Mailbox:
    """A real SMTP server that keeps what it takes, and answers as a test wants it to."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.rcpt, self.data = "250 OK", "250 OK"
        self.silent = 0.0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.taken.append(envelope)
        await asyncio.sleep(self.silent)
        return self.data


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=ports.free(1)[0], enable_SMTPUTF8=False)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def smtp(server: Controller) -> Smtp:
    return Smtp("127.0.0.1", server.port, "hello@hi.example.org")


async def test_an_e_mail_arrives_with_a_neutral_subject_and_nothing_about_us(smtp: Smtp, mailbox: Mailbox) -> None:
    sent = letter()
    assert await smtp.hand_over(sent) == "taken"
    [envelope] = mailbox.taken
    assert envelope.rcpt_tos == ["dimitra@example.org"]
    message = message_from_bytes(envelope.content)
    assert message["Subject"] == "How are things going?"
    assert message["Message-ID"] == f"<{sent.message_id}@hi.example.org>"
    assert message["From"] == "hello@hi.example.org"
    assert message["Date"] == "Mon, 02 Mar 2026 01:00:00 +0000"
    assert message.get_payload(decode=True).decode().replace("\r\n", "\n") == BODY  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome"),
    [
        ("550 no such mailbox", "250 OK", "refused"),
        ("450 try again later", "250 OK", "away"),
        ("250 OK", "554 not wanted", "refused"),
        ("250 OK", "451 busy", "away"),
    ],
)
async def test_the_server_s_answer_says_what_became_of_it(
    smtp: Smtp, mailbox: Mailbox, rcpt: str, data: str, outcome: str
) -> None:
    mailbox.rcpt, mailbox.data = rcpt, data
    assert await smtp.hand_over(letter()) == outcome
    assert mailbox.taken == [] or outcome == "taken"


async def test_nobody_at_the_address_of_the_server_is_away_not_lost() -> None:
    assert await Smtp("127.0.0.1", ports.free(1)[0], "hello@hi.example.org").hand_over(letter()) == "away"


@asynccontextmanager
async def mute_server() -> AsyncIterator[int]:
    """Takes the connection and never says a word."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def test_a_server_that_says_nothing_is_away_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notifications.channels.email.CONNECT_SECONDS", 0.3)
    async with mute_server() as port:
        began = time.monotonic()
        assert await Smtp("127.0.0.1", port, "hello@hi.example.org").hand_over(letter()) == "away"
        assert time.monotonic() - began < 3


async def test_a_server_that_takes_it_and_says_nothing_leaves_it_unknown(
    smtp: Smtp, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.channels.email.COMMAND_SECONDS", 0.3)
    mailbox.silent = 2.0
    assert await smtp.hand_over(letter()) == "unknown"
    assert len(mailbox.taken) == 1


async def test_it_logs_in_where_the_settings_say_so(mailbox: Mailbox) -> None:
    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.login == b"us" and data.password == b"secret"
        return AuthResult(success=right, handled=False)

    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=ports.free(1)[0],
        authenticator=known,
        auth_require_tls=False,
        auth_required=True,
    )
    controller.start()
    try:
        for password, outcome in (("secret", "taken"), ("wrong", "away")):
            way = Smtp("127.0.0.1", controller.port, "a@b.example", user="us", password=SecretStr(password))
            assert await way.hand_over(letter()) == outcome
    finally:
        controller.stop()


async def test_from_a_due_check_in_to_a_mailbox(
    open_doors: Callable[..., Any], server: Controller, mailbox: Mailbox
) -> None:
    from services.notifications.app import service

    doors: Doors = await open_doors(service, smtp_port=server.port, mail_from="hello@hi.example.org")
    await Somebody().ready(doors, contact_by="email")
    assert await doors.tick() == 1
    [envelope] = mailbox.taken
    text = message_from_bytes(envelope.content).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "http://local.test/me/" in text
    assert "Dimitra" not in envelope.content.decode().replace("dimitra@example.org", "")


LONG = "hello@a-rather-long-neighbourhood-house-name.brimbank.example.org.au"


async def test_the_ways_to_stop_that_a_mail_names_are_followed_by_a_foreign_client_and_work(
    open_doors: Callable[..., Any], server: Controller, mailbox: Mailbox
) -> None:
    """What the mail server got is read by Python's own parser; what it names is asked for by a client of its own."""
    from services.notifications.app import service

    doors: Doors = await open_doors(
        service, smtp_port=server.port, mail_from=LONG, link_url="https://hi.a-rather-long-neighbourhood.example.org.au"
    )
    by_header, by_body = Somebody(), Somebody(name="Anna")
    await by_header.ready(doors, contact_by="email")
    await by_body.ready(doors, contact_by="email", email="anna@example.org")
    assert await doors.tick() == 2
    doors.clock.move(NOON + timedelta(days=400))  # long after the seven days of the other link
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=doors.app), base_url="https://hi.example.org")
    async with client:
        for envelope in mailbox.taken:
            message = message_from_bytes(envelope.content, policy=policy.default)
            raw = next(line for line in envelope.content.splitlines() if line.startswith(b"List-Unsubscribe:"))
            assert raw == f"List-Unsubscribe: {message['List-Unsubscribe']}".encode(), "one line, nothing encoded"
            in_header = str(message["List-Unsubscribe"]).removeprefix("<").removesuffix(">")
            body = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            in_body = re.findall(r"https://\S+/stop/\S+", body)
            assert in_body == [in_header]
            assert "reply" not in body.lower()
            looked = await client.get(urlsplit(in_header).path)
            assert "Stop all messages?" in looked.text
            if envelope.rcpt_tos == ["anna@example.org"]:
                browser = await doors.client()
                path = urlsplit(in_header).path
                assert (await browser.submit(f"{path}/now", page=path)).headers["location"] == path
            else:
                assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
                name, _, value = str(message["List-Unsubscribe-Post"]).partition("=")
                for _ in range(2):
                    answer = await client.post(urlsplit(in_header).path, data={name: value})
                    assert (answer.status_code, answer.has_redirect_location) == (200, False)
            assert "All messages are stopped" in (await client.get(urlsplit(in_header).path)).text
    stopped = [event.participant_id for event in await doors.told() if isinstance(event, MessagesStopped)]
    assert sorted(stopped) == sorted([by_header.id, by_body.id])


async def test_looking_at_the_way_to_stop_changes_nothing_and_a_wrong_one_opens_nothing(
    open_doors: Callable[..., Any], server: Controller, mailbox: Mailbox
) -> None:
    from services.notifications.app import service

    doors: Doors = await open_doors(service, smtp_port=server.port)
    await Somebody().ready(doors, contact_by="email")
    await doors.tick()
    text = message_from_bytes(mailbox.taken[0].content, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    path = urlsplit(re.findall(r"http\S+/stop/\S+", text)[0]).path
    client = await doors.client()
    for method in ("GET", "HEAD"):
        assert (await client.request(method, path)).status_code == 200
    assert (await client.post(path, data={"something": "else"})).status_code == 422
    assert (await client.post("/stop/" + "x" * 51, data={"List-Unsubscribe": "One-Click"})).status_code in (404, 410)
    assert not [event for event in await doors.told() if isinstance(event, MessagesStopped)]


@pytest.fixture
def wide_server(mailbox: Mailbox) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=ports.free(1)[0], enable_SMTPUTF8=True)
    controller.start()
    yield controller
    controller.stop()


@pytest.mark.parametrize(
    ("to", "narrow", "wide"),
    [
        ("nguyễn@example.com", "refused", "taken"),
        ("mai@exämple.com", "taken", "taken"),
        ("mai@example.com\u200f", "refused", "refused"),
    ],
)
async def test_an_address_with_other_letters_arrives_or_is_refused_and_never_breaks_half_way(
    smtp: Smtp, wide_server: Controller, mailbox: Mailbox, to: str, narrow: str, wide: str
) -> None:
    assert await smtp.hand_over(letter(to)) == narrow
    at_wide = Smtp("127.0.0.1", wide_server.port, "hello@hi.example.org")
    assert await at_wide.hand_over(letter(to)) == wide
    assert len(mailbox.taken) == (narrow, wide).count("taken")


async def test_a_double_text_is_impossible_after_a_server_that_took_it_in_silence(
    open_doors: Callable[..., Any], server: Controller, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.notifications.app import service

    monkeypatch.setattr("services.notifications.channels.email.COMMAND_SECONDS", 0.3)
    mailbox.silent = 1.0
    doors: Doors = await open_doors(service, smtp_port=server.port)
    await Somebody().ready(doors, contact_by="email")
    for _ in range(3):
        await send_what_waits(doors.here)
    assert len(mailbox.taken) == 1
    assert await states(doors) == [("undelivered", "unknown")]


def test_each_channel_is_a_way() -> None:
    ways: list[ChannelAdapter] = [SmsFile(Path("x")), Smtp("127.0.0.1", 25, "a@b.example")]
    assert all(callable(way.hand_over) for way in ways)
    assert channels.ChannelAdapter.__doc__
