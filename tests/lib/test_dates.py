"""A time of day names its zone, in the reader's language and in every zone an agency may be in."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from connect.lib import dates

PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 7, 4, 12, 5, tzinfo=PACIFIC)


@pytest.mark.parametrize(
    ("language", "clock", "words", "table"),
    [
        ("en", "12:05 PM Pacific Time", "July 4, 2026, 12:05 PM Pacific Time", "07/04/2026, 12:05 PM Pacific Time"),
        (
            "es",
            "12:05 p.\N{NO-BREAK SPACE}m. (hora del Pacífico)",
            "4 de julio de 2026, 12:05 p.\N{NO-BREAK SPACE}m. (hora del Pacífico)",
            "4 jul 2026, 12:05 p.\N{NO-BREAK SPACE}m. (hora del Pacífico)",
        ),
    ],
)
def test_every_way_to_say_a_moment_names_the_zone(language, clock, words, table):
    said = (dates.clock_in_words, dates.moment_in_words, dates.moment_in_table)
    assert [each(NOON, language) for each in said] == [clock, words, table]


def test_hours_name_it_once():
    said = [
        dates.hours_in_words(date(2026, 12, 2), time(8), ends, PACIFIC, language)
        for ends, language in ((time(8, 30), "en"), (None, "en"), (time(8, 30), "es"))
    ]
    assert said == [
        "8:00 AM - 8:30 AM Pacific Time",
        "8:00 AM Pacific Time",
        "8:00 a.\N{NO-BREAK SPACE}m. - 8:30 a.\N{NO-BREAK SPACE}m. (hora del Pacífico)",
    ]


def test_for_operators_it_is_the_zone_s_letters():
    assert dates.moment_for_operators(NOON) == "2026-07-04 12:05 PDT"


@pytest.mark.parametrize(
    ("zone", "english", "spanish"),
    [
        ("America/New_York", "Eastern Time", "hora oriental"),
        ("America/Denver", "Mountain Time", "hora de las Montañas Rocosas"),
        # never changed, while the clocks of its neighbors are
        ("America/Phoenix", "Mountain Standard Time", "hora estándar de las Montañas Rocosas"),
        ("Pacific/Honolulu", "Hawaii-Aleutian Standard Time", "hora estándar de Hawái-Aleutianas"),
        ("Pacific/Guam", "Chamorro Standard Time", "hora estándar de Chamorro"),
    ],
)
def test_of_every_zone(zone, english, spanish):
    there = NOON.astimezone(ZoneInfo(zone))
    assert [dates.zone_in_words(there, language) for language in ("en", "es")] == [english, spanish]


def test_the_hour_that_comes_twice_says_which_it_is():
    """On November 1, 2026 the clocks of California go back at two."""
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC).astimezone(PACIFIC) for hour in (8, 9))
    assert (first.hour, second.hour) == (1, 1)
    assert dates.clock_in_words(first, "en") == "1:30 AM Pacific Daylight Time"
    assert dates.clock_in_words(second, "en") == "1:30 AM Pacific Standard Time"
    assert dates.clock_in_words(second, "es") == "1:30 a.\N{NO-BREAK SPACE}m. (hora estándar del Pacífico)"
    assert dates.clock_in_words(second.replace(hour=3), "en") == "3:30 AM Pacific Time"


def test_a_moment_that_is_in_no_agency_s_zone_is_not_printed():
    with pytest.raises(ValueError, match="in the agency's zone"):
        dates.moment_in_words(datetime(2026, 7, 4, tzinfo=UTC), "en")
