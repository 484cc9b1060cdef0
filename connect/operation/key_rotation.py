"""Sealing again under the newest key: every sealed column of every room, in batches that may be killed at any moment.

It stands above the feed: the mirror's Social Security numbers are among the columns, and only the feed writes the
mirror.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Participant
from connect.feed.pipeline.database import only_load
from connect.lib import sealed
from connect.lib.personal import SealedColumn, sealed_columns

ROTATED_AT_ONCE = 500

type Report = Callable[[str, int], None]  # (column, rows written so far)
type _SealedRow = tuple[Any, str, str]  # key, token, blind index


@dataclass
class ColumnRotationStatus:
    """The rows of one sealed column, by the place of their key in the list (0: the newest, None: no key opens them).

    `indexed`: the same for the blind index; None for an index that no key in the list made.
    """

    name: str
    sealed: Counter[int | None] = field(default_factory=Counter)
    indexed: Counter[int | None] = field(default_factory=Counter)
    left: int = 0  # what `rotate` still has to write

    @property
    def lost(self) -> int:
        """Rows that no key in the list opens."""
        return self.sealed[None]


def rotation_status() -> list[ColumnRotationStatus]:
    """Count the rows of every sealed column by key. Writes nothing."""
    found = []
    for column in sealed_columns():
        of_column = ColumnRotationStatus(column.name)
        for rows in _batches(column, ROTATED_AT_ONCE):
            for _, token, index in rows:
                place = sealed.opened_by(settings.FIELD_KEYS, token)
                index_place = _place_of(index, token) if column.index else 0
                of_column.sealed[place] += 1
                of_column.left += place is not None and not place == index_place == 0
                if column.index:
                    of_column.indexed[index_place] += 1
        found.append(of_column)
    return found


def rotate(*, batch: int = ROTATED_AT_ONCE, report: Report = lambda name, written: None) -> dict[str, int]:
    """Seal again, and index again, what is not under the newest keys; how many rows, by column.

    1. A batch is read, worked out and written in one transaction; of the mirror, while no feed loads (raises Refused if
    one does). 2. A row that changed in between is left for the next run. 3. At the end, one entry in the trail. A
    killed run has written whole batches, and the next run finds the rest by looking at every row.
    """
    written: dict[str, int] = {}
    for column in sealed_columns():
        written[column.name] = 0
        last = None
        while rows := _rotate_batch(column, last, batch):
            last = rows[-1][0]
            written[column.name] += rows[-1][1]
            report(column.name, written[column.name])
    counts: dict[str, Any] = {name: count for name, count in written.items() if count}
    with transaction.atomic():
        audit.record(Act.KEYS_ROTATED, by="keys", **counts)
    return written


def _rotate_batch(column: SealedColumn, last: Any, batch: int) -> list[tuple[Any, int]]:
    """Writes one batch; [(last key, rows written)], or [] at the end of the table."""
    if column.model is Participant:
        with only_load():
            return _write_batch(column, last, batch)
    return _write_batch(column, last, batch)


@transaction.atomic
def _write_batch(column: SealedColumn, last: Any, batch: int) -> list[tuple[Any, int]]:
    rows = _read(column, last, batch)
    written = 0
    for key, token, index in rows:
        new = _renewed(column, token, index)
        if new:
            same = column.model._default_manager.filter(**{"pk": key, column.column: token})
            written += same.update(**new)
    return [(rows[-1][0], written)] if rows else []


def _renewed(column: SealedColumn, token: str, index: str) -> dict[str, str]:
    """The new values of a row; none for a row that is up to date or that no key opens."""
    place = sealed.opened_by(settings.FIELD_KEYS, token)
    if place is None:
        return {}
    new = {column.column: sealed.reseal(settings.FIELD_KEYS, token)} if place else {}
    if column.index and _place_of(index, token) != 0:
        text = sealed.unseal(settings.FIELD_KEYS, token)
        new[column.index] = sealed.blind_index(settings.BLIND_INDEX_KEYS[0].encode(), text)
    return new


def _place_of(index: str, token: str) -> int | None:
    """The place of the index key that made `index` of the text in `token`; None where none of them did."""
    if sealed.opened_by(settings.FIELD_KEYS, token) is None:
        return None
    could_be = sealed.blind_indexes(settings.BLIND_INDEX_KEYS, sealed.unseal(settings.FIELD_KEYS, token))
    return could_be.index(index) if index in could_be else None


def _batches(column: SealedColumn, batch: int) -> Iterator[list[_SealedRow]]:
    last = None
    while rows := _read(column, last, batch):
        yield rows
        last = rows[-1][0]


def _read(column: SealedColumn, last: Any, batch: int) -> list[_SealedRow]:
    """The next rows that hold a token, in the order of their key, after `last`."""
    rows = column.model._default_manager.exclude(**{column.column: ""})
    if last is not None:
        rows = rows.filter(pk__gt=last)
    names = ("pk", column.column, column.index or column.column)
    return list(rows.order_by("pk").values_list(*names)[:batch])
