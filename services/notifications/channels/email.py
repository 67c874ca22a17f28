"""E-mail over SMTP. A neutral subject, plain text, and nothing in the headers that says who we are."""

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib
from pydantic import SecretStr

from . import Outcome, OutgoingMessage

CONNECT_SECONDS = 3.0
COMMAND_SECONDS = 4.0


class Smtp:
    """E-mail over SMTP. One connection a message: a handful a minute leave, and a fresh one cannot be half broken."""

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

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
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
                await client.ehlo()
            except (aiosmtplib.SMTPException, OSError, ValueError):
                return "away"
            return await self._send(client, letter)
        finally:
            client.close()

    async def _send(self, client: aiosmtplib.SMTP, letter: OutgoingMessage) -> Outcome:
        to = addressed(letter.to)
        if to is None or not (to.isascii() or client.supports_extension("smtputf8")):
            return "refused"  # this server cannot write to such an address
        wide = not to.isascii()
        try:
            await client.mail(self._sender, options=["SMTPUTF8"] if wide else [], timeout=COMMAND_SECONDS)
            await client.rcpt(to, encoding="utf-8" if wide else "ascii", timeout=COMMAND_SECONDS)
        except aiosmtplib.SMTPRecipientRefused as refused:
            return "refused" if refused.code >= 500 else "away"
        except (aiosmtplib.SMTPException, OSError):
            return "away"  # no word of the message has left yet
        try:
            await client.data(written(letter, self._sender, to), timeout=COMMAND_SECONDS)
        except aiosmtplib.SMTPDataError as refused:
            return "refused" if refused.code >= 500 else "away"
        except (aiosmtplib.SMTPException, OSError):
            return "unknown"  # it may have arrived, and only the answer got lost
        return "taken"


def addressed(address: str) -> str | None:
    """A mail address as a server is told it, its domain in ASCII (IDNA); None if it is no address."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}" if local else None
    except UnicodeError:
        return None


def written(letter: OutgoingMessage, sender: str, to: str) -> bytes:
    """The mail as bytes. Each header stands on one line: a link that is broken or encoded is none any more."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en-AU"
    if letter.stop:
        message["List-Unsubscribe"] = f"<{letter.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(letter.body)
    whole = policy.EmailPolicy(max_line_length=None, linesep="\r\n", utf8=not to.isascii())
    return message.as_bytes(policy=whole)
