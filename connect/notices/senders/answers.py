"""What became of a mail that was not sent: what a mail server or a mail provider said, and what follows from it."""

import logging
import smtplib
from dataclasses import dataclass

from cryptography.fernet import InvalidToken

from connect.notices.kinds import OutboxState

answer_log = logging.getLogger(__name__)


class InDoubt(Exception):
    """The connection stood and no answer came, so the mail may have been taken. It must not be sent again."""


class AddressRefused(Exception):
    """There is no such mailbox, or the provider sends nothing to it: trying again is of no use."""


class NotNow(Exception):
    """The provider takes no more at the moment."""


class WeAreRefused(Exception):
    """The provider does not take our mail: an operator must see to it."""


@dataclass(frozen=True)
class SendingFailure:
    """The result of a try that did not send the mail."""

    state: OutboxState
    trouble: str
    goes_on: bool = True  # whether the connection may still work
    gives_up: bool = False  # whether the same answer for days means failure


def failure_of(problem: Exception) -> SendingFailure:
    """What follows from `problem`, whichever way the mail went."""
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
    for kind, failure in _FAILURES.items():
        if isinstance(problem, kind):
            return failure
    answer_log.error("a mail cannot be written", exc_info=problem)
    return SendingFailure(OutboxState.QUEUED, "it cannot be written")


_FAILURES: dict[type[Exception], SendingFailure] = {
    InDoubt: SendingFailure(OutboxState.UNSURE, "the connection broke", goes_on=False),
    AddressRefused: SendingFailure(OutboxState.FAILED, "the address is refused"),
    NotNow: SendingFailure(OutboxState.QUEUED, "the server says: not now", goes_on=False, gives_up=True),
    WeAreRefused: SendingFailure(OutboxState.QUEUED, "the server refuses us", gives_up=True),
    InvalidToken: SendingFailure(OutboxState.QUEUED, "no key opens it"),
    ValueError: SendingFailure(OutboxState.FAILED, "the address is no address"),
}


def _refused(problem: smtplib.SMTPRecipientsRefused) -> SendingFailure:
    """No such mailbox (550, 551, 553) is final. 5.7.x is a policy against us, and other answers may be temporary."""
    code, text = next(iter(problem.recipients.values()))
    if code in (550, 551, 553) and b"5.7." not in text:
        return SendingFailure(OutboxState.FAILED, "the address is refused")
    return SendingFailure(OutboxState.QUEUED, "the server says: not now", goes_on=code != 421, gives_up=True)
