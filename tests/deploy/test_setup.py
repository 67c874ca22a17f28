"""What a newcomer's first command says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OLD = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.version = "3.9.2 (an old one)"
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def test_a_python_that_is_too_old_is_told_so_in_one_line() -> None:
    said = subprocess.run(
        [sys.executable, "-c", OLD, str(ROOT / "deploy" / "setup.py")], capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stderr == "Python 3.11 or newer is needed; this is 3.9.2. Say: make PYTHON=python3.11\n"


def test_every_package_is_pinned_by_hash() -> None:
    for name in ("base", "dev", "java", "uv"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        pins = [line for line in lines if "==" in line and not line.startswith((" ", "#"))]
        assert pins
        assert all(line.endswith("\\") for line in pins)
