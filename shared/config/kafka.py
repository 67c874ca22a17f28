"""How each kind of Kafka client reaches the broker: said once, in the words of each library."""

import ssl
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from shared.kernel.own_certificate import OwnCertificate
from shared.kernel.tls import AuthorityFile

MECHANISM = "SCRAM-SHA-512"


class KafkaAccess(BaseModel):
    """How one service reaches the broker: as itself, with only its own rights."""

    model_config = ConfigDict(frozen=True)
    bootstrap: str
    user: str
    password: SecretStr
    tls: bool = False
    ca_file: AuthorityFile | None = None
    """Whom to trust when `tls`; without it, whom this machine trusts."""
    certificate: OwnCertificate | None = None
    """Ours, where the brokers ask for one before they ask who we are."""

    @property
    def protocol(self) -> str:
        return "SASL_SSL" if self.tls else "SASL_PLAINTEXT"

    def context(self) -> ssl.SSLContext | None:
        """A new one each time, so that a client that begins again reads the files again."""
        if not self.tls:
            return None
        from aiokafka.helpers import create_ssl_context  # brings all of aiokafka, which a command may not need

        made: ssl.SSLContext = create_ssl_context(cafile=self.ca_file)
        if own := self.certificate:
            made.load_cert_chain(own.file, own.key_file, own.opens)
        return made

    def client(self) -> dict[str, Any]:
        """Keyword arguments of an aiokafka client."""
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": self.protocol,
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password.get_secret_value(),
            "ssl_context": self.context(),
        }

    def librdkafka(self) -> dict[str, str | int | float | bool]:
        """Settings of a librdkafka client. It brings an OpenSSL of its own, and has to be told whom Python trusts."""
        found: dict[str, str | int | float | bool] = {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": self.protocol,
            "sasl.mechanism": MECHANISM,
            "sasl.username": self.user,
            "sasl.password": self.password.get_secret_value(),
            "log_level": 0,  # what matters comes as an error
        }
        if self.tls:
            ours = ssl.get_default_verify_paths()
            found["ssl.ca.location"] = str(self.ca_file or ours.cafile or ours.capath or "probe")
        if self.tls and (own := self.certificate):
            found |= {"ssl.certificate.location": str(own.file), "ssl.key.location": str(own.key_file)}
            found |= {"ssl.key.password": own.opens} if own.key_password else {}
        return found
