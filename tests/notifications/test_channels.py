"""Every channel keeps the same promises; e-mail against a real SMTP server, text messages on a real disk."""

import asyncio
import json
import stat
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from pydantic import SecretStr

from deploy.local import ports
from services.notifications import channels
from services.notifications.channels import Letter, Way
from services.notifications.channels.email import Smtp
from services.notifications.channels.sms import SmsFile
from services.notifications.clock import send_what_waits
from tests.doors import NOON, Doors
from tests.notifications.people import Somebody, states

BODY = "Hi,\n\nhow are things going? Ça va?\nhttps://hi.example.org/me/abc\n\nReply STOP.\n"


def letter(to: str = "dimitra@example.org") -> Letter:
    return Letter(message_id=uuid4(), to=to, body=BODY, subject="How are things going?", at=NOON)


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
    controller = Controller(mailbox, hostname="127.0.0.1", port=ports.free(1)[0])
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


async def test_where_nobody_has_set_up_text_messages_none_counts_as_sent(open_doors: Callable[..., Any]) -> None:
    from services.notifications.app import service

    doors: Doors = await open_doors(service, sms="none")
    await Somebody().ready(doors, contact_by="sms")
    await send_what_waits(doors.here)
    assert await states(doors) == [("undelivered", "refused")]


async def test_a_text_message_is_one_line_in_a_file_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sms.jsonl"
    way, first, second = SmsFile(path), letter("+61491570006"), letter("+61491570156")
    assert [await way.hand_over(first), await way.hand_over(second)] == ["taken", "taken"]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines == [
        {
            "message_id": str(sent.message_id),
            "at": "2026-03-02T01:00:00+00:00",
            "to": sent.to,
            "language": "en",
            "text": BODY,
        }
        for sent in (first, second)
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_messages_at_the_same_time_do_not_mix_their_lines(tmp_path: Path) -> None:
    way = SmsFile(tmp_path / "sms.jsonl")
    outcomes = await asyncio.gather(*(way.hand_over(letter(f"+6149157{n:04}")) for n in range(40)))
    assert set(outcomes) == {"taken"}
    lines = (tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["to"] for line in lines}) == 40


async def test_a_file_that_cannot_be_opened_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert await SmsFile(tmp_path / "file" / "sms.jsonl").hand_over(letter()) == "away"


async def test_a_full_disk_leaves_it_unknown() -> None:
    assert await SmsFile(Path("/dev/full")).hand_over(letter()) == "unknown"


def test_each_channel_is_a_way() -> None:
    ways: list[Way] = [SmsFile(Path("x")), Smtp("127.0.0.1", 25, "a@b.example")]
    assert all(callable(way.hand_over) for way in ways)
    assert channels.Way.__doc__
