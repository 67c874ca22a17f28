"""What community alone needs to know of its deployment."""

from shared.config.settings import ServiceAccess, ServiceSettings


class CommunitySettings(ServiceSettings):
    """Its own access to Kafka and its database. It has no other settings of its own."""

    community: ServiceAccess | None = None
