"""`lc person`: somebody is handed out, or erased, by whoever has the keys of the machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import pytest

from services.journey.app import service as journey
from services.referral.app import service as referral
from shared.events import ReferralAccepted
from tests.doors import NOON, Doors, opened
from tests.journey import people as dimi
from tests.referral.people import decide, somebody_asks
from tests.traces import traces

from .commands import Said, lc


@dataclass
class Desk:
    """An operator's terminal, in the environment of one Local's process, and the pages beside it."""

    referral: Doors
    journey: Doors
    settings: dict[str, str]
    state: Path

    async def lc(self, *words: str) -> Said:
        return await asyncio.to_thread(lc, "person", *words, state=self.state, **self.settings)

    async def somebody(self, *, declined: bool = True) -> tuple[UUID, str]:
        """Asks, and is declined. Returns the referral's and the participant's id."""
        referral_id = await somebody_asks(self.referral, name="Dimitra Papadopoulou")
        if declined:
            await decide(await self.referral.client("intake"), referral_id, "decline", reason="did_not_want_it")
        return referral_id, str(uuid5(referral_id, "participant"))


@pytest.fixture
async def desk(fresh_database: Callable, tmp_path: Path) -> AsyncIterator[Desk]:
    urls = {name: await fresh_database(name) for name in ("referral", "journey")}
    async with opened(referral, urls["referral"]) as one, opened(journey, urls["journey"]) as other:
        settings = {
            "LC_LOCAL": "brimbank",
            "LC_LOCAL_NAME": "Brimbank",
            "LC_PHONE": "03 9448 5522",
            "LC_SECRET": one.here.settings.secret.get_secret_value(),
            "LC_PSEUDONYM_KEY": one.here.settings.pseudonym_key.get_secret_value(),
            "LC_STAFF_FILE": str(one.here.settings.staff_file),
            "LC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
            "LC_CLOCK": "movable",
            "LC_CLOCK_STARTS": NOON.isoformat(),
        }
        for name, url in urls.items():
            settings |= {f"LC_{name.upper()}__DATABASE_URL": url, f"LC_{name.upper()}__KAFKA_PASSWORD": "none"}
        yield Desk(one, other, settings, tmp_path)


@pytest.mark.parametrize("command", ["erase", "export"])
def test_each_explains_itself_with_an_example(tmp_path: Path, command: str) -> None:
    said = lc("person", command, "--help", state=tmp_path)
    assert said.returncode == 0
    assert f"Example: lc person {command}" in " ".join(said.stdout.split())


async def test_whoever_was_entered_by_mistake_is_erased_and_stands_in_the_register(desk: Desk) -> None:
    referral_id, who = await desk.somebody()
    said = await desk.lc("erase", who, "--reason", "entered_by_mistake", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout) == {
        "participant_id": who, "reason": "entered_by_mistake", "erased": True,
    }  # fmt: skip
    async with desk.referral.here.db.transaction() as tx:
        assert await traces(tx, [who, str(referral_id), "Papadopoulou"]) == {}
    register = (await (await desk.referral.client("lead")).get("/referral/erased")).text
    assert "Dimitra Papadopoulou" in register
    assert "by an operator, by command" in register


async def test_a_rehearsal_says_that_it_may_be_done_and_does_nothing(desk: Desk) -> None:
    _, who = await desk.somebody()
    said = await desk.lc("erase", who, "--reason", "entered_by_mistake", "--dry-run")
    assert (said.returncode, said.stderr) == (0, "They may be erased. Nothing was changed.\n")
    assert await desk.referral.count("card") == 1


async def test_what_may_not_go_yet_is_refused_in_one_line_with_the_day(desk: Desk) -> None:
    _, who = await desk.somebody()
    for words in ((), ("--dry-run",)):
        said = await desk.lc("erase", who, "--reason", "kept_long_enough", *words)
        assert said.returncode == 1
        assert said.stderr == "The law asks us to keep this record for now. It may be erased from 2 March 2033.\n"
    assert await desk.referral.count("deletion") == 0


async def test_nobody_known_is_said_to_be_so_and_wrong_words_are_wrong_usage(desk: Desk) -> None:
    nobody = str(uuid4())
    for words in (("erase", nobody, "--reason", "entered_by_mistake"), ("export", nobody)):
        said = await desk.lc(*words)
        assert (said.returncode, said.stderr) == (1, f"brimbank keeps nothing about {nobody}.\n")
    for words in (("erase", nobody), ("erase", nobody, "--reason", "because"), ("export", "Dimitra")):
        assert (await desk.lc(*words)).returncode == 2


async def test_everything_that_any_service_keeps_about_somebody_is_one_file(desk: Desk) -> None:
    referral_id, who = await desk.somebody(declined=False)
    accepted = ReferralAccepted(
        participant_id=UUID(who), referral_id=referral_id, link_worker_id=dimi.THUY, occurred_at=NOON
    )
    await desk.journey.hear(accepted)
    await desk.journey.hear(dimi.card(participant_id=UUID(who)))
    await desk.journey.hear(dimi.OPENED)
    file = desk.state / "theirs.json"
    said = await desk.lc("export", who, "--to", str(file))
    assert said.returncode == 0, said.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    found = json.loads(file.read_text())
    assert (found["format"], found["version"], found["local"]) == ("local-connections-person", 1, "brimbank")
    services = found["services"]
    assert services["referral"]["card"][0]["name"] == "Dimitra Papadopoulou"
    assert services["referral"]["referral"][0]["received_at"] == "2026-03-02T01:00:00+00:00"
    assert [row["referral_id"] for row in services["journey"]["journey"]] == [str(referral_id)], "and nobody else's"
    assert services["journey"]["card"][0]["preferred_name"] == "Dimi"
    assert (await desk.lc("export", who, "--to", str(file))).returncode == 1, "a file that is there stays"
    assert json.loads((await desk.lc("export", who)).stdout)["services"] == services


async def test_handing_out_is_a_look_that_leaves_a_row(desk: Desk) -> None:
    _, who = await desk.somebody()
    await desk.lc("export", who)
    async with desk.referral.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT role, participant_id, what FROM audit ORDER BY position DESC LIMIT 1")
    assert tuple(row) == ("operator", UUID(who), "everything, by command")
    assert await desk.journey.count("audit") == 0, "where nothing was, nobody looked"


async def test_somebody_is_found_by_name_however_it_is_spelt(desk: Desk) -> None:
    await somebody_asks(desk.referral, name="Đặng Thị Hoa")
    found = await desk.lc("find", "hoa dang", "--json")
    assert [each["name"] for each in json.loads(found.stdout)] == ["Đặng Thị Hoa"]
    nobody = await desk.lc("find", "Bruno")
    assert nobody.returncode != 0
    assert "knows nobody" in nobody.stderr
