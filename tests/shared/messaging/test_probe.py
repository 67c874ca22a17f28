"""What is wrong with the way to a broker is said in words."""

import asyncio
import ssl
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.kafka.admin import Admin
from deploy.local.ports import HOST
from deploy.local.trouble import CliError
from services.evaluation.outcomes.consume.bulk import LogTrouble, reading
from shared.config.kafka import KafkaAccess
from shared.messaging.probe import NO_PLACE, probe
from tests.authority import Authority


@pytest.mark.parametrize("bootstrap", ["one", "one:abc", ":9093", "127.0.0.1:1,", "one:²"])
async def test_an_address_that_is_no_place_is_said_and_stops_nobody_who_asks(bootstrap: str) -> None:
    access = KafkaAccess(bootstrap=bootstrap, user="somebody", password=SecretStr("none"))
    assert await probe(access) == NO_PLACE


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("expired", "its certificate has expired"),
        ("another name", "its certificate is for another"),
        ("unknown authority", "signed by an authority that is not trusted here"),
    ],
)
@pytest.mark.servers
async def test_what_is_wrong_with_a_brokers_certificate_is_said(
    wrong: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.kafka.admin.PATIENCE", 2.0)
    monkeypatch.setattr("services.evaluation.outcomes.consume.bulk.ANSWERS", 2.0)
    ours, others = Authority(tmp_path / "ours"), Authority(tmp_path / "others")
    signs = others.signs if wrong == "unknown authority" else ours.signs
    names = ("kafka.somewhere.example",) if wrong == "another name" else ()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(signs(tmp_path / "server.pem", *names, days=-1 if wrong == "expired" else 9))
    server = await asyncio.start_server(lambda *_: None, HOST, 0, ssl=context)
    async with server:
        bootstrap = f"{HOST}:{server.sockets[0].getsockname()[1]}"
        access = KafkaAccess.model_validate(
            {"bootstrap": bootstrap, "user": "u", "password": "p", "tls": True, "ca_file": ours.file}
        )
        said = await probe(access)
        assert said
        assert words in said
        assert bootstrap not in said
        with pytest.raises(CliError, match=words):
            await asyncio.to_thread(Admin(access).found)
        async with reading(access, "lc.latrobe.evaluation") as bulk:
            with pytest.raises(LogTrouble, match=words):
                await bulk.ends()


async def test_a_wrong_password_is_told_apart_from_a_broker_that_is_away(kafka: KafkaAccess, tmp_path: Path) -> None:
    assert await probe(kafka) is None
    stranger = kafka.model_copy(update={"user": "brimbank.nobody"})
    assert "does not know brimbank.nobody by this password" in str(await probe(stranger))
    assert await probe(kafka.model_copy(update={"bootstrap": "127.0.0.1:1"})) == "no broker listens there"
    sealed = kafka.model_copy(update={"tls": True, "ca_file": Authority(tmp_path).file})
    assert "does not speak TLS" in str(await probe(sealed))
