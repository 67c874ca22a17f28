"""The peers live beside the product: pinned, and knowing nothing of it."""

import ast
from pathlib import Path

import benchmarks
from benchmarks import peering

PEERS = Path(benchmarks.__file__).parent / "peers"
ALLOWED = {"benchmarks.run", "benchmarks.worker"}
OURS = ("benchmarks", "shared", "services", "deploy")


def test_every_package_of_the_peers_is_pinned_by_hash_and_names_no_registry() -> None:
    text = peering.REQUIREMENTS.read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert pins
    assert all(line.endswith("\\") for line in pins)
    assert "://" not in text


def test_the_product_installs_no_peer() -> None:
    wanted = {line.split("[")[0] for line in (peering.REQUIREMENTS.with_name("bench.in")).read_text().splitlines()}
    for name in ("base.in", "dev.in"):
        own = {line.split("[")[0] for line in peering.REQUIREMENTS.with_name(name).read_text().splitlines()}
        assert not own & {"eventsourcing", "faust-streaming", "procrastinate", "psycopg", "quixstreams"} & wanted


def test_a_peer_uses_nothing_of_ours_but_the_stopwatch() -> None:
    for path in sorted(PEERS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert all(name in ALLOWED for name in names if name.split(".")[0] in OURS), f"{path.name}: {names}"
