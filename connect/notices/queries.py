"""How far a mail or letter is, for the person it goes to."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from connect.notices.kinds import Kind, State
from connect.notices.models import Outgoing


@dataclass(frozen=True)
class Progress:
    """Days are the agency's. `sent_on`: taken by the mail server, or given to the post. `trouble`: it is held up."""

    kind: Kind
    state: State
    made_at: datetime
    printed_on: date | None
    sent_on: date | None
    trouble: bool


def progress(participant_id: str, key: str) -> Progress | None:
    """Where the person's mail or letter `key` stands; None where none was ever asked for (or its row has aged out)."""
    row = Outgoing.objects.filter(participant_id=participant_id, key=key).first()
    if row is None:
        return None
    left = row.state in (State.SENT, State.CONFIRMED)
    return Progress(
        kind=Kind(row.kind),
        state=State(row.state),
        made_at=row.made_at,
        printed_on=_day(row.printed_at),
        sent_on=_day(row.finished_at) if left else None,
        trouble=not left and bool(row.trouble or row.state in (State.UNSURE, State.FAILED)),
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment, settings.AGENCY.zone).date() if moment else None
