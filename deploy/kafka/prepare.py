"""Makes a stack ready for Locals and the evaluator, and says what each of their processes has to know."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.kafka import databases
from deploy.kafka.rights import EVALUATOR, topics_for
from deploy.local import loop
from deploy.local.stack import Stack
from shared.kernel import texts, topics

if TYPE_CHECKING:
    from deploy.kafka.admin import Admin

FOLDER = Path(__file__).parents[1] / "locals"
DEMO_MARK = "demo-only-"  # production refuses secrets that begin so
Environment = dict[str, str]


def secret(stack: Stack, what: str) -> str:
    """A password or key derived from this stack's own: always the same here, different on every other stack."""
    made = hmac.new(stack.kafka_password.encode(), what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def written(slug: str) -> Environment:
    """The settings that stand in deploy/locals/<slug>.env."""
    lines = texts.text_of(FOLDER / f"{slug}.env").splitlines()
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {name.strip(): value.strip().strip('"') for name, value in pairs}


def prepare(stack: Stack, locals_: Sequence[str] = topics.LOCALS) -> dict[str, Environment]:
    """Make topics, users, rights and databases for these Locals, and apply the migrations.

    Returns `{slug: environment, "evaluator": environment}`.
    """
    from deploy.kafka.plan import apply

    admin = _admin(stack)
    with ThreadPoolExecutor(2) as pool:
        broker = pool.submit(apply, admin, locals_, lambda user: secret(stack, f"kafka:{user}"))
        store = pool.submit(loop.run, _make_databases(stack, locals_))
    broker.result()
    store.result()
    return environments(stack, locals_)


def environments(
    stack: Stack, locals_: Sequence[str] = topics.LOCALS, *, owners: bool = False
) -> dict[str, Environment]:
    """The environment variables of each Local's process and of the evaluator's; nothing is made.

    `owners`: also the addresses of their databases as their owners, for whoever migrates or rebuilds.
    """
    found = {local: _of_a_local(stack, local) for local in locals_} | {EVALUATOR: _of_the_evaluator(stack, locals_)}
    return {name: {**each, **(_owners(stack, name) if owners else {})} for name, each in found.items()}


def _owners(stack: Stack, name: str) -> Environment:
    if name == EVALUATOR:
        return {"LC_OWNER_URL": _as_owner(stack, databases.outcomes())}
    places = {service: databases.place(name, service) for service in topics.SERVICES}
    return {f"LC_{service.upper()}__OWNER_URL": _as_owner(stack, place) for service, place in places.items()}


def _as_owner(stack: Stack, place: databases.ServiceDatabase) -> str:
    return stack.database_url(place.name, place.owner, secret(stack, f"postgres:{place.owner}"))


def wipe(stack: Stack, locals_: Sequence[str]) -> None:
    """Delete the topics, groups and databases of these Locals and of the evaluator, for `prepare` to begin anew."""
    admin = _admin(stack)
    gone = [topic.name for topic in topics_for(locals_)]
    admin.delete_groups([topics.user(local, service) for local in locals_ for service in topics.SERVICES])
    admin.delete_topics(gone)
    admin.until(lambda found: not found.topics.keys() & set(gone))
    loop.run(databases.drop(stack.postgres_url, databases.places_for(locals_)))
    for local in locals_:
        if anchors := _anchors(stack, local):
            anchors.unlink(missing_ok=True)


def _anchors(stack: Stack, local: str) -> Path | None:
    """Beside the databases whose records of looks they are about, to go with them when they go."""
    return stack.state / "audit" / f"{local}.txt" if stack.state else None


def _admin(stack: Stack) -> "Admin":
    """Only where it is needed: a Local's own processes have no library to administer a broker."""
    from deploy.kafka.admin import Admin

    return Admin(stack.kafka)


async def _make_databases(stack: Stack, locals_: Sequence[str]) -> None:
    places = databases.places_for(locals_)
    await databases.make(stack.postgres_url, places, lambda name: secret(stack, f"postgres:{name}"), stack.database_url)


def _database(stack: Stack, name: str) -> str:
    return stack.database_url(name, name, secret(stack, f"postgres:{name}"))


def _of_a_local(stack: Stack, local: str) -> Environment:
    found = written(local) | _common(stack, local)
    if anchors := _anchors(stack, local):
        found["LC_AUDIT_ANCHORS"] = str(anchors)
    found["LC_PSEUDONYM_KEY"] = DEMO_MARK + secret(stack, f"pseudonyms:{local}")
    for service in topics.SERVICES:
        name = f"LC_{service.upper()}__"
        found[name + "DATABASE_URL"] = _database(stack, databases.place(local, service).name)
        found[name + "KAFKA_PASSWORD"] = secret(stack, f"kafka:{topics.user(local, service)}")
    return found


def _of_the_evaluator(stack: Stack, locals_: Sequence[str]) -> Environment:
    found = written(EVALUATOR) | _common(stack, EVALUATOR)
    found["LC_DATABASE_URL"] = _database(stack, databases.OUTCOMES)
    found["LC_KAFKA_USER"] = EVALUATOR
    found["LC_KAFKA_PASSWORD"] = secret(stack, f"kafka:{EVALUATOR}")
    found["LC_SOURCES"] = json.dumps([{"local": local} for local in locals_])
    return found


def _common(stack: Stack, who: str) -> dict[str, str]:
    found = {"LC_KAFKA_CA_FILE": str(stack.kafka_ca_file)} if stack.kafka_ca_file else {}
    if own := stack.kafka_certificate:
        found |= {"LC_KAFKA_CERT_FILE": str(own.file), "LC_KAFKA_KEY_FILE": str(own.key_file)}
        found |= {"LC_KAFKA_KEY_PASSWORD": own.opens} if own.key_password else {}
    return found | {
        "LC_KAFKA_BOOTSTRAP": stack.kafka_bootstrap,
        "LC_KAFKA_TLS": str(stack.kafka_tls).lower(),
        "LC_SECRET": DEMO_MARK + secret(stack, f"secret:{who}"),
        "LC_STAFF_FILE": str(FOLDER / "staff.json"),
    }
