"""What you hold about me has words for every code that is kept, without blame, and the day it was here."""

from datetime import timedelta
from typing import get_args
from uuid import uuid4, uuid5

import pytest

from services.journey.check_ins.rules import check_ins
from services.journey.consents.rules import consents
from services.journey.core.rules import rhythm
from services.journey.groups.rules import companions, last_mile
from services.journey.lifecycle.rules import course, endings
from services.journey.measures.rules import measures
from services.journey.moments.rules import debriefs, moments
from services.journey.my_page.rules import held, held_words
from services.journey.my_page.store.held import PARTS
from services.journey.practice_sessions import rules as skills
from shared.events import supporters
from shared.events.community import PlaceGivenUp
from shared.events.referral import ContactBy
from tests.journey.own_page import link_of, who_said_the_year, words_of
from tests.journey.people import AT, LISTED, NOON, PLACE, PLANNED


async def test_a_reason_for_giving_up_a_place_is_said_without_blame(asked, own_at, herself):
    for event in (LISTED, PLANNED, PLACE):
        await asked.hear(event)
    await asked.hear(
        PlaceGivenUp(**PLACE.model_dump(exclude={"expected_by_name", "occurred_at"}), reason="too_far",
                     occurred_at=NOON + timedelta(days=1))
    )  # fmt: skip
    page = await words_of(herself, f"{own_at}/mine/held")
    assert (
        "You gave up the place at Wednesday planting (Sunshine Community Garden): it was too far, or hard to get there."
        in page
    )


async def test_a_day_is_the_day_it_was_here_and_not_in_utc(asked, thuy):
    late = NOON.replace(hour=22)  # Tuesday morning in Melbourne
    asked.clock.move(late + timedelta(days=7))
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="visit")
    asked.clock.move(late + timedelta(weeks=2))
    await asked.tick()
    at = await link_of(asked)
    text = (await (await who_said_the_year(asked, at)).get(f"{at}/mine/held.txt")).text
    assert "Tuesday 10\N{NO-BREAK SPACE}March: We met." in text


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (get_args(endings.ClosingReason), held_words.ENDED),
        (get_args(course.ReopeningReason), held_words.WENT_ON),
        (get_args(course.FollowUpOutcome), held_words.ASKED_LATER),
        (get_args(check_ins.MissedBecause), held_words.MISSED),
        (get_args(check_ins.Mode), held_words.HELD),
        (get_args(rhythm.Why), held_words.PAUSED),
        (get_args(debriefs.WouldGoAgain), held_words.AGAIN),
        (set(get_args(skills.StayedAway)) - {"skipped"}, held_words.STAYED_AWAY),
        (get_args(moments.Kind), held_words.MOMENTS),
        (get_args(measures.Mode), held_words.MODES),
        (get_args(consents.Method), held_words.METHODS),
        (get_args(ContactBy), held_words.WAYS_TO_REACH),
        (set(get_args(supporters.MayKnow)) - {"not_safe"}, held_words.MAY_KNOW),
        (set(get_args(last_mile.Reason)) - {"skipped"}, held_words.DETAILS),
        (set(get_args(PlaceGivenUp.model_fields["reason"].annotation)) - {"not_said"}, held_words.DETAILS),
        (get_args(companions.Kind), companions.KINDS),
    ],
)
def test_there_are_words_for_every_code_that_is_kept(codes, words):
    assert not set(codes) - set(words)


@pytest.mark.parametrize(
    ("check", "words"),
    [("last_mile_step_check", held_words.STEPS), ("correction_about_check", held_words.PUT_RIGHT)],
)
async def test_there_are_words_for_every_step_of_the_way_and_for_whatever_is_put_right(with_dimi, check, words):
    async with with_dimi.here.db.transaction() as tx:
        kept = await tx.fetchval("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", check)
    assert not [code for code in words if f"'{code}'" not in kept]
    assert kept.count("'::text") == len(words)


async def test_a_yes_noted_by_mistake_is_said_to_be_taken_back(asked, thuy, own_at, herself):
    page, consent = f"{AT}/consents", uuid4()
    await thuy.submit(page, page=page, command_id=consent, evaluation="yes", method="written")
    mistake = f"{page}/{uuid5(consent, 'evaluation')}/mistake"
    await thuy.submit(mistake, page=mistake, reason="wrong_person")
    told = await words_of(herself, f"{own_at}/mine/held")
    assert "We took back what was noted by mistake about what you agree to." in told


def test_every_part_is_told_in_one_section():
    told = [part for _, parts in held.SECTIONS for part in parts]
    assert sorted(told) == sorted([*PARTS, "goals"])
    assert set(held.TOLD) == set(told)


def test_nothing_held_is_nothing_told():
    assert held.sections({part: [] for part in held.TOLD}, lambda code, version: None) == []


def test_the_local_from_which_a_file_came_is_called_by_its_real_name():
    there = [{"purpose": "evaluation", "said": "no"}]
    row = {"from_local": "geelong-queenscliffe", "brought_at": NOON, "ways": [], "agreements": there}
    (line,) = held.TOLD["brought_along"](row)
    assert line.words == ("There you said no to helping us learn.",)
    assert line.says == "What you had told in Greater Geelong and Queenscliffe came along."
