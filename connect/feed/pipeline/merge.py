"""The one transaction of a feed in the main database: set-based, and the only time it holds the write lock."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from connect.feed.pipeline.database import Database, Fresh
from connect.feed.pipeline.tables import ALL, FRESH, Table
from connect.feed.pipeline.workspace import Workspace


def merge(side: Workspace, engine: Database, as_of: datetime, record: Callable[[], None]) -> float:
    """Writes every put_ and del_ table, then calls `record`, in one transaction; the seconds it was open.

    Rows that the database has otherwise, and the keys of those that go, are in temporary tables by then, and the others
    as near as can be (engines.at_hand). Rows of tables with history are closed and opened at `as_of`.
    """
    moment = connection.ops.adapt_datetimefield_value(as_of)
    turned = [
        (prefix, table)
        for table in ALL
        for prefix, some in (("del", ""), ("put", f" WHERE {FRESH} = 0"))
        if side.any(f"{prefix}_{table.name}{some}")
    ]
    fresh = [
        Fresh(table, str(moment) if table.history else "")
        for table in ALL
        if side.any(f"put_{table.name} WHERE {FRESH} = 1")
    ]
    with engine.brought(turned), engine.at_hand(fresh) as bring_in, connection.cursor() as cursor:
        with transaction.atomic():
            began = time.monotonic()
            for prefix, table in turned:
                if table.history:
                    _turn(cursor, prefix, table, moment)
                elif prefix == "del":
                    _remove(cursor, table)
                else:
                    _write(cursor, table)
            bring_in()
            record()
        return time.monotonic() - began


def _remove(cursor: Any, table: Table) -> None:
    key = table.listed("", table.key)
    cursor.execute(f"DELETE FROM {table.main} WHERE ({key}) IN (SELECT {key} FROM del_{table.name})")


def _write(cursor: Any, table: Table) -> None:
    changed = ", ".join(f"{column} = excluded.{column}" for column in table.columns if column not in table.key)
    cursor.execute(
        f"INSERT INTO {table.main} ({table.written}) SELECT {table.written} FROM put_{table.name} WHERE true "
        f"ON CONFLICT ({table.listed('', table.key)}) DO UPDATE SET {changed}"
    )


def _turn(cursor: Any, prefix: str, table: Table, moment: Any) -> None:
    """Ends the rows on file at `moment`; for put_, writes their successors."""
    key = table.listed("", table.key)
    cursor.execute(
        f"UPDATE {table.main} SET valid_to = %s "
        f"WHERE valid_to IS NULL AND ({key}) IN (SELECT {key} FROM {prefix}_{table.name})",
        [moment],
    )
    if prefix == "put":
        cursor.execute(
            f"INSERT INTO {table.main} ({table.written}, valid_from, valid_to) "
            f"SELECT {table.written}, %s, NULL FROM put_{table.name}",
            [moment],
        )
