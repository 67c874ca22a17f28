"""Which servers are taken: those of the environment, else Docker's, else the embedded ones."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.local import docker, java, ready
from deploy.local.providers import provide
from deploy.local.stack import Stack
from deploy.local.trouble import CliError

NAMES = ("LC_KAFKA_BOOTSTRAP", "LC_KAFKA_USER", "LC_KAFKA_PASSWORD", "LC_POSTGRES_URL", "LC_STACK", "DOCKER_HOST")


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def given(plain: pytest.MonkeyPatch, stack: Stack) -> pytest.MonkeyPatch:
    plain.setenv("LC_KAFKA_BOOTSTRAP", stack.kafka_bootstrap)
    plain.setenv("LC_KAFKA_USER", stack.kafka_user)
    plain.setenv("LC_KAFKA_PASSWORD", stack.kafka_password)
    plain.setenv("LC_POSTGRES_URL", stack.postgres_url)
    return plain


def test_addresses_in_the_environment_come_first(given: pytest.MonkeyPatch, stack: Stack, tmp_path: Path) -> None:
    said: list[str] = []
    taken = provide(tmp_path, said.append)
    assert taken.provider == "environment"
    assert taken.postgres_url == stack.postgres_url
    assert len(said) == 1
    assert "environment" in said[0]
    with pytest.raises(CliError, match="not ours to stop"):
        taken.kill_kafka()


def test_what_is_secret_of_them_may_come_as_files(given: pytest.MonkeyPatch, stack: Stack, tmp_path: Path) -> None:
    for name in ("LC_KAFKA_PASSWORD", "LC_POSTGRES_URL"):
        (tmp_path / name).write_text(f"{os.environ[name]}\n")
        given.delenv(name)
        given.setenv(f"{name}_FILE", str(tmp_path / name))
    taken = provide(tmp_path)
    assert (taken.provider, taken.kafka_password) == ("environment", stack.kafka_password)
    assert taken.postgres_url == stack.postgres_url


def test_half_of_the_addresses_is_refused_by_name(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given.delenv("LC_POSTGRES_URL")
    with pytest.raises(CliError, match="LC_POSTGRES_URL is missing"):
        provide(tmp_path)


def test_an_address_where_nothing_answers_is_named(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given.setenv("LC_KAFKA_BOOTSTRAP", "127.0.0.1:1")
    with pytest.raises(CliError, match=r"127\.0\.0\.1:1, which LC_KAFKA_BOOTSTRAP names"):
        provide(tmp_path)


def test_a_provider_that_is_none_is_refused(plain: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain.setenv("LC_STACK", "podman")
    with pytest.raises(CliError, match="LC_STACK=podman"):
        provide(tmp_path)


def test_docker_without_an_engine_is_refused_when_it_is_asked_for(plain: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    plain.setenv("LC_STACK", "docker")
    with pytest.raises(CliError, match="no Docker engine"):
        provide(tmp_path)


class Engine(BaseHTTPRequestHandler):
    """Answers that it is there, and can do nothing."""

    def do_GET(self) -> None:
        alive = self.path.endswith(("_ping", "/version"))
        body = b'{"ApiVersion": "1.44", "MinAPIVersion": "1.24"}' if alive else b'{"message": "no images here"}'
        body = b"OK" if self.path.endswith("_ping") else body
        self.send_response(200 if alive else 500)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def engine(plain: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    plain.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


def test_an_engine_that_cannot_run_containers_gives_way_and_says_so(engine: None) -> None:
    said: list[str] = []
    assert docker.engine()
    assert docker.stack(said.append) is None
    assert len(said) == 1
    assert "taking the embedded stack" in said[0]


def test_a_port_that_is_open_is_no_postgresql_yet(stack: Stack) -> None:
    """Docker opens a container's port before there is a server behind it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert not ready.session(f"postgresql://postgres:wrong@127.0.0.1:{server.server_port}/postgres")
    server.shutdown()
    server.server_close()
    assert ready.session(stack.postgres_url)


def fake_java(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(("said", "major"), [("1.8.0_401", 8), ("11.0.2", 11), ("17", 17), ("25.0.2-ea", 25)])
def test_a_java_is_known_by_its_major_version(tmp_path: Path, said: str, major: int) -> None:
    assert java.version(str(fake_java(tmp_path, said))) == major


def test_the_machines_java_is_taken_if_it_is_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LC_JAVA", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    program = fake_java(tmp_path, "17.0.1")
    assert java.choose() == (str(program), 17)


def test_a_java_home_that_is_too_old_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LC_JAVA", raising=False)
    fake_java(tmp_path / "old" / "bin", "11.0.2")
    newer = fake_java(tmp_path / "new", "21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", str(tmp_path / "new"))
    assert java.choose() == (str(newer), 21)


def test_without_a_java_one_line_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_JAVA", raising=False)
    monkeypatch.setattr(java, "candidates", lambda: iter(()))
    with pytest.raises(CliError, match="make setup"):
        java.choose()


def test_a_java_that_was_asked_for_and_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_JAVA", str(fake_java(tmp_path, "11.0.2")))
    with pytest.raises(CliError, match="is Java 11; Java 17 or newer"):
        java.choose()
