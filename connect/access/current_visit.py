"""Which visit the key of a cookie opens, and what the visit may do."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from connect.access.models import Account, SignInMethod, Visit
from connect.lib.random_keys import could_be_key
from connect.lib.rows import moment_of_row, moment_parameter

UNWRITTEN_FOR = timedelta(hours=1)  # a visit stays open so long after the end in its row, while none can be written


# Every signed-in page asks this first, so it is one statement, written out (design/speed: model instances and two
# queries instead of one are a third of a usual page's work). A person the agency no longer sends has no visit.
_VISIT = """
SELECT s.participant_id, s.started_at, s.expire_date, s.temporary, p.first_name, p.middle_name, p.last_name, p.suffix,
       p.language, c.language, s.previous_visit_at, s.way_in, s.browser, a.must_check_since,
       a.changed_at, a.unread_messages,
       EXISTS (SELECT 1 FROM notices_consent AS o WHERE o.participant_id = s.participant_id AND o.until IS NULL),
       (SELECT d.as_of FROM cases_delivery d WHERE d.state = 'loaded' ORDER BY d.sequence DESC LIMIT 1)
  FROM access_visit s
  JOIN cases_participant p ON p.participant_id = s.participant_id AND NOT p.gone
  JOIN access_account a ON a.participant_id = s.participant_id
  LEFT JOIN notices_contactpreference c ON c.participant_id = s.participant_id
 WHERE s.session_key = %s AND s.expire_date > %s
"""


@dataclass(frozen=True, slots=True)
class CurrentVisit:
    """A signed-in visit that has not ended. Times are aware.

    `temporary`: it opens only the page where a PIN is chosen. `way_in`: a SignInMethod. `browser`: what the browser
    calls itself.
    `first_name`: what the person is called, also by a single name. `full_name`: the legal name, for paper.
    `chosen_language`: the person's stored choice, '' before the first. `file_language`: the tag in the agency's file.
    `previous_visit_at`: when the visit before this one began, None for the first.
    `must_check`: it opens only the page "Check who can get into your account" (connect/access/safety_check.py).
    `pin_chosen`: a new PIN was chosen for that check, in this visit or another.
    `expires_at`: the end in its row. `carried_until`: the later end that could not be written
    (connect.web.carried_end).
    `enrolled`: the person gets something by email (connect.notices.enrolment), so no page asks them to sign up.
    `unread_messages`: how many words of ours the person has not read (connect/access/unread.py).
    """

    session_key: str
    participant_id: str
    started_at: datetime
    expires_at: datetime
    temporary: bool
    first_name: str
    file_language: str
    chosen_language: str
    as_of: datetime | None
    full_name: str = ""
    previous_visit_at: datetime | None = None
    way_in: str = "pin"
    browser: str = ""
    must_check: bool = False
    pin_chosen: bool = False
    carried_until: datetime | None = None
    enrolled: bool = False
    unread_messages: int = 0


def needs_no_current_pin(visit: CurrentVisit) -> bool:
    """Whether a new PIN may be chosen without the current one.

    Yes after a temporary PIN or a recovery code: each was proved when it opened this visit, and opens nothing else. Yes
    also for someone who signed in with a passkey and must choose a PIN before any other page opens, because they may
    know no PIN. Once a new one was chosen for that check, replacing it takes that PIN: the passkey may be someone
    else's.
    """
    if visit.temporary:
        return True
    return visit.must_check and visit.way_in == SignInMethod.PASSKEY and not visit.pin_chosen


def knows_new_pin(visit: CurrentVisit, account: Account) -> bool:
    """Whether the person in this visit chose, or signed in with, the PIN that was chosen for the check.

    True where nothing has to be checked. A passkey may be someone else's, so it does not count.
    """
    since = account.must_check_since
    if since is None:
        return True
    return visit.way_in == SignInMethod.PIN and visit.started_at >= account.changed_at >= since


def row_key(key: str) -> str:
    """The primary key of a visit's row: the SHA-256, in hex, of the 256 random bits in the cookie."""
    return hashlib.sha256(key.encode()).hexdigest()


def current_visit(key: str, now: datetime, carried_until: datetime | None = None) -> CurrentVisit | None:
    """The visit that the cookie's `key` opens `now`. One statement; none for text that cannot be a key.

    If the browser carries an end that has not come yet, the end in the row may be up to UNWRITTEN_FOR ago.
    """
    if not could_be_key(key):
        return None
    session_key = row_key(key)
    moment = moment_parameter(now - UNWRITTEN_FOR if carried_until else now)
    with connection.cursor() as cursor:
        cursor.execute(_VISIT, [session_key, moment])
        row = cursor.fetchone()
    if row is None:
        return None
    person, started, expires, temporary, first_name, middle, last, suffix, file_language, chosen, previous = row[:11]
    way_in, browser, must_check_since, changed_at, unread_messages, enrolled, as_of = row[11:]
    pin_chosen = must_check_since is not None and moment_of_row(changed_at) >= moment_of_row(must_check_since)
    return CurrentVisit(
        session_key,
        person,
        moment_of_row(started),
        moment_of_row(expires),
        bool(temporary),
        first_name or last,
        file_language,
        chosen or "",
        moment_of_row(as_of) if as_of else None,
        " ".join(name for name in (first_name, middle, last, suffix) if name),
        moment_of_row(previous) if previous else None,
        way_in,
        browser,
        must_check_since is not None,
        pin_chosen,
        carried_until,
        bool(enrolled),
        unread_messages,
    )


def is_open_visit(session_key: str, now: datetime) -> bool:
    """Whether the visit of this row (row_key of a cookie's key) has not ended."""
    return Visit.objects.filter(session_key=session_key, expire_date__gt=now).exists()


def input_kept_in(session_key: str) -> str:
    """The sealed input that waits in the visit of this row, even if the visit has ended; '' for none."""
    return Visit.objects.filter(session_key=session_key).values_list("session_data", flat=True).first() or ""
