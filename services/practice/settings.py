"""What practice alone needs to know of its deployment."""

from shared.config.settings import ServiceAccess, ServiceSettings


class PracticeSettings(ServiceSettings):
    """Its own access to Kafka and its database. It has no other settings of its own."""

    practice: ServiceAccess | None = None
