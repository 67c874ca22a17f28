"""The peers' own environment: made once from requirements/bench.txt, beside the product's and unknown to it."""

import hashlib
import subprocess
import sys

from .place import ROOT

FOLDER = ROOT / "var" / "benchmarks" / "peers"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = ROOT / "requirements" / "bench.txt"


class NoPeers(Exception):
    """They could not be installed; the words say why."""


def python() -> str:
    """The interpreter that has the peers; installs them if it is not so yet."""
    stamp, wanted = FOLDER / ".requirements", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        _uv("venv", "-q", "--clear", "--python", sys.executable, str(FOLDER))
        _uv("pip", "install", "-q", "--python", str(PYTHON), "--require-hashes", "-r", str(REQUIREMENTS))
        stamp.write_text(wanted)
    return str(PYTHON)


def _uv(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "uv", *arguments], capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NoPeers(f"the peers of requirements/bench.txt could not be installed: {said}")
