"""What each ratio should be and what it must be: fixed before anything was measured for it."""

from .runner import Goal

COMMAND = "command with its outbox row / without"
PGBENCH = "command / the same statement by pgbench"
LATENCY = "commit to handled / raw produce to consume"
JOBS = "commit to handled / procrastinate's job"

GOALS = {
    (goal.id, goal.of): goal
    for goal in (
        Goal("C1", COMMAND, "lower", 1.12, 1.30, unit="s each"),
        Goal("C2", PGBENCH, "higher", 0.75, 0.55, of="1 writer"),
        Goal("C2", PGBENCH, "higher", 0.85, 0.70, of="8 writers"),
        Goal("C3", "command / eventsourcing's save", "higher", 3.0, 2.0),
        Goal("L1", LATENCY, "lower", 1.8, 3.0, of="p50", unit="ms"),
        Goal("L1", LATENCY, "lower", 2.0, 5.0, of="p99", unit="ms"),
        Goal("L2", JOBS, "lower", 0.9, 1.0, of="p50", unit="ms"),
        Goal("L2", JOBS, "lower", 1.0, 1.5, of="p99", unit="ms"),
        Goal("H1", "catching up, record by record / naive FastStream", "higher", 1.5, 1.0),
        Goal("R1", "relay / raw send()", "higher", 1.0, 0.75),
        Goal("R1b", "relay / raw create_batch()", "higher", 0.50, 0.28),
        Goal("R2", "relay while a snapshot is held / not held", "lower", 1.3, 2.0, unit="s a thousand"),
        Goal("P1", "live projection / raw fetch and validate", "higher", 0.50, 0.30),
        Goal("P2", "rebuild in one process / raw fetch and validate", "higher", 0.65, 0.45),
        Goal("P2b", "rebuild at its best / raw fetch and validate", "higher", 1.0, 0.55),
        Goal("P3", "rebuild / naive FastStream, an event at a time", "higher", 80.0, 40.0),
        Goal("P4", "fold without a database / quixstreams, JSON", "higher", 1.4, 1.0, of="quixstreams"),
        Goal("P4", "fold without a database / faust, JSON", "higher", 8.0, 4.0, of="faust"),
        Goal("F1", "rebuild, last tenth / first tenth", "lower", 1.15, 1.30, unit="µs each"),
        Goal("F2", "figures on the page, many facts / 10,000", "lower", 1.2, 1.5, of="p99", unit="ms"),
        Goal("F3", "command after so many facts / at the start", "lower", 1.10, 1.25, unit="s each"),
    )
}
IDS = tuple(dict.fromkeys(goal.id for goal in GOALS.values()))
