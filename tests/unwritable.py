"""A database that can be read and not written: locked by another writer, read-only, or on a full disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def unwritable() -> Iterator[None]:
    """SQLite: another connection holds the write lock, and acts give up at once. PostgreSQL: read-only, as after a
    failover. For tests with real transactions, in the thread that asks."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with _said("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"):
            yield
        return
    with held(), _said("PRAGMA busy_timeout = 0", "PRAGMA busy_timeout = 20000"):
        yield


@contextmanager
def held() -> Iterator[sqlite3.Connection]:
    """SQLite's write lock, as a feed that merges holds it."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield other
    finally:
        other.close()


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite: not a page more may be taken. PostgreSQL: the first row that is written of a sign-in finds no room."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE filling (text)")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            cursor.execute("INSERT INTO filling VALUES (zeroblob(100))")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA max_page_count = 1073741823")
                cursor.execute("DROP TABLE filling")
        return
    refuse = (
        "CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$"
    )
    fires = "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON access_session EXECUTE FUNCTION no_room()"
    with _said(f"{refuse} LANGUAGE plpgsql; {fires}", "DROP FUNCTION no_room CASCADE"):
        yield


@contextmanager
def _said(before: str, after: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(before)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(after)
