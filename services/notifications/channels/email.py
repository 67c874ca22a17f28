"""E-mail over SMTP. A neutral subject, plain text, and nothing in the headers that says who we are."""

from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib
from pydantic import SecretStr

from . import Letter, Outcome

CONNECT_SECONDS = 3.0
COMMAND_SECONDS = 4.0


class Smtp:
    """One connection a message: a handful a minute leave, and a fresh one cannot be half broken."""

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        starttls: bool = False,
        user: str | None = None,
        password: SecretStr | None = None,
    ) -> None:
        self._host, self._port, self._sender = host, port, sender
        self._starttls, self._user, self._password = starttls, user, password

    async def hand_over(self, letter: Letter) -> Outcome:
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            start_tls=self._starttls,
            username=self._user,
            password=self._password.get_secret_value() if self._password else None,
            timeout=CONNECT_SECONDS,
        )
        try:
            try:
                await client.connect()
            except (aiosmtplib.SMTPException, OSError, ValueError):
                return "away"
            return await self._send(client, letter)
        finally:
            client.close()

    async def _send(self, client: aiosmtplib.SMTP, letter: Letter) -> Outcome:
        message = written(letter, self._sender)
        try:
            await client.mail(self._sender, timeout=COMMAND_SECONDS)
            await client.rcpt(letter.to, timeout=COMMAND_SECONDS)
        except aiosmtplib.SMTPRecipientRefused as refused:
            return "refused" if refused.code >= 500 else "away"
        except (aiosmtplib.SMTPException, OSError):
            return "away"  # no word of the message has left yet
        try:
            await client.data(message.as_bytes(), timeout=COMMAND_SECONDS)
        except aiosmtplib.SMTPDataError as refused:
            return "refused" if refused.code >= 500 else "away"
        except (aiosmtplib.SMTPException, OSError):
            return "unknown"  # it may have arrived, and only the answer got lost
        return "taken"


def written(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en-AU"
    message["List-Unsubscribe"] = f"<mailto:{sender}?subject=STOP>"
    message.set_content(letter.body)
    return message
