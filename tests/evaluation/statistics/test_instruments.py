"""What the evaluator knows of an instrument is what its file says; what no file says is counted and not judged."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from services.evaluation.outcomes.site import sentences
from services.evaluation.outcomes.statistics.figures import Figures, Participant, analyse
from services.evaluation.outcomes.statistics.instruments import ScoreScale, known, known_in
from services.evaluation.outcomes.statistics.windows import Measurement
from shared.config.setting_files import Instruments
from tests.evaluation.evaluator import opened
from tests.evaluation.logs import Telling, log, measured, take, took_part
from tests.journey.measures.test_instruments import GARDEN

JUDGING = re.compile(r"\b(better|worse|improved|deteriorated|reliably|good|bad)\b")
UNKNOWN = "rose-1"


def changed(code: str, *changes: float, missing: float = 20) -> Figures:
    """Twelve weeks of people who began at 10, and of one who was not measured again."""
    rows = [
        Measurement(f"p{n}", code, day, None, 10 + by, n)
        for n, by in enumerate(changes)
        for day, by in ((0, 0), (84, by))
    ]
    rows.append(Measurement("gone", code, 0, None, missing))
    people = {row.participant: Participant("brimbank", "65+") for row in rows}
    return next(one for one in analyse(rows, people)["outcomes"] if one["occasion"] == "week_12")


def test_what_no_file_describes_has_no_direction_and_no_scale() -> None:
    assert known(UNKNOWN) == ScoreScale(UNKNOWN, UNKNOWN)
    assert (known(UNKNOWN).better, known(UNKNOWN).low, known(UNKNOWN).high) == (0, None, None)


def test_what_no_file_describes_is_counted_and_not_judged() -> None:
    one = changed(UNKNOWN, *[3.0] * 25)
    assert (one["n_paired"], one["change"]["mean"], one["by_site"][0]["change_mean"]) == (25, 3.0, 3.0)
    for share in ("improved", "same", "worse"):
        assert set(one[share].values()) == {None}, share
    assert [one["rci"][name] for name in ("threshold", "improved", "unchanged", "deteriorated")] == [None] * 4
    assert [row["improved_share"] for row in (*one["by_site"], *one["by_age_band"])] == [None, None]


def test_no_sentence_about_it_says_better_or_worse() -> None:
    one, instrument = changed(UNKNOWN, *[3.0] * 11, 2.0), known(UNKNOWN)
    said = sentences.headline(one, instrument)
    assert said.startswith("Among the 12 people measured at both times, the score rose by 2.9 points. We can be fairly")
    assert sentences.NOT_JUDGED in said
    assert "scale from" not in said
    assert sentences.those_missing(one, instrument) == "those missing began 10.0 higher"
    drawn = sentences.drawn_back(instrument, [{"began_at": at, "n": 10, "change_mean": at} for at in (1, 9)])
    assert not JUDGING.search(sentences.those_missing(one, instrument) + drawn)


def test_an_instrument_without_a_sum_is_not_judged_either() -> None:
    assert (known("ons4").name, known("ons4").better, known("ons4").low) == ("ONS4", 0, None)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ucla-3", ("UCLA 3-item", 3, 9, -1, 1, 0.72, "loneliness", "less lonely", "lonelier")),
        ("loneliness-direct", ("Direct question", 1, 5, -1, 1, None, "loneliness", "less lonely", "lonelier")),
        ("ucla-4", ("UCLA 4-item", 4, 16, -1, 1, None, "loneliness", "less lonely", "lonelier")),
        ("djg-6", ("De Jong Gierveld 6-item", 0, 6, -1, 1, None, "loneliness", "less lonely", "lonelier")),
        ("who-5", ("WHO-5", 0, 100, 1, 4, None, "wellbeing", "feeling better", "feeling worse")),
        ("k10", ("K10", 10, 50, -1, 1, None, "distress", "less distressed", "more distressed")),
        ("gas-t", ("Goal attainment", 10, 90, 1, None, None, "goal attainment", "further", "less far")),
        ("lsns-6", ("LSNS-6", 0, 30, 1, 1, None, "social ties", "more ties", "fewer ties")),
    ],
)
def test_what_is_known_of_those_that_ship_is_what_their_files_say(code: str, expected: tuple[Any, ...]) -> None:
    one = known(code)
    found = (one.name, one.low, one.high, one.better, one.step, one.reliability, one.about, one.good, one.bad)
    assert found == expected


def test_a_folder_of_further_ones_is_judged_as_its_files_say(tmp_path: Path) -> None:
    (tmp_path / "garden-2@1.json").write_text(json.dumps(GARDEN), encoding="utf-8")
    one = known_in(tmp_path)("garden-2")
    assert (one.name, one.low, one.high, one.better, one.step, one.good) == ("Garden index", 0, 12, 1, 2, "more")
    assert known("garden-2").better == 0


def told_of(code: str, pairs: int) -> list[Telling]:
    """So many people at both times, each two points up after twelve weeks."""
    told: list[Telling] = []
    for number in range(pairs):
        who = f"rose{chr(97 + number)}"
        told.append(took_part(who, 1))
        for place, (day, score) in enumerate(((0, 4), (84, 6))):
            fact, at = measured(2 * number + place, who, score, 2 + place, day)
            told.append((fact.model_copy(update={"instrument": code}), at))
    return told


async def page_of(outcomes_url: str, code: str, **settings: Any) -> str:
    async with opened(outcomes_url, **settings) as site:
        await take(site.here.db, log(told_of(code, 12)))
        return (await (await site.evaluator()).get(f"/?instrument={code}")).text


async def test_the_page_about_what_nobody_described_counts_and_does_not_judge(outcomes_url: str) -> None:
    page = await page_of(outcomes_url, UNKNOWN)
    main = page[page.index("<h1>") :]
    assert "<h1>Has anything changed?</h1>" in main
    assert "the score rose by 2.0 points." in main
    assert "12 of 12" in main
    assert not JUDGING.search(re.sub(r"<[^>]+>|" + re.escape(sentences.NOT_JUDGED), "", main).lower())


async def test_the_page_about_what_a_folder_describes_judges_as_its_file_says(
    outcomes_url: str, tmp_path: Path
) -> None:
    (tmp_path / "garden-2@1.json").write_text(json.dumps(GARDEN), encoding="utf-8")
    page = await page_of(outcomes_url, "garden-2", instruments=tmp_path)
    assert "the score rose by 2.0 points on a scale from 0 to 12." in page
    assert "100 %</b>more<br>" in page


def test_a_folder_that_holds_a_wrong_file_is_refused_when_the_settings_are_read(tmp_path: Path) -> None:
    from pydantic import TypeAdapter, ValidationError

    (tmp_path / "garden-3@1.json").write_text(json.dumps(GARDEN), encoding="utf-8")
    with pytest.raises(ValidationError, match=r"call it garden-2@1\.json"):
        TypeAdapter(Instruments).validate_python(tmp_path)
