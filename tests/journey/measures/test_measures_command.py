"""`lc measures`: what a person and a script get, and what they are told when it is wrong."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from deploy.cli.in_words import told as told_of
from deploy.cli.measures import app
from tests.journey.measures.test_instruments import GARDEN


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def lc(*arguments, **environment):
    """The command as the program runs it: what is refused is one line and status 1."""
    done = CliRunner().invoke(app, arguments, env=environment)
    if done.exception and not isinstance(done.exception, SystemExit):
        return Done(1, done.stdout, told_of(done.exception) + "\n")
    return Done(done.exit_code, done.stdout, done.stderr)


def score(code, answers, *more, **environment):
    return lc("score", code, "--answers", answers, "--json", *more, **environment)


@pytest.mark.parametrize(
    ("code", "answers", "said"),
    [
        ("ucla-3", "[2,3,1]", {"score": 6, "band": "lonely", "subscales": {}, "missing_reason": None}),
        ("ucla-3", "[2,3,null]", {"score": None, "band": None, "subscales": {}, "missing_reason": "skipped"}),
        ("djg-6", '{"E1":"yes","E2":"no","E3":"no","S1":"no","S2":"yes","S3":"yes"}',
         {"score": 2, "band": "moderately lonely", "subscales": {"emotional": 1, "social": 1}, "missing_reason": None}),
        ("gas-t", '[{"level": 1, "weight": 1}]', {"score": 60.0, "band": None, "missing_reason": None}),
        ("k10", "[1,1,1,1,1,1,1,1,2,null]", {"score": 11, "band": "low distress", "missing_reason": None}),
        ("ons4", "[7,8,6,3]",
         {"score": None, "subscales": {"satisfied": 7, "worthwhile": 8, "happy": 6, "anxious": 3}}),
    ],
)  # fmt: skip
def test_a_script_reads_score_band_parts_and_why_one_is_missing(code, answers, said):
    done = score(code, answers)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert {name: found[name] for name in said} == said


@pytest.mark.parametrize(
    ("code", "answers", "told"),
    [
        ("ucla-3", "[2,4,1]", "Item 2: choose one of 1, 2, 3."), ("ucla-3", "[2,2.0,1]", "Item 2"),
        ("ucla-3", '["2",2,1]', "Item 1"), ("ucla-3", "[2,2,true]", "Item 3"), ("ucla-3", "[1,NaN,1]", "Item 2"),
        ("djg-6", '{"E1":"perhaps"}', "Item E1: choose one of yes, more_or_less, no."),
        ("djg-6", '{"E9":"yes"}', "djg-6 has no item E9."), ("djg-6", '{"E1":"yes","E1":"no"}', "Item E1 stands there"),
        ("gas-t", '[{"level": 3, "weight": 1}]', "Goal 1"), ("ucla-3", "3", "as a list"),
        ("ucla-3", "[1,1]", "Item 3 has no answer"), ("phq", "[1]", "There is no instrument phq."),
        ("ucla-3@2", "[1,1,1]", "There is no instrument ucla-3@2."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_one_line_that_names_it(code, answers, told):
    done = score(code, answers)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_program_itself_answers_and_refuses():
    def run(answers):
        command = [sys.executable, "-m", "deploy.cli", "measures", "score", "ucla-3", "--json", "--answers", answers]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert json.loads(run("[3,3,3]").stdout)["score"] == 9
    refused = run("[3,3,4]")
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", "Item 3: choose one of 1, 2, 3.\n")
    assert run("[3,3").returncode == 2


@pytest.mark.parametrize("answers", ["", "[1,2", "yes", "[" * 100_000])
def test_what_is_no_json_is_wrong_usage(answers):
    done = score("ucla-3", answers)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_person_reads_what_is_here_and_what_it_asks():
    listed, shown = lc("list"), lc("show", "djg-6")
    assert (listed.returncode, shown.returncode) == (0, 0)
    assert "needs permission" in listed.stdout
    assert "I miss having people around me" in shown.stdout
    assert "0 to 1" in shown.stdout
    assert "Manual of the Loneliness Scale" in shown.stdout
    assert "(needs permission)" in lc("show", "lsns-6").stdout
    assert "6, lonely" in lc("score", "ucla-3", "--answers", "[2,2,2]").stdout
    assert "Example" in lc("score", "--help").stdout


def test_a_script_reads_the_list_and_a_whole_definition():
    found = {one["code"]: one for one in json.loads(lc("list", "--json").stdout)}
    assert (found["who-5"]["low"], found["who-5"]["high"], found["who-5"]["better"]) == (0, 100, "higher")
    assert (found["lsns-6"]["asked"], found["lsns-6"]["permission"]) == (False, "permission_required")
    whole = json.loads(lc("show", "ucla-3", "--version", "1", "--json").stdout)
    assert [item["text"] for item in whole["items"]][2] == "How often do you feel isolated from others?"


def test_a_file_in_a_folder_is_listed_shown_and_scored_and_a_wrong_one_says_why(tmp_path):
    (tmp_path / "garden-2@1.json").write_text(json.dumps(GARDEN), encoding="utf-8")
    assert "garden-2" in lc("list", "--folder", str(tmp_path)).stdout
    assert "How often do you miss it?" in lc("show", "garden-2", LC_INSTRUMENTS=str(tmp_path)).stdout
    assert json.loads(score("garden-2@1", "[3,0]", LC_INSTRUMENTS=str(tmp_path)).stdout)["score"] == 12
    (tmp_path / "garden-2@2.json").write_text(json.dumps(GARDEN | {"version": "2", "licence": ""}), encoding="utf-8")
    refused = lc("list", "--folder", str(tmp_path))
    assert refused.returncode == 1
    assert "garden-2@2.json: licence" in refused.stderr
