"""What a room says of a kind of notice: how a content-free one is worked out, and what ends one for its reader.

A room says so in its file `release_checks.py`:

    works_out("document_came", document_mail)
    ends("document_came", stop_document_mail)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from connect.notices.events import Event


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """Where a mail goes, and what it says; the languages in which it says so, the first one first."""

    to: str
    event: Event
    languages: tuple[str, ...]


# participant_id, key, now: the mail as it may leave now; None for someone who gets nothing any more.
type WorkOut = Callable[[str, str, datetime], WorkedOut | None]

# participant_id, kind, now.
type EndKind = Callable[[str, str, datetime], None]

_WORKED_OUT_BY: dict[str, WorkOut] = {}
_ENDED_BY: dict[str, EndKind] = {}


def works_out(kind: str, work_out: WorkOut) -> None:
    """Register how a message of the content-free `kind` is worked out at the moment when it leaves.

    `work_out(participant_id, key, now)` runs outside a transaction, for each message, and changes nothing.
    """
    _WORKED_OUT_BY[kind] = work_out


def ends(kind: str, end: EndKind) -> None:
    """Register what ends `kind` for one person. `end(participant_id, kind, now)` runs in the transaction that records
    it, and a second time changes nothing."""
    _ENDED_BY[kind] = end


def worked_out(kind: str, participant_id: str, key: str, now: datetime) -> WorkedOut | None:
    """The message as it may leave now. Raises LookupError for a kind of which no room has said how."""
    return _WORKED_OUT_BY[kind](participant_id, key, now)


def end_for(kind: str, participant_id: str, now: datetime) -> None:
    """End `kind` for one person. Raises LookupError for a kind of which no room has said how."""
    _ENDED_BY[kind](participant_id, kind, now)
