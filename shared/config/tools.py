"""Environment variables that the commands and the servers of this machine read, and no service."""

MAKES_THE_USER = "a Kafka user's password, when `lc topics apply` makes the user"
TOOLS: dict[str, str] = {
    "LC_STACK": "which servers are used: embedded, docker or environment; the first of environment, docker and embedded"
    " that is there unless given",
    "LC_STATE": "the folder of the embedded servers; var/ unless given",
    "LC_CACHE": "where downloads live; ~/.cache/local-connections unless given",
    "LC_JAVA": "the Java to run; the machine's own from 17 on, else the one that `make setup` installs",
    "LC_MAVEN": "the address of a mirror to fetch Kafka's jars from",
    "LC_CHROMIUM": "the browser for the tests; one on the path, else the one that `make test` gets",
    "LC_KAFKA_PORT": "a fixed port for the embedded broker; a free one unless given",
    "LC_KAFKA_CONTROLLER_PORT": "a fixed port for its controller; a free one unless given",
    "LC_POSTGRES_PORT": "a fixed port for the embedded PostgreSQL; a free one unless given",
    "LC_DEMO_PORT": "the first of the demo's ports, 8100 unless given; 0 takes free ones",
    "LC_KAFKA_USER": "the brokers' administrator, for `lc topics` and for servers that the environment names",
    "LC_KAFKA_PASSWORD": "the administrator's password",
    "LC_POSTGRES_URL": "PostgreSQL as its administrator, for `lc databases` and for servers that the environment names",
    "LC_EVALUATOR__KAFKA_PASSWORD": MAKES_THE_USER,
    "LC_INTEGRATOR__KAFKA_PASSWORD": MAKES_THE_USER,
    "LC_HEALTH": "the address that a container is asked for its health; /referral/health/live unless given",
    "LC_TRACEBACK": "1 shows all of what went wrong in a command, not one line",
    "LC_FAILPOINT": "where a test ends the process: a failpoint's name and its pass, like relay.after_delete:3",
}
SECRETS = ("LC_KAFKA_PASSWORD", "LC_POSTGRES_URL", "LC_EVALUATOR__KAFKA_PASSWORD", "LC_INTEGRATOR__KAFKA_PASSWORD")
"""Those that may come as a file, too: the name with `_FILE`."""


def names() -> set[str]:
    """Each of them, as a value and, where it is a secret, as a file."""
    return {*TOOLS, *(f"{name}_FILE" for name in SECRETS)}
