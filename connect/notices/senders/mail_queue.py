"""Send mail from the outbox. A worker claims a mail and commits the claim before it talks to the mail server.

Each mail is sent at most once: if the worker dies between the claim and the server's answer, the mail becomes `unsure`
for an operator and is never sent again automatically. A server that is down only delays the mail.
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
from connect.notices.sealed_rows import finished_columns
from connect.notices.senders.mail import message
from connect.notices.senders.smtp import InDoubt

mail_log = logging.getLogger(__name__)
MOST_MAILS = 100  # mails a turn
SECONDS = 5.0  # a turn


@dataclass(frozen=True)
class Turn:
    """The result of one turn. `counts`: the number of mails by final state; `more`: further mails can be sent now."""

    counts: dict[str, int]
    more: bool


def send_waiting(*, now: datetime, most: int = MOST_MAILS, seconds: float = SECONDS) -> Turn:
    """Send up to `most` of the mails that are due, for about `seconds`. Raises RuntimeError inside a transaction.

    1. Park the mails of a dead worker. 2. End the mails that are too late. 3. Open the connection; if the server cannot
    be reached, postpone all. 4. For each mail: claim it, commit, send it, save the answer.
    """
    if connection.in_atomic_block:
        raise RuntimeError("send_waiting must run outside a transaction: it commits each claim before it sends")
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
    """Mark mails as `unsure` whose worker has been silent for PARK_AFTER; end those that were withdrawn since."""
    abandoned = OutboxMessage.objects.filter(state=OutboxState.SENDING, claimed_at__lt=now - PARK_AFTER)
    abandoned.filter(withdrawn_at__isnull=False).update(**finished_columns(OutboxState.WITHDRAWN, now), trouble="")
    abandoned.update(state=OutboxState.UNSURE, trouble="the sender stopped")


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(channel=Channel.MAIL, state=OutboxState.QUEUED, not_before__lte=now)


def _end_what_is_too_late(now: datetime) -> None:
    """End mails after their `not_after`, also unsure ones: no one found out in time, and a letter may replace them."""
    fail(_due(now).filter(not_after__lt=now), now, trouble="too late")
    fail(OutboxMessage.objects.filter(state=OutboxState.UNSURE, not_after__lt=now), now, trouble="no one knows")


def _send_each(
    due: list[OutboxMessage], send: Callable[[list[EmailMessage]], int], now: datetime, *, most: int, until: float
) -> Turn:
    counts: Counter[str] = Counter()
    for number, row in enumerate(due):
        if number == most or time.monotonic() > until:
            return Turn(dict(counts), more=True)
        if not _claimed(row, now):
            continue  # another worker claimed it, or it was withdrawn
        state, connected = _send(row, send, now)
        counts[state] += 1
        if not connected:
            return Turn(dict(counts), more=False)
    return Turn(dict(counts), more=False)


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
    try:
        if not may_leave(row, now):
            keep_back(_mine(row), now)
            return OutboxState.WITHDRAWN, True
        send([message(row)])
    except Exception as problem:  # any error is saved in the row, and the queue continues
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
    """The result of a try that did not send the mail."""

    state: OutboxState
    trouble: str
    goes_on: bool = True  # whether the connection may still work
    gives_up: bool = False  # whether the same answer for days means failure


def _answer(problem: Exception) -> SendingFailure:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _refused(problem)
    if isinstance(
        problem, smtplib.SMTPResponseException
    ):  # the server refuses our sender or our text, so an operator must fix it
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
    """No such mailbox (550, 551, 553) is final. 5.7.x is a policy against us, and other answers may be temporary."""
    code, text = next(iter(problem.recipients.values()))
    if code in (550, 551, 553) and b"5.7." not in text:
        return SendingFailure(OutboxState.FAILED, "the address is refused")
    return SendingFailure(OutboxState.QUEUED, "the server says: not now", goes_on=code != 421, gives_up=True)


def _mine(row: OutboxMessage) -> QuerySet[OutboxMessage]:
    """A query for `row` while this process owns it, also after another process parked it: only we know the answer."""
    return OutboxMessage.objects.filter(
        participant_id=row.participant_id,
        id=row.id,
        claimed_at=row.claimed_at,
        state__in=(OutboxState.SENDING, OutboxState.UNSURE),
    )


@transaction.atomic
def _note_sent(row: OutboxMessage, now: datetime) -> None:
    if _mine(row).update(**finished_columns(OutboxState.SENT, now), trouble=""):
        audit.record(Act.MAIL_SENT, by="worker", about=row.participant_id, template=row.event, key=row.key)


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
