"""How far a mail or letter is, for the person it goes to."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from connect.cases.models import Participant
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import ContactPreference, OutboxMessage


@dataclass(frozen=True)
class NoticeProgress:
    """Days are the agency's. `sent_on`, `left_at`: taken by the mail server, or given to the post. `trouble`: it is
    held up."""

    channel: Channel
    state: OutboxState
    made_at: datetime
    printed_on: date | None
    sent_on: date | None
    left_at: datetime | None
    trouble: bool


def language_of(participant_id: str) -> str:
    """'en' or 'es': what the person chose, else what the agency's file says of them, else the usual one."""
    chosen = ContactPreference.objects.filter(participant_id=participant_id).values_list("language", flat=True).first()
    if chosen:
        return chosen
    said = Participant.objects.filter(participant_id=participant_id).values_list("language", flat=True).first() or ""
    tag = said.lower().split("-")[0]
    return tag if tag in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def progress(participant_id: str, key: str) -> NoticeProgress | None:
    """Where the person's mail or letter `key` stands; None where none was ever asked for (or its row has aged out)."""
    row = OutboxMessage.objects.filter(participant_id=participant_id, key=key).first()
    if row is None:
        return None
    left = row.state in (OutboxState.SENT, OutboxState.CONFIRMED)
    return NoticeProgress(
        channel=Channel(row.channel),
        state=OutboxState(row.state),
        made_at=row.made_at,
        printed_on=_day(row.printed_at),
        sent_on=_day(row.finished_at) if left else None,
        left_at=row.finished_at if left else None,
        trouble=not left and bool(row.trouble or row.state in (OutboxState.UNSURE, OutboxState.FAILED)),
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment, settings.AGENCY.zone).date() if moment else None
