"""A plain CSV: every figure from it, or a refusal that names the line and the column and repeats nothing."""

import json
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from deploy.cli.outcomes import app
from services.evaluation.outcomes.statistics.plain_file import COLUMNS, InvalidFile, analyse_file, read
from shared.events.referral import AgeBand
from tests.journey.measures.test_instruments import GARDEN

HEADER = ",".join(COLUMNS)
RIGHT = {
    "participant": "p1", "site": "A", "consented_on": "2026-01-05", "measured_on": "2026-01-06", "occasion": "",
    "instrument": "ucla-3", "score": "8", "missing_reason": "", "age_band": "65+", "gender": "",
    "sessions_attended": "", "contacts": "",
}  # fmt: skip


def line(**changes: str) -> str:
    return ",".join((RIGHT | changes).values())


def file(*lines: str, header: str = HEADER, end: str = "\n") -> bytes:
    return end.join((header, *lines, "")).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidFile) as why:
        read(content)
    return str(why.value)


def pairs(*scores: tuple[int | None, int | None]) -> list[str]:
    rows = []
    for number, (before, after) in enumerate(scores, 1):
        who = f"p{number}"
        if before is not None:
            rows.append(line(participant=who, score=str(before)))
        if after is not None:
            rows.append(line(participant=who, score=str(after), measured_on="2026-03-30"))
    return rows


def test_the_worked_example_comes_out_of_a_file() -> None:
    found = analyse_file(file(*pairs((8, 6), (7, 7), (9, 7), (6, 6), (7, 8), (5, 4), (9, None), (8, None))))
    assert found["rows"] == {"read": 14, "counted": 14, "no_score": 0, "no_window": 0, "superseded": 0}
    assert [each["occasion"] for each in found["outcomes"]] == ["week_8", "week_12", "week_26", "week_52", "closure"]
    week_12 = found["outcomes"][1]
    assert (week_12["n_paired"], week_12["n_consented"]) == (6, 8)
    assert week_12["change"] == pytest.approx(
        {"mean": -0.6666667, "sd": 1.2110601, "ci_low": -1.9375963, "ci_high": 0.6042630}, abs=1e-6
    )
    assert week_12["missingness"]["ci_low"] == pytest.approx(-3.6171359, abs=1e-6)


def test_a_header_alone_is_a_file_with_nothing_in_it() -> None:
    assert analyse_file(file()) == {
        "rows": {"read": 0, "counted": 0, "no_score": 0, "no_window": 0, "superseded": 0}, "outcomes": [],
    }  # fmt: skip


@pytest.mark.parametrize("band", [*get_args(AgeBand), ""])
def test_every_age_band_that_locals_release_is_read(band: str) -> None:
    assert read(file(line(age_band=band))).people["p1"].age_band == (band or None)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + file(line()),
        file(line(), end="\r\n"),
        file("", line(), ""),
        file(line() + ",more", header=HEADER + ",remarks"),
        file(",".join(f'"{value}"' for value in RIGHT.values())),
        file(line(score="+8.0")),
    ],
    ids=["a byte-order mark", "CRLF", "blank lines", "an unknown column", "quotes", "a plain decimal"],
)
def test_these_are_read_as_they_are_meant(content: bytes) -> None:
    (one,) = read(content).measurements
    assert (one.participant, one.day, one.score) == ("p1", 1, 8)


def test_columns_may_stand_in_any_order() -> None:
    turned = ",".join(reversed(RIGHT.values()))
    assert read(file(turned, header=",".join(reversed(COLUMNS)))).measurements == read(file(line())).measurements


def test_labels_are_texts_and_nothing_is_trimmed() -> None:
    rows = [line(participant=label) for label in ("NA", "null", "001", "1", " 1")]
    assert len(read(file(*rows)).people) == 5


