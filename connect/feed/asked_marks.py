"""Marks that people ask for themselves ("Keep my whereabouts secret"): set without waiting for the agency.

They are set as a feed sets them: in each of the person's cases, with all that they hide, and the account is made safe.
A later feed without the mark is held as any removal is, until an operator releases it (releases.py).
"""

from datetime import datetime
from pathlib import Path

from connect.cases.models import Party
from connect.contact.secrecy import AskedSecrecy, note_secrecy_kept
from connect.feed.nondisclosure import MarkChanges
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.database import only_load
from connect.feed.set_marks import marks_not_set_yet, set_marks


class _AskedNoMore(Exception):
    """The request was withdrawn in the meantime: its transaction is undone."""


def set_asked_marks(asked: list[AskedSecrecy], now: datetime) -> int:
    """Set the marks that `asked` ask for; how many are new. While a feed loads none is: the next run sets them."""
    try:
        with only_load() as work:
            return sum(_set_for(each, now, work) for each in asked)
    except FeedRefused:
        return 0


def _set_for(asked: AskedSecrecy, now: datetime, work: Path) -> int:
    person = asked.participant_id
    parts = Party.objects.filter(participant_id=person).values_list("participant_id", "case_number")
    new = marks_not_set_yet(dict.fromkeys(parts, 1), now)

    def record(marks: MarkChanges) -> None:
        marks.record_new(person, {"number": asked.number})
        if not note_secrecy_kept(asked, now=now):
            raise _AskedNoMore

    try:
        return set_marks(new, now, work, record)
    except _AskedNoMore:
        return 0
