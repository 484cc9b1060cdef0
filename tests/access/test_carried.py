"""Whoever reads while nothing can be written is not put out for it, and stays no longer than a visit may."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from connect.access.current_visit import UNWRITTEN_FOR
from connect.access.models import Visit
from connect.access.visits import extend
from connect.lib.doors import Door
from tests.access.conftest import Browser
from tests.support.cast import DANA, RILEY
from tests.support.unwritable import held, unwritable

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


class Clock:
    """What time it is for the product."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def goes_on(self, **much: int) -> None:
        self.now += timedelta(**much)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def reader(lasting_cast, visitor, clock) -> Browser:
    visitor.sign_in(DANA)
    return visitor


def reads_on(reader: Browser, clock: Clock, *, minutes: int, every: int = 5) -> int:
    """How many minutes somebody who turns a page `every` so many is let read."""
    for minute in range(every, minutes + 1, every):
        clock.goes_on(minutes=every)
        if reader.get("/security").status_code != 200:
            return minute - every
    return minutes


def test_nobody_who_reads_is_put_out_while_nothing_can_be_written(reader, clock):
    with unwritable():
        assert reads_on(reader, clock, minutes=40) == 40
    clock.goes_on(minutes=5)
    assert reader.get("/security").status_code == 200
    assert Visit.objects.get().expire_date == clock.now + 15 * MINUTE
    assert reader.cookies[settings.END_COOKIE_NAME].value == ""  # the row says it again
    assert reads_on(reader, clock, minutes=20) == 20


def test_who_does_not_read_is_out_when_they_would_be_anyway(reader, clock):
    with unwritable():
        assert reads_on(reader, clock, minutes=10) == 10
        clock.goes_on(minutes=15)
        assert reader.get("/security").status_code == 302


def test_the_page_says_when_the_visit_ends_by_what_is_carried(reader, clock):
    with unwritable():
        reads_on(reader, clock, minutes=20)
        clock.goes_on(minutes=5)
        assert reader.send("/stay").status_code == 204
        assert f'data-left="{15 * 60}"' in reader.get("/security").content.decode()


def test_it_is_carried_for_an_hour_at_most(reader, clock):
    ends = Visit.objects.get().expire_date
    with unwritable():
        reads_on(reader, clock, minutes=120)
    assert clock.now - 5 * MINUTE < ends + UNWRITTEN_FOR <= clock.now


def test_it_is_carried_no_longer_than_twelve_hours_after_the_beginning(reader, clock):
    started = Visit.objects.get().started_at
    reads_on(reader, clock, minutes=11 * 60 + 40, every=10)
    with unwritable():
        assert reads_on(reader, clock, minutes=60) < 20
    assert clock.now - 5 * MINUTE < started + timedelta(hours=12) <= clock.now


def test_what_is_carried_opens_no_visit_that_was_ended(reader, clock):
    with unwritable():
        assert reads_on(reader, clock, minutes=10) == 10
    Visit.objects.all().delete()
    assert reader.get("/security").status_code == 302


def test_what_is_carried_is_good_for_its_own_visit_alone(reader, clock, new_visitor):
    other = new_visitor()
    other.sign_in(RILEY)
    with unwritable():
        assert reads_on(reader, clock, minutes=10) == 10
        other.cookies[settings.END_COOKIE_NAME] = reader.cookies[settings.END_COOKIE_NAME].value
        clock.goes_on(minutes=6)
        assert reader.get("/security").status_code == 200
        assert other.get("/security").status_code == 302


@pytest.mark.parametrize("made_up", ["", "nonsense", "A" * 200, "2099-01-01T00:00:00+00:00"])
def test_what_we_did_not_seal_carries_nothing(reader, clock, made_up):
    with unwritable():
        clock.goes_on(minutes=16)
        reader.cookies[settings.END_COOKIE_NAME] = made_up
        assert reader.get("/security").status_code == 302


def test_an_act_finds_the_visit_open_that_was_carried_until_then(reader, clock):
    with unwritable():
        assert reads_on(reader, clock, minutes=40) == 40
    clock.goes_on(minutes=1)
    assert reader.send("/security/devices", end_others="1")["Location"] == "/security/devices"
    assert reader.send("/security/confirm", pin=DANA.pin)["Location"] == "/security"
    assert reader.get("/security/devices/private").status_code == 200


def test_an_act_that_waited_for_the_lock_finds_it_open_too(reader, clock):
    """The page could not write when the visit ends, and the act can."""
    from connect.access import visits
    from connect.access.current_visit import current_visit

    clock.goes_on(minutes=40)
    visit = current_visit(reader.key, clock.now, clock.now + MINUTE)
    assert [each.this_one for each in visits.open_visits(visit, clock.now)] == [True]
    assert visits.end_others(visit, door=Door.WEB, now=clock.now) == 0
    assert Visit.objects.get().expire_date == clock.now + MINUTE


def test_where_the_row_can_be_written_nothing_is_carried(reader, clock):
    assert reads_on(reader, clock, minutes=10) == 10
    assert settings.END_COOKIE_NAME not in reader.cookies


@pytest.mark.only_on("sqlite")
def test_a_reader_does_not_wait_for_the_lock_and_the_usual_patience_is_back_afterwards(reader, clock):
    from django.db import connection

    asked = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(asked.append)
    clock.goes_on(minutes=5)
    with held():
        assert reader.get("/security").status_code == 200
    connection.connection.set_trace_callback(None)
    waits = [each for each in asked if each.startswith(("PRAGMA busy_timeout =", "UPDATE", "BEGIN"))]
    assert [each[:23].removesuffix(" S") for each in waits] == [
        "PRAGMA busy_timeout = 0",
        'UPDATE "access_visit"',
        "PRAGMA busy_timeout = 2",
    ]
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


@pytest.mark.only_on("postgresql")
def test_a_reader_does_not_wait_for_a_row_that_a_feed_holds(reader, clock):
    """As when a mark is set and the accounts of many are being made safe in the one transaction of a merge."""
    import psycopg
    from django.db import connection

    clock.goes_on(minutes=5)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("DELETE FROM access_visit")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")  # so that one who waits fails
        try:
            assert reader.get("/security").status_code == 200
            assert settings.END_COOKIE_NAME in reader.cookies
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")
        other.rollback()


def test_signing_out_makes_this_browser_forget_and_says_what_is_open_yet(reader):
    with unwritable():
        answer = reader.send("/logout")
    assert answer.status_code == 503
    assert "You are signed out in this browser" in answer.content.decode()
    assert 'id="logout"' not in answer.content.decode()
    assert reader.key == ""
    assert reader.get("/security").status_code == 302


def test_the_quick_way_out_works_whatever_can_be_written(reader):
    with unwritable():
        answer = reader.post("/leave", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 204
    assert reader.key == ""


def test_extending_a_visit_that_was_ended_meanwhile_brings_nothing_back(reader, clock):
    from connect.access.current_visit import current_visit

    visit = current_visit(reader.key, clock.now)
    Visit.objects.all().delete()
    clock.goes_on(minutes=5)
    assert extend(visit, now=clock.now).written is False
    assert not Visit.objects.exists()
