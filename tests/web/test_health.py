"""What machines ask: is the process there, can it serve people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connect.cases.models import Delivery
from connect.lib import database_writes
from tests.support.cast import CAST
from tests.support.unwritable import unwritable


def load_feed(age):
    now = timezone.now()
    Delivery.objects.create(
        sequence=1, agency="CA", as_of=now - age, manifest_sha256="0" * 64, state="loaded", rows_in=0,
        rows_rejected=0, finished_at=now,
    )  # fmt: skip


def test_healthz_asks_the_database_nothing(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_is_200_with_a_fresh_feed(db, client):
    load_feed(timedelta(hours=47))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"database: ok\nmigrations: ok\nfeed: ok\nwriting: ok\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"


def test_readyz_says_that_the_feed_is_late(db, client):
    load_feed(timedelta(hours=49))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content.splitlines()[2]) == (503, b"feed: late, 49 hours old")


def test_readyz_says_that_no_feed_was_ever_loaded(db, client):
    Delivery.objects.all().delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content.splitlines()[2]) == (503, b"feed: none loaded")


def test_readyz_counts_migrations_that_are_missing(db, client):
    load_feed(timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"not applied" in answer.content


@pytest.mark.django_db(transaction=True)
def test_readyz_says_that_a_table_is_not_there(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_delivery RENAME TO cases_delivery_away")
    try:
        answer = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE cases_delivery_away RENAME TO cases_delivery")
    assert (answer.status_code, answer.content) == (503, b"database: does not answer\n")


def test_health_says_nothing_about_anybody(cast, client):
    said = client.get("/healthz").content.decode() + client.get("/readyz").content.decode()
    for member in CAST.values():
        assert member.participant_id not in said
        assert member.first_name not in said


@pytest.mark.django_db(transaction=True)
def test_readyz_says_that_the_database_cannot_be_written(client, monkeypatch):
    """And that pages can be read all the same, for a balancer that asks for no more."""
    monkeypatch.setattr(database_writes, "LOCK_WAIT_SECONDS", 0)
    load_feed(timedelta(hours=1))
    why = b"another writer holds the lock" if connection.vendor == "sqlite" else b"the database is read-only"
    with unwritable():
        whole, reading = client.get("/readyz"), client.get("/readyz?reading")
    assert (whole.status_code, whole.content.splitlines()[3]) == (503, b"writing: " + why)
    assert (reading.status_code, reading.content) == (200, whole.content)
    assert client.get("/readyz").status_code == 200


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
def test_readyz_says_that_a_file_may_only_be_read(client):
    load_feed(timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        answer = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
    assert (answer.status_code, answer.content.splitlines()[3]) == (503, b"writing: the database is read-only")


@pytest.mark.django_db(transaction=True)
def test_asking_leaves_no_transaction_open_and_writes_nothing(client):
    load_feed(timedelta(hours=1))
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/readyz").status_code == 200
    assert {each["sql"].split()[0] for each in asked} == {"SELECT"}
    if connection.vendor == "sqlite":
        assert not connection.connection.in_transaction


def test_for_reading_an_old_feed_is_no_hindrance_and_a_missing_migration_is(db, client):
    load_feed(timedelta(hours=49))
    assert client.get("/readyz?reading").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    assert client.get("/readyz?reading").status_code == 503
