"""Files as Windows writes them: read, or refused in words that say what would be right."""

from pathlib import Path

import pytest

from deploy.local import given
from deploy.local.trouble import CliError
from services.evaluation.outcomes.statistics import plain_file
from services.journey.measures import instruments
from services.settings import LocalSettings
from shared.config import calendars, fit
from shared.config.secret_files import FilesToo, UnreadableSecret
from shared.kernel import staff, texts, tls
from shared.rules import safety_script
from shared.web import uploads

OFF = '{"2026-11-02": "Zoë\'s day"}\r\n'
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be")
ZOE = """{"brimbank": [\r\n{"id": "00000000-0000-4000-8000-000000000001", "name": "Zoë Nguyễn", "role": "lead"}]}\r\n"""


def written(folder: Path, text: str, encoding: str) -> Path:
    mark = "\ufeff" if encoding == "utf-16-be" else ""  # as Notepad writes it
    (folder / "file").write_bytes((mark + text).encode(encoding))
    return folder / "file"


@pytest.mark.parametrize("encoding", UNICODE)
def test_a_text_is_read_however_windows_has_written_unicode(tmp_path: Path, encoding: str) -> None:
    assert texts.text_of(written(tmp_path, "Zoë\r\nNguyễn\r\n", encoding)) == "Zoë\nNguyễn\n"


@pytest.mark.parametrize("encoding", UNICODE)
def test_a_staff_file_is_read_however_windows_has_written_unicode(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path, ZOE, encoding)
    assert [person.name for person in staff.read(file, "brimbank")] == ["Zoë Nguyễn"]
    assert fit.people(file, "brimbank", (), some=True) == []


def test_a_staff_file_in_another_encoding_says_how_to_save_it_and_one_that_is_not_json_where(tmp_path: Path) -> None:
    (told,) = fit.people(written(tmp_path, ZOE.replace("ễ", "e"), "cp1252"), "brimbank", (), some=True)
    assert told.startswith("LC_STAFF_FILE names a file that cannot be read: it is not in UTF-8; save it again")
    (told,) = fit.people(written(tmp_path, ZOE.replace("[", "", 1), "utf-8"), "brimbank", (), some=True)
    assert told == "LC_STAFF_FILE is not JSON: look at line 2, character 85"


@pytest.mark.parametrize(("text", "words"), [("[]", "the whole of it"), ("[" * 100_000, "its brackets never end")])
def test_a_staff_file_that_is_something_else_is_told(tmp_path: Path, text: str, words: str) -> None:
    (told,) = fit.people(written(tmp_path, text, "utf-8"), "brimbank", (), some=True)
    assert told.startswith("LC_STAFF_FILE ")
    assert words in told


@pytest.mark.parametrize("encoding", UNICODE)
def test_a_secret_has_no_mark_of_its_encoding_in_it(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_JOURNEY__KAFKA_PASSWORD_FILE", str(written(tmp_path, "a-good-secret\r\n", encoding)))
    assert FilesToo(LocalSettings)()["journey"] == {"kafka_password": "a-good-secret"}
    assert given.secret("LC_JOURNEY__KAFKA_PASSWORD") == "a-good-secret"


def test_a_secret_that_cannot_be_read_names_its_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_POSTGRES_URL_FILE", str(written(tmp_path, "pässword", "cp1252")))
    assert FilesToo(LocalSettings)()["postgres_url"] == UnreadableSecret(texts.NOT_UTF8)
    with pytest.raises(CliError, match="LC_POSTGRES_URL_FILE names a file that cannot be read: it is not in UTF-8"):
        given.secret("LC_POSTGRES_URL")


@pytest.mark.parametrize("encoding", UNICODE)
def test_what_a_local_writes_of_its_own_is_read(tmp_path: Path, encoding: str) -> None:
    script = '{"version": "1", "title": "Café", "steps": ["Stay"], "numbers": [{"name": "Zoë", "number": "000"}]}'
    numbers = safety_script.read(written(tmp_path, script, encoding)).numbers
    assert [each.name for each in numbers] == ["Zoë"]
    plan = instruments.DEFAULT_PLAN.read_text(encoding="utf-8")
    assert instruments.plan_in(written(tmp_path, plan, encoding)) == instruments.plan_in(instruments.DEFAULT_PLAN)
    off = calendars._calendar("Australia/Melbourne", written(tmp_path, OFF, encoding)).days_off
    assert list(off.own.values()) == ["Zoë's day"]


@pytest.mark.parametrize("encoding", UNICODE)
def test_a_table_of_measurements_and_a_file_that_came_along_are_read(tmp_path: Path, encoding: str) -> None:
    data = written(tmp_path, ",".join(plain_file.COLUMNS) + "\r\n", encoding).read_bytes()
    assert plain_file.read(data).measurements == []
    assert uploads._text(data) == (",".join(plain_file.COLUMNS) + "\n", None)


def test_a_certificate_in_utf_16_says_how_to_save_it(tmp_path: Path) -> None:
    file = written(tmp_path, "-----BEGIN CERTIFICATE-----\r\n", "utf-16")
    with pytest.raises(ValueError, match="names a file in UTF-16; save it again in UTF-8"):
        tls.authority(file)
