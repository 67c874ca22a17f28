"""Carers and supporters: what holds, and what may be decided."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from services.journey.core.rules.journeys import Journey
from services.journey.supporters.rules import supporters
from services.journey.supporters.rules.may_know import MAY_KNOW, NOT_ASKED, RELATIONS, width
from services.journey.supporters.rules.supporters import DisclosurePreference, Supporter, SupporterDetails, View
from shared.events import SupporterNamed
from shared.kernel.refusal import Refused
from tests.journey.people import DIMI, JOURNEY, NOON, THUY

EARLIER = uuid4()


OPEN = Journey(JOURNEY, DIMI, THUY, NOON, consents={"service": uuid4()})


ASKED_NOTHING_YET = replace(OPEN, consents={})


CLOSED = replace(OPEN, closed_at=NOON)


ELENI = Supporter(uuid4(), "Eleni", "child", JOURNEY, NOON, contact="0491 570 157")


NAMED = SupporterDetails("Eleni", "child")


def view(may_know, words=None, in_emergency=False, on=JOURNEY, minutes=0):
    return View(may_know, NOON + timedelta(minutes=minutes), on, THUY, words, in_emergency)


def who(*views, **changes):
    """Eleni, and what was said about her, the latest first."""
    return replace(ELENI, views=views, **changes)


def says(supporter, *wish, journey=OPEN):
    return supporters.say_what_they_may_know(journey, supporter, uuid4(), DisclosurePreference(*wish), THUY, NOON)


def test_without_a_word_of_the_person_nobody_is_told_anything():
    assert (ELENI.may_know, ELENI.tells, ELENI.may_be_called) == ("nothing", NOT_ASKED, False)
    skipped = who(view(None))
    assert (skipped.may_know, skipped.tells) == ("nothing", NOT_ASKED)
    assert not skipped.may_be_reached


@pytest.mark.parametrize("may_know", MAY_KNOW)
def test_what_was_said_last_holds(may_know):
    assert who(view(may_know, "only that"), view("how_it_goes", minutes=-1)).may_know == may_know


@pytest.mark.parametrize("earlier", [None, *MAY_KNOW])
def test_that_contact_is_not_safe_goes_before_everything_else(earlier):
    unsafe = who(view("not_safe"), view(earlier, "x", True), ended_at=NOON, agreed=False)
    assert unsafe.is_not_safe
    assert unsafe.may_know == "not_safe"
    assert not unsafe.may_be_called
    assert not unsafe.may_be_reached
    assert supporters.in_order([ELENI, unsafe])[0] == unsafe


@pytest.mark.parametrize("changes", [{"ended_at": NOON}, {"agreed": False}])
def test_whoever_is_no_supporter_any_more_or_without_agreement_is_told_nothing(changes):
    for may_know in ("that_we_meet", "how_it_goes", "what_i_agree"):
        once = who(view(may_know, "the garden", True), **changes)
        assert (once.may_know, once.words, once.may_be_called, once.may_be_reached) == ("nothing", None, False, False)


def test_what_was_said_on_an_earlier_journey_is_asked_anew_but_for_who_is_not_safe():
    assert who(view("how_it_goes", in_emergency=True, on=EARLIER)).tells == NOT_ASKED
    assert who(view("not_safe", on=EARLIER)).is_not_safe
    assert not who(view("nothing", minutes=1), view("not_safe", on=EARLIER)).is_not_safe
    assert who(view("not_safe", on=EARLIER, minutes=1), view("how_it_goes")).is_not_safe, "whichever is the later"


def test_a_number_is_shown_only_where_it_may_be_called():
    assert not who(view("nothing")).may_be_reached
    assert who(view("nothing", in_emergency=True)).may_be_reached
    assert who(view("that_we_meet")).may_be_reached


def test_their_own_page_is_silent_about_who_is_not_safe_and_who_is_gone():
    unsafe, gone = who(view("not_safe"), id=uuid4()), who(ended_at=NOON, id=uuid4())
    assert supporters.for_themselves([unsafe, gone, ELENI]) == [ELENI]


def test_whoever_is_named_without_a_view_has_none():
    (event,) = supporters.name(OPEN, uuid4(), NAMED, DisclosurePreference(), THUY, NOON)
    assert isinstance(event, SupporterNamed)


def test_naming_somebody_twice_with_one_tap_makes_the_same_facts():
    wish = (OPEN, UUID(int=7), NAMED, DisclosurePreference("how_it_goes"), THUY, NOON)
    assert supporters.name(*wish) == supporters.name(*wish)


@pytest.mark.parametrize("relation", RELATIONS)
def test_any_relation_will_do_and_a_carer_is_a_carer(relation):
    (event,) = supporters.name(OPEN, uuid4(), SupporterDetails(" Eleni ", relation), DisclosurePreference(), THUY, NOON)
    assert (event.name, event.relation, event.is_carer) == ("Eleni", relation, relation == "carer")


def test_before_they_agree_only_who_is_not_safe_is_written_down():
    with pytest.raises(Refused, match="Ask first whether they agree"):
        supporters.name(ASKED_NOTHING_YET, uuid4(), NAMED, DisclosurePreference("nothing"), THUY, NOON)
    first, second = supporters.name(ASKED_NOTHING_YET, uuid4(), NAMED, DisclosurePreference("not_safe"), THUY, NOON)
    assert (first.name, second.may_know) == ("Eleni", "not_safe")


def test_nobody_is_named_on_a_journey_that_has_ended():
    for wish in (DisclosurePreference(), DisclosurePreference("not_safe")):
        with pytest.raises(Refused, match="closed"):
            supporters.name(CLOSED, uuid4(), NAMED, wish, THUY, NOON)


def test_what_they_name_needs_their_words():
    with pytest.raises(Refused, match="in the person’s words") as refused:
        says(ELENI, "what_i_agree", "  ")
    assert refused.value.field == "words"


def test_nobody_who_is_not_safe_is_called_in_an_emergency():
    assert says(ELENI, "not_safe", None, True).in_emergency is False


def test_that_contact_is_not_safe_is_not_skipped_away():
    with pytest.raises(Refused, match="That stays until they themselves say otherwise"):
        says(who(view("not_safe")), None)
    with pytest.raises(Refused, match="That stays"):
        supporters.end(OPEN, who(view("not_safe")), NOON)
    assert says(who(view("not_safe")), "nothing").may_know == "nothing"


def test_what_tells_less_is_recorded_at_any_time_and_what_tells_more_only_with_their_agreement():
    for before, now in product(MAY_KNOW, MAY_KNOW):
        supporter = who(view(before, "the garden"))
        more = width(now) > width(before) or {before, now} == {"how_it_goes", "what_i_agree"}
        for journey in (CLOSED, ASKED_NOTHING_YET):
            if more:
                with pytest.raises(Refused, match=r"closed|Ask first"):
                    says(supporter, now, "the garden", journey=journey)
            else:
                assert says(supporter, now, "the garden", journey=journey).may_know == now
        assert says(supporter, now, "the garden").may_know == now, "and always on an open journey with their agreement"


def test_other_words_and_a_call_in_an_emergency_tell_more_too():
    named_things = who(view("what_i_agree", "the garden"))
    for wish in (("what_i_agree", "the garden and my goals"), ("what_i_agree", "the garden", True)):
        with pytest.raises(Refused, match="closed"):
            says(named_things, *wish, journey=CLOSED)
    assert says(named_things, "what_i_agree", "the garden", journey=CLOSED)


def test_words_of_an_earlier_answer_do_not_stand_beside_one_that_tells_less():
    named_things = who(view("what_i_agree", "the garden"))
    assert says(named_things, "nothing", "the garden").words is None
    assert says(named_things, "not_safe", "He reads my letters").words == "He reads my letters"
    assert says(named_things, "what_i_agree", "the garden").words == "the garden"


def test_whoever_is_gone_is_let_in_on_nothing_but_can_be_said_to_be_not_safe():
    gone = who(view("how_it_goes"), ended_at=NOON)
    with pytest.raises(Refused, match="Name them anew"):
        says(gone, "what_i_agree", "the garden")
    assert says(gone, "not_safe").may_know == "not_safe"
    with pytest.raises(Refused, match="noted already"):
        supporters.end(OPEN, gone, NOON)


def test_somebody_ends_being_a_supporter_after_the_journey_too():
    assert supporters.end(CLOSED, ELENI, NOON).supporter_id == ELENI.id


@pytest.mark.parametrize("may_know", MAY_KNOW)
def test_violence_in_the_family_goes_before_whatever_was_said(may_know):
    kept_out = who(view(may_know, "only that", in_emergency=True), protected=True)
    assert kept_out.may_know in ("nothing", "not_safe")
    assert not kept_out.may_be_called
    assert not kept_out.may_be_reached
    assert "only that" not in (kept_out.words or "") or may_know in ("nothing", "not_safe")


def test_their_own_page_is_silent_about_it_and_shows_what_they_said():
    (shown,) = supporters.for_themselves([who(view("how_it_goes"), protected=True)])
    assert (shown.may_know, shown.tells) == ("how_it_goes", MAY_KNOW["how_it_goes"].tells)
