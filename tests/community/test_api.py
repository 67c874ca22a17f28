"""The read door for programs: public facts, strict about what is asked."""

import pytest

from tests.doors import Client, Doors

from .people import Village

PATH = "/community/api/activities"


@pytest.fixture
async def program(doors: Doors) -> Client:
    return await doors.client("integrator")


async def test_a_program_reads_public_facts_and_nobodys_name(village: Village, program: Client) -> None:
    group_id = await village.group()
    activity_id, who = await village.activity(group_id, cost="4"), await village.person()
    await village.step(who, activity_id, "place", expected_by_name="yes")
    answer = await program.get(PATH)
    assert answer.json() == {
        "items": [
            {
                "id": str(activity_id),
                "title": "Garden morning",
                "group": {"id": str(group_id), "title": "Sunshine Community Garden", "kind": "nature"},
                "weekday": 0,
                "starts_at": "10:30:00",
                "minutes": 90,
                "cost_cents": 400,
                "step_free": True,
                "quiet": None,
                "places_left": 1,
                "next_session_at": "2026-03-09T10:30:00+11:00",
                "next_day_off": "Labour Day",
                "checked_on": "2026-03-02",
            }
        ],
        "next": None,
    }
    for hidden in ("Maria", "Hampshire", "Dimitra", "Thuy", "6 to 10"):
        assert hidden not in answer.text


async def test_pages_follow_one_another_without_gap_or_repetition(village: Village, program: Client) -> None:
    group_id = await village.group()
    made = {str(await village.activity(group_id, title=f"Cards {number}")) for number in range(5)}
    seen, path = [], f"{PATH}?limit=2&free=yes"
    while path:
        page = (await program.get(path)).json()
        seen += [item["id"] for item in page["items"]]
        path = page["next"]
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize(
    "query",
    ["kind=fun", "weekday=7", "weekday=Monday", "free=no", "limit=0", "limit=101", "after=x", "colour=red", "quiet="],
)
async def test_a_question_that_does_not_fit_is_refused_as_a_problem(program: Client, query: str) -> None:
    answer = await program.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_a_program_that_is_not_known_is_told_so(doors: Doors) -> None:
    answer = await (await doors.client()).get(PATH)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_it_is_read_only(program: Client) -> None:
    answer = await program.post(PATH, json={})
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("application/problem+json")
