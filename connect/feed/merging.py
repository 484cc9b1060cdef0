"""The one transaction of a feed in the main database: set-based, and the only time it holds the write lock."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from connect.feed.engines import Engine
from connect.feed.staging import Side
from connect.feed.tables import ALL, Table


def merge(side: Side, engine: Engine, as_of: datetime, record: Callable[[], None]) -> float:
    """Writes every put_ and del_ table, then calls `record`, in one transaction; the seconds it was open.

    Rows of tables with history are closed and opened at `as_of`.
    """
    filled = [(prefix, table) for table in ALL for prefix in ("del", "put") if _any(side, f"{prefix}_{table.name}")]
    with engine.brought(filled), connection.cursor() as cursor:
        with transaction.atomic():
            began = time.monotonic()
            for prefix, table in filled:
                if table.history:
                    _turn(cursor, prefix, table, as_of)
                elif prefix == "del":
                    _remove(cursor, table)
                else:
                    _write(cursor, table)
            record()
        return time.monotonic() - began


def _any(side: Side, name: str) -> bool:
    return side.number(f"SELECT EXISTS (SELECT 1 FROM {name})") == 1


def _remove(cursor: Any, table: Table) -> None:
    key = table.listed("", table.key)
    cursor.execute(f"DELETE FROM {table.main} WHERE ({key}) IN (SELECT {key} FROM del_{table.name})")


def _write(cursor: Any, table: Table) -> None:
    changed = ", ".join(f"{column} = excluded.{column}" for column in table.columns if column not in table.key)
    cursor.execute(
        f"INSERT INTO {table.main} ({table.listed()}) SELECT {table.listed()} FROM put_{table.name} WHERE true "
        f"ON CONFLICT ({table.listed('', table.key)}) DO UPDATE SET {changed}"
    )


def _turn(cursor: Any, prefix: str, table: Table, as_of: datetime) -> None:
    """Ends the rows on file at `as_of`; for put_, writes their successors."""
    moment = connection.ops.adapt_datetimefield_value(as_of)
    key = table.listed("", table.key)
    cursor.execute(
        f"UPDATE {table.main} SET valid_to = %s "
        f"WHERE valid_to IS NULL AND ({key}) IN (SELECT {key} FROM {prefix}_{table.name})",
        [moment],
    )
    if prefix == "put":
        cursor.execute(
            f"INSERT INTO {table.main} ({table.listed()}, valid_from, valid_to) "
            f"SELECT {table.listed()}, %s, NULL FROM put_{table.name}",
            [moment],
        )
