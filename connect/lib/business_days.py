"""Which days the agency is open, and the days that follow from it: what we promise, and a person's last day."""

from datetime import date, time, timedelta
from functools import lru_cache

import holidays
import msgspec

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The agency's days and hours. Days are days in the agency's zone.

    `holidays`: whose legal holidays count, as the library `holidays` names them: "US-CA", or "US" for federal ones.
    `open_holidays`: names of its holidays on which the agency works; `open_days`, `closed_days`: single days.
    """

    weekdays: tuple[str, ...]
    opens: time
    closes: time
    holidays: str
    open_holidays: tuple[str, ...] = ()
    open_days: tuple[date, ...] = ()
    closed_days: tuple[date, ...] = ()
    checked_on: date

    def is_open(self, day: date) -> bool:
        """Whether `day` is a business day."""
        if day in self.closed_days or WEEKDAYS[day.weekday()] not in self.weekdays:
            return False
        names = _legal_holidays(self.holidays, day.year).get(day, frozenset())
        return day in self.open_days or names <= set(self.open_holidays)

    def open_from(self, day: date) -> date:
        """`day` itself if it is a business day, else the next one."""
        while not self.is_open(day):
            day += _DAY
        return day

    def business_days_after(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`, which does not count itself."""
        for _ in range(count):
            day = self.open_from(day + _DAY)
        return day

    def last_day(self, day: date, days: int) -> date:
        """The last of `days` calendar days after `day`. One that is closed moves on (22 CCR 120100(c), V14)."""
        return self.open_from(day + days * _DAY)


@lru_cache(maxsize=64)
def _legal_holidays(place: str, year: int) -> dict[date, frozenset[str]]:
    """The names of the holidays on each day of `year`. Raises NotImplementedError for a place the library lacks."""
    country, _, part = place.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=year, language="en_US")
    return {day: frozenset(found.get_list(day)) for day in found if day.year == year}


def wrong_hours(hours: Hours) -> list[str]:
    """What the types cannot check."""
    wrong = []
    if not hours.weekdays or set(hours.weekdays) - set(WEEKDAYS):
        wrong.append(f"hours.weekdays: must be some of {', '.join(WEEKDAYS)}")
    if hours.opens >= hours.closes:
        wrong.append("hours.opens: must be before hours.closes")
    try:
        years = [_legal_holidays(hours.holidays, hours.checked_on.year + later) for later in range(7)]
    except (NotImplementedError, KeyError):
        return [*wrong, f"hours.holidays: {hours.holidays!r} is not a place like 'US-CA' of the library holidays"]
    known = {name for year in years for names in year.values() for name in names}
    return wrong + [
        f"hours.open_holidays: {name!r} is no holiday there" for name in hours.open_holidays if name not in known
    ]
