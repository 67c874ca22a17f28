"""The rules, one sentence each."""

from datetime import date, time, timedelta
from uuid import uuid4, uuid5

import pytest

from services.community.domain import attendance, hosting, people, places, sessions
from services.community.domain.activities import plan_activity
from services.community.domain.groups import Group, link_ends, list_group, opens, revoke_link
from services.community.domain.places import Proposal, Ticks
from shared.events import ActivityAttended, GroupListed, HostLinkRevoked, Introduced, PlaceGivenUp, PlaceTaken
from shared.kernel.next_times import no_day_off
from shared.kernel.refusal import Refused
from tests.doors import NOON

from .people import MELBOURNE, card, garden, place, somebody, standing, utc

TODAY = date(2026, 3, 2)  # a Monday
A_WEEK = timedelta(days=7)
LOOKED = Proposal(uuid4(), NOON)
sunshine = Group(uuid4(), "Sunshine Community Garden", "nature")


def ticked(*days: date) -> Ticks:
    return Ticks({day: uuid4() for day in days})


def test_a_group_is_listed_under_the_name_people_know_it_by() -> None:
    group_id = uuid4()
    assert list_group(group_id, " Sunshine   Garden ", "nature", NOON, "Maria") == GroupListed(
        group_id=group_id, title="Sunshine Garden", kind="nature", host_name="Maria", occurred_at=NOON
    )


def test_who_hosts_a_group_stays_here() -> None:
    assert b"Maria" not in list_group(uuid4(), "Garden", "nature", NOON, "Maria", "0491 570 156", "12 High St").body()


@pytest.mark.parametrize("title", ["Garden 0491 570 156", "write to maria@example.org"])
def test_a_groups_name_carries_nobodys_phone_number_or_address(title: str) -> None:
    with pytest.raises(Refused, match="Keep phone numbers"):
        list_group(uuid4(), title, "nature", NOON)


def test_revoking_ends_the_links_of_the_present_version() -> None:
    assert revoke_link(sunshine, NOON) == HostLinkRevoked(group_id=sunshine.id, link_version=0, occurred_at=NOON)
    assert opens(sunshine, 0)
    assert not opens(Group(sunshine.id, "Garden", "nature", link_version=1), 0)


def test_a_host_link_ends_by_itself() -> None:
    assert link_ends(NOON, 4) - NOON == timedelta(days=28)


def test_an_activity_ends_on_the_day_it_begins() -> None:
    with pytest.raises(Refused, match="past midnight"):
        plan_activity(sunshine, uuid4(), "Stars", 0, time(23), 90, 4, "Thuy", NOON)


def test_what_an_activity_is_like_and_who_checked_it_stays_here() -> None:
    body = plan_activity(
        sunshine, uuid4(), "Garden", 0, time(10), 90, 4, "Thuy", NOON, what_it_is_like="Maria waits"
    ).body()
    assert b"Thuy" not in body
    assert b"Maria" not in body


def test_where_it_is_and_how_one_gets_there_is_told() -> None:
    told = plan_activity(
        sunshine,
        uuid4(),
        "Garden",
        0,
        time(10),
        90,
        4,
        "Thuy",
        NOON,
        where_it_is=" The  hall ",
        getting_there="Bus 216",
    )
    assert (told.where_it_is, told.getting_there) == ("The hall", "Bus 216")
    assert b"The hall" in told.body()


@pytest.mark.parametrize("field", ["where_it_is", "getting_there"])
def test_what_others_read_of_a_place_carries_nobodys_phone_number(field: str) -> None:
    with pytest.raises(Refused, match="Keep phone numbers") as refused:
        plan_activity(
            sunshine, uuid4(), "Garden", 0, time(10), 90, 4, "Thuy", NOON, **{field: "Ring Maria, 0491 570 156"}
        )
    assert refused.value.field == field


@pytest.mark.parametrize(("cents", "said"), [(0, "Free"), (400, "$4"), (450, "$4.50"), (5, "$0.05")])
def test_a_cost_is_said_as_people_say_it(cents: int, said: str) -> None:
    assert garden(cost_cents=cents).cost == said


def test_a_session_begins_at_the_same_local_time_in_summer_and_winter() -> None:
    assert sessions.starts(garden(), date(2026, 3, 30), MELBOURNE) == utc(2026, 3, 29, 23, 30)
    assert sessions.starts(garden(), date(2026, 4, 6), MELBOURNE) == utc(2026, 4, 6, 0, 30)


