"""Requests to be kept secret, for the feed's door, which sets the mark (connect/feed/asked_marks.py)."""

from dataclasses import dataclass
from datetime import datetime

from connect.access.unread import lock_account
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.contact.kinds import SubmissionState
from connect.contact.models import OPEN_STATES, Submission
from connect.contact.request_kinds import SECRECY

AT_ONCE_SECRET = 100


@dataclass(frozen=True, slots=True)
class AskedSecrecy:
    """A request that has no mark yet."""

    participant_id: str
    public_id: str
    number: str


def secrecy_asked_for() -> list[AskedSecrecy]:
    """The oldest requests that wait for their mark."""
    rows = Submission.objects.filter(kind=SECRECY.name, state__in=OPEN_STATES).order_by("sent_at")
    columns = rows.values_list("participant_id", "public_id", "number")
    return [AskedSecrecy(*row) for row in columns[:AT_ONCE_SECRET]]


def note_secrecy_kept(asked: AskedSecrecy, *, now: datetime) -> bool:
    """Note, in the caller's transaction, that the mark is set. False where the request was taken back meanwhile.

    No mail says so: the one who reads it may be the one who must not know.
    """
    lock_account(asked.participant_id)
    rows = Submission.objects.filter(participant_id=asked.participant_id, public_id=asked.public_id)
    row = rows.filter(state__in=OPEN_STATES).first()
    if row is None:
        return False
    row.state, row.answer_by = SubmissionState.ACCEPTED, None
    row.seen_at, row.decided_at, row.last_at = row.seen_at or now, now, now
    row.save()
    audit.record(Act.REQUEST_DECIDED, by="feed", about=row.participant_id, number=row.number)
    return True
