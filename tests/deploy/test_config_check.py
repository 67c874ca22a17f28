"""`lc config check` in production: what cannot work, or is not safe, is told before anything starts, all at once."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from deploy.kafka.admin import Admin
from deploy.kafka.plan import apply
from deploy.kafka.rights import Right, rights_for
from deploy.local.ports import free
from deploy.local.stack import Stack
from shared.kernel import topics
from tests.doors import STAFF

from . import production
from .commands import lc

SEEN_TWICE = json.loads(STAFF.read_text())["brimbank"] * 2
Settings = dict[str, str]


@pytest.fixture
def fine(tmp_path: Path) -> Settings:
    return production.settings(tmp_path)


def without_access(fine: Settings, _: Path) -> Settings:
    named = {
        f"LC_{service.upper()}__{what}_FILE"
        for service in topics.SERVICES
        for what in ("DATABASE_URL", "KAFKA_PASSWORD")
    }
    return {name: value for name, value in fine.items() if name not in named}


def with_staff(people: object) -> Callable[[Settings, Path], Settings]:
    def change(fine: Settings, folder: Path) -> Settings:
        (folder / "people.json").write_text(json.dumps(people))
        return fine | {"LC_STAFF_FILE": str(folder / "people.json")}

    return change


def with_address(query: str) -> Callable[[Settings, Path], Settings]:
    def change(fine: Settings, _: Path) -> Settings:
        address = Path(fine["LC_JOURNEY__DATABASE_URL_FILE"]).read_text().strip() + query
        left = {
            name: value for name, value in fine.items() if "POSTGRES_CA" not in name and "JOURNEY__DATA" not in name
        }
        return left | {"LC_JOURNEY__DATABASE_URL": address}

    return change


def change(**settings: str) -> Callable[[Settings, Path], Settings]:
    def changed(fine: Settings, _: Path) -> Settings:
        taken = {f"{name}_FILE" for name in settings}
        return {name: value for name, value in fine.items() if name not in taken} | settings

    return changed


def without(name: str) -> Callable[[Settings, Path], Settings]:
    return lambda fine, _: {each: value for each, value in fine.items() if each != name}


def same_password(fine: Settings, _: Path) -> Settings:
    return fine | {"LC_PRACTICE__KAFKA_PASSWORD_FILE": fine["LC_JOURNEY__KAFKA_PASSWORD_FILE"]}


A, B = "a" * 40, "kV3hRt9-".join("qwertyuio")
WRONG: list[tuple[str, Callable[[Settings, Path], Settings], str]] = [
    ("no proxy", without("LC_TRUSTED_PROXIES"), "LC_TRUSTED_PROXIES is missing: name the proxy that ends TLS"),
    ("a proxy by its name", change(LC_TRUSTED_PROXIES="proxy"), "LC_TRUSTED_PROXIES must be addresses or networks"),
    ("a network with an address in it", change(LC_TRUSTED_PROXIES="10.0.0.7/8"), "LC_TRUSTED_PROXIES must be"),
    ("every proxy there is", change(LC_TRUSTED_PROXIES="0.0.0.0/0"), "LC_TRUSTED_PROXIES names everybody"),
    ("no service has a database", without_access, "LC_PRACTICE__DATABASE_URL and LC_PRACTICE__KAFKA_PASSWORD"),
    ("no sslmode", with_address(""), "LC_JOURNEY__DATABASE_URL does not ask the server who it is"),
    ("sslmode=disable", with_address("?sslmode=disable"), "LC_JOURNEY__DATABASE_URL says sslmode=disable"),
    ("sslmode=require", with_address("?sslmode=require"), "LC_JOURNEY__DATABASE_URL says sslmode=require"),
    ("what the system trusts", with_address("?sslmode=verify-full&sslrootcert=system"), "LC_JOURNEY__DATABASE_URL has"),
    ("no address", change(LC_JOURNEY__DATABASE_URL="journey"), "LC_JOURNEY__DATABASE_URL is no address of a database"),
    ("no staff file", change(LC_STAFF_FILE="/nowhere"), "LC_STAFF_FILE names a file that cannot be read"),
    ("nobody works there", with_staff({}), "LC_STAFF_FILE has nobody who works at brimbank"),
    ("somebody is there twice", with_staff({"brimbank": SEEN_TWICE}), "LC_STAFF_FILE has the id 0b000000"),
    ("a role nobody knows", with_staff({"brimbank": [{**SEEN_TWICE[0], "role": "boss"}]}), "LC_STAFF_FILE holds what"),
    ("no zone on earth", change(LC_TIMEZONE="Mars/Base"), "LC_TIMEZONE is no time zone that is known"),
    ("a secret of one letter", change(LC_SECRET=A), "LC_SECRET can be guessed"),
    ("one secret twice", change(LC_SECRET=B, LC_PSEUDONYM_KEY=B), "LC_SECRET is the same as LC_PSEUDONYM_KEY"),
    ("one password for two", same_password, "LC_JOURNEY__KAFKA_PASSWORD is the same as LC_PRACTICE__KAFKA_PASSWORD"),
    ("a demo's key", change(LC_PSEUDONYM_KEY=f"demo-only-{B}"), "LC_PSEUDONYM_KEY is a demo secret"),
    ("a demo's password", change(LC_PRACTICE__KAFKA_PASSWORD=f"x-demo-only-{B}"), "LC_PRACTICE__KAFKA_PASSWORD is a"),
    ("one broker three times", change(LC_KAFKA_BOOTSTRAP="one:9093,one:9093, ONE:9093"), "LC_KAFKA_BOOTSTRAP names"),
    ("a broker without a port", change(LC_KAFKA_BOOTSTRAP="one,two:9093,three:9093"), "LC_KAFKA_BOOTSTRAP must name"),
    ("days of sessions", change(LC_SESSION_HOURS="20000"), "LC_SESSION_HOURS must be 24 at most"),
    ("idle for a week", change(LC_SESSION_IDLE_MINUTES="10080"), "LC_SESSION_IDLE_MINUTES must be 120 at most"),
    ("mail from localhost", change(LC_MAIL_FROM="hello@localhost"), "LC_MAIL_FROM must be an address of your own"),
    ("mail to this machine", change(LC_SMTP_HOST="127.0.0.1"), "LC_SMTP_HOST must name the mail server"),
    ("mail in the open", change(LC_SMTP_TLS="false"), "LC_SMTP_TLS must be true"),
    ("texts into a file", change(LC_SMS="file"), "LC_SMS is file, and a file reaches nobody"),
    ("a misspelt name", change(LC_PUBLC_URL="https://x"), "LC_PUBLC_URL is no setting: is LC_PUBLIC_URL meant?"),
    ("a misspelt service", change(LC_JOURNY__KAFKA_PASSWORD=B), "LC_JOURNY__KAFKA_PASSWORD is no setting: is LC_JOU"),
    ("links without TLS", change(LC_LINK_URL="http://x.example.org"), "LC_LINK_URL must begin with https://"),
    ("no certificate there", change(LC_KAFKA_CERT_FILE="/nowhere"), "LC_KAFKA_CERT_FILE names a file that cannot be"),
    ("a key alone", change(LC_KAFKA_KEY_FILE="/nowhere"), "LC_KAFKA_KEY_FILE is given, but LC_KAFKA_CERT_FILE is not"),
    ("a secret that cannot be read", change(LC_SECRET_FILE="/nowhere"), "LC_SECRET_FILE names a file that cannot"),
]  # fmt: skip


def test_what_compose_gives_its_containers_is_fine(fine: Settings, tmp_path: Path) -> None:
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == set(production.files().values())
    said = lc("config", "check", state=tmp_path, **fine)
    assert (said.returncode, said.stderr, said.stdout) == (0, "", "These settings are fine.\n")


@pytest.mark.parametrize("passphrase", ["what opens it", None])
def test_what_compose_hands_over_as_our_own_certificate_is_fine(
    fine: Settings, tmp_path: Path, passphrase: str | None
) -> None:
    ours = production.with_a_certificate(tmp_path, passphrase)
    assert ours.keys() == {"LC_KAFKA_CERT_FILE", "LC_KAFKA_KEY_FILE", "LC_KAFKA_KEY_PASSWORD_FILE"}
    said = lc("config", "check", state=tmp_path, **fine, **ours)
    assert (said.returncode, said.stderr) == (0, "")
    Path(ours["LC_KAFKA_KEY_FILE"]).write_text("no key")
    assert "LC_KAFKA_KEY" in lc("config", "check", state=tmp_path, **fine, **ours).stderr


def test_each_secret_that_is_laid_over_is_given_to_the_site_and_no_name_is_taken_twice() -> None:
    over = production.files("compose.certificate.yaml")
    assert over.keys() == {"kafka_cert", "kafka_key", "kafka_key_password"}
    assert not over.keys() & production.files().keys()


@pytest.mark.parametrize(("change", "words"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_set_that_cannot_work_is_told_before_and_at_a_start(
    fine: Settings, tmp_path: Path, change: Callable[[Settings, Path], Settings], words: str
) -> None:
    wrong = change(fine, tmp_path)
    told = json.loads(lc("config", "check", "--json", state=tmp_path, **wrong).stdout)["problems"]
    assert [problem for problem in told if problem.startswith(words)], told
    begun = lc("serve", "all", state=tmp_path, **wrong)
    assert begun.returncode == 1
    assert words in begun.stderr
    assert all(line.startswith("LC_") for line in begun.stderr.splitlines()), begun.stderr


def test_everything_that_is_wrong_is_told_at_once(fine: Settings, tmp_path: Path) -> None:
    several = change(
        LC_TIMEZONE="Mars/Base", LC_STAFF_FILE="/nowhere", LC_SECRET=A, LC_PORT="many", LC_SESSION_HOURS="20000",
        LC_SMTP_HOST="localhost", LC_MAIL_FROM="hello@localhost", LC_SMS="file", LC_PUBLC_URL="x", LC_CLOCK="sun",
        LC_PSEUDONYM_KEY=f"demo-only-{B}", LC_KAFKA_BOOTSTRAP="one:1,one:1,one:1",
    )(without_access(fine, tmp_path), tmp_path)  # fmt: skip
    told = json.loads(lc("config", "check", "--json", state=tmp_path, **several).stdout)["problems"]
    assert {problem.split()[0] for problem in told} >= {
        *("LC_TIMEZONE", "LC_STAFF_FILE", "LC_SECRET", "LC_PORT", "LC_SESSION_HOURS", "LC_SMTP_HOST", "LC_MAIL_FROM"),
        *("LC_SMS", "LC_PUBLC_URL", "LC_CLOCK", "LC_PSEUDONYM_KEY", "LC_KAFKA_BOOTSTRAP"),
        *(f"LC_{service.upper()}__DATABASE_URL" for service in topics.SERVICES),
    }


def test_a_misspelt_name_is_told_by_the_check_on_a_development_machine_too(fine: Settings, tmp_path: Path) -> None:
    said = lc(
        "config", "check", state=tmp_path, **fine | {"LC_ENVIRONMENT": "development", "LC_PUBLC_URL": "https://x"}
    )
    assert (said.returncode, said.stderr) == (1, "LC_PUBLC_URL is no setting: is LC_PUBLIC_URL meant?\n")


def test_a_service_that_starts_alone_needs_its_own_access_only(fine: Settings, tmp_path: Path) -> None:
    own = {name: value for name, value in fine.items() if "__" not in name or name.startswith("LC_JOURNEY__")}
    assert lc("config", "check", "journey", state=tmp_path, **own).returncode == 0
    assert lc("config", "check", "practice", state=tmp_path, **own).returncode == 1
    assert lc("config", "check", "jurney", state=tmp_path, **own).returncode == 2


def test_names_of_the_operating_system_and_of_our_own_tools_are_no_settings_of_a_service(
    fine: Settings, tmp_path: Path
) -> None:
    others = {"LC_ALL": "C.UTF-8", "LC_CTYPE": "C.UTF-8", "LC_STACK": "embedded", "LC_TRACEBACK": ""}
    assert lc("config", "check", state=tmp_path, **fine, **others).returncode == 0


class _Sink:
    async def handle_DATA(self, *_: object) -> str:
        return "250 OK"


async def test_with_connect_each_server_is_tried_and_has_a_line_of_its_own(
    stack: Stack, fresh_database: Callable, tmp_path: Path
) -> None:
    mail = Controller(_Sink(), hostname="127.0.0.1", port=free(1)[0])
    mail.start()
    admin, kafka = Admin(stack.kafka), f"Kafka as {stack.kafka_user}"
    await asyncio.to_thread(apply, admin, ["latrobe"], lambda _: None)
    here = {
        "LC_LOCAL": "latrobe", "LC_LOCAL_NAME": "Latrobe", "LC_PHONE": "03 9448 5522",
        "LC_SECRET": B, "LC_PSEUDONYM_KEY": B[::-1], "LC_STAFF_FILE": str(STAFF),
        "LC_KAFKA_BOOTSTRAP": stack.kafka_bootstrap, "LC_SMTP_PORT": str(mail.port),
        "LC_PRACTICE__DATABASE_URL": await fresh_database("practice"),
        "LC_PRACTICE__KAFKA_USER": stack.kafka_user, "LC_PRACTICE__KAFKA_PASSWORD": stack.kafka_password,
    }  # fmt: skip
    wrong = here | {
        "LC_PRACTICE__DATABASE_URL": here["LC_PRACTICE__DATABASE_URL"]
        .replace(":", ":not-", 2)
        .replace(":not-//", "://"),
        "LC_PRACTICE__KAFKA_PASSWORD": "not-this-one",
        "LC_SMTP_PORT": str(free(1)[0]),
    }

    async def check(settings: Settings) -> dict[str, str]:
        said = await asyncio.to_thread(
            lc, "config", "check", "practice", "--connect", "--json", state=tmp_path, **settings
        )
        assert json.loads(said.stdout)["problems"] == []
        return {each["what"]: each["wrong"] for each in json.loads(said.stdout)["tried"]}

    try:
        assert await check(here) == {"database of practice": "", kafka: "", f"mail server 127.0.0.1:{mail.port}": ""}
    finally:
        mail.stop()
    admin.delete_topics(["lc.latrobe.practice"])
    await asyncio.to_thread(admin.until, lambda found: "lc.latrobe.practice" not in found.topics)
    assert "does not show lc.latrobe.practice: run `lc topics apply`" in (await check(here))[kafka]
    refused = await check(wrong)
    assert refused["database of practice"] == "refuses this role or its password"
    assert "does not take us in: the broker does not know" in refused[kafka]
    assert "nothing answers there" in refused[f"mail server 127.0.0.1:{wrong['LC_SMTP_PORT']}"]


async def test_a_database_that_lacks_migrations_and_a_user_that_lacks_rights_are_told_with_the_remedy(
    stack: Stack, fresh_database: Callable, postgres: str, tmp_path: Path
) -> None:
    admin, user, password = Admin(stack.kafka), "frankston.practice", secrets.token_hex(16)
    await asyncio.to_thread(apply, admin, ["frankston"], lambda _: None)
    admin.make_users({user: password})
    reads = [each for each in rights_for(["frankston"]) if (each.user, each.operation) == (user, "READ")]
    strange = Right(user, "WRITE", "TOPIC", "lc.frankston.journey")
    admin.take(reads)
    admin.give([strange])
    await asyncio.to_thread(admin.until, lambda found: len([r for r in found.rules if user in r.principal]) == 2)
    here = {
        "LC_LOCAL": "frankston", "LC_LOCAL_NAME": "Frankston", "LC_PHONE": "03 9448 5522",
        "LC_SECRET": B, "LC_PSEUDONYM_KEY": B[::-1], "LC_STAFF_FILE": str(STAFF),
        "LC_KAFKA_BOOTSTRAP": stack.kafka_bootstrap,
        "LC_PRACTICE__DATABASE_URL": postgres, "LC_PRACTICE__KAFKA_PASSWORD": password,
    }  # fmt: skip

    async def check(**changes: str) -> dict[str, str]:
        arguments = ("config", "check", "practice", "--connect", "--json")
        said = await asyncio.to_thread(lambda: lc(*arguments, state=tmp_path, **here | changes))
        assert said.returncode == 1
        return {each["what"]: each["wrong"] for each in json.loads(said.stdout)["tried"]}

    told = await check()
    assert re.fullmatch(r"answers, and lacks \d+ migrations: run `lc migrate`", told["database of practice"])
    lacks = [f"does not let it read {kind}" for kind in (
        "topic lc.frankston.practice", "topic lc.frankston.journey", f"group {user}",
    )]  # fmt: skip
    assert told[f"Kafka as {user}"] == f"answers, and {'; '.join(lacks)}: run `lc topics apply`"
    admin.give(reads)
    admin.take([strange])
    await asyncio.to_thread(admin.until, lambda found: len([r for r in found.rules if user in r.principal]) == 5)
    told = await check(LC_PRACTICE__DATABASE_URL=await fresh_database("practice"))
    assert told["database of practice"] == told[f"Kafka as {user}"] == ""
