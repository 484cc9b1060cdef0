"""What a person was sent, so that they can see whether a mail or a letter is really ours.

No row says where it went. One that was kept back because its place is no longer on file is not listed: it would tell of
a move.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from connect.notices.kinds import NOTICE_KINDS, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import PLACE_NOT_ON_FILE

SHOWN_DAYS = 90


class SentWay(models.TextChoices):
    MAIL = Channel.MAIL.value, _("Email")
    LETTER = Channel.LETTER.value, _("Letter")


class SentState(models.TextChoices):
    """Whether it left."""

    ON_ITS_WAY = "on_its_way", _("Not sent yet")
    SENT = "sent", _("Sent")
    NOT_SENT = "not_sent", _("Not sent")
    UNSURE = "unsure", _("We do not know if it arrived")


_STATES = {
    OutboxState.QUEUED: SentState.ON_ITS_WAY,
    OutboxState.SENDING: SentState.ON_ITS_WAY,
    OutboxState.PRINTED: SentState.ON_ITS_WAY,
    OutboxState.UNSURE: SentState.UNSURE,
    OutboxState.SENT: SentState.SENT,
    OutboxState.CONFIRMED: SentState.SENT,
    OutboxState.WITHDRAWN: SentState.NOT_SENT,
    OutboxState.FAILED: SentState.NOT_SENT,
}


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message. `day`: when it left; while it has not, when it was written."""

    day: date
    way: SentWay
    about: str
    state: SentState


def sent_messages(participant_id: str, now: datetime) -> tuple[SentMessage, ...]:
    """The person's messages of the last 90 days, the newest first."""
    rows = OutboxMessage.objects.filter(participant_id=participant_id, made_at__gt=now - timedelta(days=SHOWN_DAYS))
    told = rows.exclude(state=OutboxState.WITHDRAWN, trouble=PLACE_NOT_ON_FILE).order_by("-made_at", "key")
    return tuple(_message(row) for row in told)


def _message(row: OutboxMessage) -> SentMessage:
    moment = row.finished_at or row.made_at
    return SentMessage(
        moment.astimezone(settings.AGENCY.zone).date(),
        SentWay(row.channel),
        str(NOTICE_KINDS[row.event].about),
        _STATES[OutboxState(row.state)],
    )
