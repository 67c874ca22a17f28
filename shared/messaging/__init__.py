"""Kafka: from the outbox to the broker, and from the broker to a handler."""
