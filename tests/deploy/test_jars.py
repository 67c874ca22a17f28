"""Kafka's jars: fetched, checked, kept; and what is said when they cannot be had. The repository is one of our own."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.local import jars
from deploy.local.trouble import CliError

GOOD = b"a jar " * 1000


class Repository(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []
        self.body = GOOD
        self.length = len(GOOD)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/maven"


class Answer(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("content-length", str(self.server.length))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Repository]:
    server = Repository()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LC_MAVEN", server.address)
    monkeypatch.setenv("LC_CACHE", str(tmp_path / "cache"))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    digest = hashlib.sha256(GOOD).hexdigest()
    path = tmp_path / "jars.txt"
    path.write_text(f"org.example:one:1.0 sha256:{digest}\norg.example.more:two:2.1 sha256:{digest}\n")
    return path


def here(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "cache" / "kafka").iterdir())


def test_jars_are_fetched_once_and_found_again(repository: Repository, listing: Path, tmp_path: Path) -> None:
    said: list[str] = []
    assert [path.name for path in jars.ready(said.append, listing)] == ["one-1.0.jar", "two-2.1.jar"]
    assert sorted(repository.asked) == [
        "/maven/org/example/more/two/2.1/two-2.1.jar",
        "/maven/org/example/one/1.0/one-1.0.jar",
    ]
    jars.ready(said.append, listing)
    assert len(repository.asked) == 2
    assert len(said) == 1
    assert here(tmp_path) == ["one-1.0.jar", "two-2.1.jar"]


def test_a_jar_that_is_not_the_expected_one_is_refused_and_not_kept(
    repository: Repository, listing: Path, tmp_path: Path
) -> None:
    repository.body = GOOD[:-1] + b"!"
    with pytest.raises(CliError, match="its SHA-256 differs"):
        jars.ready(print, listing)
    assert here(tmp_path) == []


def test_a_jar_that_was_changed_in_the_cache_is_fetched_again(
    repository: Repository, listing: Path, tmp_path: Path
) -> None:
    jars.ready(print, listing)
    (tmp_path / "cache" / "kafka" / "one-1.0.jar").write_bytes(b"changed")
    jars.ready(print, listing)
    assert (tmp_path / "cache" / "kafka" / "one-1.0.jar").read_bytes() == GOOD


def test_a_download_that_breaks_off_leaves_nothing_behind(
    repository: Repository, listing: Path, tmp_path: Path
) -> None:
    repository.length = len(GOOD) * 2
    with pytest.raises(CliError, match="0 of 2 files are here"):
        jars.ready(print, listing)
    assert here(tmp_path) == []


def test_without_a_network_one_line_says_what_would_do_instead(
    repository: Repository, listing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_MAVEN", "http://127.0.0.1:1/maven")
    with pytest.raises(CliError) as said:
        jars.ready(print, listing)
    assert "0 of 2 files are here" in str(said.value)
    assert "Docker" in str(said.value)
    assert "LC_KAFKA_BOOTSTRAP" in str(said.value)
    assert "\n" not in str(said.value)


def test_every_jar_of_the_real_list_has_a_hash() -> None:
    listed = jars.wanted()
    assert len(listed) == 46
    assert all(len(jar.sha256) == 64 for jar in listed)
    assert {jar.version for jar in listed if jar.group == "org.apache.kafka"} == {"4.3.1"}
