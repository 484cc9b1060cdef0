"""Checks at the moment of sending. A room above registers its checks and failure hooks in its `release_checks.py`.

A nightly feed may come between a request and its letter: we must not write to the old address of a person who has
moved or fled since. The same file also hears of every message that was not sent in the end.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.by_kind import WorkedOut, worked_out
from connect.notices.kinds import NOTICE_KINDS, Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import address_and_event, finished_columns, unseal_row
from connect.notices.texts import languages_of

# participant_id, event, channel, to, now: whether the message may be sent.
type ReleaseCheck = Callable[[str, str, Channel, str, datetime], bool]

# participant_id, key, now.
type FailureHook = Callable[[str, str, datetime], None]

PLACE_NOT_ON_FILE = "its place is not on file now"  # the trouble of a message that was kept back
_CHECKS: list[ReleaseCheck] = []
_HOOKS: list[FailureHook] = []


def release_check(check: ReleaseCheck) -> None:
    """Register a check: a message is not sent if `check(participant_id, event, channel, to, now)` is False."""
    _CHECKS.append(check)


def on_failure(hook: FailureHook) -> None:
    """Register a hook for messages that will not be sent: failed for good, too late, given up, or address not on file.

    `hook(participant_id, key, now)` runs in the transaction that ends the message. It does not hear of
    content-free mail that is too late.
    """
    _HOOKS.append(hook)


def load_every_room() -> None:
    """Import each room's file of the same name as this one: it says there what it asks and hears."""
    autodiscover_modules(__name__.rpartition(".")[2])
    import_module("connect.notices.reminders")  # what this room says itself


def may_leave(row: OutboxMessage, now: datetime) -> bool:
    """Raises cryptography.fernet.InvalidToken when no key of CONNECT_OUTBOX_KEYS opens the row."""
    load_every_room()
    to, _facts = unseal_row(row)
    return all(check(row.participant_id, row.event, Channel(row.channel), to, now) for check in _CHECKS)


def what_leaves(row: OutboxMessage, now: datetime) -> WorkedOut | None:
    """Where the mail `row` goes now and what it says; None for one that may not leave.

    Raises InvalidToken as `may_leave` does, and ValueError for what its kind does not say.
    """
    if not row.content_free:
        return WorkedOut(*address_and_event(row), languages_of(row)) if may_leave(row, now) else None
    load_every_room()
    found = worked_out(row.event, row.participant_id, row.key, now)
    if found and found.event.name not in NOTICE_KINDS[row.event].sentences:
        raise TypeError(f"{row.event} is not told by {found.event.name}")
    return found


def keep_back(mine: QuerySet[OutboxMessage], now: datetime) -> int:
    """End the rows of `mine`, which may not be sent. Returns how many were still there."""
    columns = finished_columns(OutboxState.WITHDRAWN, now) | {
        "withdrawn_at": now,
        "trouble": PLACE_NOT_ON_FILE,
    }
    return sum(_end(mine, row, columns, now) for row in list(mine))


def fail(
    mine: QuerySet[OutboxMessage], now: datetime, *, trouble: str, by: str = "worker", act: Act | None = None
) -> int:
    """End the rows of `mine` for good. Returns how many were still there. `act`: the trail's entry if not "failed"."""
    columns = finished_columns(OutboxState.FAILED, now) | {"trouble": trouble}
    return sum(_end(mine, row, columns, now, by=by, act=act or _failed(row)) for row in list(mine))


def _failed(row: OutboxMessage) -> Act:
    return Act.LETTER_FAILED if row.channel == Channel.LETTER else Act.MAIL_FAILED


@transaction.atomic
def _end(
    mine: QuerySet[OutboxMessage],
    row: OutboxMessage,
    columns: dict[str, object],
    now: datetime,
    by: str = "",
    act: Act | None = None,
) -> int:
    """End one row. Returns 1, or 0 if another process changed it first.

    A message that is kept back leaves no entry in the trail (`act` is None), because that would reveal a move.
    """
    if not mine.filter(participant_id=row.participant_id, id=row.id).update(**columns):
        return 0
    if act:
        audit.record(act, by=by, about=row.participant_id, template=row.event, key=row.key)
    load_every_room()
    for hook in _HOOKS:
        hook(row.participant_id, row.key, now)
    return 1
