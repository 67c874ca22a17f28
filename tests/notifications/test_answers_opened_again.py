"""An answer that was marked as looked after by mistake waits again for whoever is to look, and holds what it held."""

from datetime import timedelta

from shared.events import AnswerOpenedAgain, MessageAnswered
from tests.doors import NOON, Doors

from .answers import replied
from .people import Somebody


async def test_an_answer_that_was_marked_by_mistake_is_opened_again_and_holds_messages_as_before(doors: Doors) -> None:
    await Somebody().ready(doors)
    at, thuy = await an_answer_looked_after(doors, "I fell, can somebody ring me?"), await doors.client("link_worker")
    for _ in range(2):
        assert (await thuy.submit(f"{at}/open-again", page="/notifications")).status_code == 303
    shown = (await thuy.get("/notifications")).text
    assert "Please look now" in shown
    assert "It was marked as looked after, and opened again" in shown
    assert "Answers looked after" not in shown
    assert await doors.tick() == 0
    assert [type(event) for event in await doors.told()].count(AnswerOpenedAgain) == 1
    async with doors.here.db.transaction() as tx:
        [kept] = await tx.fetch("SELECT seen_by, opened_by FROM seen_before")
    assert {*kept.values()} == {doors.person("link_worker").id}
    await thuy.submit(f"{at}/seen", page="/notifications")
    assert await doors.tick() == 1


async def test_only_whoever_walks_with_them_opens_their_answer_again(doors: Doors) -> None:
    await Somebody().ready(doors)
    at = await an_answer_looked_after(doors, "good, thanks")
    for client in (await doors.client("link_worker", 1), await doors.client("intake")):
        assert (await client.submit(f"{at}/open-again", page="/notifications")).status_code == 404
    assert AnswerOpenedAgain not in [type(event) for event in await doors.told()]


async def test_a_tab_that_stayed_open_opens_no_answer_again_after_two_weeks(doors: Doors) -> None:
    await Somebody().ready(doors)
    at, thuy = await an_answer_looked_after(doors, "good, thanks"), await doors.client("link_worker")
    doors.clock.move(NOON + timedelta(days=14, minutes=1))
    answer = await thuy.submit(f"{at}/open-again", page="/notifications")
    assert answer.status_code == 422
    assert "looked after more than two weeks ago" in answer.text
    assert AnswerOpenedAgain not in [type(event) for event in await doors.told()]


async def test_on_the_last_of_the_two_weeks_it_is_still_opened(doors: Doors) -> None:
    await Somebody().ready(doors)
    at, thuy = await an_answer_looked_after(doors, "good, thanks"), await doors.client("link_worker")
    doors.clock.move(NOON + timedelta(days=14))
    assert (await thuy.submit(f"{at}/open-again", page="/notifications")).status_code == 303


async def test_intake_opens_the_answer_of_somebody_with_whom_nobody_walks_again(doors: Doors) -> None:
    dimitra, intake = Somebody(), await doors.client("intake")
    await dimitra.ready(doors)
    await doors.hear(dimitra.closed())
    await replied(doors, {"from": "+61491570006", "text": "see you"})
    [told] = [event for event in await doors.told() if isinstance(event, MessageAnswered)]
    at = f"/notifications/answers/{told.reply_id}"
    for turn, waits in (("seen", False), ("open-again", True)):
        assert (await intake.submit(f"{at}/{turn}", page="/notifications")).status_code == 303
        assert (f"{at}/seen" in (await intake.get("/notifications")).text) is waits


async def test_what_came_from_a_number_nobody_has_is_gone_once_looked_at_and_not_opened_again(doors: Doors) -> None:
    await replied(doors, {"from": "+61491570157", "text": "who is this?"})
    intake = await doors.client("intake")
    path = (await intake.get("/notifications")).text.split('action="/notifications/answers/')[1].split("/seen")[0]
    at = f"/notifications/answers/{path}"
    assert (await intake.submit(f"{at}/seen", page="/notifications")).status_code == 303
    assert "who is this?" not in (await intake.get("/notifications")).text
    assert (await intake.submit(f"{at}/open-again", page="/notifications")).status_code == 404


async def an_answer_looked_after(doors: Doors, words: str) -> str:
    await replied(doors, {"from": "+61491570006", "text": words})
    [told] = [event for event in await doors.told() if isinstance(event, MessageAnswered)]
    at = f"/notifications/answers/{told.reply_id}"
    await (await doors.client("link_worker")).submit(f"{at}/seen", page="/notifications")
    return at
