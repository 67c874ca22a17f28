"""Ports on the loopback address: free ones, and a clear word about a wanted one that is taken."""

import os
import socket

from deploy.local.trouble import Trouble

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
        return True


def is_listening(host: str, port: int, timeout: float = 1.0) -> bool:
    try:
        with socket.create_connection((host, port), timeout):
            return True
    except OSError:
        return False


def free(how_many: int) -> list[int]:
    """That many different free ports; all are held open until the last one is known."""
    listeners = [socket.socket() for _ in range(how_many)]
    try:
        for listener in listeners:
            listener.bind((HOST, 0))
        return [int(listener.getsockname()[1]) for listener in listeners]
    finally:
        for listener in listeners:
            listener.close()


def wanted(setting: str, before: int | None = None) -> int:
    """The port that `setting` asks for, else the one used before if it is still free, else any free one."""
    asked = os.environ.get(setting, "").strip()
    if not asked:
        return before if before and is_free(before) else free(1)[0]
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        raise Trouble(f"{setting}={asked} is not a port. Give a number from 1 to 65535, or leave it out.")
    if not is_free(int(asked)):
        raise Trouble(f"Port {asked} is already in use. Set {setting} to another port, or leave it out.")
    return int(asked)
