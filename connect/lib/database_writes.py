"""Detect a database that cannot be written at the moment, and make small writes that do not wait for a lock."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

# Another writer holds the lock; the file is read-only; the disk is full.
_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL}
# read_only_sql_transaction (also reported by a standby), disk_full, lock_not_available: PostgreSQL, appendix A
_POSTGRESQL = {"25006", "53100", "55P03"}


def cannot_write(problem: BaseException | None) -> bool:
    """Whether `problem`, as Django raised it, means that the database can be read but not written."""
    cause = getattr(problem, "__cause__", None)
    code = getattr(cause, "sqlite_errorcode", None)  # an extended code; its last byte is the primary code
    return getattr(cause, "sqlstate", None) in _POSTGRESQL or (code is not None and code & 0xFF in _SQLITE)


@contextmanager
def without_waiting(seconds: float = 0) -> Iterator[None]:
    """Inside this block a write to a locked SQLite database fails after `seconds` instead of the configured wait.

    It does nothing on PostgreSQL, which locks rows: there each statement says that it skips locked rows.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    (configured,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {configured}")


def why_not_written() -> str:
    """Return in a few words why nothing can be written at the moment, or '' if writing works. Writes nothing.

    On SQLite a lock that is released within a second is no reason.
    """
    if connection.vendor == "sqlite":
        return _why_no_lock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')")  # a standby reports it too
        return READ_ONLY if cursor.fetchone()[0] == "on" else ""


READ_ONLY, LOCKED = "the database is read-only", "another writer holds the lock"
LOCK_WAIT_SECONDS = 1.0


def _why_no_lock() -> str:
    with without_waiting(LOCK_WAIT_SECONDS):
        raw = connection.connection
        if raw.in_transaction:
            return ""  # this process holds the lock
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                return READ_ONLY
            if problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return LOCKED
            raise OperationalError from problem
        raw.execute("ROLLBACK")
    return ""
