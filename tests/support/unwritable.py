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
    """SQLite: not a page more may be taken. PostgreSQL: no row of a visit finds room."""
    if connection.vendor == "sqlite":
        connection.connection.execute("VACUUM")  # what earlier tests removed left room
        (pages,) = connection.connection.execute("PRAGMA page_count").fetchone()
        with _said(f"PRAGMA max_page_count = {pages}", "PRAGMA max_page_count = 1073741823"):
            yield
        return
    with no_room_for_a_visit():
        yield


@contextmanager
def no_room_for_a_visit() -> Iterator[None]:
    """Everything can be written but the row of a visit. PostgreSQL says that its disk is full."""
    if connection.vendor == "sqlite":
        refuse = "CREATE TRIGGER no_room BEFORE INSERT ON access_visit BEGIN SELECT RAISE(ABORT, 'no room'); END"
        with _said(refuse, "DROP TRIGGER no_room"):
            yield
        return
    says = "CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$"
    fires = "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON access_visit EXECUTE FUNCTION no_room()"
    with _said(f"{says} LANGUAGE plpgsql; {fires}", "DROP FUNCTION no_room CASCADE"):
        yield


@contextmanager
def no_answer_is_kept() -> Iterator[None]:
    """Everything can be written but what a form was told (connect.access.saved_answers), and nothing of it goes."""
    if connection.vendor == "sqlite":
        body = "BEGIN SELECT RAISE(ABORT, 'no'); END"
        kept = f"CREATE TRIGGER not_kept BEFORE UPDATE ON access_savedanswer {body}"
        gone = f"CREATE TRIGGER not_gone BEFORE DELETE ON access_savedanswer {body}"
        with _said(kept, "DROP TRIGGER not_kept"), _said(gone, "DROP TRIGGER not_gone"):
            yield
        return
    says = "CREATE FUNCTION not_kept() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$"
    fires = (
        "CREATE TRIGGER not_kept BEFORE UPDATE OR DELETE ON access_savedanswer FOR EACH ROW EXECUTE FUNCTION not_kept()"
    )
    with _said(f"{says} LANGUAGE plpgsql; {fires}", "DROP FUNCTION not_kept CASCADE"):
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
