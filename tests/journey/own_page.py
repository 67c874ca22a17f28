"""How somebody comes to their own page in these tests: by the link of their last message, and the year."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

from shared.events import CheckInDue
from shared.web import links
from tests.doors import Client, Doors

from .people import DIMI


async def link_of(doors: Doors, participant_id: UUID = DIMI) -> str:
    """The address of the link in the last message to that person."""
    told = [event for event in await doors.told() if isinstance(event, CheckInDue)]
    due = [event for event in told if event.participant_id == participant_id][-1]
    until = doors.here.now() + timedelta(days=7)
    return f"/me/{links.sign(doors.here.settings.secret, 'me', due.check_in_id, until, due.link_version)}"


async def who_said_the_year(doors: Doors, at: str, year: int = 1951) -> Client:
    client = await doors.client()
    answer = await client.submit(f"{at}/mine", page=f"{at}/mine", year_of_birth=year)
    assert answer.status_code == 303
    return client


async def words_of(client: Client, path: str) -> str:
    """What stands on the page, without its markup."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.status_code
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
