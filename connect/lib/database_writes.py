"""A database that cannot be written just now: how to tell, and a small write that waits for nobody."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

# Somebody else holds the lock; the file may only be read; the disk is full.
_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL}
# read_only_sql_transaction (a standby says so too), disk_full, lock_not_available: PostgreSQL, appendix A
_POSTGRESQL = {"25006", "53100", "55P03"}


def cannot_write(problem: BaseException | None) -> bool:
    """Whether `problem`, as Django raised it, says that the database can be read and not written."""
    cause = getattr(problem, "__cause__", None)
    code = getattr(cause, "sqlite_errorcode", None)  # an extended one; its last byte is the kind
    return getattr(cause, "sqlstate", None) in _POSTGRESQL or (code is not None and code & 0xFF in _SQLITE)


@contextmanager
def without_waiting(seconds: float = 0) -> Iterator[None]:
    """Within it a write to SQLite that another writer keeps out fails after `seconds`, not after those of settings.

    PostgreSQL locks rows: there a statement says itself that it skips what is locked.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    (usual,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {usual}")


def why_not_written() -> str:
    """Why nothing can be written just now, in a few words; '' where something can. Writes nothing.

    On SQLite a writer that is done within a second is none.
    """
    if connection.vendor == "sqlite":
        return _why_no_lock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')")  # of a standby it is on as well
        return READ_ONLY if cursor.fetchone()[0] == "on" else ""


READ_ONLY, LOCKED = "the database is read-only", "another writer holds the lock"
PATIENCE = 1.0  # seconds


def _why_no_lock() -> str:
    with without_waiting(PATIENCE):
        raw = connection.connection
        if raw.in_transaction:
            return ""  # it is ours
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
