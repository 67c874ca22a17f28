"""A migration that may have been applied somewhere stays as it is."""

from pathlib import Path

from deploy.migrations import freeze, problems

from .commands import lc


def migration(root: Path, name: str, sql: str) -> None:
    folder = root / "services" / "journey" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(sql)


def frozen(root: Path) -> Path:
    migration(root, "0001_first.sql", "CREATE TABLE one (id int)")
    freeze(root, root / "list")
    return root / "list"


def test_every_migration_says_what_it_said_when_it_was_frozen() -> None:
    assert problems() == []


def test_a_changed_migration_says_that_a_new_one_is_needed(tmp_path: Path) -> None:
    held = frozen(tmp_path)
    migration(tmp_path, "0001_first.sql", "CREATE TABLE one (id bigint)")
    assert problems(tmp_path, held) == [
        "services/journey/migrations/0001_first.sql was changed after it was frozen:"
        " restore it and write a new migration instead."
    ]
    assert freeze(tmp_path, held) == []
    assert problems(tmp_path, held) != []


def test_a_new_migration_says_how_it_is_frozen_and_that_is_enough(tmp_path: Path) -> None:
    held = frozen(tmp_path)
    migration(tmp_path, "0002_second.sql", "CREATE TABLE two (id int)")
    assert problems(tmp_path, held) == [
        "services/journey/migrations/0002_second.sql is not frozen yet: run `lc migrate --freeze`."
    ]
    assert freeze(tmp_path, held) == ["services/journey/migrations/0002_second.sql"]
    assert problems(tmp_path, held) == []


def test_a_migration_that_is_gone_and_a_number_given_twice_are_named(tmp_path: Path) -> None:
    held = frozen(tmp_path)
    (tmp_path / "services/journey/migrations/0001_first.sql").unlink()
    migration(tmp_path, "0002_second.sql", "CREATE TABLE two (id int)")
    migration(tmp_path, "0002_other.sql", "CREATE TABLE other (id int)")
    freeze(tmp_path, held)
    assert problems(tmp_path, held) == [
        "services/journey/migrations/0001_first.sql is frozen and gone: restore it, databases know it.",
        "services/journey/migrations has 0002 twice: give the newer one the next number.",
    ]


def test_one_command_freezes_what_is_new(tmp_path: Path) -> None:
    said = lc("migrate", "--freeze", state=tmp_path)
    assert (said.returncode, said.stderr) == (0, "Every migration is frozen already.\n")
