"""An operator's decisions about single mails and letters; each records the operator's name."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.addresses import address_hash
from connect.notices.kinds import OPEN, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import fail
from connect.notices.sealed_rows import finished_columns, if_unchanged, unseal_row


class RowRefused(Exception):
    """The decision does not apply to that row; the message says why."""


def messages_needing_attention(*, now: datetime) -> QuerySet[OutboxMessage]:
    """Return the messages that need an operator, now or soon: unsure, in trouble, or a mail older than an hour.

    The oldest comes first.
    """
    late = Q(channel=Channel.MAIL, made_at__lt=now - timedelta(hours=1))
    rows = OutboxMessage.objects.filter(state__in=OPEN)
    return rows.filter(Q(state=OutboxState.UNSURE) | ~Q(trouble="") | late).order_by("made_at")


@transaction.atomic
def retry_message(*, row_id: UUID, by: str, now: datetime) -> None:
    """Send a mail again now: an `unsure` mail that the relay did not take according to its log, or a postponed one.

    A letter that was put aside is considered again for the next batch.
    """
    row = _open(row_id, OutboxState.UNSURE, OutboxState.QUEUED)
    act = Act.LETTER_RETRIED if row.channel == Channel.LETTER else Act.MAIL_RETRIED
    _change(row, {"state": OutboxState.QUEUED, "not_before": now, "trouble": ""}, act, by)


@transaction.atomic
def mark_message_sent(*, row_id: UUID, by: str, now: datetime) -> None:
    """Mark an `unsure` mail as sent, because the relay took it according to its log.

    Raises InvalidToken when no key of CONNECT_OUTBOX_KEYS opens the row.
    """
    row = _open(row_id, OutboxState.UNSURE)
    hashed = row.address_hash or (address_hash(unseal_row(row)[0]) if row.sealed else "")
    sent = {**finished_columns(OutboxState.SENT, now), "trouble": "", "address_hash": hashed}
    _change(row, sent, Act.MAIL_FOUND_SENT, by)


@transaction.atomic
def give_up_message(*, row_id: UUID, by: str, now: datetime) -> None:
    """Cancel a message: an unsure or postponed mail, or a letter that waits. It will not be sent."""
    row = _open(row_id, OutboxState.UNSURE, OutboxState.QUEUED)
    act = Act.LETTER_GIVEN_UP if row.channel == Channel.LETTER else Act.MAIL_GIVEN_UP
    if not fail(if_unchanged(row), now, trouble="given up", by=by, act=act):
        raise _just_changed(row)


def _open(row_id: UUID, *states: OutboxState) -> OutboxMessage:
    row = OutboxMessage.objects.filter(id=row_id, state__in=OPEN).first()
    if row is None or row.state not in states:
        state = row.state if row else "not waiting"
        raise RowRefused(f"{row_id} is {state}: this command works only on a row that is {' or '.join(states)}")
    return row


def _change(row: OutboxMessage, change: dict[str, object], act: Act, by: str) -> None:
    """Change the row and record it. Raises RowRefused if the worker or another operator changed the row first."""
    if not if_unchanged(row).update(**change):
        raise _just_changed(row)
    audit.record(act, by=by, about=row.participant_id, key=row.key, template=row.event)


def _just_changed(row: OutboxMessage) -> RowRefused:
    return RowRefused(f"{row.id} has just changed: run outbox list again")
