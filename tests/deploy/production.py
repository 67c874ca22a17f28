"""What deploy/compose.yaml gives its containers, with the folders of this machine."""

import re
import shutil
from pathlib import Path

from tests.authority import Authority
from tests.doors import STAFF

from .commands import lc

ROOT = Path(__file__).parents[2]
SAID = {  # what whoever starts it has to say
    "LC_LOCAL": "brimbank",
    "LC_PUBLIC_URL": "https://brimbank.example.org",
    "LC_KAFKA_BOOTSTRAP": "one:9093,two:9093,three:9093",
    "LC_TRUSTED_PROXIES": "10.213.77.1",
    "LC_SMTP_HOST": "mail.brimbank.example.org",
    "LC_SMTP_PORT": "587",
    "LC_MAIL_FROM": "hello@brimbank.example.org",
    "LC_SMS": "none",
    "LC_SMS_READ_BY": "",
}


def files(composed_by: str = "compose.yaml") -> dict[str, str]:
    """The files of secrets that the composed containers are given, by the names under which they find them."""
    composed = (ROOT / "deploy" / composed_by).read_text()
    return dict(re.findall(r"^  (\w+): \{ file: secrets/([\w.]+) \}$", composed, re.MULTILINE))


def with_a_certificate(tmp_path: Path, passphrase: str | None) -> dict[str, str]:
    """What compose.certificate.yaml adds to them, the certificate and its key made for the brokers."""
    composed = (ROOT / "deploy" / "compose.certificate.yaml").read_text()
    given = re.findall(r"^      - (\w+)$", composed, re.MULTILINE)
    folder, (certificate, key) = tmp_path / "secrets", Authority(tmp_path).knows(tmp_path / "made", passphrase)
    found = {"kafka_cert": certificate.read_bytes(), "kafka_key": key.read_bytes()}
    for name in given:
        (folder / files("compose.certificate.yaml")[name]).write_bytes(found.get(name, (passphrase or "").encode()))
    said = re.findall(r"^      (LC_\w+): /run/secrets/(\w+)$", composed, re.MULTILINE)
    return {setting: str(folder / name) for setting, name in said}


def settings(tmp_path: Path) -> dict[str, str]:
    """A Local's whole environment in production, fit to start."""
    folder = tmp_path / "secrets"
    lc("config", "secrets", str(folder), state=tmp_path)
    shutil.copy(STAFF, folder / "staff.json")
    for given in ("kafka_ca", "postgres_ca", "postgres_key"):  # by whoever runs the brokers, and by openssl
        (folder / given).write_bytes(Authority(tmp_path).file.read_bytes())
    composed = (ROOT / "deploy" / "compose.yaml").read_text()
    found = dict(re.findall(r'^    (LC_\w+): "?([^"\n]+?)"?$', composed.split("x-owner:")[0], re.MULTILINE))
    for name, value in found.items():
        if usual := re.fullmatch(r"\$\{\w+:-(.*)\}", value):
            found[name] = usual[1]
        if value.startswith("/run/secrets/"):
            found[name] = str(folder / files()[value.removeprefix("/run/secrets/")])
    written = (ROOT / "deploy" / "locals" / "brimbank.env").read_text()
    return dict(re.findall(r'^(LC_\w+)="?([^"\n]*)"?$', written, re.MULTILINE)) | found | SAID
