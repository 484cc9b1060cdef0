"""Dates as people read them: short in tables, words in sentences. A time of day always names its zone."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

# babel's 'es' writes '29 de mayo de 2026'. So does 'es_MX', but Django's es-mx capitalizes the month.
_WORDS = {"en": "MMMM d, y", "es": "d 'de' MMMM 'de' y"}
# To a reader from Latin America 12/02/2026 is a day in February, so a Spanish table names the month. 'es_MX' writes
# 'sep', where 'es' has 'sept'.
_IN_TABLES = {"en": ("MM/dd/y", "en"), "es": ("d MMM y", "es_MX")}


@lru_cache(maxsize=1024)
def day_in_table(day: date, language: str) -> str:
    """'04/10/2020' (S004 L47) or '10 abr 2020'."""
    pattern, locale = _IN_TABLES[language]
    return str(format_date(day, pattern, locale=locale))


@lru_cache(maxsize=1024)
def day_in_words(day: date, language: str) -> str:
    """'May 29, 2026' or '29 de mayo de 2026'."""
    return str(format_date(day, _WORDS[language], locale=language))


def month_in_words(day: date, language: str) -> str:
    """'May 2026' or 'mayo de 2026'."""
    return str(format_date(day, {"en": "MMMM y", "es": "MMMM 'de' y"}[language], locale=language))


def month_alone(number: int, language: str) -> str:
    """'May' or 'mayo', from the month's number."""
    return str(format_date(date(2000, number, 1), "LLLL", locale=language))


def weekday_short(day: date, language: str) -> str:
    """'WED' or 'MIÉ'."""
    return str(format_date(day, "EEE", locale=language)).rstrip(".").upper()


def month_short(day: date, language: str) -> str:
    """'May' or 'may'."""
    return str(format_date(day, "MMM", locale=language)).rstrip(".")


def zone_in_words(moment: datetime, language: str) -> str:
    """'Pacific Time' or 'hora del Pacífico': CLDR's name of the zone that `moment` is in.

    'Pacific Standard Time' where the short name is ambiguous: in the hour that occurs twice when clocks go back, and
    in a zone that never changes its clocks although its neighbors do. Raises ValueError unless `moment` has a ZoneInfo.
    """
    zone = moment.tzinfo
    if not isinstance(zone, ZoneInfo):
        raise ValueError("a moment must be in the agency's zone before it is printed")
    repeated_hour = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    no_clock_change = len({datetime(moment.year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}) == 1
    variant = ("daylight" if moment.dst() else "standard") if repeated_hour or no_clock_change else None
    return _zone_name(zone, variant, language)


@lru_cache(maxsize=32)
def _zone_name(zone: ZoneInfo, variant: Literal["standard", "daylight"] | None, language: str) -> str:
    return str(get_timezone_name(zone, width="long", zone_variant=variant, locale=language))


def clock_in_words(moment: datetime, language: str) -> str:
    """'6:00 PM Pacific Time' or '6:00 p. m. (hora del Pacífico)'; `moment` is already in the agency's zone."""
    return _with_zone(_clock(moment.timetz(), language), moment, language)


def moment_in_words(moment: datetime, language: str) -> str:
    """'November 20, 2026, 6:00 PM Pacific Time'; `moment` is already in the agency's zone."""
    return f"{day_in_words(moment.date(), language)}, {clock_in_words(moment, language)}"


def moment_in_table(moment: datetime, language: str) -> str:
    """'11/20/2026, 6:00 PM Pacific Time'; `moment` is already in the agency's zone."""
    return f"{day_in_table(moment.date(), language)}, {clock_in_words(moment, language)}"


def hours_in_words(day: date, starts: time, ends: time | None, zone: ZoneInfo, language: str) -> str:
    """'8:00 AM - 8:30 AM Pacific Time' (S002 L71), or '8:00 AM Pacific Time' if there is no end."""
    times = _clock(starts, language) + (f" - {_clock(ends, language)}" if ends else "")
    return _with_zone(times, datetime.combine(day, starts, zone), language)


def moment_for_operators(moment: datetime) -> str:
    """'2026-11-20 18:00 PST', for a table on a terminal; `moment` is already in the agency's zone."""
    return f"{moment:%Y-%m-%d %H:%M %Z}"


def _with_zone(times: str, moment: datetime, language: str) -> str:
    """Add the zone as CLDR's full time formats do in each language."""
    zone = zone_in_words(moment, language)
    return f"{times} ({zone})" if language == "es" else f"{times} {zone}"


def _clock(moment: time, language: str) -> str:
    """'8:00 AM' or '8:00 a. m.'; the space in 'a. m.' does not break, and every font has it."""
    return str(format_time(moment, "h:mm a", locale=language)).replace(
        "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
    )
