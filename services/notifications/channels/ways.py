"""Which channels a deployment has, by its settings."""

from services.notifications.settings import NotificationsSettings

from . import Ways
from .email import Smtp
from .sms import NoTexts, SmsFile


def of(settings: NotificationsSettings) -> Ways:
    """The channels of this deployment: text messages into a file or not at all, e-mail over SMTP."""
    return {
        "sms": SmsFile(settings.sms_file) if settings.sms == "file" else NoTexts(),
        "email": Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.mail_from,
            starttls=settings.smtp_tls,
            user=settings.smtp_user,
            password=settings.smtp_password,
        ),
    }
