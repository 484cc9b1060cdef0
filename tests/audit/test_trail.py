"""The trail stands or falls with its act."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.models import Account, Visit
from connect.access.pins.change import change_pin, set_pin
from connect.access.sign_in import sign_in_with_pin
from connect.access.visits import sign_out
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.audit.models import Entry
from connect.lib.doors import Door
from connect.notices import actions as notices
from connect.notices.models import ContactPreference

DANA = "1000000001"


@pytest.fixture
def no_trail(transactional_db):
    """From `no_trail()` on, until the test ends, the database has no table to write the trail to."""
    gone = []

    def take_it_away():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_taken_away")
        gone.append(True)

    yield take_it_away
    if gone:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_entry_taken_away RENAME TO audit_entry")


@pytest.fixture
def dana(transactional_db):
    from connect.cases.models import Participant

    Participant.objects.create(participant_id=DANA, first_name="DANA", last_name="OKAFOR")
    set_pin(participant_id=DANA, pin="402958", temporary=False, by="demo", now=timezone.now())


def signed_in():
    return sign_in_with_pin(DANA, "402958", Arrival(Door.WEB, timezone.now())).key


def test_an_entry_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        audit.record(Act.SIGNED_IN, by=DANA)


def test_an_act_that_fails_leaves_no_entry(transactional_db):
    with transaction.atomic():
        audit.record(Act.SIGNED_IN, by=DANA)
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("act", ["", "a" * 61])
def test_the_database_refuses_an_act_without_a_name_or_with_a_story(transactional_db, act):
    entry = Entry(chain="~0", lane=1, number=1, at=timezone.now(), act=act, by=DANA, hash="0" * 64)
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.parametrize("act", ["signed in", f"mail {'sent'}", "record viewed", ""])
def test_an_act_that_is_not_on_the_list_is_not_written(transactional_db, act):
    with pytest.raises(TypeError, match="has its sentence"), transaction.atomic():
        audit.record(act, by=DANA, about=DANA)
    assert Entry.objects.count() == 0


def test_without_a_trail_nobody_signs_in(dana, no_trail):
    no_trail()
    with pytest.raises(DatabaseError):
        signed_in()
    assert Visit.objects.count() == 0


def test_without_a_trail_nobody_signs_out(dana, no_trail):
    visit = current_visit(signed_in(), now=timezone.now())
    no_trail()
    with pytest.raises(DatabaseError):
        sign_out(visit, door=Door.WEB, now=timezone.now())
    assert Visit.objects.filter(session_key=visit.session_key).exists()


def test_without_a_trail_no_pin_changes(dana, no_trail):
    visit, before = current_visit(signed_in(), now=timezone.now()), Account.objects.get(participant_id=DANA).pin_hash
    no_trail()
    with pytest.raises(DatabaseError):
        change_pin(visit, current="402958", new="730294", door=Door.WEB, now=timezone.now())
    with pytest.raises(DatabaseError):
        set_pin(participant_id=DANA, pin="84920517", temporary=True, by="demo", now=timezone.now())
    assert Account.objects.get(participant_id=DANA).pin_hash == before
    assert Visit.objects.filter(session_key=visit.session_key).exists()


def test_without_a_trail_no_language_is_chosen(no_trail):
    no_trail()
    with pytest.raises(DatabaseError):
        notices.set_language(participant_id=DANA, language="es", by=DANA, now=timezone.now())
    with pytest.raises(DatabaseError):
        notices.keep_first_language(participant_id=DANA, language="es", by=DANA, now=timezone.now())
    assert ContactPreference.objects.count() == 0


def test_without_a_trail_a_wrong_pin_still_uses_up_a_try(dana, no_trail):
    no_trail()
    with pytest.raises(DatabaseError):
        sign_in_with_pin(DANA, "111222", Arrival(Door.WEB, timezone.now()))
    assert Account.objects.get(participant_id=DANA).tries == 1
