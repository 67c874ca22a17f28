"""What referral alone needs to know of its deployment."""

from pydantic import Field

from shared.config.settings import ServiceAccess, ServiceSettings


class ReferralSettings(ServiceSettings):
    """Its own access to Kafka and its database, and how long is long at its front door."""

    referral: ServiceAccess | None = None
    tries_before_closing: int = Field(
        3, ge=1, le=20, description="tries before a referral is closed because nobody was reached; fewer need a reason"
    )
    tries_over_days: int = Field(14, ge=0, le=90, description="days over which those tries are spread")
