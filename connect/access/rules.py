"""What a Participant ID looks like, how a PIN is typed, and how long a visit lasts. Pure: no database, no clock."""

import re
from datetime import datetime, timedelta

TEMPORARY_DAYS = 21  # as long as a letter may take and lie (S002 L36 asks people to wait 10 days)

# The spaces and dashes that people and word processors put into a printed number; never a letter, never a digit.
_GAPS = re.compile(r"[\s\u00ad\u200b\u2060\u2010-\u2015\u2212\-]+")
_ID = re.compile(r"[0-9]{10}", re.ASCII)


def participant_id(text: str) -> str | None:
    """Ten ASCII digits, spaces and dashes forgiven (S002 L38); None when it cannot be a Participant ID."""
    digits = _GAPS.sub("", text)
    return digits if _ID.fullmatch(digits) else None


def pin_digits(text: str) -> str:
    """`text` without spaces and dashes, which a letter may print inside a PIN. It may still be no PIN at all."""
    return _GAPS.sub("", text)


def ends_at(started: datetime, now: datetime, idle: timedelta, absolute: timedelta) -> datetime:
    """When a visit used `now` ends: after `idle` without use, and never later than `absolute` after its start."""
    return min(now + idle, started + absolute)
