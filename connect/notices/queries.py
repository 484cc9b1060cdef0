"""The language of a person, and the progress of their mail or letter."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from connect.cases.models import Participant
from connect.notices.kinds import Channel, OutboxState, StopReason
from connect.notices.models import ContactPreference, OutboxMessage, StoppedAddress


@dataclass(frozen=True)
class NoticeProgress:
    """The progress of one message; days are in the agency's zone.

    `sent_on`, `left_at`: when the mail server took it, or when it was mailed. `trouble`: it is delayed.
    """

    channel: Channel
    state: OutboxState
    made_at: datetime
    printed_on: date | None
    sent_on: date | None
    left_at: datetime | None
    trouble: bool


def language_of(participant_id: str) -> str:
    """Return 'en' or 'es' for a mail or letter: the person's choice, else the language on the agency's file, else the
    default.

    A page asks further (connect.web.language.of_request): there a browser says what its reader speaks, so a file that
    names the agency's usual language decides nothing. A mail has no browser, and the file is all that is known.
    """
    chosen = ContactPreference.objects.filter(participant_id=participant_id).values_list("language", flat=True).first()
    if chosen:
        return chosen
    on_file = Participant.objects.filter(participant_id=participant_id).values_list("language", flat=True).first()
    return language_from(None, on_file or "")


def language_from(chosen: str | None, on_file: str) -> str:
    """The same of what is read already: the person's choice, and the tag of the agency's file ("es-MX")."""
    tag = on_file.lower().split("-")[0]
    return chosen or (tag if tag in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def progress(participant_id: str, key: str) -> NoticeProgress | None:
    """Return the progress of the person's message `key`; None if there never was one or retention has removed it."""
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


def stopped_mail(participant_id: str) -> dict[str, StopReason]:
    """Why no mail goes to addresses of this person, by their hashes (connect/notices/addresses.py).

    An address that they no longer use stays among them: who shows one looks which they use now.
    """
    rows = StoppedAddress.objects.filter(participant_id=participant_id, put_right_at__isnull=True)
    return {hashed: StopReason(reason) for hashed, reason in rows.values_list("address_hash", "reason")}


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment, settings.AGENCY.zone).date() if moment else None
