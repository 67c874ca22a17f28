"""A transfer file that went to the wrong person: what it brought counts for each apart, and for the right one."""

from itertools import permutations

from services.evaluation.app import service
from tests.doors import Doors, OpenDoors

from .people import ANN, BO, Story
from .test_taken_back import brought_answers, brought_goal, file_back, hear_all


async def with_us(open_doors: OpenDoors) -> tuple[Doors, Story, Story]:
    release, ann, bo = await open_doors(service), Story(ANN), Story(BO)
    for one in (ann, bo):
        await hear_all(release, one.opened(), one.agreed("service"), one.agreed())
    return release, ann, bo


async def out(release: Doors) -> list[tuple[str, str]]:
    """Under which pseudonym which goal or answer is out."""
    async with release.here.db.snapshot() as tx:
        rows = await tx.fetch(
            "SELECT pseudonym, step AS what FROM released_step WHERE step = 'goal_set'"
            " UNION ALL SELECT pseudonym, 'measure' FROM released_measure ORDER BY 1, 2"
        )
    return [(row["pseudonym"], row["what"]) for row in rows]


async def test_a_file_that_went_to_two_wrong_people_is_taken_back_from_both(open_doors: OpenDoors) -> None:
    release, ann, bo = await with_us(open_doors)
    for one in (ann, bo):
        await hear_all(release, brought_goal(one, 1, 10), brought_answers(one, 10))
        assert len(await out(release)) == 2
        await release.hear(file_back(one))
        assert await out(release) == []


async def test_what_went_to_the_wrong_person_first_counts_for_the_right_one_in_any_order(
    open_doors: OpenDoors,
) -> None:
    release, ann, bo = await with_us(open_doors)
    await hear_all(release, brought_goal(bo, 1, 10), brought_answers(bo, 10))
    right = await out(release)
    assert len(right) == 2
    for order in permutations(range(5)):
        release, ann, bo = await with_us(open_doors)
        told = [
            brought_goal(ann, 1, 10), brought_answers(ann, 10), file_back(ann),
            brought_goal(bo, 1, 10), brought_answers(bo, 10),
        ]  # fmt: skip
        await hear_all(release, *(told[which] for which in order))
        assert await out(release) == right, order
