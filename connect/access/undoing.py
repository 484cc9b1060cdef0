"""What "this was not me" takes back beyond the ways in. A room above registers what it undoes in its own `undoing.py`;
each runs in the transaction that ends the ways in (connect/access/not_me.py)."""

from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

# participant_id, since, now: take back what was asked for in the person's name since then.
type Undoer = Callable[[str, datetime, datetime], None]

_UNDOERS: list[Undoer] = []


def on_not_me(undoer: Undoer) -> None:
    """Register what to run when a person says that a change was not theirs."""
    _UNDOERS.append(undoer)


def undo_everything(participant_id: str, *, since: datetime, now: datetime) -> None:
    """Run every room's, in the caller's transaction."""
    autodiscover_modules(__name__.rpartition(".")[2])
    for undoer in _UNDOERS:
        undoer(participant_id, since, now)
