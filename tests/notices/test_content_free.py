"""Mail without a secret: where it goes and what it says is worked out when it leaves. Urgent mail goes before it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from connect.audit.models import Entry
from connect.notices import by_kind, outbox
from connect.notices.by_kind import WorkedOut, works_out
from connect.notices.events import EVENTS, CallUs
from connect.notices.kinds import NOTICE_KINDS, Channel
from connect.notices.models import ContactPreference, OutboxMessage
from connect.notices.senders import mail_queue
from connect.notices.senders.mail_queue import send_waiting
from tests.notices.conftest import NOW, put
from tests.support.cast import DANA, RILEY
from tests.support.waiting_mail import let_wait

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


def remind(participant_id: str = DANA.participant_id, key: str = "reminder 1", **times) -> None:
    with transaction.atomic():
        outbox.enqueue_content_free("reminder", participant_id=participant_id, key=key, now=NOW, **times)


def row(key: str = "reminder 1") -> OutboxMessage:
    return OutboxMessage.objects.get(key=key)


def test_a_row_holds_neither_address_nor_text_and_the_mail_has_both(readers, server):
    readers[DANA.participant_id] = "dana@example.org"
    remind()
    waiting = row()
    assert (waiting.sealed, waiting.language, waiting.address_hash, waiting.urgent) == ("", "", "", False)
    assert send_waiting(now=NOW).counts == {"sent": 1}
    (mail,) = server.received
    assert mail["To"] == "dana@example.org"
    assert "THERE IS SOMETHING NEW" in mail.get_body(("plain",)).get_content()
    assert row().state == "sent"


def test_the_language_is_the_one_chosen_when_it_leaves(readers, server):
    readers[DANA.participant_id] = "dana@example.org"
    remind()
    ContactPreference.objects.create(participant_id=DANA.participant_id, language="es", chosen_at=NOW)
    send_waiting(now=NOW)
    assert server.received[0]["Content-Language"] == "es"


def test_who_moved_meanwhile_gets_it_at_the_new_address_and_who_left_gets_nothing(readers, server):
    readers |= {DANA.participant_id: "old@example.org", RILEY.participant_id: "riley@example.org"}
    remind(DANA.participant_id)
    remind(RILEY.participant_id)
    readers[DANA.participant_id] = "new@example.org"
    del readers[RILEY.participant_id]
    assert send_waiting(now=NOW).counts == {"sent": 1, "withdrawn": 1}
    assert [mail["To"] for mail in server.received] == ["new@example.org"]


def test_it_waits_for_its_hour_and_is_not_sent_when_it_is_of_no_use_any_more(readers, server):
    readers[DANA.participant_id] = "dana@example.org"
    remind(key="1", not_before=NOW + timedelta(hours=9))
    remind(key="2", not_after=NOW + timedelta(days=1))
    remind(key="3", not_before=NOW + timedelta(hours=9), not_after=NOW + timedelta(days=9))
    assert row("1").not_after == NOW + timedelta(hours=9, days=7)  # of_use of the kind
    assert send_waiting(now=NOW + timedelta(days=2)).counts == {"sent": 2}
    assert row("2").state == "failed"


def test_after_days_without_a_worker_what_is_late_ends_many_at_a_time_and_a_pin_leaves_meanwhile(
    readers, server, monkeypatch
):
    monkeypatch.setattr(mail_queue, "MOST_LATE", 1_000)
    let_wait(2_500, kind="reminder", since=NOW - timedelta(days=11), until=NOW - timedelta(days=9))
    put("pin:1")
    turns = [send_waiting(now=NOW) for _ in range(3)]
    assert [(turn.counts, turn.more) for turn in turns] == [({"sent": 1}, True), ({}, True), ({}, False)]
    assert OutboxMessage.objects.filter(state="failed", trouble="too late").count() == 2_500
    assert not Entry.objects.filter(act="mail failed").exists()


def test_a_second_one_for_the_same_reason_changes_nothing(readers):
    remind()
    remind(not_before=NOW + timedelta(days=1))
    assert row().not_before == NOW


def test_a_kind_of_which_no_room_said_how_waits_for_the_release_that_does(readers, server):
    by_kind._WORKED_OUT_BY.pop("reminder")
    remind()
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == ("queued", "it cannot be written")


def test_a_kind_is_told_in_no_words_but_its_own(readers, server):
    works_out("reminder", lambda *_: WorkedOut("dana@example.org", CallUs(), ("en",)))
    remind()
    send_waiting(now=NOW)
    assert (row().state, server.received) == ("queued", [])


def test_only_a_content_free_kind_may_wait_without_a_secret():
    with pytest.raises(ValueError, match="no content-free kind"), transaction.atomic():
        outbox.enqueue_content_free("pin_by_mail", participant_id=DANA.participant_id, key="1", now=NOW)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        outbox.enqueue_content_free("reminder", participant_id=DANA.participant_id, key="1", now=NOW)


@pytest.mark.parametrize(
    "change", [{"urgent": True}, {"channel": Channel.LETTER}, {"sealed": "x"}, {"content_free": False}]
)
def test_the_database_knows_which_rows_hold_no_secret(readers, change):
    remind()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.update(**change)


def test_a_pin_asked_for_while_100_000_reminders_wait_leaves_in_the_next_turn(readers, server):
    let_wait(100_000, kind="reminder", since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
    send_waiting(now=NOW, most=3)
    put("pin:1")
    turn = send_waiting(now=NOW, most=3)
    assert row("pin:1").state == "sent"
    assert (turn.counts, turn.more) == ({"sent": 1, "withdrawn": 3}, True)


def test_urgent_mail_does_not_keep_the_others_waiting_for_ever(readers, server):
    readers[DANA.participant_id] = "dana@example.org"
    remind()
    for number in range(5):
        put(f"pin:{number}")
    assert send_waiting(now=NOW, most=2).counts == {"sent": 3}
    assert row().state == "sent"


def test_every_event_is_a_kind_and_pins_and_security_mail_are_urgent_and_never_ended():
    assert {name for kind in NOTICE_KINDS.values() for name in kind.sentences} == set(EVENTS)
    for kind in NOTICE_KINDS.values():
        assert not (kind.urgent and (kind.content_free or kind.can_be_ended)), kind.name
        assert kind.content_free or kind.sentences == (kind.name,), kind.name
    assert {name for name, kind in NOTICE_KINDS.items() if not kind.urgent} == {
        *("mail_stopped", "document_came", "payment_sent", "appointment_soon", "appointment_changed"),
        *("new_answer", "request_moved", "answer_late"),
    }


@pytest.mark.only_on("sqlite")
def test_no_statement_of_a_turn_reads_all_that_waits(readers, server):
    let_wait(3_000, kind="reminder", since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
    readers["0000000001"] = "dana@example.org"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        send_waiting(now=NOW, most=3)
    statements = {query["sql"] for query in asked if "notices_outboxmessage" in query["sql"]}
    assert len(statements) > 10
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            plan = " ".join(str(line[3]) for line in cursor.fetchall())
            assert "SCAN notices_outboxmessage" not in plan, f"{statement}: {plan}"
