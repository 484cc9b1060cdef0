"""The one way to send anything: a row beside what it tells of. Mail and letters leave later, from these rows."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from connect.notices.jobs import send_mail
from connect.notices.kinds import OPEN, Channel, OutboxState, check
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import ended, sealed

WINDOW_LINES = 5  # as many as the window of the envelope shows


def enqueue(
    *,
    participant_id: str,
    key: str,
    template: str,
    kind: Channel,
    to: str,
    language: str,
    facts: dict[str, str],
    now: datetime,
    not_after: datetime | None = None,
) -> None:
    """Queue one mail or letter in the caller's transaction; a second one with the same `key` changes nothing.

    `to`: an e-mail address, or name and address line by line (at most 5). Later than
    `not_after` it does not leave.
    Raises RuntimeError outside a transaction (a mail that can outlive its reason, or the reverse, is none) and
    ValueError for facts that do not fit the template (connect.notices.kinds).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.put is called inside the transaction of what it tells of")
    kind = Channel(kind)
    check(template, kind, language, facts)
    lines = to.strip().splitlines()
    if not 1 <= len(lines) <= (WINDOW_LINES if kind == Channel.LETTER else 1):
        raise ValueError(f"a mail goes to one address, a letter to at most {WINDOW_LINES} lines")
    _, new = OutboxMessage.objects.get_or_create(
        participant_id=participant_id,
        key=key,
        defaults={
            "kind": kind,
            "template": template,
            "language": language,
            "sealed": sealed(to, facts),
            "made_at": now,
            "not_before": now,
            "not_after": not_after,
        },
    )
    if new and kind == Channel.MAIL:
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
