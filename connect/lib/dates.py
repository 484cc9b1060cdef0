"""Dates in the agency's zone: in tables as on the screens, elsewhere in words."""

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date

# babel's 'es' writes '29 de mayo de 2026'; 'es_MX' would too, but Django's es-mx capitalises the month.
_WORDS = {"en": "MMMM d, y", "es": "d 'de' MMMM 'de' y"}


def in_figures(day: date) -> str:
    """'04/10/2020', month first in both languages (S004 L47)."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"


@lru_cache(maxsize=1024)
def in_words(day: date, language: str) -> str:
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


def clock(moment: time) -> str:
    """'08:00 AM' (S002 L71)."""
    return moment.strftime("%I:%M %p")


def moment_in_words(moment: datetime, language: str) -> str:
    """'November 20, 2026, 06:00 PM'; `moment` is already in the agency's zone."""
    return f"{in_words(moment.date(), language)}, {clock(moment.timetz())}"
