"""What people answer by mail: it is heard as a text message is, and a mailbox that answers by itself is not."""

from uuid import uuid4

import pytest

from shared.events import MessageAnswered, MessagesStopped
from tests.doors import Doors
from tests.notifications.answers import mailed, replied, told_by
from tests.notifications.people import Somebody, states


async def test_an_answer_by_mail_stops_messages(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors, contact_by="email")
    answer = await replied(doors, {"from": "Dimi <DIMITRA@example.org>", "text": "Please stop"})
    assert answer.status_code == 204
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")]


MAIL = "From: Dimi <dimitra@example.org>\r\nTo: hi@example.org\r\nSubject: {}\r\n{}\r\n{}\r\n"


@pytest.mark.parametrize(
    ("mail", "stops"),
    [
        (MAIL.format("STOP", "", "\r\nSent from my phone"), True),
        (MAIL.format("Re: How are you?", "", "stop these mails please\r\n> We said STOP"), True),
        (MAIL.format("Re: How are you?", "", "Not bad.\r\n> reply STOP"), False),
        (MAIL.format("Re: x", "Content-Type: text/html\r\n", "<p>no more e-mails</p><style>.stop{}</style>"), True),
        (MAIL.format("=?utf-8?q?Re=3A_x?=", "Content-Type: text/plain; charset=nonsense\r\n", "hello"), False),
    ],
)
async def test_a_mail_as_it_arrives_is_heard(doors: Doors, mail: str, stops: bool) -> None:
    await Somebody().ready(doors, contact_by="email")
    assert (await mailed(doors, mail)).status_code == 204
    told = await doors.told()
    assert any(isinstance(event, MessagesStopped) for event in told) == stops
    assert any(isinstance(event, MessageAnswered) for event in told)


@pytest.mark.parametrize(
    "headers",
    ["Auto-Submitted: auto-replied\r\n", "Precedence: auto_reply\r\n", "Return-Path: <>\r\n", "X-Autoreply: yes\r\n"],
)
async def test_a_mailbox_that_answers_by_itself_stops_nothing(doors: Doors, headers: str) -> None:
    await Somebody().ready(doors, contact_by="email")
    answer = await mailed(doors, MAIL.format("I am away", headers, "STOP"))
    assert answer.status_code == 202
    assert await doors.told() == []


async def test_a_mail_that_cannot_be_believed_or_names_nobody_is_refused(doors: Doors) -> None:
    body = MAIL.format("STOP", "", "").encode()
    forged = await told_by(doors, "/notifications/api/mail", body, "message/rfc822", key=str(uuid4()))
    assert forged.status_code == 403
    assert (await mailed(doors, "Subject: STOP\r\n\r\n")).status_code == 422
    assert (await told_by(doors, "/notifications/api/mail", body, "text/plain")).status_code == 415
