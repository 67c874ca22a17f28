"""A process that only relays or only listens, with the product's own relay and listener, so that a test may kill it."""

import asyncio
import json
import sys
from typing import Any

from shared import logs
from shared.bus import Hearing, Listener
from shared.clock import Clock
from shared.database import Transaction, connected
from shared.events import GoalSet
from shared.progress import Progress
from shared.relay import Relay
from shared.service import Here
from shared.settings import KafkaAccess

hears = Hearing("practice")


@hears(GoalSet)
async def count(tx: Transaction, goal: GoalSet, here: Here) -> None:
    """One row an effect, in the order of effects; the number is the goal's confidence and importance."""
    number = int(goal.importance - 1) * 10 + int(goal.confidence or 1) - 1
    await tx.execute(
        "INSERT INTO effect (participant_id, goal_id, number) VALUES ($1, $2, $3)",
        goal.participant_id,
        goal.goal_id,
        number,
    )


async def relay(local: str, url: str, kafka: KafkaAccess) -> None:
    await Relay(database_url=url, kafka=kafka, local=local, service="journey", progress=Progress()).run()


async def listen(local: str, url: str, kafka: KafkaAccess) -> None:
    async with connected(url) as db:
        here = Here("practice", local, None, Clock(), db)
        while True:
            try:
                await Listener(hears, here, kafka).run()
            except Exception as trouble:
                print(f"starts again: {type(trouble).__name__}", file=sys.stderr)
                await asyncio.sleep(0.5)


def main() -> None:
    given: dict[str, Any] = json.loads(sys.argv[1])
    logs.configure(production=True, service=given["role"], local=given["local"])
    kafka = KafkaAccess.model_validate(given["kafka"])
    asyncio.run({"relay": relay, "listen": listen}[given["role"]](given["local"], given["url"], kafka))


if __name__ == "__main__":
    main()
