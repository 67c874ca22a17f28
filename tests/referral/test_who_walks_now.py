"""The front door's pages name who walks with somebody now, and say when their journey has ended."""

import csv
import io
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4, uuid5

import pytest

from services.referral import store
from services.referral.app import service
from shared.events import Event, JourneyClosed, JourneyHandedOver, JourneyOpened, JourneyReopened
from tests.doors import NOON, Doors, OpenDoors
from tests.referral.people import decide, somebody_asks

DAY = timedelta(days=1)


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


class Story:
    """Anna, given to Thuy; and what journey tells of them after that."""

    def __init__(self, doors: Doors, referral_id: UUID) -> None:
        self.doors, self.referral_id = doors, referral_id
        self.thuy, self.malia = (doors.person("link_worker", nth).id for nth in (0, 1))
        self.ids = {"participant_id": uuid5(referral_id, "participant"), "journey_id": uuid5(referral_id, "journey")}

    def opened(self, day: int = 0, episode: int = 1, worker: UUID | None = None) -> JourneyOpened:
        ids = self.ids if episode == 1 else self.ids | {"journey_id": uuid5(self.referral_id, f"{episode}")}
        return JourneyOpened(
            **ids, referral_id=self.referral_id, link_worker_id=worker or self.thuy, episode=episode,
            occurred_at=NOON + day * DAY,
        )  # fmt: skip

    def handed_over(self, day: int) -> JourneyHandedOver:
        return JourneyHandedOver(
            **self.ids, handover_id=uuid4(), link_worker_id=self.malia, earlier_link_worker_id=self.thuy,
            occurred_at=NOON + day * DAY,
        )  # fmt: skip

    def closed(self, day: int) -> JourneyClosed:
        return JourneyClosed(**self.ids, reason="moved_away", planned=True, occurred_at=NOON + day * DAY)

    def reopened(self, day: int) -> JourneyReopened:
        return JourneyReopened(**self.ids, reopening_id=uuid4(), reason="other", occurred_at=NOON + day * DAY)

    async def pages(self) -> dict[str, str]:
        intake = await self.doors.client("intake")
        paths = {"given": "/referral?show=given", "people": "/referral/people", "one": f"/referral/{self.referral_id}"}
        return {name: (await intake.get(path)).text for name, path in paths.items()}

    async def row(self) -> dict[str, str]:
        """The last line of the download, by its columns."""
        text = (await (await self.doors.client("intake")).get("/referral/referrals.csv")).text.removeprefix("\ufeff")
        return list(csv.DictReader(io.StringIO(text)))[-1]

    async def walk(self) -> tuple[object, ...]:
        async with self.doors.here.db.snapshot() as tx:
            found = await store.walk(tx, self.referral_id)
        assert found
        return found.link_worker_id, found.since, found.ended_at


@pytest.fixture
async def given(doors: Doors) -> Story:
    referral_id = await somebody_asks(doors)
    story = Story(doors, referral_id)
    intake = await doors.client("intake")
    assert (await decide(intake, referral_id, "accept", link_worker_id=str(story.thuy))).status_code == 303
    return story


async def says(story: Story, words: str) -> None:
    for name, page in (await story.pages()).items():
        assert words.replace("_", "\N{NO-BREAK SPACE}") in page, name


async def test_before_the_journey_has_opened_it_is_whom_they_were_given_to(given: Story) -> None:
    await says(given, "Thuy Nguyễn has walked with them since Monday 2_March")


async def test_after_a_handover_every_page_names_who_walks_with_them_now(given: Story) -> None:
    for event in (given.opened(), given.handed_over(9)):
        await given.doors.hear(event)
    given.doors.clock.move(NOON + 10 * DAY)
    await says(given, "has walked with them since Wednesday 11_March")
    for page in (await given.pages()).values():
        assert "Malia" in page
        assert "Thuy Nguyễn has walked" not in page
    assert (await given.row())["link_worker_id"] == str(given.malia)


async def test_after_an_ending_no_page_says_that_somebody_walks_with_them(given: Story) -> None:
    for event in (given.opened(), given.closed(9)):
        await given.doors.hear(event)
    given.doors.clock.move(NOON + 10 * DAY)
    await says(given, "Their journey with Thuy Nguyễn ended on Wednesday 11_March")
    for page in (await given.pages()).values():
        assert "has walked with them" not in page
        assert "With a link worker</span>" not in page
    assert (await given.row())["ended_at"].startswith("2026-03-11")


async def test_who_goes_on_or_sets_out_anew_is_walked_with_again(given: Story) -> None:
    for event in (given.opened(), given.closed(3), given.reopened(5)):
        await given.doors.hear(event)
    given.doors.clock.move(NOON + 30 * DAY)
    await says(given, "Thuy Nguyễn has walked with them since Monday 2_March")
    for event in (given.closed(7), given.opened(20, 2, given.malia)):
        await given.doors.hear(event)
    await says(given, "has walked with them since Sunday 22_March")
    assert (await given.walk())[0] == given.malia


async def test_however_late_it_is_heard_the_newest_counts(given: Story) -> None:
    await given.doors.hear(given.opened())
    story: list[Event] = [given.closed(3), given.reopened(5), given.handed_over(6)]
    for order in permutations(enumerate(story, 2)):
        for lies_at, event in (*order, *order):
            await given.doors.hear(event, lies_at=lies_at)
        assert await given.walk() == (given.malia, NOON + 6 * DAY, None)


async def test_whoever_may_be_the_same_person_is_shown_with_who_walks_with_them_now(given: Story) -> None:
    for event in (given.opened(), given.handed_over(4)):
        await given.doors.hear(event)
    again = await somebody_asks(given.doors)
    page = (await (await given.doors.client("intake")).get(f"/referral/{again}")).text
    assert "Malia" in page.split('<th scope="row">Now</th>')[1].split("</tr>")[0]
