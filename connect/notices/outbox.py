"""The one way to send anything: a row beside what it tells of. Mail and letters leave later, from these rows."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from connect.notices.events import Event
from connect.notices.jobs import send_mail
from connect.notices.kinds import OPEN, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import ended, seal_row

WINDOW_LINES = 5  # as many as the window of the envelope shows


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
) -> None:
    """Queue one mail or letter in the caller's transaction; a second one with the same `key` changes nothing.

    `to`: an e-mail address, or a name and address, line by line (at most 5). The message does not leave after
    `not_after`. Raises RuntimeError outside a transaction, because a message must not outlive its reason or the
    reverse; raises ValueError for a channel that the event does not have, an unknown language, and a `to` of too many
    lines."""
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.enqueue is called inside the transaction of what it tells of")
    channel = Channel(channel)
    if channel not in event.channels:
        raise ValueError(f"{event.name} does not leave by {channel}")
    if language not in ("en", "es"):
        raise ValueError("a language is en or es")
    lines = to.strip().splitlines()
    if not 1 <= len(lines) <= (WINDOW_LINES if channel == Channel.LETTER else 1):
        raise ValueError(f"a mail goes to one address, a letter to at most {WINDOW_LINES} lines")
    _, new = OutboxMessage.objects.get_or_create(
        participant_id=participant_id,
        key=key,
        defaults={
            "channel": channel,
            "event": event.name,
            "language": language,
            "sealed": seal_row(to, event.facts()),
            "made_at": now,
            "not_before": now,
            "not_after": not_after,
        },
    )
    if new and channel == Channel.MAIL:
        send_mail.enqueue()  # seen by the worker when this transaction ends, and not before


@transaction.atomic
def withdraw(*, participant_id: str, key: str) -> bool:
    """Stop what waits under `key`, as when its PIN was voided. True: nothing of it will leave from here any more.

    False: there is nothing, it has left, or it may be leaving this moment; a mail whose sending then fails, or is
    unsure, is not tried again. A letter in a batch that nobody confirmed counts as stopped: the next run of the batch
    leaves it out (`manage.py letters confirm` refuses a PDF that still holds it, unless it is already posted).
    """
    now = timezone.now()
    rows = OutboxMessage.objects.filter(participant_id=participant_id, key=key, state__in=OPEN)
    row = rows.select_for_update().first()
    if row is None:
        return False
    if row.state == OutboxState.SENDING:
        rows.update(withdrawn_at=now)
        return False
    rows.update(**ended(OutboxState.WITHDRAWN, now), withdrawn_at=now, trouble="")
    return row.state != OutboxState.UNSURE


@transaction.atomic
def withdraw_all(*, participant_id: str) -> int:
    """Stop everything that waits for this person, as `withdraw` does; how many will not leave."""
    keys = OutboxMessage.objects.filter(participant_id=participant_id, state__in=OPEN).values_list("key", flat=True)
    return sum(withdraw(participant_id=participant_id, key=key) for key in list(keys))