def test_a_break_within_quotes_belongs_to_the_field_and_lines_are_counted_on() -> None:
    content = file('"two\nlines",' + line().split(",", 1)[1], line(score="10"))
    assert refusal(content) == "line 4, column score: a whole number from 3 to 9, or empty"


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("participant", [""]),
        ("site", [""]),
        (
            "consented_on",
            ["", "2026-02-30", "2026-1-5", "5/1/2026", "2026-01-05T10:00", "２０２６-01-05", "0000-01-01"],
        ),
        ("measured_on", ["", "20260105", " 2026-01-06"]),
        ("occasion", ["week_4", "Baseline", " "]),
        ("instrument", ["", "ucla-20", "UCLA-3"]),
        ("score", ["2", "10", "7.5", "1e1", "8_0", "nan", "inf", "eight", " 8", "٨", "8.", ".8", "9" * 400]),
        ("age_band", ["65", "26–64", "not stated"]),
        ("sessions_attended", ["-1", "1.5", "two", "+3"]),
        ("contacts", ["-1", "1.0"]),
    ],
)
def test_a_wrong_value_is_named_by_its_line_and_column_and_not_repeated(column: str, wrong: list[str]) -> None:
    for value in wrong:
        said = refusal(
            file(line(), line(participant="p2") if column != "participant" else line(), line(**{column: value}))
        )
        assert said.startswith(f"line 4, column {column}: ")
        assert len(value) < 3 or value not in said


@pytest.mark.parametrize(
    ("instrument", "score", "fits"),
    [
        ("who-5", "52", True), ("who-5", "50", False), ("gas-t", "50.1", True), ("gas-t", "9.9", False),
        ("k10", "50", True), ("djg-6", "0", True), ("djg-6", "7", False), ("loneliness-direct", "0", False),
        ("ucla-4", "16.0", True),
    ],
)  # fmt: skip
def test_each_instrument_has_its_own_scores(instrument: str, score: str, fits: bool) -> None:
    content = file(line(instrument=instrument, score=score))
    if fits:
        assert read(content).measurements[0].score == float(score)
    else:
        assert "column score" in refusal(content)


@pytest.mark.parametrize("both", [{"score": "8", "missing_reason": "lost"}, {"score": "", "missing_reason": ""}])
def test_a_reason_is_given_exactly_when_there_is_no_score(both: dict[str, str]) -> None:
    assert refusal(file(line(**both))).startswith("line 2, column missing_reason: ")


@pytest.mark.parametrize(
    ("column", "other"), [("site", "B"), ("consented_on", "2026-01-04"), ("age_band", ""), ("gender", "woman")]
)
def test_one_participant_has_one_of_each(column: str, other: str) -> None:
    assert refusal(file(line(), line(**{column: other}))).startswith(f"line 3, column {column}: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column participant: this column is missing"),
        (file(header=HEADER.replace(",contacts", "")), "line 1, column contacts: this column is missing"),
        (file(header=HEADER + ",site"), "line 1, column site: this column stands twice"),
        (file(line() + ",x"), "line 2: 12 fields are needed"),
        (file(line(), line()[:-1]), "line 3: 12 fields are needed"),
        (file(line(), line(gender='"odd" quotes')), "line 3: the quotes or line ends"),
        (file(line()).replace(b"p1", b"p\r1"), "line 2: the quotes or line ends"),
        (file(line()) + b"\xff", "line 3: the file has to be in UTF-8"),
    ],
)
def test_a_file_of_another_shape_is_refused(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def test_the_command_writes_every_figure_unrounded(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(file(*pairs((8, 6), (7, 7), (9, 7))))
    asked = ["analyse", str(tmp_path / "in.csv"), "--json", str(tmp_path / "out.json")]
    assert CliRunner().invoke(app, asked).exit_code == 0
    written = json.loads((tmp_path / "out.json").read_text())
    assert written["outcomes"][1]["change"]["mean"] == -4 / 3


def test_the_command_refuses_with_two_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(file(line(participant="Dimitra", score="12")))
    asked = ["analyse", str(tmp_path / "in.csv"), "--json", str(tmp_path / "out.json")]
    answer = CliRunner().invoke(app, asked)
    assert answer.exit_code == 2
    assert answer.stderr.strip() == "line 2, column score: a whole number from 3 to 9, or empty"
    assert not (tmp_path / "out.json").exists()


def test_an_instrument_of_a_folder_is_read_and_judged_as_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "garden-2@1.json").write_text(json.dumps(GARDEN), encoding="utf-8")
    rows = [line(instrument="garden-2", score="4"), line(instrument="garden-2", score="12", measured_on="2026-03-30")]
    assert "column instrument: one of djg-6, gas-t, k10," in refusal(file(*rows))
    found = analyse_file(file(*rows), tmp_path)
    assert [one["improved"]["n"] for one in found["outcomes"] if one["occasion"] == "week_12"] == [1]
