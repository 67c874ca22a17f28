"""Whom a connection trusts: said once for every kind of client, and refused in words before anything starts."""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr

from deploy.kafka.admin import Admin
from services.evaluation.outcomes.consume.bulk import reading
from shared.config.kafka import KafkaAccess
from shared.kernel import tls
from shared.kernel.own_certificate import OwnCertificate
from shared.messaging import subscribing
from shared.messaging.probe import probe
from shared.persistence.database import connect, connected
from tests.authority import Authority
from tests.faults.cluster import Seal, cluster
from tests.sealing import sealed_by


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def sealed_kafka(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaAccess]:
    """A broker that speaks TLS with a certificate of the private authority."""
    folder = tmp_path_factory.mktemp("sealed")
    seal = Seal(authority.signs(folder / "server.pem"), authority.file)
    with cluster(folder / "brokers", 1, seal=seal) as brokers:
        yield brokers.reached


@pytest.fixture(scope="module")
def asking_kafka(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaAccess]:
    """A broker that takes in nobody without a certificate of the private authority, password or not."""
    folder = tmp_path_factory.mktemp("asking")
    seal = Seal(authority.signs(folder / "server.pem"), authority.file, asks=True)
    with cluster(folder / "brokers", 1, seal=seal) as brokers:
        yield brokers.reached


