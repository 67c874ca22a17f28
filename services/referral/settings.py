"""What referral alone needs to know of its deployment."""

from shared.config.settings import ServiceAccess, ServiceSettings


class ReferralSettings(ServiceSettings):
    """Its own access to Kafka and its database. It has no other settings of its own."""

    referral: ServiceAccess | None = None