def test_the_next_chance_is_later_today_or_else_next_week() -> None:
    assert sessions.coming(garden(starts_at=time(14)), NOON, MELBOURNE, no_day_off).starts_at.date() == TODAY
    assert (
        sessions.coming(garden(starts_at=time(10, 30)), NOON, MELBOURNE, no_day_off).starts_at.date() == TODAY + A_WEEK
    )
    assert sessions.coming(garden(weekday=3), NOON, MELBOURNE, no_day_off).starts_at.date() == date(2026, 3, 5)


def test_the_day_is_the_day_in_melbourne() -> None:
    late_on_sunday_in_utc = utc(2026, 3, 1, 20)
    assert sessions.coming(garden(), late_on_sunday_in_utc, MELBOURNE, no_day_off).starts_at.date() == TODAY


def test_days_to_tick_go_back_from_today_and_not_before_the_beginning() -> None:
    assert sessions.days_to_tick(garden(), TODAY, 14, date(2026, 1, 1)) == [TODAY, TODAY - A_WEEK, TODAY - 2 * A_WEEK]
    assert sessions.days_to_tick(garden(), TODAY, 14, date(2026, 2, 24)) == [TODAY]


def test_a_place_is_kept_for_a_person() -> None:
    them, place_id = standing(), uuid4()
    assert places.take_place(them, place_id, True, NOON) == PlaceTaken(
        place_id=place_id, participant_id=them.participant.id, group_id=them.activity.group_id,
        activity_id=them.activity.id, expected_by_name=True, occurred_at=NOON,
    )  # fmt: skip


def test_a_full_activity_takes_nobody_more() -> None:
    with pytest.raises(Refused, match="full") as refused:
        places.take_place(standing(activity=garden(places=2, taken=2)), uuid4(), True, NOON)
    assert refused.value.conflict


def test_one_place_each() -> None:
    them = somebody()
    here = garden()
    with pytest.raises(Refused, match="already"):
        places.take_place(standing(participant=them, activity=here, place=place(here, them.id)), uuid4(), True, NOON)


def test_nothing_new_is_planned_once_the_journey_is_closed() -> None:
    over = standing(participant=somebody(is_closed=True), proposal=LOOKED)
    for wish in (
        lambda: places.propose(over, uuid4(), NOON),
        lambda: places.take_place(over, uuid4(), False, NOON),
        lambda: places.introduce(over, uuid4(), "alone", NOON),
    ):
        with pytest.raises(Refused, match="closed"):
            wish()


def test_nothing_new_is_planned_for_somebody_who_no_longer_agrees() -> None:
    with pytest.raises(Refused, match="withdrawn"):
        places.take_place(standing(participant=somebody(has_stopped=True)), uuid4(), False, NOON)


def test_an_activity_is_proposed_once() -> None:
    places.propose(standing(), uuid4(), NOON)
    with pytest.raises(Refused, match="already"):
        places.propose(standing(proposal=LOOKED), uuid4(), NOON)


def test_an_introduction_follows_a_look_or_a_place() -> None:
    assert isinstance(places.introduce(standing(proposal=LOOKED), uuid4(), "together", NOON), Introduced)
    with pytest.raises(Refused, match="first"):
        places.introduce(standing(), uuid4(), "together", NOON)


def test_a_person_gives_their_place_up_even_after_the_journey() -> None:
    them, here = somebody(is_closed=True), garden()
    held = place(here, them.id)
    told = places.give_up(standing(participant=them, activity=here, place=held), held.id, "too_far", uuid4(), NOON)
    assert isinstance(told, PlaceGivenUp)
    assert (told.place_id, told.reason) == (held.id, "too_far")
    with pytest.raises(Refused, match="given up already"):
        places.give_up(standing(), uuid4(), "not_said", uuid4(), NOON)


def test_a_first_visit_says_so_and_happened_when_the_session_began() -> None:
    here, them = garden(), somebody()
    held = place(here, them.id)
    told = attendance.attend(here, held, TODAY, "host", Ticks(), NOON, MELBOURNE)
    assert told == ActivityAttended(
        attendance_id=uuid5(held.id, "2026-03-02"), participant_id=them.id, group_id=here.group_id, activity_id=here.id,
        session_on=TODAY, told_by="host", first_time=True, occurred_at=utc(2026, 3, 1, 23, 30),
    )  # fmt: skip


def test_a_second_visit_is_no_first_one() -> None:
    here = garden()
    told = attendance.attend(here, place(here, uuid4()), TODAY, "host", ticked(TODAY - A_WEEK), NOON, MELBOURNE)
    assert told
    assert not told.first_time


