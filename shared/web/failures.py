"""What a page may end in other than the page that was asked for. `errors` makes an answer of each."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from starlette.exceptions import HTTPException

AWAY = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.InternalClientError,
        asyncpg.OperatorInterventionError, asyncpg.InsufficientResourcesError,
        asyncpg.IdleInTransactionSessionTimeoutError, ConnectionError, TimeoutError)  # fmt: skip


@dataclass(frozen=True)
class UnsentForm:
    """A form that could not be carried out: where it goes and what it holds, without its old token."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    tag: bytes = b""

    @property
    def written(self) -> list[tuple[str, str]]:
        """What somebody wrote in words of their own; the rest are choices, numbers and names of things."""
        return [(name, value) for name, value in self.pairs if " " in value.strip()]

    @property
    def carried(self) -> list[tuple[str, str]]:
        return [pair for pair in self.pairs if pair not in self.written]


class Wrong(HTTPException):
    """An answer other than the page asked for, with words of our own: `raise Wrong(409, "The last place is taken.")`"""

    def __init__(self, status: int, says: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, says, headers)
        self.says = says


class LoginNeeded(Exception):
    """Nobody is logged in. `kept` is the form that was typed, signed, to be sent after login."""

    def __init__(self, kept: str | None) -> None:
        super().__init__()
        self.kept = kept


class Foreign(Exception):
    """A form without the right token. `kept` if it surely came from this site and may be sent again."""

    def __init__(self, kept: UnsentForm | None) -> None:
        super().__init__()
        self.kept = kept


class TooMany(HTTPException):
    """429: `wait_s`, in seconds, tells when to try again."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(429, headers={"Retry-After": str(wait_s)})


class BodyTooLarge(HTTPException):
    """413: more was sent than this address takes."""

    def __init__(self) -> None:
        super().__init__(413)
