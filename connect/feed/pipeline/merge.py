"""The one transaction of a feed in the main database: set-based, and the only time it holds the write lock."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from connect.feed.pipeline.database import Database, Fresh, Lent
from connect.feed.pipeline.tables import Table, all_tables
from connect.feed.pipeline.workspace import Workspace
from connect.lib.rows import moment_parameter


def merge(
    workspace: Workspace,
    database: Database,
    as_of: datetime,
    record: Callable[[], None],
    lent: Sequence[Lent] = (),
) -> float:
    """Writes every upsert_ and delete_ table, then calls `record`, in one transaction; the seconds it was open.

    Rows that the database has otherwise, and the keys of those that go, are in temporary tables by then, as is what is
    `lent` to `record`, and the others as near as can be (Database.at_hand). Rows of tables with history are closed and
    opened at `as_of`.
    """
    moment = moment_parameter(as_of)
    turned, fresh = [], []
    for table in all_tables():
        if workspace.has(table.delete):
            turned.append((table.delete, table))
        if workspace.has(table.upsert):
            new, other = _counts(workspace, table)
            if other:
                turned.append((table.upsert, table))
            if new:
                fresh.append(Fresh(table, str(moment) if table.history else ""))
    with (
        database.lending(lent),
        database.brought(turned),
        database.at_hand(fresh) as bring_in,
        connection.cursor() as cursor,
    ):
        with transaction.atomic():
            began = time.monotonic()
            for name, table in turned:
                if table.history:
                    _turn(cursor, name, table, moment)
                elif name == table.delete:
                    _remove(cursor, table)
                else:
                    _write(cursor, table)
            bring_in()
            record()
        return time.monotonic() - began


def _counts(workspace: Workspace, table: Table) -> tuple[int, int]:
    """Of the rows of upsert_<table>, how many are new, and how many are on file otherwise."""
    ((new, every),) = workspace.rows(f"SELECT coalesce(sum(fresh), 0), count(*) FROM {table.upsert}")
    return int(new), every - int(new)


def _remove(cursor: Any, table: Table) -> None:
    cursor.execute(f"DELETE FROM {table.main} WHERE ({table.keys}) IN (SELECT {table.keys} FROM {table.delete})")


def _write(cursor: Any, table: Table) -> None:
    changed = ", ".join(f"{column} = excluded.{column}" for column in table.columns if column not in table.key)
    cursor.execute(
        f"INSERT INTO {table.main} ({table.written}) SELECT {table.written} FROM {table.upsert} WHERE true "
        f"ON CONFLICT ({table.keys}) DO UPDATE SET {changed}"
    )


def _turn(cursor: Any, name: str, table: Table, moment: Any) -> None:
    """Ends the rows on file at `moment`; for upsert_, writes their successors."""
    cursor.execute(
        f"UPDATE {table.main} SET valid_to = %s "
        f"WHERE valid_to IS NULL AND ({table.keys}) IN (SELECT {table.keys} FROM {name})",
        [moment],
    )
    if name == table.upsert:
        cursor.execute(
            f"INSERT INTO {table.main} ({table.written}, valid_from, valid_to) "
            f"SELECT {table.written}, %s, NULL FROM {name}",
            [moment],
        )
