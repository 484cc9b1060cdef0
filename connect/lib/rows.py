"""Reading typed rows past the ORM, and giving them parameters: what each database means by a moment, a day and a time.

PostgreSQL answers a plain statement with Python's own types. SQLite has none of them: it answers with text, or with a
moment in UTC that does not say so.
"""

from datetime import UTC, date, datetime, time
from typing import cast

from django.db import connection


def moment_parameter(moment: datetime) -> datetime | str:
    """An aware `moment` as this database takes it in a statement."""
    return cast(datetime | str, connection.ops.adapt_datetimefield_value(moment))


def moment_of_row(value: datetime | str) -> datetime:
    """A moment as the database gave it, aware."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day_of_row(value: date | str) -> date:
    """A day as the database gave it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def time_of_row(value: time | str) -> time:
    """A time of day as the database gave it."""
    return time.fromisoformat(value) if isinstance(value, str) else value
