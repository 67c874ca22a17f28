"""What notifications alone need to know of their deployment: how mail and text messages leave."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from shared.config.settings import ServiceAccess, ServiceSettings

HERE = ("localhost", "127.", "::1", "[::1]", "0.0.0.0")  # noqa: S104, a name to be refused


class NotificationsSettings(ServiceSettings):
    """The mail server, and the gateway for text messages."""

    notifications: ServiceAccess | None = None
    smtp_host: str = Field("127.0.0.1", description="the mail server")
    smtp_port: int = Field(25, ge=1, le=65535, description="its port")
    smtp_tls: bool = Field(False, description="whether mail is handed over by STARTTLS")
    smtp_user: str | None = Field(None, description="whom the mail server knows us as, if it asks")
    smtp_password: SecretStr | None = Field(None, description="the password to that")
    mail_from: str = Field("hello@localhost", description="the sender of mails, an address that can be answered")
    sms: Literal["file", "none"] = Field(
        "file", description="how text messages leave: into a file that a gateway reads, or not at all"
    )
    sms_file: Path = Field(Path("var/sms.jsonl"), description="that file, one JSON line a message")
    sms_read_by: str | None = Field(
        None, description="the gateway that reads LC_SMS_FILE; in production there must be one"
    )

    def unfit_for_production(self) -> list[str]:
        return [
            *super().unfit_for_production(),
            *mail(self.smtp_host, self.mail_from, tls=self.smtp_tls),
            *texts(self.sms, self.sms_read_by, self.sms_file),
        ]

    def secrets(self) -> dict[str, str]:
        own = {"LC_SMTP_PASSWORD": self.smtp_password.get_secret_value()} if self.smtp_password else {}
        return super().secrets() | own


def mail(host: str, sender: str, *, tls: bool) -> list[str]:
    """Problems of the mail server, the sender's address and whether the way there is sealed."""
    domain = sender.rpartition("@")[2].lower()
    checks = {
        "LC_SMTP_HOST must name the mail server, which is not this machine itself": _is_here(host),
        "LC_SMTP_TLS must be true: letters go sealed to the mail server": not tls,
        "LC_MAIL_FROM must be an address of your own that can be answered": "@" not in sender
        or "." not in domain
        or domain.endswith((".localhost", ".local", ".invalid", ".example"))
        or _is_here(domain),
    }
    return [problem for problem, wrong in checks.items() if wrong]


def texts(way: str, read_by: str | None, file: Path) -> list[str]:
    """Problems of how text messages leave: in a file they reach nobody, unless somebody has set up what reads it."""
    if way != "file":
        return []
    wrong = []
    if not read_by:
        wrong.append(
            "LC_SMS is file, and a file reaches nobody: name the gateway that reads it in LC_SMS_READ_BY,"
            " or say LC_SMS=none, and people who want a text message are called"
        )
    if not file.is_absolute():
        wrong.append("LC_SMS_FILE must be a whole path, from / on")
    return wrong


def _is_here(host: str) -> bool:
    return not host or host.lower().startswith(HERE)
