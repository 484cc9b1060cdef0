"""Whether what waits may still leave: a room above says so in its file `release_checks.py`, asked when it goes and not
before.

Between a request and its letter a night's feed may come: who moved since, or fled, must not be written to where they
were. What did not leave in the end, for whatever reason, the same file hears of.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import ended, unseal_row

# participant, event, channel, where to, now: whether it may leave.
type Question = Callable[[str, str, Channel, str, datetime], bool]

# participant, key, now: what its reason is to know.
type Hearer = Callable[[str, str, datetime], None]

_QUESTIONS: list[Question] = []
_HEARERS: list[Hearer] = []


def release_check(question: Question) -> None:
    """From now on nothing leaves for which `question(participant_id, event, channel, to, now)` is False."""
    _QUESTIONS.append(question)


def on_failure(hearer: Hearer) -> None:
    """From now on `hearer(participant_id, key, now)` is called in the transaction in which something has ended that did
    not leave and will not: it failed for good, came too late, was given up, or its place is not on file any more."""
    _HEARERS.append(hearer)


def _load_every_room() -> None:
    """Import each room's file of the same name as this one: it says there what it asks and hears."""
    autodiscover_modules(__name__.rpartition(".")[2])


def may_leave(row: OutboxMessage, now: datetime) -> bool:
    """Raises cryptography.fernet.InvalidToken when no key of CONNECT_OUTBOX_KEYS opens the row."""
    _load_every_room()
    to, _facts = unseal_row(row)
    return all(question(row.participant_id, row.event, Channel(row.channel), to, now) for question in _QUESTIONS)


def keep_back(mine: QuerySet[OutboxMessage], now: datetime) -> int:
    """Ends the rows of `mine` that may not leave; how many were still there."""
    columns = ended(OutboxState.WITHDRAWN, now) | {"withdrawn_at": now, "trouble": "its place is not on file now"}
    return sum(_end(mine, row, columns, now) for row in list(mine))


def fail(
    mine: QuerySet[OutboxMessage], now: datetime, *, trouble: str, by: str = "worker", act: Act | None = None
) -> int:
    """Ends the rows of `mine` for good; how many were still there. `act`: what the trail says, by default that it
    failed."""
    columns = ended(OutboxState.FAILED, now) | {"trouble": trouble}
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
    """1, or 0 where somebody else was first. Kept back, it says nothing in the trail: that would tell of a move."""
    if not mine.filter(participant_id=row.participant_id, id=row.id).update(**columns):
        return 0
    if act:
        audit.record(act, by=by, about=row.participant_id, template=row.event, key=row.key)
    _load_every_room()
    for hearer in _HEARERS:
        hearer(row.participant_id, row.key, now)
    return 1
