"""What a person may read of their own trail: what happened, when and who acted, but never another person's name."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from connect.audit.acts import BY_NAME, TOLD, Act
from connect.audit.models import Entry
from connect.lib.doors import Door

MACHINES = ("feed", "retention", "keys", "demo", "worker", "documents", "files", "not me", "provider")
# What of an entry's detail a person is told. Anything else may be an operator's or a caseworker's own words.
DETAIL_TOLD = ("door", "language", "channel", "method", "kind", "temporary", "what", "way", "how")


class HistoryReader(Protocol):
    """Who asks: a cases.viewer.Viewer or an access.current_visit.CurrentVisit (both of rooms above this one)."""

    @property
    def participant_id(self) -> str: ...


class Actor(Enum):
    """Who acted."""

    YOU = "you"
    UNKNOWN = "unknown"  # someone who did not sign in: a refused PIN, a request
    AGENCY = "agency"  # the agency's own system, or the job that clears old records
    STAFF = "staff"  # an employee of the agency, without a name


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry about the person; its act has a sentence. `at` is in UTC; `detail` holds only words of DETAIL_TOLD."""

    at: datetime
    act: Act
    by: Actor
    detail: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class History:
    """A page of lines, newest first. `page` counts from 1; `total` is the number of lines in all."""

    lines: tuple[HistoryLine, ...]
    page: int
    pages: int
    total: int


def history_of(viewer: HistoryReader, *, page: int = 1, limit: int = 50) -> History:
    """The entries about `viewer` alone that have a sentence, newest first.

    One of a later release has none here. A page number out of range gives the nearest page.
    """
    own = Entry.objects.filter(chain=viewer.participant_id, act__in=TOLD)
    total = own.count()
    pages = max(1, -(-total // limit))
    page = min(max(page, 1), pages)
    newest = own.order_by("-at", "-lane", "-number")[(page - 1) * limit : page * limit]
    return History(tuple(_line_of(entry, viewer.participant_id) for entry in newest), page, pages, total)


def _line_of(entry: Entry, person: str) -> HistoryLine:
    detail = {name: entry.detail[name] for name in DETAIL_TOLD if name in entry.detail}
    return HistoryLine(entry.at, BY_NAME[entry.act], _actor_of(entry.by, person), detail)


def _actor_of(by: str, person: str) -> Actor:
    if by == person:
        return Actor.YOU
    if by in Door:  # an act of someone who did not sign in is `by` its door
        return Actor.UNKNOWN
    return Actor.AGENCY if by in MACHINES else Actor.STAFF
