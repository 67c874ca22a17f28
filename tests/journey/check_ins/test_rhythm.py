"""When the next check-in is, in Melbourne's time, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.journey.core.rules.rhythm import Calendar, Rhythm, rhythm_words, weeks_words
from shared.kernel.days import hour_words

MELBOURNE = ZoneInfo("Australia/Melbourne")
PLAIN = Calendar(MELBOURNE)
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
FORTNIGHTLY = Rhythm(2, 1, 10, MONDAY)


def local(moment):
    return moment.astimezone(MELBOURNE).strftime("%a %-d %b %H:%M")


def test_the_first_time_is_the_first_such_day_after_the_rhythm_was_chosen():
    assert local(FORTNIGHTLY.next_after(MONDAY, PLAIN)) == "Tue 3 Mar 10:00"


def test_an_hour_that_has_passed_today_is_next_weeks():
    tuesday_evening = datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert local(Rhythm(1, 1, 10, tuesday_evening).next_after(tuesday_evening, PLAIN)) == "Tue 10 Mar 10:00"


def test_then_it_is_every_second_week():
    after_first = datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert local(FORTNIGHTLY.next_after(after_first, PLAIN)) == "Tue 17 Mar 10:00"


def test_ten_stays_ten_when_the_clocks_go_back():
    before, after = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC)
    first, second = FORTNIGHTLY.next_after(before, PLAIN), FORTNIGHTLY.next_after(after, PLAIN)
    assert (local(first), local(second)) == ("Tue 31 Mar 10:00", "Tue 14 Apr 10:00")
    assert second - first == timedelta(weeks=2, hours=1)


def test_ten_stays_ten_when_the_clocks_go_forward():
    rhythm = Rhythm(1, 1, 10, datetime(2026, 9, 28, tzinfo=UTC))
    first = rhythm.next_after(datetime(2026, 9, 28, tzinfo=UTC), PLAIN)
    second = rhythm.next_after(first, PLAIN)
    assert (local(first), local(second)) == ("Tue 29 Sep 10:00", "Tue 6 Oct 10:00")
    assert second - first == timedelta(weeks=1, hours=-1)


def test_an_hour_the_day_does_not_have_comes_an_hour_later():
    rhythm = Rhythm(1, 6, 2, datetime(2026, 10, 1, tzinfo=UTC))
    assert local(rhythm.next_after(datetime(2026, 10, 1, tzinfo=UTC), PLAIN)) == "Sun 4 Oct 03:00"


def test_an_hour_the_day_has_twice_is_meant_the_first_time():
    start = datetime(2026, 4, 1, tzinfo=UTC)
    rhythm = Rhythm(1, 6, 2, start)
    first = rhythm.next_after(start, PLAIN)
    assert first == datetime(2026, 4, 4, 15, tzinfo=UTC)
    assert local(rhythm.next_after(first, PLAIN)) == "Sun 12 Apr 02:00"


def test_before_the_first_time_nothing_has_fallen_due():
    assert FORTNIGHTLY.latest_until(MONDAY, PLAIN) is None


def test_of_many_missed_times_the_latest_counts():
    assert local(FORTNIGHTLY.latest_until(datetime(2026, 6, 1, tzinfo=UTC), PLAIN)) == "Tue 26 May 10:00"


@given(
    weeks=st.integers(1, 26), weekday=st.integers(0, 6), hour=st.integers(0, 23),
    hours=st.integers(0, 24 * 700),
    later=st.timedeltas(timedelta(0), timedelta(days=400)),
)  # fmt: skip
def test_the_latest_and_the_next_time_always_stand_around_now(weeks, weekday, hour, hours, later):
    since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    rhythm, now = Rhythm(weeks, weekday, hour, since), since + later
    following, latest = rhythm.next_after(now, PLAIN), rhythm.latest_until(now, PLAIN)
    assert following > now
    assert following.astimezone(MELBOURNE).weekday() == weekday
    assert latest is None or since < latest <= now
    if latest is not None:
        assert rhythm.next_after(latest, PLAIN) == following
    else:
        assert rhythm.next_after(since, PLAIN) == following


def test_a_rhythm_is_said_as_people_say_it():
    assert rhythm_words(2, 1, 10) == "every two weeks, Tuesday at 10\N{NO-BREAK SPACE}am"
    assert [weeks_words(weeks) for weeks in (1, 8, 26)] == ["every week", "every eight weeks", "every 26 weeks"]
    assert [hour_words(hour) for hour in (0, 9, 12, 13, 24)] == [
        "midnight",
        "9\N{NO-BREAK SPACE}am",
        "midday",
        "1\N{NO-BREAK SPACE}pm",
        "midnight",
    ]
