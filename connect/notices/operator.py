"""What an operator decides about single mails and letters, by name."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.kinds import OPEN, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import fail
from connect.notices.sealed_rows import as_it_was, ended


class RowRefused(Exception):
    """This cannot be done with that row; the message says why."""


def waiting(*, now: datetime) -> QuerySet[OutboxMessage]:
    """What needs somebody, or may soon: unsure, in trouble, or a mail older than an hour. Oldest first."""
    late = Q(channel=Channel.MAIL, made_at__lt=now - timedelta(hours=1))
    rows = OutboxMessage.objects.filter(state__in=OPEN)
    return rows.filter(Q(state=OutboxState.UNSURE) | ~Q(trouble="") | late).order_by("made_at")


@transaction.atomic
def retry(*, row_id: UUID, by: str, now: datetime) -> None:
    """Send it again, now: an `unsure` mail of which the relay's log says that it was not taken, or one put off.

    A letter that was put aside is looked at again for the next batch."""
    row = _open(row_id, OutboxState.UNSURE, OutboxState.QUEUED)
    act = Act.LETTER_RETRIED if row.channel == Channel.LETTER else Act.MAIL_RETRIED
    _change(row, {"state": OutboxState.QUEUED, "not_before": now, "trouble": ""}, act, by)


@transaction.atomic
def say_it_left(*, row_id: UUID, by: str, now: datetime) -> None:
    """An `unsure` mail of which the relay's log says that it was taken."""
    row = _open(row_id, OutboxState.UNSURE)
    _change(row, {**ended(OutboxState.SENT, now), "trouble": ""}, Act.MAIL_FOUND_SENT, by)


@transaction.atomic
def give_up(*, row_id: UUID, by: str, now: datetime) -> None:
    """It does not leave from here any more: a mail that is unsure or put off, a letter that waits."""
    row = _open(row_id, OutboxState.UNSURE, OutboxState.QUEUED)
    act = Act.LETTER_GIVEN_UP if row.channel == Channel.LETTER else Act.MAIL_GIVEN_UP
    if not fail(as_it_was(row), now, trouble="given up", by=by, act=act):
        raise _just_changed(row)


def _open(row_id: UUID, *states: OutboxState) -> OutboxMessage:
    row = OutboxMessage.objects.filter(id=row_id, state__in=OPEN).first()
    if row is None or row.state not in states:
        raise RowRefused(
            f"{row_id} is {row.state if row else 'not waiting'}: only {' or '.join(states)} can be changed so"
        )
    return row


def _change(row: OutboxMessage, change: dict[str, object], act: Act, by: str) -> None:
    """Raises Refused when the worker, or somebody else, was first."""
    if not as_it_was(row).update(**change):
        raise _just_changed(row)
    audit.record(act, by=by, about=row.participant_id, key=row.key, template=row.event)


def _just_changed(row: OutboxMessage) -> RowRefused:
    return RowRefused(f"{row.id} has just changed; look again")
