"""A client's own certificate, with which it proves who it is: looked at before anything is started."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, SecretStr

from . import texts

if TYPE_CHECKING:  # what reads certificates is loaded where there is one
    from cryptography import x509


class OwnCertificate(BaseModel):
    """The certificate (PEM, with those between it and the authority behind it), its key, and what opens the key."""

    model_config = ConfigDict(frozen=True)
    file: Path
    key_file: Path
    """The same file where both stand in one."""
    key_password: SecretStr | None = None

    @property
    def opens(self) -> str:
        """The passphrase. Never None: OpenSSL would ask whoever sits at the terminal for it."""
        return self.key_password.get_secret_value() if self.key_password else ""

    def problems(self, names: str) -> list[str]:
        """What is wrong with it, each beginning with a setting: `names` is LC_KAFKA_ of LC_KAFKA_CERT_FILE."""
        from cryptography import x509

        try:
            certificate = x509.load_pem_x509_certificate(self.file.read_bytes())
        except OSError as wrong:
            return [f"{names}CERT_FILE names a file that cannot be read: {wrong.strerror}"]
        except ValueError:
            return [f"{names}CERT_FILE {texts.without(self.file, 'a certificate (PEM: -----BEGIN CERTIFICATE-----)')}"]
        if certificate.not_valid_after_utc < datetime.now(UTC):
            return [f"{names}CERT_FILE names a certificate that expired on {certificate.not_valid_after_utc:%d %b %Y}"]
        return self._problems_of_the_key(names, certificate)

    def _problems_of_the_key(self, names: str, certificate: "x509.Certificate") -> list[str]:
        setting = f"{names}{'CERT' if self.key_file == self.file else 'KEY'}_FILE"
        try:
            key: Any = _key(self.key_file.read_bytes(), self.opens)
        except OSError as wrong:
            return [f"{setting} names a file that cannot be read: {wrong.strerror}"]
        except TypeError:
            return [f"{setting} holds a key that a passphrase opens: give it as {names}KEY_PASSWORD"]
        except ValueError:
            if self.key_password:
                return [f"{names}KEY_PASSWORD does not open a key in {setting}"]
            return [f"{setting} {texts.without(self.key_file, 'a key (PEM: -----BEGIN PRIVATE KEY-----)')}"]
        if key.public_key() != certificate.public_key():
            return [f"{setting} holds the key to another certificate than {names}CERT_FILE"]
        return []


def _key(text: bytes, password: str) -> Any:
    """A passphrase that a key does not need is no trouble: it is none to any client either."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"ENCRYPTED" in text and password:
        return load_pem_private_key(text, password.encode())
    return load_pem_private_key(text, None)
