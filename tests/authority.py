"""A private authority, and the certificates that it signs: right ones, and those that have to be refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from deploy.local.ports import HOST


class Authority:
    """`file` is what a client is told to trust."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._ca = trustme.CA()
        self.file = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(self.file)

    def signs(self, path: Path, *names: str, days: int = 30) -> Path:
        """A server's key (PKCS#8) and certificate in one file, for these names or addresses, ours unless given.

        With a negative number of days it has expired. Whoever it is issued to is always called the same: a broker
        takes no other one while it runs.
        """
        leaf = self._ca.issue_cert(
            *(names or (HOST, "localhost")),
            common_name="server",
            organization_unit_name="servers",
            not_before=datetime.now(UTC) - timedelta(days=60),
            not_after=datetime.now(UTC) + timedelta(days=days),
        )
        key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.touch(mode=0o600)
        path.write_bytes(text + b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
        return path

    def knows(self, folder: Path, passphrase: str | None = None) -> tuple[Path, Path]:
        """A client's certificate and the key to it, in two files; a passphrase opens the key."""
        leaf = self._ca.issue_cert("client@local.example", common_name="client", organization_unit_name="clients")
        key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
        how = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        folder.mkdir(parents=True, exist_ok=True)
        certificate, kept = folder / "client.pem", folder / "client.key"
        certificate.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
        kept.touch(mode=0o600)
        kept.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
        return certificate, kept
