"""The peers' own environments: each made once from its requirements, beside the product's and unknown to it."""

import hashlib
import subprocess
import sys

from .place import ROOT

FOLDER = ROOT / "var" / "benchmarks"
REQUIREMENTS = ROOT / "requirements" / "bench.txt"


class NoPeers(Exception):
    """They could not be installed; the words say why."""


def python(requirements: str = "bench") -> str:
    """The interpreter that has these peers; installs them if it is not so yet."""
    file = REQUIREMENTS.with_name(f"{requirements}.txt")
    folder = FOLDER / ("peers" if requirements == "bench" else f"peers-{requirements}")
    interpreter = folder / "bin" / "python"
    stamp, wanted = folder / ".requirements", hashlib.sha256(file.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        _uv(file.name, "venv", "-q", "--clear", "--python", sys.executable, str(folder))
        _uv(file.name, "pip", "install", "-q", "--python", str(interpreter), "--require-hashes", "-r", str(file))
        stamp.write_text(wanted)
    return str(interpreter)


def _uv(file: str, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "uv", *arguments], capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NoPeers(f"the peers of requirements/{file} could not be installed: {said}")
