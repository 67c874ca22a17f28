"""What servers, files and the program itself complain of, in words for whoever runs a command.

Kinds of trouble are known by their names, so that a command which asks no server loads nothing that talks to one.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local.trouble import CliError

OURS = ("shared.", "services.", "deploy.")
SAYS_ITSELF = {  # whose words are meant for a person
    *("CliError", "WrongSettings", "MigrationTrouble", "Refused", "Breaking", "ExampleMissing", "WrongDefinition"),
    *("WrongPlan", "InvalidFile", "InvalidMessage", "UndecodableText", "LogTrouble", "RebuildRunning"),
    *("WrongPlaces", "WrongWording"),
}
SAID_FOR = {  # what is raised for a program
    "Overtaken": "Somebody else has moved on meanwhile, a service at work or another command. Run it again.",
    "NothingChanged": "Somebody was quicker: what was to change is not there any more, or not as it was. Look again.",
    "EventTooLarge": "There is more to it than one event can hold, so nothing was changed. Shorten what is long in it.",
    "NotFound": "There is nothing by that name. Look whether the name and the Local are right.",
    "RecordsGone": "Records were deleted before they were heard. `lc recover` names them, and how to go on without.",
}
TRIES = "`lc config check --connect` tries each server, the evaluator's with --evaluator"
MIGRATE = "`lc migrate` brings it up"
AGAIN = "Run it again in a moment"
SERVERS = {"asyncpg": "PostgreSQL", "aiokafka": "Kafka", "cimpl": "Kafka", "aiosmtplib": "The mail server"}
SOME = "A server"
WRONG = {  # kind -> (what is wrong with the server, what to do)
    "asyncpg.exceptions.InvalidAuthorizationSpecificationError": ("refuses this role or its password", TRIES),
    "asyncpg.exceptions.InvalidCatalogNameError": (
        "has no database of that name",
        "`lc databases apply` makes it; on the stack of this machine `lc migrate` does",
    ),
    "asyncpg.exceptions.InsufficientPrivilegeError": ("does not let this role do that", MIGRATE),
    "asyncpg.exceptions.UndefinedTableError": ("answers, and is older than this program", MIGRATE),
    "asyncpg.exceptions.UndefinedColumnError": ("answers, and is older than this program", MIGRATE),
    "asyncpg.exceptions.UndefinedFunctionError": ("answers, and is older than this program", MIGRATE),
    "asyncpg.exceptions.InvalidSchemaNameError": ("answers, and is older than this program", MIGRATE),
    "asyncpg.exceptions.CannotConnectNowError": ("is starting or closing down just now", AGAIN),
    "asyncpg.exceptions.TooManyConnectionsError": ("has no connection left", AGAIN),
    "asyncpg.exceptions.DiskFullError": ("has no room left on its disk", "Make room there"),
    "asyncpg.exceptions._base.PostgresError": ("does not do what it was asked", "Its own log says why"),
    "asyncpg.exceptions._base.InterfaceMessage": ("broke off the conversation", AGAIN),
    "aiosmtplib.errors.SMTPAuthenticationError": ("refuses the user or the password", TRIES),
    "aiosmtplib.errors.SMTPConnectError": ("is not reached: nothing answers there", TRIES),
    "aiosmtplib.errors.SMTPException": ("speaks, but not as it should: does it offer STARTTLS on this port?", TRIES),
    "aiokafka.errors.KafkaError": ("is not reached, or refuses this user or its password", TRIES),
    "cimpl.KafkaException": ("takes us in, and does not say what we may do there", TRIES),
    "ssl.SSLCertVerificationError": ("shows a certificate that its authority's file does not vouch for", TRIES),
    "ssl.SSLError": ("does not speak TLS as it should", TRIES),
    "socket.gaierror": ("is not reached: no machine is known by its name", TRIES),
    "builtins.TimeoutError": ("does not answer in time", TRIES),
    "builtins.ConnectionRefusedError": ("is not reached: nothing answers there", TRIES),
    "builtins.ConnectionError": ("broke off the conversation", AGAIN),
    "builtins.OSError": ("is not reached: no such name, or no way there", TRIES),
}
FILES = {  # of an error with a file's name
    errno.ENOENT: "is not there. Look whether the path is right; folders are not made by themselves.",
    errno.EISDIR: "is a folder. Name a file in it.",
    errno.ENOTDIR: "is no folder, or below something that is none. Look whether the path is right.",
    errno.EEXIST: "is a file that is there already, and nothing is written over it. Name another.",
    errno.EACCES: "may not be read or written by you. Name another, or ask whoever owns it.",
    errno.EPERM: "may not be read or written by you. Name another, or ask whoever owns it.",
    errno.EROFS: "lies where nothing can be written. Name another place.",
    errno.ENAMETOOLONG: "is too long a name. Name a shorter one.",
}


def told(error: BaseException) -> str:
    """One line or several: what is wrong, and what to do. Nothing that stood in a record or a row, and no password."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if words := _of_ours(error) or _of_the_machine(error):
        return words
    if found := wrong_with_a_server(error):
        return f"{_server(error)} {found[0]}. {_sentence(found[1])}"
    return _fault(error)


def wrong_with_a_server(error: BaseException) -> tuple[str, str] | None:
    """What is wrong with the server that was asked, and what to do; None if it is something else.

    The first part is written to stand after the server's name.
    """
    for each in (error.__cause__ or error, error):
        for kind in type(each).__mro__:
            if found := WRONG.get(f"{kind.__module__}.{kind.__qualname__}"):
                return found
    return None


@contextmanager
def asking(database: str) -> Iterator[None]:
    """Turn trouble with PostgreSQL inside into a CliError that names the database.

    Used as `asking("The database of journey")`.
    """
    try:
        yield
    except Exception as error:
        is_known = _of_ours(error) or _of_the_machine(error) or _server(error) not in ("PostgreSQL", SOME)
        if is_known or not (found := wrong_with_a_server(error)):
            raise
        raise CliError(f"{database} {found[0]}. {_sentence(found[1])}") from None


def _sentence(advice: str) -> str:
    return f"{advice[0].upper()}{advice[1:]}."


def _of_ours(error: BaseException) -> str | None:
    for kind in type(error).__mro__:
        if kind.__module__.startswith(OURS):
            if kind.__name__ in SAYS_ITSELF and str(error):
                return str(error)
            if kind.__name__ in SAID_FOR:
                return SAID_FOR[kind.__name__]
    return None


def _of_the_machine(error: BaseException) -> str | None:
    if not isinstance(error, OSError):
        return None
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full, and what was to be written is not whole. Make room, then run it again."
    if error.filename is None:
        return None
    words = FILES.get(error.errno or 0, f"cannot be used: {error.strerror}.")
    return f"{os.fsdecode(error.filename)} {words}"


def _server(error: BaseException) -> str:
    return SERVERS.get(type(error).__module__.partition(".")[0], SOME)


def _fault(error: BaseException) -> str:
    """Nothing that was foreseen: what and where, without anything that it was given."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    return (
        f"This is a fault of the program, and none of yours: {type(error).__name__}{where}."
        " LC_TRACEBACK=1 shows all of it: give that to whoever keeps the program."
    )
