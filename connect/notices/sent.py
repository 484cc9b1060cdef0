"""What a person was sent, so that they can see whether a mail or a letter is really ours.

No row says where it went. One that was kept back because its place is no longer on file is not listed: it would tell of
a move.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.notices.kinds import Channel, OutboxState
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


# What each event was about, in a word or two that fit a list.
ABOUT: dict[str, Promise] = {
    "pin_by_mail": _("A temporary PIN"),
    "pin_by_letter": _("A temporary PIN"),
    "pin_by_letter_instead": _("A temporary PIN"),
    "pin_asked": _("Someone asked for a PIN"),
    "pin_changed": _("Your PIN was changed"),
    "way_in_changed": _("A way to sign in changed"),
    "confirm_email": _("A link to confirm your email address"),
    "confirm_notices": _("A link to confirm your email address"),
    "ecommunications_changed": _("What we send by email changed"),
    "call_us": _("We asked you to call us"),
    "change_asked": _("Someone asked us to change how we reach you"),
    "confirm_new_email": _("A link to confirm your email address"),
    "new_answer": _("A message"),
    "request_moved": _("Something you asked for"),
    "answer_late": _("Our answer is late"),
    "mail_stopped": _("Email to you came back"),
    "document_came": _("A document"),
    "payment_sent": _("A payment was sent"),
    "appointment_soon": _("An appointment"),
    "appointment_changed": _("An appointment changed"),
}

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
        str(ABOUT[row.event]),
        _STATES[OutboxState(row.state)],
    )
