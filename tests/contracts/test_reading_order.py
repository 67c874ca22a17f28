"""What is wrong with a form is listed in the order in which its page asks: for who listens, the only order there is."""

import re

import pytest

from shared.kernel.topics import SERVICES
from tests.doors import OpenDoors

from .addresses import service
from .asking import Pairs, Sheet, Visitor
from .stages import STAGES


@pytest.mark.parametrize("name", SERVICES)
async def test_the_errors_of_every_form_stand_in_the_order_of_its_page(name: str, open_doors: OpenDoors) -> None:
    doors = await open_doors(service(name), public_posts_per_minute=1_000_000)
    stage, problems, compared = await STAGES[name](doors), list[str](), 0
    visitors = {who: await Visitor.of(stage, who) for who in {door.who for door in stage.forms}}
    for door in stage.forms:
        sheet = Sheet(stage, door, visitors[door.who])
        wrong: Pairs = [
            (field, b"a\x00b") for field in door.model.model_fields if field not in ("command_id", "began_from")
        ]
        answer = await sheet.send([pair for pair in sheet.pairs() if pair[0] in ("csrf", "command_id")] + wrong)
        listed = re.findall(
            r'<li><a href="#([^"]+)">', answer.text.partition('class="summary"')[2].partition("</div>")[0]
        )
        places = [answer.text.find(f' id="{field}"') for field in listed]
        there = [place for place in places if place >= 0]
        compared += len(there) > 1
        if there != sorted(there):
            problems.append(f"{sheet.path}: {listed}")
    assert not problems, "\n".join(problems)
    assert compared or name in ("notifications", "evaluation")
