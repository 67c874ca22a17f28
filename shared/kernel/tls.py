"""Whom a sealed connection trusts: a private authority's file, looked at before anything is started."""

import ssl
import time
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator

from . import texts


def authority(path: Path) -> Path:
    """The same path, if it is a file with an authority's certificate (PEM) that is in force. Else ValueError says why.

    Of several certificates one in force is enough: so an authority is replaced, the old one beside the new one.
    """
    if path.is_dir():
        raise ValueError("names a folder; name the file in it that holds the authority's certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except FileNotFoundError:
        raise ValueError("names a file that is not there") from None
    except ssl.SSLError:
        raise ValueError(texts.without(path, "a certificate (PEM: -----BEGIN CERTIFICATE-----)")) from None
    except OSError as error:
        raise ValueError(f"names a file that cannot be read: {error.strerror}") from None
    found = context.get_ca_certs()
    if not found:
        raise ValueError("names a file with certificates, but none of an authority (CA:TRUE)")
    ends = [str(one["notAfter"]) for one in found]
    if all(ssl.cert_time_to_seconds(end) < time.time() for end in ends):
        raise ValueError(f"names a certificate that expired on {max(ends, key=ssl.cert_time_to_seconds)}")
    return path


AuthorityFile = Annotated[Path, AfterValidator(authority)]


def sealed(url: str, authority_file: Path | None) -> str:
    """A PostgreSQL address of which the server has to prove that it is who the address says.

    Raises ValueError if the address itself asks for less, or trusts somebody else.
    """
    if authority_file is None:
        return url
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    if asked.get("sslmode", "verify-full") != "verify-full":
        raise ValueError(f"says sslmode={asked['sslmode']}; with LC_POSTGRES_CA_FILE leave sslmode out")
    if asked.get("sslrootcert", str(authority_file)) != str(authority_file):
        raise ValueError("names another sslrootcert than LC_POSTGRES_CA_FILE; leave it out")
    query = urlencode(asked | {"sslmode": "verify-full", "sslrootcert": str(authority_file)}, quote_via=quote)
    return urlunsplit(parts._replace(query=query))


def weakness(url: str) -> str | None:
    """Why this PostgreSQL address is not good enough for production, or None: its server proves who it is."""
    asked = dict(parse_qsl(urlsplit(url).query))
    if (mode := asked.get("sslmode")) != "verify-full":
        said = f"says sslmode={mode}, which believes any server" if mode else "does not ask the server who it is"
        return f"{said}: give LC_POSTGRES_CA_FILE, the file of the authority that signed the server's certificate"
    try:
        authority(Path(asked.get("sslrootcert", "")))
    except ValueError as wrong:
        return f"has sslmode=verify-full, but its sslrootcert {wrong}"
    return None
