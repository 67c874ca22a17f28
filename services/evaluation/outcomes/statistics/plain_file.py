"""A plain CSV of measurements, read strictly: either every row is understood, or the file is refused as a whole.

The file of `lc outcomes analyse`; its columns are those of COLUMNS, in any order. A refusal names the line (the header
is line 1) and the column, and never repeats what stood there.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from shared.events.referral import AgeBand
from shared.kernel import texts

from .figures import Figures, Participant, analyse
from .instruments import ScoreScale, known_in, with_a_score
from .windows import FOLLOW_UPS, Measurement

COLUMNS = (
    "participant", "site", "consented_on", "measured_on", "occasion", "instrument", "score", "missing_reason",
    "age_band", "gender", "sessions_attended", "contacts",
)  # fmt: skip
OF_THE_PERSON = ("site", "consented_on", "age_band", "gender")
OCCASIONS = ("", "baseline", *FOLLOW_UPS)
REASONS = ("", "skipped", "declined", "not_asked", "lost")
AGE_BANDS = ("", *get_args(AgeBand))
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
COUNT = re.compile(r"[0-9]{1,15}")


class InvalidFile(Exception):
    """Raised for a file that is not as it should be: `line N, column C: what would be right`."""

    def __init__(self, line: int, column: str, right: str) -> None:
        super().__init__(f"line {line}, column {column}: {right}" if column else f"line {line}: {right}")


@dataclass
class FileContents:
    """The file's measurements in their order, and whose they are."""

    measurements: list[Measurement] = field(default_factory=list)
    people: dict[str, Participant] = field(default_factory=dict)


def analyse_file(content: bytes, folder: Path | None = None) -> Figures:
    """Every figure of a CSV of measurements, unrounded. Raises InvalidFile if anything in it is wrong.

    `folder`: of data files of instruments beside those that ship.
    """
    found = read(content, folder)
    return analyse(found.measurements, found.people, known_in(folder))


def read(content: bytes, folder: Path | None = None) -> FileContents:
    """Read a CSV of measurements and whose they are. Raises InvalidFile with the line and column."""
    records = _records(_text(content))
    header_line, header = next(records, (1, []))
    places = _places(header_line, header)
    found, told = FileContents(), dict[str, tuple[str, ...]]()
    for line, cells in records:
        if len(cells) != len(header):
            raise InvalidFile(line, "", f"{len(header)} fields are needed, as in the header; there are {len(cells)}")
        row = {name: cells[place] for name, place in places.items()}
        found.measurements.append(_measurement(line, row, len(found.measurements), folder))
        _same_person(line, row, told)
        found.people[row["participant"]] = Participant(row["site"], row["age_band"] or None)
    return found


def _text(content: bytes) -> str:
    try:
        return texts.decoded(content)
    except UnicodeDecodeError as error:
        raise InvalidFile(
            content[: error.start].count(b"\n") + 1, "", "the file has to be in UTF-8 (in Excel: Save as, CSV UTF-8)"
        ) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on. Lines end with LF or CRLF; blank ones are passed over."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise InvalidFile(line, "", "the quotes or line ends are not those of a CSV file") from None
        if cells:
            yield line, cells


def _places(line: int, header: list[str]) -> dict[str, int]:
    for name in COLUMNS:
        if header.count(name) != 1:
            raise InvalidFile(
                line, name, "this column is missing" if name not in header else "this column stands twice"
            )
    return {name: header.index(name) for name in COLUMNS}


def _same_person(line: int, row: Mapping[str, str], told: dict[str, tuple[str, ...]]) -> None:
    now_told = tuple(row[column] for column in OF_THE_PERSON)
    before = told.setdefault(row["participant"], now_told)
    for column, then, now in zip(OF_THE_PERSON, before, now_told, strict=True):
        if then != now:
            raise InvalidFile(line, column, "the same participant has another one on an earlier line")


def _measurement(line: int, row: Mapping[str, str], place: int, folder: Path | None) -> Measurement:
    def of(column: str, reading: Callable[[str], Any], right: str) -> Any:
        try:
            return reading(row[column])
        except ValueError:
            raise InvalidFile(line, column, right) from None

    participant = of("participant", _some_text, "it has to be there")
    of("site", _some_text, "it has to be there")
    consented_on = of("consented_on", _day, "a real day as YYYY-MM-DD")
    measured_on = of("measured_on", _day, "a real day as YYYY-MM-DD")
    occasion = of("occasion", _one_of(OCCASIONS), f"one of {', '.join(OCCASIONS[1:])}, or empty")
    codes = with_a_score(folder)
    instrument = known_in(folder)(of("instrument", _one_of(codes), f"one of {', '.join(codes)}"))
    score = of("score", lambda typed: _score(typed, instrument), _allowed(instrument))
    reason = of("missing_reason", _one_of(REASONS), f"one of {', '.join(REASONS[1:])}, or empty")
    if (score is None) != bool(reason):
        raise InvalidFile(line, "missing_reason", "it is given exactly when the score is empty")
    of("age_band", _one_of(AGE_BANDS), f"one of {', '.join(AGE_BANDS[1:])}, or empty")
    sessions = of("sessions_attended", _count, "a whole number from 0, or empty")
    of("contacts", _count, "a whole number from 0, or empty")
    day = (measured_on - consented_on).days
    return Measurement(participant, instrument.code, day, occasion or None, score, place, sessions)


def _some_text(typed: str) -> str:
    if not typed:
        raise ValueError
    return typed


def _one_of(allowed: Any) -> Callable[[str], str]:
    def reading(typed: str) -> str:
        if typed not in allowed:
            raise ValueError
        return typed

    return reading


def _day(typed: str) -> date:
    if not DAY.fullmatch(typed):
        raise ValueError
    return date.fromisoformat(typed)


def _count(typed: str) -> int | None:
    if typed and not COUNT.fullmatch(typed):
        raise ValueError
    return int(typed) if typed else None


def _score(typed: str, instrument: ScoreScale) -> float | None:
    if not typed:
        return None
    if not NUMBER.fullmatch(typed):
        raise ValueError
    value, low, high = float(typed), instrument.low, instrument.high
    if low is None or high is None or not low <= value <= high or (instrument.step and value % instrument.step):
        raise ValueError
    return value


def _allowed(instrument: ScoreScale) -> str:
    step = instrument.step
    kind = {None: "a number", 1: "a whole number"}.get(step, f"a multiple of {step}")
    return f"{kind} from {instrument.low} to {instrument.high}, or empty"
