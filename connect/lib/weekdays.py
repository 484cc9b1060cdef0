"""A day soon to come, as people say it: with its weekday and without its year."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date

_WORDS = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}


@lru_cache(maxsize=1024)
def weekday_in_words(day: date, language: str) -> str:
    """'Thursday, December 3' or 'jueves 3 de diciembre'."""
    return str(format_date(day, _WORDS[language], locale=language))
