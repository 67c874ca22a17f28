"""A wrong set of settings is refused as a whole, with every problem named and no value echoed."""

from pathlib import Path

import pytest

from services.evaluation.outcomes.settings import EvaluatorSettings
from services.settings import LocalSettings, load
from shared.config.settings import ServiceSettings, WrongSettings
from shared.kernel import topics
from shared.kernel.tls import weakness
from tests.authority import Authority
from tests.doors import STAFF

GOOD = {
    "LC_LOCAL": "brimbank",
    "LC_LOCAL_NAME": "Brimbank",
    "LC_PHONE": "03 9448 5522",
    "LC_SECRET": "s" * 32,
    "LC_PSEUDONYM_KEY": "p" * 32,
    "LC_STAFF_FILE": str(STAFF),
    "LC_KAFKA_BOOTSTRAP": "127.0.0.1:9092",
    "LC_JOURNEY__DATABASE_URL": "postgresql://nobody@127.0.0.1/none",
    "LC_JOURNEY__KAFKA_PASSWORD": "secret",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_a_right_set_is_read_and_each_service_is_its_own_kafka_user() -> None:
    settings = load(LocalSettings)
    assert settings.kafka("journey").user == "brimbank.journey"
    assert [person.name for person in settings.staff][:1] == ["Ines Marković"]


def test_every_problem_is_in_one_list_and_no_value_is_echoed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_SECRET", "short-secret")
    monkeypatch.setenv("LC_PORT", "70000")
    monkeypatch.setenv("LC_CLOCK", "sundial")
    monkeypatch.delenv("LC_PHONE")
    with pytest.raises(WrongSettings) as wrong:
        load(LocalSettings)
    told = str(wrong.value)
    assert {line.split()[0] for line in told.splitlines()} == {"LC_SECRET", "LC_PORT", "LC_CLOCK", "LC_PHONE"}
    assert "short-secret" not in told


def test_production_refuses_everything_a_development_machine_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ENVIRONMENT", "production")
    monkeypatch.setenv("LC_SECRET", "demo-only-" + "s" * 32)
    monkeypatch.setenv("LC_CLOCK", "movable")
    with pytest.raises(WrongSettings) as wrong:
        load(LocalSettings)
    named = ("LC_LOGIN", "LC_SECRET", "LC_KAFKA_TLS", "LC_KAFKA_BOOTSTRAP", "LC_PUBLIC_URL", "LC_CLOCK")
    for name in (*named, "LC_JOURNEY__DATABASE_URL does not ask the server who it is"):
        assert name in str(wrong.value)


def test_a_private_authority_counts_for_every_line_of_every_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("LC_KAFKA_TLS", "true")
    for name in ("LC_KAFKA_CA_FILE", "LC_POSTGRES_CA_FILE"):
        monkeypatch.setenv(name, str(authority.file))
    settings = load(LocalSettings)
    assert settings.kafka("journey").ca_file == authority.file
    assert weakness(settings.access("journey").database_url.get_secret_value()) is None
    assert not [problem for problem in settings.unfit_for_production() if "DATABASE_URL" in problem]


@pytest.mark.parametrize("name", ["LC_KAFKA_CA_FILE", "LC_POSTGRES_CA_FILE"])
def test_an_authority_that_cannot_be_used_is_named_with_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, str(tmp_path))
    with pytest.raises(WrongSettings, match=f"{name} names a folder"):
        load(LocalSettings)


def test_an_authority_for_lines_that_are_not_sealed_is_a_mistake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LC_KAFKA_CA_FILE", str(Authority(tmp_path).file))
    with pytest.raises(WrongSettings, match="LC_KAFKA_CA_FILE is given, but LC_KAFKA_TLS is not true"):
        load(LocalSettings)


def test_a_secret_may_be_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name, value in {"LC_SECRET": "f" * 32, "LC_JOURNEY__KAFKA_PASSWORD": "from-a-file"}.items():
        monkeypatch.delenv(name)
        (tmp_path / name).write_text(value + "\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    settings = load(LocalSettings)
    assert settings.secret.get_secret_value() == "f" * 32
    assert settings.access("journey").kafka_password.get_secret_value() == "from-a-file"


def test_a_local_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_LOCAL", "atlantis")
    with pytest.raises(WrongSettings, match="LC_LOCAL must be one of"):
        load(LocalSettings)


def test_a_service_without_its_own_database_says_which_settings_are_missing() -> None:
    with pytest.raises(WrongSettings, match="LC_PRACTICE__DATABASE_URL"):
        load(LocalSettings).access("practice")


def test_the_evaluator_may_read_six_clusters_as_six_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    monkeypatch.setenv("LC_KAFKA_PASSWORD", "one")
    monkeypatch.setenv("LC_SOURCES", '[{"local": "latrobe", "bootstrap": "kafka.latrobe:9092", "password": "two"}]')
    settings = load(EvaluatorSettings)
    access = settings.kafka(settings.sources[0])
    assert (access.bootstrap, access.user, access.password.get_secret_value()) == (
        "kafka.latrobe:9092",
        "evaluator",
        "two",
    )


def test_each_service_brings_settings_of_its_own_and_the_common_ground_knows_none_of_them() -> None:
    known = set(ServiceSettings.model_fields)
    own = [set(kind.model_fields) - known for kind in LocalSettings.__bases__]
    assert len(own) == len(topics.SERVICES)
    assert [sorted({*topics.SERVICES} & fields) for fields in own] == [
        [kind.__module__.split(".")[1]] for kind in LocalSettings.__bases__
    ]
    assert sum(map(len, own)) == len(set().union(*own)) == len(set(LocalSettings.model_fields) - known)
    assert not known & {*topics.SERVICES, "most_goals", "smtp_host", "sms"}


def test_a_setting_that_is_a_file_itself_is_not_taken_for_a_secret_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LC_SMS_FILE", str(tmp_path / "not there yet"))
    (tmp_path / "number").write_text("03 9000 0000", encoding="utf-8")
    monkeypatch.delenv("LC_PHONE")
    monkeypatch.setenv("LC_PHONE_FILE", str(tmp_path / "number"))
    settings = load(LocalSettings)
    assert (settings.sms, settings.sms_file, settings.phone) == ("file", tmp_path / "not there yet", "03 9000 0000")


def test_the_staff_file_names_only_roles_that_there_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "staff.json"
    monkeypatch.setenv("LC_STAFF_FILE", str(file))
    person = '{"brimbank": [{"id": "0b000000-0000-4000-8000-000000000001", "name": "Ines", "role": "%s"}]}'
    file.write_text(person % "treasurer", encoding="utf-8")
    with pytest.raises(WrongSettings, match="LC_STAFF_FILE holds what is no list of people: brimbank 0 role"):
        load(LocalSettings)
    file.write_text(person % "clinician", encoding="utf-8")
    settings = load(LocalSettings)
    assert [one.role for one in settings.staff] == ["clinician"]
    file.write_text(person % "treasurer", encoding="utf-8")
    assert [one.role for one in settings.staff] == ["clinician"], "a file that cannot be read counts as it was"
