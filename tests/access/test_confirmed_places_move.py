"""The migration that moves the confirmed places to `notices` keeps every one, forth and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("sqlite")]
BEFORE, AFTER = [("access", "0003_unread_messages")], [("access", "0004_confirmed_places_move")]
ROW = ("1000000001", "a" * 64, "2026-11-24 17:00:00")


def migrate(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


def rows(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT participant_id, place_hash, CAST(confirmed_at AS TEXT) FROM {table}")
        return cursor.fetchall()


def test_no_confirmed_place_is_lost():
    migrate(BEFORE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO access_confirmedplace VALUES (%s, %s, %s)", ROW)
    finally:
        migrate(AFTER)
    assert rows("notices_confirmedplace") == [ROW]
    migrate(BEFORE)
    try:
        assert rows("access_confirmedplace") == [ROW]
    finally:
        migrate(AFTER)
    assert rows("notices_confirmedplace") == [ROW]