def expired(path: Path) -> Path:
    """An authority's certificate that was in force until yesterday."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(Encoding.PEM))
    return path


def test_an_authority_that_cannot_be_used_is_refused_in_words(authority: Authority, tmp_path: Path) -> None:
    empty, leaf = tmp_path / "empty.pem", authority.signs(tmp_path / "leaf.pem")
    empty.write_text("")
    wrong = {
        tmp_path / "nowhere.pem": "names a file that is not there",
        tmp_path: "names a folder; name the file in it",
        empty: "names a file without a certificate",
        leaf: "names a file with certificates, but none of an authority",
        expired(tmp_path / "old.pem"): "names a certificate that expired on",
    }
    for path, words in wrong.items():
        with pytest.raises(ValueError, match=words):
            tls.authority(path)


def test_an_old_authority_beside_a_new_one_is_fine(authority: Authority, tmp_path: Path) -> None:
    both = expired(tmp_path / "both.pem")
    both.write_bytes(both.read_bytes() + authority.file.read_bytes())
    assert tls.authority(both) == both


def test_an_address_of_a_database_asks_for_proof_of_the_name(authority: Authority) -> None:
    url = tls.sealed("postgresql://one:p%2Fw@db:5432/own", authority.file)
    assert url.startswith("postgresql://one:p%2Fw@db:5432/own?sslmode=verify-full&sslrootcert=")
    assert tls.sealed(url, authority.file) == url
    assert tls.weakness(url) is None
    with pytest.raises(ValueError, match="says sslmode=require"):
        tls.sealed("postgresql://db/own?sslmode=require", authority.file)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "does not ask the server who it is"),
        ("?sslmode=prefer", "says sslmode=prefer, which believes any server"),
        ("?sslmode=require", "says sslmode=require, which believes any server"),
        ("?sslmode=verify-full", "its sslrootcert names a folder"),
        ("?sslmode=verify-full&sslrootcert=system", "its sslrootcert names a file that is not there"),
    ],
)
def test_an_address_that_believes_any_server_is_too_weak_for_production(query: str, words: str) -> None:
    assert words in str(tls.weakness("postgresql://db/own" + query))


@pytest.mark.servers
async def test_all_five_kinds_of_client_come_to_a_broker_with_a_private_authority(sealed_kafka: KafkaAccess) -> None:
    await all_five_kinds_come(sealed_kafka)


@pytest.mark.servers
async def test_all_five_kinds_of_client_show_a_certificate_where_the_broker_asks_for_one(
    asking_kafka: KafkaAccess, authority: Authority, tmp_path: Path
) -> None:
    file, key_file = authority.knows(tmp_path, "open sesame")
    own = OwnCertificate(file=file, key_file=key_file, key_password=SecretStr("open sesame"))
    assert own.problems("LC_KAFKA_") == []
    await all_five_kinds_come(asking_kafka.model_copy(update={"certificate": own}))
    assert "LC_KAFKA_CERT_FILE" in str(await probe(asking_kafka))
    stranger, key = Authority(tmp_path / "other").knows(tmp_path / "strange")
    strange = OwnCertificate(file=stranger, key_file=key)
    assert "LC_KAFKA_CERT_FILE" in str(await probe(asking_kafka.model_copy(update={"certificate": strange})))


def test_a_certificate_of_our_own_that_cannot_be_used_is_refused_in_words(authority: Authority, tmp_path: Path) -> None:
    file, key_file = authority.knows(tmp_path / "own", "open sesame")
    _, other = authority.knows(tmp_path / "other")
    empty, nowhere, old = tmp_path / "empty.pem", tmp_path / "nowhere.pem", expired(tmp_path / "old.pem")
    empty.write_text("")
    wrong = [
        (nowhere, other, "", "LC_KAFKA_CERT_FILE names a file that cannot be read: No such file"),
        (tmp_path, other, "", "LC_KAFKA_CERT_FILE names a file that cannot be read: Is a directory"),
        (empty, other, "", "LC_KAFKA_CERT_FILE names a file without a certificate"),
        (old, other, "", "LC_KAFKA_CERT_FILE names a certificate that expired on"),
        (file, nowhere, "", "LC_KAFKA_KEY_FILE names a file that cannot be read"),
        (file, empty, "", "LC_KAFKA_KEY_FILE names a file without a key"),
        (file, file, "", "LC_KAFKA_CERT_FILE names a file without a key"),
        (file, other, "", "LC_KAFKA_KEY_FILE holds the key to another certificate than LC_KAFKA_CERT_FILE"),
        (file, key_file, "", "LC_KAFKA_KEY_FILE holds a key that a passphrase opens: give it as LC_KAFKA_KEY_PASSWORD"),
        (file, key_file, "sesame", "LC_KAFKA_KEY_PASSWORD does not open a key in LC_KAFKA_KEY_FILE"),
    ]
    for certificate, key, password, words in wrong:
        secret = SecretStr(password) if password else None
        own = OwnCertificate(file=certificate, key_file=key, key_password=secret)
        assert [each for each in own.problems("LC_KAFKA_") if each.startswith(words)], words


async def all_five_kinds_come(access: KafkaAccess) -> None:
    topic = f"lc.sealed-{secrets.token_hex(4)}.journey"
    admin = AIOKafkaAdminClient(**access.client())
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    heard = asyncio.Queue[bytes]()

    async def hear(message: object) -> None:
        heard.put_nowait(message.body)  # type: ignore[attr-defined]

    hearing = subscribing.broker(access)
    hearing.subscriber(topic, group_id=topic, auto_offset_reset="earliest")(hear)
    async with hearing, AIOKafkaProducer(**access.client()) as relay:
        await hearing.start()
        await relay.send_and_wait(topic, b"told")
        assert await asyncio.wait_for(heard.get(), 30) == b"told"
    consumer = AIOKafkaConsumer(topic, **access.client(), group_id=None, auto_offset_reset="earliest")
    async with consumer as follower:
        assert (await asyncio.wait_for(follower.getone(), 30)).value == b"told"
    async with reading(access, topic) as bulk:
        assert await bulk.ends() == {(topic, 0): 1}
    assert topic in (await asyncio.to_thread(Admin(access).found)).topics


async def test_every_connection_to_the_database_is_sealed_and_knows_its_server(
    authority: Authority, postgres: str, tmp_path: Path
) -> None:
    with sealed_by(authority.signs(tmp_path / "server.pem"), urlsplit(postgres).port or 0) as seal:
        url = tls.sealed(postgres.replace(f":{urlsplit(postgres).port}/", f":{seal.port}/"), authority.file)
        connection = await connect(url)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
        async with connected(url, most=1) as db, db.transaction() as tx:
            assert await tx.fetchval("SELECT 1") == 1
        assert seal.sealed == 2


@pytest.mark.parametrize("wrong", ["expired", "another name", "unknown authority"])
async def test_a_database_server_that_cannot_prove_who_it_is_gets_no_password(
    wrong: str, authority: Authority, postgres: str, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other")
    certificate = {
        "expired": lambda at: authority.signs(at, days=-1),
        "another name": lambda at: authority.signs(at, "db.somewhere.example"),
        "unknown authority": other.signs,
    }[wrong](tmp_path / "server.pem")
    with sealed_by(certificate, urlsplit(postgres).port or 0) as seal:
        url = tls.sealed(postgres.replace(f":{urlsplit(postgres).port}/", f":{seal.port}/"), authority.file)
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await connect(url)
        assert seal.sealed == 0
