"""Days on which offices and the post work: Monday to Friday, but for the holidays of the state."""

from datetime import date, timedelta

from holidays import country_holidays

_SATURDAY = 5


def business_days_after(day: date, count: int, state: str) -> date:
    """The day that is `count` business days after `day`. `state`: 'CA'."""
    closed = country_holidays("US", subdiv=state, years=range(day.year, day.year + 2))
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY and day not in closed
    return day
