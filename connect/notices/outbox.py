"""The only way to send a message: a row in the outbox. The senders read mail and letters from these rows later."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from connect.notices.actions import NOTICE_LANGUAGES
from connect.notices.events import Event
from connect.notices.jobs import send_mail
from connect.notices.kinds import NOTICE_KINDS, OPEN, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import finished_columns, seal_row

WINDOW_LINES = 5  # the window of the envelope shows this many


def enqueue(
    event: Event,
    *,
    participant_id: str,
    key: str,
    channel: Channel,
    to: str,
    language: str,
    now: datetime,
    not_after: datetime | None = None,
    also_in: str = "",
) -> None:
    """Queue one mail or letter in the caller's transaction; a second call with the same `key` changes nothing.

    `to`: an e-mail address, or a name and address in lines (at most 5). The message is not sent after `not_after`.
    `also_in`: a second language, for a reader who may know only one of the two; '' or `language` itself adds none.
    Raises RuntimeError outside a transaction, because the message and its event must be saved together. Raises
    ValueError for a channel that the event does not have, an unknown language, and too many lines in `to`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.enqueue must be called inside the transaction of its event")
    channel = Channel(channel)
    if channel not in event.channels:
        raise ValueError(f"{event.name} cannot be sent by {channel}")
    if language not in NOTICE_LANGUAGES or also_in not in ("", *NOTICE_LANGUAGES):
        raise ValueError("the language must be en or es")
    lines = to.strip().splitlines()
    if not 1 <= len(lines) <= (WINDOW_LINES if channel == Channel.LETTER else 1):
        raise ValueError(f"a mail has one address; a letter has at most {WINDOW_LINES} lines of address")
    _, new = OutboxMessage.objects.get_or_create(
        participant_id=participant_id,
        key=key,
        defaults={
            "channel": channel,
            "event": event.name,
            "urgent": NOTICE_KINDS[event.name].urgent,
            "language": language,
            "also_in": "" if also_in == language else also_in,
            "sealed": seal_row(to, event.facts()),
            "made_at": now,
            "not_before": now,
            "not_after": not_after,
        },
    )
    if new and channel == Channel.MAIL:
        send_mail.enqueue()  # the worker sees it once this transaction commits


def enqueue_content_free(
    kind: str,
    *,
    participant_id: str,
    key: str,
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> None:
    """Queue one mail of a content-free kind in the caller's transaction; a second with the same `key` changes nothing.

    It leaves from `not_before` on, and not after `not_after`, or after the kind's own time. Where it goes and what it
    says is worked out then. The worker looks once a minute; many rows are better written with one INSERT ... SELECT.
    Raises RuntimeError outside a transaction, and ValueError for a kind that is not content-free.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.enqueue_content_free must be called inside the transaction of its event")
    found = NOTICE_KINDS.get(kind)
    if found is None or not found.content_free:
        raise ValueError(f"{kind} is no content-free kind")
    leaves = not_before or now
    OutboxMessage.objects.get_or_create(
        participant_id=participant_id,
        key=key,
        defaults={
            "channel": Channel.MAIL,
            "event": kind,
            "content_free": True,
            "made_at": now,
            "not_before": leaves,
            "not_after": not_after or (leaves + found.of_use if found.of_use else None),
        },
    )


@transaction.atomic
def withdraw(*, participant_id: str, key: str) -> bool:
    """Stop the message that waits under `key`, for example because its PIN was voided. True: it will not be sent.

    False: there is none, it has been sent, or it may be being sent at this moment; if that try fails or stays unsure,
    it is not repeated. A letter in an unconfirmed batch counts as stopped: the next run of the batch leaves it out, and
    `manage.py letters confirm` refuses a PDF that still contains it, unless the letters are already in the mail.
    """
    now = timezone.now()
    rows = OutboxMessage.objects.filter(participant_id=participant_id, key=key, state__in=OPEN)
    row = rows.select_for_update().first()
    if row is None:
        return False
    if row.state == OutboxState.SENDING:
        rows.update(withdrawn_at=now)
        return False
    rows.update(**finished_columns(OutboxState.WITHDRAWN, now), withdrawn_at=now, trouble="")
    return row.state != OutboxState.UNSURE


@transaction.atomic
def withdraw_all(*, participant_id: str) -> int:
    """Stop every message that waits for this person, as `withdraw` does. Returns how many will not be sent."""
    keys = OutboxMessage.objects.filter(participant_id=participant_id, state__in=OPEN).values_list("key", flat=True)
    return sum(withdraw(participant_id=participant_id, key=key) for key in list(keys))
