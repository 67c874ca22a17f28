"""Two builds' stories, value by value."""

from benchmarks.story import differences, story

TOLD = {
    "seed": 7, "weeks": 8, "locals": {"brimbank": {"events": {"GoalSet": 3}, "urls": {"site": "http://127.0.0.1:8101"}}},
    "outcomes": {"overall": {"change_mean": -0.5}}, "published": {}, "truth": {}, "seconds": {"total": 20},
}  # fmt: skip
ELSEWHERE = {"brimbank": {"events": {"GoalSet": 3}, "urls": {"site": "http://127.0.0.1:9101"}}}
OTHER = {"brimbank": {"events": {"GoalSet": 2, "GoalReached": 1}, "urls": {}}}


def test_where_and_how_quickly_it_was_told_is_no_part_of_a_story() -> None:
    again = TOLD | {"locals": ELSEWHERE, "seconds": {"total": 90}}
    assert [*differences(story(TOLD), story(again))] == []


def test_every_event_and_figure_that_is_another_one_is_named() -> None:
    other = TOLD | {"locals": OTHER, "outcomes": {"overall": {"change_mean": -0.4}}}
    assert [*differences(story(TOLD), story(other))] == [
        "locals.brimbank.events.GoalReached: None before, 1 now",
        "locals.brimbank.events.GoalSet: 3 before, 2 now",
        "outcomes.overall.change_mean: -0.5 before, -0.4 now",
    ]
