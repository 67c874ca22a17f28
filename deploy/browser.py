"""A Chromium for the browser tests: one on the machine, else Debian's package, else Playwright's own installer.

`python -m deploy.browser` gets one if there is none, and prints where it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FONTS = "fonts-noto-core"  # so that every name can be read in screenshots


def find() -> Path | None:
    """The Chromium that is here: `LC_CHROMIUM`, else one on the path, else the one Playwright installed."""
    given = os.environ.get("LC_CHROMIUM")
    if given:
        return Path(given) if os.access(given, os.X_OK) else None
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    return _of_playwright()


def executable() -> Path:
    """The Chromium that the browser tests drive. Raises RuntimeError if there is none."""
    found = find()
    if found is None:
        raise RuntimeError("No Chromium here. `make test` gets one; or set LC_CHROMIUM to the program.")
    return found


def _of_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def get() -> Path | None:
    """Find a Chromium, or install one; None if neither can be done."""
    return find() or _from_debian() or _from_playwright()


def _from_debian() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _say("Installing Chromium from Debian's packages")
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    _run(["apt-get", "update", "-qq"], quiet)
    packages = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    if not _run([*packages, FONTS], quiet):
        _run(packages, quiet)
    return find()


def _from_playwright() -> Path | None:
    _say("Installing Chromium with Playwright's installer")
    _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))
    return find()


def _run(command: list[str], environment: dict[str, str]) -> bool:
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL).returncode == 0


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> int:
    """Print where a Chromium is, installing one if need be. Exit status 1 if there is none."""
    found = get()
    if found is None:
        _say("No Chromium could be had. Install one (apt-get install chromium) or set LC_CHROMIUM to it.")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
