"""Who may say and hear what: topics, users and access rules on the broker, databases and roles beside it."""

from deploy.kafka.prepare import prepare, wipe

__all__ = ["prepare", "wipe"]
