"""Five consents and messages: yes, no and not asked; words, days, the end that comes by itself, and mistakes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import pytest

from services.journey.consents.rules import choices, mistakes
from services.journey.consents.rules.choices import Answers
from services.journey.consents.rules.consents import Manner, Share, Standing, Word
from services.journey.core.rules.days import When
from services.journey.core.rules.journeys import Journey
from shared.events import ConsentGiven, ConsentRefused, ConsentWithdrawn, SharingConsentGiven, SharingConsentWithdrawn
from shared.kernel.refusal import Refused
from tests.journey.people import DIMI, JOURNEY, NOON, REFERRAL, THUY

NEW = UUID(int=7)
TODAY = date(2026, 3, 2)
OPEN = Journey(JOURNEY, DIMI, THUY, NOON - timedelta(days=10), referral_id=REFERRAL)
DOT = Share(("taking_part", "groups"), "Dot", "person")


def decided(said, words=(), shares=None, journey=OPEN, on=None, method="verbal", elsewhere=()):
    manner = Manner(When(on, datetime(on.year, on.month, on.day, 1, tzinfo=NOON.tzinfo)) if on else When())
    answers = Answers(said, shares or {})
    zone = NOON.tzinfo
    return choices.decide(journey, words, elsewhere, answers, method, NEW, manner, "link_worker", NOON, zone)


def yes(purpose, **known):
    return Word(uuid5(NEW, f"was {purpose}"), purpose, NOON - timedelta(days=5), **known)


def test_what_is_left_open_stays_as_it_is():
    assert decided({}) == []
    assert decided({"service": "yes", "messages": "no"}, [yes("service"), no("messages")]) == []


def no(purpose):
    return Word(uuid5(NEW, f"no to {purpose}"), purpose, None, refused_at=NOON - timedelta(days=5))


def test_a_yes_and_a_no_are_two_facts_in_the_words_of_today():
    yes_, no_ = decided({"service": "yes", "evaluation": "no"})
    assert (type(yes_), yes_.purpose, yes_.wording, yes_.in_language) == (
        ConsentGiven, "service", "service-2026-01", "en",
    )  # fmt: skip
    assert (type(no_), no_.purpose, no_.wording) == (ConsentRefused, "evaluation", "evaluation-2026-01")


def test_a_no_to_what_they_had_agreed_to_takes_it_back_and_is_no_second_fact():
    (gone,) = decided({"evaluation": "no"}, [yes("evaluation")])
    assert (type(gone), gone.told_by, gone.because) == (ConsentWithdrawn, "link_worker", None)


def test_a_no_counts_on_whichever_journey_the_yes_was_said():
    earlier = Standing(DIMI, UUID(int=8), UUID(int=9), "evaluation")
    no_, gone = decided({"evaluation": "no"}, elsewhere=[earlier])
    assert isinstance(no_, ConsentRefused)
    assert (gone.journey_id, gone.consent_id) == (UUID(int=8), UUID(int=9))


def test_whoever_referred_them_hears_what_is_ticked_of_that_referral_and_nothing_else():
    (given,) = decided({"referrer": "yes"}, shares={"referrer": Share(("ended", "in_touch"))})
    assert isinstance(given, SharingConsentGiven)
    assert (given.scope, given.referral_id, given.recipient_id) == (["in_touch", "ended"], REFERRAL, None)
    with pytest.raises(Refused, match="Tick what they may hear"):
        decided({"referrer": "yes"}, shares={"referrer": Share()})


def test_other_ticks_end_the_yes_that_stood_and_give_another():
    standing = yes("referrer", scope=("in_touch", "ended"))
    journey = replace(OPEN, consents={"referrer": standing.id})
    gone, given = decided({"referrer": "yes"}, [standing], {"referrer": Share(("ended",))}, journey)
    assert (type(gone), gone.consent_id) == (SharingConsentWithdrawn, standing.id)
    assert given.scope == ["ended"]


def test_to_talk_with_somebody_needs_who_and_what_and_ends_after_a_year():
    (given,) = decided({"named": "yes"}, shares={"named": DOT})
    assert (given.recipient, given.recipient_kind, given.scope) == ("Dot", "person", ["taking_part", "groups"])
    assert given.ends_on == date(2027, 3, 2)
    assert b"Dot" not in given.body()
    for missing in (replace(DOT, recipient=None), replace(DOT, scope=())):
        with pytest.raises(Refused):
            decided({"named": "yes"}, shares={"named": missing})


def test_one_more_is_named_beside_those_whom_we_talk_with_already():
    (given,) = decided({"named": "yes"}, [yes("named", recipient="Joseph")], {"named": DOT})
    assert given.recipient == "Dot"


def test_no_and_a_name_at_once_is_asked_back():
    with pytest.raises(Refused, match="Choose one of the two"):
        decided({"named": "no"}, shares={"named": DOT})


def test_an_earlier_last_day_may_be_chosen_a_later_one_not():
    assert decided({"named": "yes"}, shares={"named": replace(DOT, until=date(2026, 5, 1))})[0].ends_on == date(
        2026, 5, 1
    )
    with pytest.raises(Refused, match="holds until Tuesday 2\N{NO-BREAK SPACE}March 2027 at most"):
        decided({"named": "yes"}, shares={"named": replace(DOT, until=date(2028, 1, 1))})
    with pytest.raises(Refused, match="That day is over"):
        decided({"named": "yes"}, shares={"named": replace(DOT, until=date(2026, 3, 1))})


def test_a_yes_on_paper_counts_from_the_day_on_it_and_never_over_a_later_no():
    (given,) = decided({"messages": "yes"}, on=date(2026, 2, 25))
    assert given.happened_on == date(2026, 2, 25)
    back = replace(yes("messages"), ended_at=NOON - timedelta(days=1))
    with pytest.raises(Refused, match="taken this back since that day"):
        decided({"messages": "yes"}, [back], on=date(2026, 2, 25))


def test_something_new_needs_how_it_was_said_what_is_taken_back_does_not():
    with pytest.raises(Refused, match="how they said it"):
        decided({"service": "yes"}, method=None)
    assert decided({"service": "no"}, [yes("service")], method=None)


def test_a_yes_said_once_more_stands_as_before_with_another_last_day():
    (again,) = decided({"named": "again"}, [yes("named", ends_on=date(2026, 4, 1), recipient="Dot")])
    assert (again.consent_id, again.ends_on) == (yes("named").id, date(2027, 3, 2))


def test_nothing_is_agreed_to_after_the_end_but_anything_taken_back():
    closed = replace(OPEN, closed_at=NOON)
    with pytest.raises(Refused, match="closed"):
        decided({"service": "yes"}, journey=closed)
    assert decided({"evaluation": "no"}, [yes("evaluation")], journey=closed)


def test_what_ended_by_itself_is_not_asked_what_was_taken_back_is_a_no():
    over = replace(yes("named"), ended_at=NOON, ended_because="expired")
    gone = replace(yes("messages"), ended_at=NOON)
    stands = choices.stands([over, gone, no("evaluation"), yes("service")])
    assert stands == {
        "service": "yes", "named": None, "referrer": None, "evaluation": "no", "evaluator_contact": None,
        "messages": "no",
    }  # fmt: skip


def test_only_what_stands_is_taken_back_as_a_mistake():
    mistaken = mistakes.was_a_mistake(OPEN, yes("evaluation"), "wrong_person", NEW, TODAY, THUY, NOON)
    assert (mistaken.because, mistaken.reason, mistaken.was_on) == ("wrong_person", "wrong_person", TODAY)
    assert b"was_on" not in mistaken.body()
    gone = replace(yes("evaluation"), ended_at=NOON)
    with pytest.raises(Refused, match="taken back already"):
        mistakes.was_a_mistake(OPEN, gone, "twice", NEW, TODAY, THUY, NOON)
