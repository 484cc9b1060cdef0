"""Whether what waits may still leave: a room above says so in its file `leaving.py`, asked when it goes and not before.

Between a request and its letter a night's feed may come: who moved since, or fled, must not be written to where they
were.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

from connect.notices.kinds import Kind, State
from connect.notices.models import Outgoing
from connect.notices.rows import ended, opened

# participant, template, kind, where to, now: whether it may leave.
type Question = Callable[[str, str, Kind, str, datetime], bool]

_QUESTIONS: list[Question] = []


def asked_before_it_leaves(question: Question) -> None:
    """From now on nothing leaves for which `question(participant_id, template, kind, to, now)` is False."""
    _QUESTIONS.append(question)


def may_leave(row: Outgoing, now: datetime) -> bool:
    """Raises cryptography.fernet.InvalidToken when no key of CONNECT_OUTBOX_KEYS opens the row."""
    autodiscover_modules("leaving")
    to, _facts = opened(row)
    return all(question(row.participant_id, row.template, Kind(row.kind), to, now) for question in _QUESTIONS)


def kept_back(now: datetime) -> dict[str, object]:
    """The columns of a row that may not leave."""
    return ended(State.WITHDRAWN, now) | {"withdrawn_at": now, "trouble": "its place is not on file now"}
