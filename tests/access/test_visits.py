"""How long a visit lasts, what it costs to look one up, and that its end is an end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.models import Visit
from connect.access.sign_in import sign_in_with_pin
from connect.access.visits import extend, sign_out
from connect.cases.models import Delivery
from connect.lib.doors import Door
from connect.notices import actions as notices
from tests.access.conftest import AS_OF
from tests.support.cast import DANA

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def key(cast):
    return sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW)).key


def test_a_visit_is_one_statement_with_the_same_types_on_both_databases(key):
    notices.set_language(participant_id=DANA.participant_id, language="es", by=DANA.participant_id, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        visit = current_visit(key, NOW)
    assert len(asked) == 1
    assert visit.temporary is False
    assert (visit.started_at, visit.expires_at) == (NOW, NOW + 15 * MINUTE)
    assert (visit.first_name, visit.file_language, visit.chosen_language) == (DANA.first_name, "en", "es")
    assert visit.as_of == AS_OF


def test_what_cannot_be_a_key_asks_the_database_nothing(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        for nonsense in ("", "x", "A" * 42, "A" * 44, "é" * 43, "' OR 1=1 --" + "A" * 32, "A" * 10_000):
            assert current_visit(nonsense, NOW) is None


def test_a_visit_without_any_feed_knows_no_as_of(key):
    Delivery.objects.all().delete()
    assert current_visit(key, NOW).as_of is None


def test_a_held_feed_is_not_what_pages_show(key):
    Delivery.objects.create(
        sequence=3, agency="CA", as_of=AS_OF + timedelta(days=1), manifest_sha256="1" * 64, state="held",
        held_because="too many gone", rows_in=1, rows_rejected=0, finished_at=AS_OF,
    )  # fmt: skip
    assert current_visit(key, NOW).as_of == AS_OF


def test_fifteen_minutes_without_use_end_a_visit(key):
    assert current_visit(key, NOW + 15 * MINUTE - timedelta(seconds=1)) is not None
    assert current_visit(key, NOW + 15 * MINUTE) is None


def test_use_extends_a_visit_but_never_beyond_twelve_hours(key):
    used = [NOW + number * 10 * MINUTE for number in range(100)]
    for now in used:
        if visit := current_visit(key, now):
            extend(visit, now=now)
            last = now
    assert last == NOW + timedelta(hours=11, minutes=50)


def test_the_row_of_a_visit_is_written_at_most_once_a_minute(key, django_assert_num_queries):
    visit = current_visit(key, NOW)
    with django_assert_num_queries(0):
        extend(visit, now=NOW + timedelta(seconds=59))
    with django_assert_num_queries(1):
        extend(visit, now=NOW + MINUTE)
    assert current_visit(key, NOW).expires_at == NOW + 16 * MINUTE


def test_a_visit_that_was_ended_meanwhile_stays_ended(key):
    visit = current_visit(key, NOW)
    sign_out(visit, door=Door.WEB, now=NOW)
    extend(visit, now=NOW + 5 * MINUTE)
    assert current_visit(key, NOW) is None


def test_signing_in_clears_away_the_person_s_visits_that_are_over(key):
    later = NOW + timedelta(hours=1)
    sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, later))
    assert Visit.objects.filter(expire_date__lte=later).count() == 0
    assert Visit.objects.count() == 1
