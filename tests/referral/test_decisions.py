"""What is decided about a referral, without anything around it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4, uuid5

import pytest

from services.referral.domain import age, eligibility, referrals
from services.referral.domain.age import Born
from services.referral.domain.asking import SelfReferral
from services.referral.domain.referrals import Referral
from shared.events import ReferralAccepted
from shared.kernel.refusal import Refused

NOW, TODAY = datetime(2026, 3, 2, 1, tzinfo=UTC), date(2026, 3, 2)
THUY, INES = uuid4(), uuid4()
REFERRAL_ID = uuid4()
OPEN = Referral(REFERRAL_ID, referrals.participant_of(REFERRAL_ID), age="26-64")


def asked(**more: Any) -> SelfReferral:
    return SelfReferral.model_validate({"name": "Dimitra", "contact_by": "drop_in"} | more)


# What is received


def test_the_date_of_birth_is_kept_and_only_the_year_and_the_age_band_are_told() -> None:
    received, card = referrals.receive(REFERRAL_ID, asked(born="27/3/1959"), "self", None, NOW, TODAY)
    assert (received.age_band, card.year_of_birth) == ("65+", 1959)
    assert (card.born_on, card.born_estimated) == (date(1959, 3, 27), False)
    assert b"03-27" not in received.body() + card.body()
    assert b"born_" not in received.body() + card.body()


def test_whoever_gives_the_year_only_has_no_date_kept() -> None:
    _, card = referrals.receive(REFERRAL_ID, asked(born="1959"), "self", None, NOW, TODAY)
    assert (card.year_of_birth, card.born_on) == (1959, None)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("about 1959", Born(1959, estimated=True)),
        ("~1959", Born(1959, estimated=True)),
        ("ca. 1959", Born(1959, estimated=True)),
        ("1959?", Born(1959, estimated=True)),
        ("1/7/1959 (estimated)", Born(1959, date(1959, 7, 1), estimated=True)),
        ("around 3 May 1951", Born(1951, date(1951, 5, 3), estimated=True)),
        ("3 May 1951", Born(1951, date(1951, 5, 3))),
        ("May 1951", Born(1951)),
    ],
)
def test_a_birth_that_nobody_knows_exactly_is_marked_and_reads_back_as_it_was(written: str, kept: Born) -> None:
    assert age.born(written) == kept
    assert age.born(age.born_words(kept)) == kept


def test_an_estimated_day_leaves_the_age_as_open_as_its_year() -> None:
    assert age.band(Born(2000, date(2000, 1, 1), estimated=True), TODAY) is None
    assert age.band(Born(1960, date(1960, 1, 1), estimated=True), TODAY) == "65+"


def test_the_participants_id_follows_from_the_referrals() -> None:
    received, card = referrals.receive(REFERRAL_ID, asked(), "gp", "Dr Chen", NOW, TODAY)
    assert received.participant_id == card.participant_id == uuid5(REFERRAL_ID, "participant")


def test_what_brings_somebody_and_who_referred_them_is_never_told() -> None:
    received, _ = referrals.receive(REFERRAL_ID, asked(what_brings_them="secret"), "gp", "Dr Secret", NOW, TODAY)
    assert received.what_brings_them == "secret"
    assert b"ecret" not in received.body()


@pytest.mark.parametrize("born", ["3/3/2026", "2027", "1/1/1900", "1905"])
def test_nobody_is_born_tomorrow_or_120_years_ago(born: str) -> None:
    with pytest.raises(Refused) as refused:
        referrals.receive(REFERRAL_ID, asked(born=born), "self", None, NOW, TODAY)
    assert refused.value.field == "born"


# Age


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2/3/2000", "26-64"),
        ("3/3/2000", "under-26"),
        ("1961-03-02", "65+"),
        ("1961-03-03", "26-64"),
        ("1959", "65+"),
        ("1980", "26-64"),
        ("2010", "under-26"),
        ("2000", None),
        ("1961", None),
        ("29.2.1960", "65+"),
    ],
)
def test_the_age_band_is_that_of_the_day_of_the_referral(born: str, band: str | None) -> None:
    assert age.band(age.born(born), TODAY) == band


@pytest.mark.parametrize("written", ["30/2/1990", "0000", "1990-13-01", "tomorrow", "27/3/59", "", "1990-02-30T00:00"])
def test_what_is_no_day_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"27/3/1959|year"):
        age.check_born(age.born(written), TODAY)


def test_a_year_corrected_later_counts_more_than_what_was_told() -> None:
    assert eligibility.age_known("under-26", Born(1990), TODAY) == "26-64"
    assert eligibility.age_known("under-26", Born(2000), TODAY) == "under-26"
    assert eligibility.age_known("65+", Born(2000), TODAY) is None
    assert eligibility.age_known(None, None, TODAY) is None
    assert eligibility.age_known("26-64", None, TODAY) == "26-64"


# Eligibility


def verdicts(*about: Any) -> list[str]:
    where = eligibility.Whereabouts("brimbank", has_address=about[2])
    return [rule.verdict for rule in eligibility.explain(about[0], about[1], where, about[3], "Brimbank")]


def test_every_rule_is_explained_whether_it_is_met_or_not() -> None:
    assert verdicts("26-64", "self", True, True) == ["fits", "ask", "ask", "fits"]
    assert verdicts(None, "gp", False, False) == ["ask", "ask", "ask", "fits"]


def test_somebody_under_26_is_shown_another_way_and_not_refused() -> None:
    rule = eligibility.explain("under-26", "self", eligibility.Whereabouts("brimbank"), True, "Brimbank")[0]
    assert rule.verdict == "elsewhere"
    assert "youth service" in rule.words


# Accept, wait, decline


def test_a_link_worker_is_found_for_them() -> None:
    assert referrals.accept(OPEN, THUY, INES, NOW) == ReferralAccepted(
        referral_id=REFERRAL_ID,
        participant_id=OPEN.participant_id,
        link_worker_id=THUY,
        wished=(),
        met=(),
        was_suggested=False,
        decided_by=INES,
        occurred_at=NOW,
    )


def test_under_26_needs_a_reason() -> None:
    young = replace(OPEN, age="under-26")
    with pytest.raises(Refused, match="under 26") as refused:
        referrals.accept(young, THUY, INES, NOW)
    assert refused.value.field == "exception_because"
    assert referrals.accept(young, THUY, INES, NOW, exception_because="turns 26 in May").exception_because


def test_an_age_nobody_knows_has_to_be_asked() -> None:
    unknown = replace(OPEN, age=None)
    with pytest.raises(Refused, match="Ask them") as refused:
        referrals.accept(unknown, THUY, INES, NOW)
    assert refused.value.field == "age_asked"
    assert referrals.accept(unknown, THUY, INES, NOW, age_asked=True)


def test_somebody_we_may_know_is_compared_first() -> None:
    known = replace(OPEN, maybe_known=True)
    with pytest.raises(Refused, match="whether we know them already"):
        referrals.accept(known, THUY, INES, NOW)


def test_declining_as_a_duplicate_has_to_say_of_whom() -> None:
    with pytest.raises(Refused, match="Say of whom") as refused:
        referrals.decline(OPEN, "duplicate", "none", None, INES, NOW)
    assert refused.value.field == "reason"


def test_a_decision_that_was_made_is_not_made_again() -> None:
    decided = replace(OPEN, state="accepted", decided="Ines gave this person to Thuy already.")
    for decide in (
        lambda: referrals.accept(decided, THUY, INES, NOW),
        lambda: referrals.wait(decided, "no_capacity", None, INES, NOW),
        lambda: referrals.decline(decided, "did_not_want_it", "none", None, INES, NOW),
    ):
        with pytest.raises(Refused, match="Ines gave") as refused:
            decide()
        assert refused.value.conflict


def test_one_waits_once_and_may_then_be_accepted_or_sent_on() -> None:
    waiting = replace(OPEN, state="waitlisted")
    with pytest.raises(Refused, match="already"):
        referrals.wait(waiting, "no_capacity", None, INES, NOW)
    assert referrals.accept(waiting, THUY, INES, NOW)
    assert referrals.decline(waiting, "did_not_want_it", "none", None, INES, NOW)


@pytest.mark.parametrize("reason", referrals.NEEDS_SOMEWHERE_ELSE)
def test_nobody_is_sent_away_without_a_place_to_go(reason: Any) -> None:
    open_to_all = replace(OPEN, age=None)
    with pytest.raises(Refused, match="where they can go") as refused:
        referrals.decline(open_to_all, reason, "none", None, INES, NOW)
    assert refused.value.field == "redirected_to"
    assert referrals.decline(open_to_all, reason, "youth_service", None, INES, NOW).redirected_to == "youth_service"


def test_somebody_older_is_not_declined_for_being_young() -> None:
    with pytest.raises(Refused, match="26 or older") as refused:
        referrals.decline(OPEN, "under_26", "youth_service", None, INES, NOW)
    assert refused.value.field == "reason"
