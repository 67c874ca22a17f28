"""Named places between two durable steps where a test may kill the process: `LC_FAILPOINT=relay.after_delete:3`."""

import os
import signal

NAMES = {
    "door.before_commit": "a wish was carried out and is not committed yet",
    "door.after_commit": "it is committed, and whoever wished it has no answer yet",
    "relay.after_select": "rows of the outbox were read, and Kafka has none of them yet",
    "relay.after_send_before_delete": "Kafka has them, and the outbox still has them too",
    "relay.after_delete": "the outbox has forgotten them, and the relay has not gone on yet",
    "consumer.after_fetch": "a record has come, and nothing has been done about it",
    "consumer.after_inbox": "its id is noted and its effect is not, in one transaction that is still open",
    "consumer.after_effect_before_offset": "its effect is committed, and its offset is not",
    "consumer.after_park_before_offset": "it is parked, and its offset is not committed",
    "replay.after_effect": "a parked record has had its effect, and still counts as parked",
    "clock.after_claim": "a due moment is claimed and not told, in one transaction that is still open",
    "clock.after_due": "it is told as well, in the same open transaction",
    "notifier.after_claim": "a message is claimed, and the provider does not have it",
    "notifier.after_provider": "the provider has a message, and the ledger does not say so",
    "migration.midway": "some migrations are committed, and others are not",
}

_name, _, _count = os.environ.get("LC_FAILPOINT", "").partition(":")
_left = int(_count or 1)


def reached(name: str) -> None:
    """Die here by SIGKILL if the environment asks for it, at the asked-for pass."""
    global _left
    if name == _name:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
