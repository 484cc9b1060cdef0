"""Send mail from the outbox. A worker claims a mail and commits the claim before it talks to the mail server.

Urgent mail has a turn of its own, which comes first: a PIN of twenty minutes does not wait behind a million reminders.

Each mail is sent at most once: if the worker dies between the claim and the server's answer, the mail becomes `unsure`
for an operator and is never sent again automatically. A server that is down only delays the mail.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.addresses import address_hash, is_stopped, stop_also_for
from connect.notices.by_kind import WorkedOut
from connect.notices.kinds import NOTICE_KINDS, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import fail, keep_back, what_leaves
from connect.notices.rules import GIVE_UP_AFTER, PARK_AFTER, wait
from connect.notices.sealed_rows import finished_columns
from connect.notices.senders.answers import SendingFailure, failure_of
from connect.notices.senders.mail import message

mail_log = logging.getLogger(__name__)
MOST_MAILS = 100  # mails a turn, the urgent and the others each
SECONDS = 5.0  # a turn, the urgent and the others each
MOST_LATE = 5_000  # content-free mails that end in a turn because they are too late
STOPPED = "mail to its address came back"


@dataclass(frozen=True)
class Turn:
    """The result of one turn. `counts`: the number of mails by final state; `more`: further mails can be sent now."""

    counts: dict[str, int]
    more: bool


def send_waiting(*, now: datetime, most: int = MOST_MAILS, seconds: float = SECONDS) -> Turn:
    """Send up to `most` of the urgent mails that are due, for about `seconds`, then as many of the others.

    Raises RuntimeError inside a transaction.
    1. Park the mails of a dead worker. 2. End the mails that are too late. 3. Open the connection; if the server cannot
    be reached, postpone all. 4. For each mail: claim it, commit, send it, save the answer.
    """
    if connection.in_atomic_block:
        raise RuntimeError("send_waiting must run outside a transaction: it commits each claim before it sends")
    park(now)
    more_late = _end_what_is_too_late(now)
    due = [list(_due(now).filter(urgent=urgent).order_by("not_before")[: most + 1]) for urgent in (True, False)]
    if not any(due):
        return Turn({}, more=more_late)
    server = mailers["default"]
    try:
        server.open()
    except OSError:  # smtplib's errors are OSErrors too
        postponed = [row for rows in due for row in rows[:most]]
        for row in postponed:
            if _claimed(row, now):
                _put_off(row, now, trouble="no connection")
        return Turn({OutboxState.QUEUED: len(postponed)}, more=False)
    try:
        turn = _send_both(due, server.send_messages, now, most=most, seconds=seconds)
        return replace(turn, more=turn.more or more_late)
    finally:
        _close(server)


def park(now: datetime) -> None:
    """Mark mails as `unsure` whose worker has been silent for PARK_AFTER; end those that were withdrawn since."""
    abandoned = OutboxMessage.objects.filter(state=OutboxState.SENDING, claimed_at__lt=now - PARK_AFTER)
    abandoned.filter(withdrawn_at__isnull=False).update(**finished_columns(OutboxState.WITHDRAWN, now), trouble="")
    abandoned.update(state=OutboxState.UNSURE, trouble="the sender stopped")


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    rows = OutboxMessage.objects.filter(channel=Channel.MAIL, state=OutboxState.QUEUED, not_before__lte=now)
    return rows.filter(Q(not_after__isnull=True) | Q(not_after__gte=now))


def _end_what_is_too_late(now: datetime) -> bool:
    """End mails after their `not_after`, also unsure ones: no one found out in time, and a letter may replace them.

    After days without a worker a million content-free ones may be late. They end many at a time and without a word:
    nothing follows from one. Returns whether there are more.
    """
    late = OutboxMessage.objects.filter(channel=Channel.MAIL, state=OutboxState.QUEUED, not_after__lt=now)
    fail(late.filter(content_free=False), now, trouble="too late")
    fail(OutboxMessage.objects.filter(state=OutboxState.UNSURE, not_after__lt=now), now, trouble="no one knows")
    without_word = list(late.filter(content_free=True).values_list("id", flat=True)[:MOST_LATE])
    still = OutboxMessage.objects.filter(id__in=without_word, state=OutboxState.QUEUED)
    still.update(**finished_columns(OutboxState.FAILED, now), trouble="too late")
    return len(without_word) == MOST_LATE


def _send_both(
    due: list[list[OutboxMessage]],
    send: Callable[[list[EmailMessage]], int],
    now: datetime,
    *,
    most: int,
    seconds: float,
) -> Turn:
    """The turn of the urgent mails, then that of the others, for as long as the connection stands."""
    counts: Counter[str] = Counter()
    more = False
    for rows in due:
        whole, connected = _send_each(rows, send, now, counts, most=most, until=time.monotonic() + seconds)
        more = more or not whole
        if not connected:
            return Turn(dict(counts), more=False)
    return Turn(dict(counts), more=more)


def _send_each(
    due: list[OutboxMessage],
    send: Callable[[list[EmailMessage]], int],
    now: datetime,
    counts: Counter[str],
    *,
    most: int,
    until: float,
) -> tuple[bool, bool]:
    """Send each mail of `due` and count its state. Returns whether that were all, and whether the connection stands."""
    for number, row in enumerate(due):
        if number == most or time.monotonic() > until:
            return False, True
        if not _claimed(row, now):
            continue  # another worker claimed it, or it was withdrawn
        state, connected = _send(row, send, now)
        counts[state] += 1
        if not connected:
            return False, False
    return True, True


def _claimed(row: OutboxMessage, now: datetime) -> bool:
    """Claim `row` for this process and commit. Returns whether the claim succeeded."""
    mine = OutboxMessage.objects.filter(
        participant_id=row.participant_id, id=row.id, state=OutboxState.QUEUED, not_before__lte=now
    )
    claimed = mine.update(state=OutboxState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    row.attempts += 1
    row.claimed_at = now
    return bool(claimed)


def _send(row: OutboxMessage, send: Callable[[list[EmailMessage]], int], now: datetime) -> tuple[OutboxState, bool]:
    """Try to send `row` once. Returns its new state, and whether the connection still works."""
    leaves: WorkedOut | None = None
    try:
        leaves = what_leaves(row, now)
        if leaves is None:
            keep_back(_mine(row), now)
            return OutboxState.WITHDRAWN, True
        if _is_in_vain(row, leaves, now):
            return OutboxState.FAILED, True
        mail = message(row, leaves)
        send([mail])
    except Exception as problem:  # any error is saved in the row, and the queue continues
        answer = failure_of(problem)
    else:
        _note_sent(row, leaves, mail, now)
        return OutboxState.SENT, True
    return _note_failure(row, leaves, answer, now)


def _is_in_vain(row: OutboxMessage, leaves: WorkedOut, now: datetime) -> bool:
    """Whether mail to this address came back. Then the mail ends, and the person it is for learns of it."""
    if NOTICE_KINDS[row.event].also_to_stopped or not is_stopped(leaves.to):
        return False
    fail(_mine(row), now, trouble=STOPPED)
    stop_also_for(row.participant_id, leaves.to, now=now)
    return True


def _note_failure(
    row: OutboxMessage, leaves: WorkedOut | None, answer: SendingFailure, now: datetime
) -> tuple[OutboxState, bool]:
    if answer.state == OutboxState.QUEUED and answer.gives_up and now - row.made_at > GIVE_UP_AFTER:
        answer = replace(answer, state=OutboxState.FAILED)
    if answer.state == OutboxState.FAILED:
        fail(_mine(row), now, trouble=answer.trouble)
    elif answer.state == OutboxState.QUEUED:
        _put_off(row, now, trouble=answer.trouble)
    else:
        _mine(row).update(state=OutboxState.UNSURE, trouble=answer.trouble, address_hash=_hash_of(leaves))
    return answer.state, answer.goes_on


def _hash_of(leaves: WorkedOut | None) -> str:
    return address_hash(leaves.to) if leaves else ""


def _mine(row: OutboxMessage) -> QuerySet[OutboxMessage]:
    """A query for `row` while this process owns it, also after another process parked it: only we know the answer."""
    return OutboxMessage.objects.filter(
        participant_id=row.participant_id,
        id=row.id,
        claimed_at=row.claimed_at,
        state__in=(OutboxState.SENDING, OutboxState.UNSURE),
    )


@transaction.atomic
def _note_sent(row: OutboxMessage, leaves: WorkedOut, mail: EmailMessage, now: datetime) -> None:
    sent = {"trouble": "", "address_hash": _hash_of(leaves), "provider_id": _provider_id(mail)}
    if _mine(row).update(**finished_columns(OutboxState.SENT, now), **sent):
        audit.record(Act.MAIL_SENT, by="worker", about=row.participant_id, template=row.event, key=row.key)


def _provider_id(mail: EmailMessage) -> str:
    """The name that the provider gave the mail, if it went through one."""
    return str(getattr(getattr(mail, "anymail_status", None), "message_id", None) or "")[:200]


def _put_off(row: OutboxMessage, now: datetime, *, trouble: str) -> None:
    """Put the row back into the queue for later; if it was withdrawn in the meantime, end it."""
    later = now + wait(row.attempts, random.random())  # noqa: S311 - only spreads the tries
    mine = _mine(row)
    queued: dict[str, Any] = {"state": OutboxState.QUEUED, "not_before": later, "trouble": trouble}
    if not mine.filter(withdrawn_at__isnull=True).update(**queued):
        mine.update(**finished_columns(OutboxState.WITHDRAWN, now), trouble="")


def _close(server: Any) -> None:
    try:
        server.close()
    except OSError:
        mail_log.info("the mail server closed the connection first")
