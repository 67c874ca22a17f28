"""`lc people`: anybody tries the rules of recognising people on their own data."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .commands import Said, lc

CON = {"name": "Con Papadopoulos", "born": "1951-04-03", "phone": "0412 345 678"}
KOSTAS = {"name": "Παπαδόπουλος Κωνσταντίνος", "born": "1951-04-03", "phone": "+61 412 345 678"}
JOAN = {"name": "Joan Oakden", "born": "1970", "phone": None}


def asked(monkeypatch: pytest.MonkeyPatch, lines: list[Any], *words: str, state: Path) -> Said:
    said = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said)))
    return lc("people", *words, state=state)


def test_a_pair_a_line_is_answered_with_bits_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = asked(monkeypatch, [{"a": CON, "b": KOSTAS}, {"a": CON, "b": JOAN}], "alike", state=tmp_path)
    assert said.returncode == 0
    same, other = (json.loads(line) for line in said.stdout.splitlines())
    assert same > 25 > 0 > other


def test_reasons_are_told_in_words_with_their_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(asked(monkeypatch, [{"a": CON, "b": KOSTAS}], "alike", "--json", state=tmp_path).stdout)
    assert (told["shown"], told["very_likely"]) == (True, True)
    assert {"The same date of birth", "The same phone number"} <= {each["words"] for each in told["reasons"]}
    assert told["bits"] == pytest.approx(sum(each["bits"] for each in told["reasons"]), abs=0.1)


def test_what_cannot_be_read_is_answered_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = [
        {"a": CON, "b": {"name": 7}},
        {"a": CON},
        {"a": CON, "b": {"name": "Con", "born": "3rd of never"}},
        b"{",
        json.dumps({"a": CON, "b": {"name": "Zoë"}}, ensure_ascii=False).encode("latin-1"),
        b"[" * 100_000,
        {"a": CON, "b": KOSTAS},
    ]
    said = asked(monkeypatch, wrong, "alike", state=tmp_path)
    assert said.returncode == 1
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    assert [answer["error"].split(":")[0] for answer in answers[:-1]] == [
        "b.name", "b", "b.born", "this line is not JSON", "this line is not UTF-8", "this line is not JSON",
    ]  # fmt: skip
    assert answers[-1] > 25


def test_a_population_is_searched_and_the_likeliest_stands_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    population = tmp_path / "population.jsonl"
    people = [JOAN | {"id": "j"}, CON | {"id": 7}, {"id": "x", "name": "Con Papadopoulos", "born": "1984-11-30"}]
    population.write_text("".join(f"{json.dumps(each)}\n" for each in people), encoding="utf-8")
    said = asked(monkeypatch, [KOSTAS, JOAN, {"name": "Nobody We Know"}], "find", str(population), state=tmp_path)
    first, second, third = (json.loads(line) for line in said.stdout.splitlines())
    assert (first[0][0], second[0][0], third) == (7, "j", [])
    every = asked(monkeypatch, [KOSTAS], "find", str(population), "--at", "-99", state=tmp_path)
    assert [key for key, _ in json.loads(every.stdout)][:2] == [7, "x"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"name": "Ann"}', "line 1: id"),
        ('{"id": 1, "name": "Ann"}\n{"id": 1, "name": "Bob"}', "line 2: id: 1 was there before"),
        ("nonsense", "line 1: this line is not JSON"),
        ("7", "line 1: this line is not a JSON object"),
        ('{"id": 1, "name": "Ann"}\n{"id": 2, "name": "Zoë"}', "line 2: this line is not UTF-8"),
    ],
)
def test_a_population_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, says: str
) -> None:
    population = tmp_path / "population.jsonl"
    population.write_text(line, encoding="latin-1")
    said = asked(monkeypatch, [CON], "find", str(population), state=tmp_path)
    assert said.returncode == 1
    assert says in said.stderr
