"""Ports on the loopback address: free ones, and a clear word about a wanted one that is taken."""

import os
import random
import socket

from deploy.local.trouble import CliError

HOST = "127.0.0.1"
# Below the ports that the kernel gives to outgoing connections: a client that keeps calling a server that was killed
# would now and then be given the server's own port, be connected to itself, and keep the server from coming back.
RANGE = (20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen at this port of the loopback address."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True


def is_listening(host: str, port: int, timeout: float = 1.0) -> bool:
    """Whether something takes a TCP connection at host and port within `timeout` seconds."""
    try:
        with socket.create_connection((host, port), timeout):
            return True
    except OSError:
        return False


def free(how_many: int) -> list[int]:
    """That many different ports that nobody listens on."""
    found: list[int] = []
    while len(found) < how_many:
        port = random.SystemRandom().randrange(*RANGE)
        if port not in found and is_free(port):
            found.append(port)
    return found


def wanted(setting: str, before: int | None = None, other: int | None = None) -> int:
    """The port that `setting` asks for, else the one used before if it is still free, else any free one."""
    asked = os.environ.get(setting, "").strip()
    if not asked:
        return before if before and is_free(before) else next(port for port in free(2) if port != other)
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        raise CliError(f"{setting}={asked} is not a port. Give a number from 1 to 65535, or leave it out.")
    if int(asked) == other or not is_free(int(asked)):
        raise CliError(f"Port {asked} is already in use. Set {setting} to another port, or leave it out.")
    return int(asked)
