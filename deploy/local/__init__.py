"""Real Kafka and real PostgreSQL on one machine, from Python packages alone."""

from deploy.local.stack import Stack, provide
from deploy.local.trouble import Trouble

__all__ = ["Stack", "Trouble", "provide"]