def test_ticking_twice_changes_nothing() -> None:
    here = garden()
    assert attendance.attend(here, place(here, uuid4()), TODAY, "host", ticked(TODAY), NOON, MELBOURNE) is None


def test_a_tick_before_the_beginning_happened_now_not_in_the_future() -> None:
    here = garden(starts_at=time(18))
    told = attendance.attend(here, place(here, uuid4()), TODAY, "host", Ticks(), NOON, MELBOURNE)
    assert told
    assert told.occurred_at == NOON


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (TODAY + A_WEEK, "not come yet"),
        (TODAY - 3 * A_WEEK, "more than 14 days"),
        (TODAY - timedelta(days=1), "meets on Mondays"),
    ],
)
def test_a_host_tells_of_sessions_of_today_or_the_past_fourteen_days(day: date, why: str) -> None:
    with pytest.raises(Refused, match=why):
        attendance.check_day(garden(), day, "host", NOON, MELBOURNE)


def test_a_link_worker_may_tell_later_than_a_host() -> None:
    attendance.check_day(garden(), TODAY - 8 * A_WEEK, "link_worker", NOON, MELBOURNE)


@pytest.mark.parametrize(("teller", "says"), [("host", "Tell the link worker."), ("link_worker", "Write a note")])
def test_who_tells_too_late_hears_what_to_do_instead(teller: attendance.Teller, says: str) -> None:
    with pytest.raises(Refused, match=says):
        attendance.check_day(garden(), TODAY - 9 * A_WEEK, teller, NOON, MELBOURNE)


def test_nobody_was_there_before_they_had_a_place_or_after_giving_it_up() -> None:
    here = garden()
    late = place(here, uuid4(), taken_at=NOON - timedelta(days=3))
    left = place(here, uuid4(), given_up_at=NOON - timedelta(days=3))
    for held, day in ((late, TODAY - A_WEEK), (left, TODAY)):
        with pytest.raises(Refused, match="no place here on that day"):
            attendance.attend(here, held, day, "host", Ticks(), NOON, MELBOURNE)
    assert attendance.attend(here, left, TODAY - A_WEEK, "host", Ticks(), NOON, MELBOURNE)


def test_a_host_sees_first_names_only_of_those_who_agreed() -> None:
    here, ada, osman, kim = garden(), uuid4(), uuid4(), uuid4()
    held = [place(here, ada), place(here, osman, expected_by_name=False), place(here, kim)]
    names = {ada: "Ada", osman: "Osman"}  # Kim no longer agrees to the service, so her name is not handed out
    seen = hosting.expected(held, TODAY, names, {}, MELBOURNE)
    assert [one.label for one in seen] == ["Ada", "Someone we are expecting, 1", "Someone we are expecting, 2"]


def test_two_people_of_one_name_can_be_told_apart() -> None:
    here, one, two = garden(), uuid4(), uuid4()
    seen = hosting.expected([place(here, one), place(here, two)], TODAY, {one: "Maria", two: "Maria"}, {}, MELBOURNE)
    assert [each.label for each in seen] == ["Maria, 1", "Maria, 2"]


def test_somebody_who_took_their_place_again_is_expected_once() -> None:
    here, ada = garden(), uuid4()
    before, again = place(here, ada, given_up_at=NOON), place(here, ada, taken_at=NOON)
    seen = hosting.expected([before, again], TODAY, {ada: "Ada"}, {ada: ticked(TODAY)}, MELBOURNE)
    assert [(each.place_id, each.was_there) for each in seen] == [(again.id, True)]


@pytest.mark.parametrize(
    ("name", "preferred", "said"),
    [
        ("Nguyễn Văn Minh", None, None),
        ("Dr Maria Rossi", None, None),
        ("Rossi, Maria", " ", None),
        ("Dimitra Papadopoulos", "Demi", "Demi"),
        ("X", "X" * 80, "X" * 60),
    ],
)
def test_people_are_called_what_they_have_said_and_nothing_is_guessed(
    name: str, preferred: str | None, said: str | None
) -> None:
    assert people.greeted(card(uuid4(), name, preferred_name=preferred)) == said


def test_a_place_by_name_asks_how_the_host_greets_them() -> None:
    nameless = standing(participant=somebody(greeted=None))
    with pytest.raises(Refused, match="how the host should greet them") as refused:
        places.take_place(nameless, uuid4(), True, NOON)
    assert refused.value.field == "greet_as"
    assert places.take_place(nameless, uuid4(), True, NOON, " Minh ").greet_as == "Minh"
    assert places.take_place(nameless, uuid4(), False, NOON, "Minh").greet_as is None
