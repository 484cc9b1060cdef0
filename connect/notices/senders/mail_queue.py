"""Mail on its way out: claimed, and the claim committed, before the mail server hears of it.

At most once: a mail whose sender died between claim and answer is parked as `unsure` for the operator, never sent
again by itself (design/scale.md 21). A server that is down costs time only.
"""

import logging
import random
import smtplib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.mail import EmailMessage, mailers
from django.db import connection, transaction
from django.db.models import F, QuerySet

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import fail, keep_back, may_leave
from connect.notices.rules import GIVE_UP_AFTER, PARK_AFTER, wait
from connect.notices.sealed_rows import ended
from connect.notices.senders.mail import message
from connect.notices.senders.smtp import InDoubt

mail_log = logging.getLogger(__name__)
MOST_MAILS = 100  # mails a turn
SECONDS = 5.0  # a turn


@dataclass(frozen=True)
class Turn:
    """What one turn did. `counts`: how many ended in which state; `more`: others are waiting and can be tried now."""

    counts: dict[str, int]
    more: bool


def send_waiting(*, now: datetime, most: int = MOST_MAILS, seconds: float = SECONDS) -> Turn:
    """Send up to `most` of the mails that are due, for about `seconds`. Raises RuntimeError inside a transaction.

    1. Park what a dead worker left. 2. End what is too late. 3. Open the connection; a server that cannot be reached
    puts all off. 4. For each: claim, commit, send, write down the answer.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a mail is claimed, and the claim committed, before it is sent")
    park(now)
    _end_what_is_too_late(now)
    due = list(_due(now).order_by("not_before")[: most + 1])
    if not due:
        return Turn({}, more=False)
    server = mailers["default"]
    try:
        server.open()
    except OSError:  # smtplib's errors are OSErrors too
        for row in due[:most]:
            if _claimed(row, now):
                _put_off(row, now, trouble="no connection")
        return Turn({OutboxState.QUEUED: len(due[:most])}, more=False)
    try:
        return _send_each(due, server.send_messages, now, most=most, until=time.monotonic() + seconds)
    finally:
        _close(server)


def park(now: datetime) -> None:
    """Mails whose sender has been silent for PARK_AFTER: `unsure`, or withdrawn where they were withdrawn meanwhile."""
    left = OutboxMessage.objects.filter(state=OutboxState.SENDING, claimed_at__lt=now - PARK_AFTER)
    left.filter(withdrawn_at__isnull=False).update(**ended(OutboxState.WITHDRAWN, now), trouble="")
    left.update(state=OutboxState.UNSURE, trouble="the sender stopped")


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(channel=Channel.MAIL, state=OutboxState.QUEUED, not_before__lte=now)


def _end_what_is_too_late(now: datetime) -> None:
    """Also what is unsure: nobody has found out in time, and whoever waits for it is helped in another way."""
    fail(_due(now).filter(not_after__lt=now), now, trouble="too late")
    fail(OutboxMessage.objects.filter(state=OutboxState.UNSURE, not_after__lt=now), now, trouble="nobody knows")


def _send_each(
    due: list[OutboxMessage], send: Callable[[list[EmailMessage]], int], now: datetime, *, most: int, until: float
) -> Turn:
    counts: Counter[str] = Counter()
    for number, row in enumerate(due):
        if number == most or time.monotonic() > until:
            return Turn(dict(counts), more=True)
        if not _claimed(row, now):
            continue  # another worker was first, or it was withdrawn
        state, goes_on = _send(row, send, now)
        counts[state] += 1
        if not goes_on:
            return Turn(dict(counts), more=False)
    return Turn(dict(counts), more=False)


def _claimed(row: OutboxMessage, now: datetime) -> bool:
    """Whether this process now has `row`; committed when it returns."""
    mine = OutboxMessage.objects.filter(
        participant_id=row.participant_id, id=row.id, state=OutboxState.QUEUED, not_before__lte=now
    )
    taken = mine.update(state=OutboxState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    row.attempts += 1
    row.claimed_at = now
    return bool(taken)


def _send(row: OutboxMessage, send: Callable[[list[EmailMessage]], int], now: datetime) -> tuple[OutboxState, bool]:
    """Where `row` stands after one try, and whether the connection is still good."""
    try:
        if not may_leave(row, now):
            keep_back(_mine(row), now)
            return OutboxState.WITHDRAWN, True
        send([message(row)])
    except Exception as problem:  # whatever it is, the row gets its answer and the queue goes on
        answer = _answer(problem)
    else:
        _note_sent(row, now)
        return OutboxState.SENT, True
    if answer.state == OutboxState.QUEUED and answer.gives_up and now - row.made_at > GIVE_UP_AFTER:
        answer = replace(answer, state=OutboxState.FAILED)
    if answer.state == OutboxState.FAILED:
        fail(_mine(row), now, trouble=answer.trouble)
    elif answer.state == OutboxState.QUEUED:
        _put_off(row, now, trouble=answer.trouble)
    else:
        _mine(row).update(state=OutboxState.UNSURE, trouble=answer.trouble)
    return answer.state, answer.goes_on


@dataclass(frozen=True)
class SendingFailure:
    """What a try came to, when it did not send."""

    state: OutboxState
    trouble: str
    goes_on: bool = True  # whether the connection may still be good
    gives_up: bool = False  # whether the same answer for days is a final one


def _answer(problem: Exception) -> SendingFailure:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _refused(problem)
    if isinstance(problem, smtplib.SMTPResponseException):  # our sender, our words: ours to mend
        return SendingFailure(
            OutboxState.QUEUED, "the server refuses us", goes_on=problem.smtp_code != 421, gives_up=True
        )
    if isinstance(problem, OSError):
        return SendingFailure(OutboxState.QUEUED, "no connection", goes_on=False)
    for kind, answer in _ANSWERS.items():
        if isinstance(problem, kind):
            return answer
    mail_log.error("a mail cannot be written", exc_info=problem)
    return SendingFailure(OutboxState.QUEUED, "it cannot be written")


_ANSWERS: dict[type[Exception], SendingFailure] = {
    InDoubt: SendingFailure(OutboxState.UNSURE, "the connection broke", goes_on=False),
    InvalidToken: SendingFailure(OutboxState.QUEUED, "no key opens it"),
    ValueError: SendingFailure(OutboxState.FAILED, "the address is no address"),
}


def _refused(problem: smtplib.SMTPRecipientsRefused) -> SendingFailure:
    """No such mailbox (550, 551, 553) is final; 5.7.x is a rule about us, and anything else may pass."""
    code, text = next(iter(problem.recipients.values()))
    if code in (550, 551, 553) and b"5.7." not in text:
        return SendingFailure(OutboxState.FAILED, "the address is refused")
    return SendingFailure(OutboxState.QUEUED, "the server says: not now", goes_on=code != 421, gives_up=True)


def _mine(row: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The row while it is still this process's: also when somebody parked it, for only we know the answer."""
    return OutboxMessage.objects.filter(
        participant_id=row.participant_id,
        id=row.id,
        claimed_at=row.claimed_at,
        state__in=(OutboxState.SENDING, OutboxState.UNSURE),
    )


@transaction.atomic
def _note_sent(row: OutboxMessage, now: datetime) -> None:
    if _mine(row).update(**ended(OutboxState.SENT, now), trouble=""):
        audit.record(Act.MAIL_SENT, by="worker", about=row.participant_id, template=row.event, key=row.key)


def _put_off(row: OutboxMessage, now: datetime, *, trouble: str) -> None:
    """Back into the queue for later; withdrawn meanwhile, it ends here."""
    later = now + wait(row.attempts, random.random())  # noqa: S311 - only spreads the tries
    mine = _mine(row)
    back: dict[str, Any] = {"state": OutboxState.QUEUED, "not_before": later, "trouble": trouble}
    if not mine.filter(withdrawn_at__isnull=True).update(**back):
        mine.update(**ended(OutboxState.WITHDRAWN, now), trouble="")


def _close(server: Any) -> None:
    try:
        server.close()
    except OSError:
        mail_log.info("the mail server hung up first")
