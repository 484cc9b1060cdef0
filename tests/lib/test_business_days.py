"""Business days, with literal dates of the default profile's calendar and of others."""

from datetime import date, time

import msgspec
import pytest
from django.conf import settings

from connect.lib.agency import BadProfile, read_profile
from connect.lib.business_days import Hours
from connect.lib.weekdays import weekday_in_words

OURS = settings.AGENCY.hours
FEDERAL = Hours(
    weekdays=("mon", "tue", "wed", "thu", "fri"),
    opens=time(8),
    closes=time(17),
    holidays="US",
    checked_on=date(2026, 11, 27),
)


@pytest.mark.parametrize(
    ("day", "open_then"),
    [
        (date(2026, 11, 25), True),  # Wednesday
        (date(2026, 11, 26), False),  # Thanksgiving
        (date(2026, 11, 27), False),  # the day after, a holiday in California
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 11, 30), True),
        (date(2026, 3, 31), False),  # Cesar Chavez Day
        (date(2026, 7, 3), True),  # July 4 is a Saturday: not taken on the Friday
        (date(2027, 7, 5), False),  # July 4 is a Sunday: taken on the Monday
        (date(2027, 10, 29), True),  # Diwali, on which the agency works
        (date(2027, 2, 15), False),  # Presidents' Day, and also a day on which it works
    ],
)
def test_the_days_of_the_default_profile(day, open_then):
    assert OURS.is_open(day) is open_then


def test_another_place_has_other_holidays():
    assert FEDERAL.is_open(date(2026, 11, 27))
    assert not FEDERAL.is_open(date(2026, 10, 12))  # Columbus Day
    assert OURS.is_open(date(2026, 10, 12))


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 30), 3, date(2026, 12, 3)),
        (date(2026, 11, 25), 3, date(2026, 12, 2)),  # over Thanksgiving, the day after it and a weekend
        (date(2026, 11, 28), 3, date(2026, 12, 2)),  # written on a Saturday
        (date(2026, 12, 23), 3, date(2026, 12, 29)),
        (date(2026, 12, 30), 3, date(2027, 1, 5)),
        (date(2028, 2, 25), 3, date(2028, 3, 1)),  # a leap year
        (date(2026, 11, 30), 15, date(2026, 12, 21)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
    ],
)
def test_so_many_business_days_later(day, count, then):
    assert OURS.business_days_after(day, count) == then


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        (date(2026, 11, 27), 30, date(2026, 12, 28)),  # December 27 is a Sunday
        (date(2026, 11, 27), 60, date(2027, 1, 26)),
        (date(2026, 10, 27), 30, date(2026, 11, 30)),  # Thanksgiving, the day after, a weekend: all moved over
        (date(2028, 1, 30), 30, date(2028, 2, 29)),  # a leap day
        (date(2027, 1, 30), 30, date(2027, 3, 1)),
        (date(2026, 12, 2), 30, date(2027, 1, 4)),  # January 1 is a Friday
        (date(2026, 11, 27), 180, date(2027, 5, 26)),
    ],
)
def test_a_last_day_that_is_closed_moves_on(day, days, then):
    assert OURS.last_day(day, days) == then


def test_the_profile_adds_days_and_takes_days_away():
    hours = msgspec.structs.replace(
        OURS, closed_days=(date(2026, 12, 1),), open_days=(date(2026, 11, 27),), open_holidays=()
    )
    assert [hours.is_open(date(2026, 12, 1)), hours.is_open(date(2026, 11, 27))] == [False, True]
    assert not hours.is_open(date(2027, 10, 29))
    weekend = msgspec.structs.replace(OURS, open_days=(date(2026, 11, 28),))
    assert not weekend.is_open(date(2026, 11, 28))  # the days of the week are said before


@pytest.mark.parametrize(
    ("text", "instead", "said"),
    [
        ('holidays = "US-CA"', 'holidays = "US-XX"', "hours.holidays: 'US-XX' is not a place"),
        ('"Diwali"', '"Dewali"', "hours.open_holidays: 'Dewali' is no holiday there"),
        ('"thu", "fri"]', '"thu", "Friday"]', "hours.weekdays: must be some of mon"),
        ("closes = 17:00:00", "closes = 08:00:00", "hours.opens: must be before hours.closes"),
        ("message_days = 3", "message_days = 0", "promises.message_days: must be from 1 to 30"),
    ],
)
def test_a_profile_that_cannot_be_counted_with_is_refused(tmp_path, text, instead, said):
    profile = settings.AGENCY_FILE.read_text(encoding="utf-8")
    assert profile.count(text) == 1
    (tmp_path / "agency.toml").write_text(profile.replace(text, instead), encoding="utf-8")
    with pytest.raises(BadProfile, match=said):
        read_profile(tmp_path / "agency.toml")


def test_a_day_soon_is_said_with_its_weekday():
    assert weekday_in_words(date(2026, 12, 3), "en") == "Thursday, December 3"
    assert weekday_in_words(date(2026, 12, 3), "es") == "jueves 3 de diciembre"
