"""What evaluation alone needs to know of its deployment."""

from shared.config.settings import ServiceAccess, ServiceSettings


class EvaluationSettings(ServiceSettings):
    """Its own access to Kafka and its database. It has no other settings of its own."""

    evaluation: ServiceAccess | None = None
