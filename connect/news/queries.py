"""What changed for a person since a moment: payments, amounts owed, appointments (news.models.Change)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection

from connect.cases.viewer import Viewer
from connect.lib.rows import day_of_row, moment_of_row, moment_parameter, time_of_row

# The changes point at rows, and the rows are read where they stand: what has gone again is no news, and nothing hidden
# is shown, because the disclosed rows do not hold it.
_NEWS = """
SELECT c.subject, c.kind, c.was_on, l.direction, l.public_id, l.amount, l.received_on,
       l.case_number = '' AND l.reversed_on IS NULL, s.public_id, coalesce(s.case_number, l.case_number),
       a.on_date, a.starts, d.as_of, count(*) OVER ()
FROM news_change c
JOIN cases_delivery d ON d.sequence = c.sequence AND d.finished_at > %s
LEFT JOIN payments_paymentline l
       ON c.subject = 'payment' AND l.participant_id = c.participant_id AND l.line_id = c.about
LEFT JOIN cases_disclosedcase s
       ON c.subject = 'balance' AND s.participant_id = c.participant_id AND s.case_number = c.about
LEFT JOIN cases_disclosedappointment a
       ON c.subject = 'appointment' AND a.participant_id = c.participant_id AND a.appointment_id = c.about
WHERE c.participant_id = %s AND (l.amount IS NOT NULL OR s.public_id IS NOT NULL
      OR a.on_date >= %s OR (c.kind = 'cancelled' AND c.was_on >= %s))
ORDER BY c.sequence DESC, c.subject, coalesce(a.on_date, c.was_on), l.received_on DESC, c.about
LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One change. `subject` and `kind` are those of news.models.Change; the other facts depend on them.

    A payment has direction, public_id, case_number ('' where it has none yet: `being_applied`, unless taken back),
    amount (cents) and day (received). A balance has the public_id and case_number of its case, and `as_of`: when the
    information that changed it was true. An appointment has its day and time; a cancelled one only the day it was on.
    """

    subject: str
    kind: str
    direction: str = ""
    public_id: str = ""
    amount: int = 0
    case_number: str = ""
    being_applied: bool = False
    day: date | None = None
    starts: time | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """The newest changes, and how many there are beyond them."""

    items: tuple[NewsItem, ...]
    more: int


def since(viewer: Viewer, moment: datetime, today: date, most: int) -> News:
    """What the feeds that ended after `moment` changed of what the viewer sees, at most `most` items. One statement.

    Appointments before `today` (in the agency's zone) are left out.
    """
    then = moment_parameter(moment)
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, [then, viewer.participant_id, today, today, most])
        found = cursor.fetchall()
    return News(tuple(_item(row[:-1]) for row in found), found[0][-1] - len(found) if found else 0)


def _item(row: tuple[object, ...]) -> NewsItem:
    subject, kind, was_on, direction, line, amount, received, being_applied, case, number, on_date, starts, as_of = row
    day = received or on_date or was_on
    return NewsItem(
        str(subject),
        str(kind),
        str(direction or ""),
        str(line or case or ""),
        int(str(amount or 0)),
        str(number or ""),
        bool(being_applied),
        day_of_row(day) if isinstance(day, str | date) else None,
        time_of_row(starts) if isinstance(starts, str | time) else None,
        moment_of_row(as_of) if isinstance(as_of, str | datetime) else None,
    )
