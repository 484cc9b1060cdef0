"""Mail leaving: claimed first, at most once, and a server that is down costs time only."""

import time
from datetime import timedelta

import pytest
from django.db import connections, transaction

from connect.audit.models import Entry
from connect.notices import outbox
from connect.notices.models import OutboxMessage
from connect.notices.queries import progress
from connect.notices.rules import wait
from connect.notices.senders.mail_queue import park, send_waiting
from tests.notices.conftest import NOW, put
from tests.support.cast import DANA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


def row(key: str = "pin:1") -> OutboxMessage:
    return OutboxMessage.objects.get(key=key)


def test_a_mail_leaves_once_and_its_secret_goes(server):
    put()
    assert send_waiting(now=NOW).counts == {"sent": 1}
    assert send_waiting(now=NOW).counts == {}
    sent = row()
    assert (sent.state, sent.sealed, sent.finished_at, sent.attempts) == ("sent", "", NOW, 1)
    (mail,) = server.received
    assert (mail["To"], mail["Subject"], mail["Message-ID"]) == (
        "dana@example.org",
        "Customer Connect",
        f"<{sent.id.hex}@localhost>",
    )
    for part in ("plain", "html"):
        assert "40295817" in mail.get_body((part,)).get_content()
    entry = Entry.objects.get(act="mail sent")
    assert (entry.by, entry.about, entry.detail) == (
        "worker",
        DANA.participant_id,
        {"template": "pin_by_mail", "key": "pin:1"},
    )
    told = progress(DANA.participant_id, "pin:1")
    assert (told.state, f"{told.sent_on}", told.trouble) == ("sent", "2026-11-24", False)


def test_many_leave_over_one_connection(server):
    for number in range(5):
        put(f"pin:{number}")
    assert send_waiting(now=NOW).counts == {"sent": 5}
    assert server.connections == 1


def test_a_long_queue_goes_in_short_turns(server):
    for number in range(5):
        put(f"pin:{number}")
    turn = send_waiting(now=NOW, most=3)
    assert (turn.counts, turn.more) == ({"sent": 3}, True)
    turn = send_waiting(now=NOW, most=3)
    assert (turn.counts, turn.more) == ({"sent": 2}, False)


def test_inside_a_transaction_nothing_is_sent(server):
    put()
    with pytest.raises(RuntimeError, match="commits each claim"), transaction.atomic():
        send_waiting(now=NOW)
    assert server.received == []


def test_a_server_that_is_down_costs_time_only(server, every):
    put("pin:1")
    put("pin:2")
    server.shutdown()
    server.server_close()
    assert send_waiting(now=NOW).counts == {"queued": 2}
    assert every() == ["queued", "queued"]
    waiting = row()
    assert (waiting.trouble, waiting.attempts) == ("no connection", 1)
    assert NOW + timedelta(seconds=15) <= waiting.not_before <= NOW + timedelta(seconds=45)
    assert progress(DANA.participant_id, "pin:1").trouble is True
    assert send_waiting(now=NOW).counts == {}  # its time has not come


def test_when_the_server_is_back_all_leave_once(server, settings):
    put()
    settings.MAILERS["default"]["OPTIONS"]["port"], good = 1, settings.MAILERS["default"]["OPTIONS"]["port"]
    settings.MAILERS = dict(settings.MAILERS)
    send_waiting(now=NOW)
    settings.MAILERS["default"]["OPTIONS"]["port"] = good
    settings.MAILERS = dict(settings.MAILERS)
    assert send_waiting(now=NOW + timedelta(minutes=1)).counts == {"sent": 1}
    assert progress(DANA.participant_id, "pin:1").trouble is False
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("answers", "state", "trouble"),
    [
        ({"rcpt": "550 5.1.1 no such person"}, "failed", "the address is refused"),
        ({"rcpt": "550 5.7.1 relaying denied"}, "queued", "the server says: not now"),
        ({"rcpt": "451 4.2.1 try later"}, "queued", "the server says: not now"),
        ({"data": "451 4.3.0 try later"}, "queued", "the server refuses us"),
        ({"data": "554 5.7.1 no"}, "queued", "the server refuses us"),
        ({"hang_up": "at RCPT"}, "queued", "no connection"),
        ({"hang_up": "before taking"}, "unsure", "the connection broke"),
        ({"hang_up": "after taking"}, "unsure", "the connection broke"),
    ],
)
def test_each_answer_of_a_server(server, answers, state, trouble):
    put()
    for name, value in answers.items():
        setattr(server, name, value)
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == (state, trouble)
    assert bool(row().sealed) == (state != "failed")


def test_when_the_server_does_not_answer_in_time_no_one_knows(server, settings):
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.3
    settings.MAILERS = dict(settings.MAILERS)
    server.afterwards = lambda: time.sleep(1)
    put()
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == ("unsure", "the connection broke")
    assert len(server.received) == 1


def test_what_is_unsure_is_never_sent_again_by_itself(server):
    put()
    server.hang_up = "after taking"
    send_waiting(now=NOW)
    server.hang_up = None
    assert send_waiting(now=NOW + timedelta(days=1)).counts == {}
    assert len(server.received) == 1


def test_a_broken_connection_ends_the_turn_and_the_others_stay(server, every):
    for number in range(3):
        put(f"pin:{number}")
    server.hang_up = "before taking"
    assert send_waiting(now=NOW).counts == {"unsure": 1}
    assert sorted(every()) == ["queued", "queued", "unsure"]


def test_not_now_for_five_days_is_no(server):
    put()
    server.rcpt = "451 4.2.1 mailbox busy"
    send_waiting(now=NOW + timedelta(days=5, minutes=1))
    assert row().state == "failed"


def test_an_address_that_is_none_fails_alone(server, every):
    put("pin:1", to="dana at example")
    put("pin:2")
    assert send_waiting(now=NOW).counts == {"failed": 1, "sent": 1}
    assert row().trouble == "the address is no address"


def test_too_late_is_not_sent(server):
    put(not_after=NOW + timedelta(hours=24))
    assert send_waiting(now=NOW + timedelta(hours=25)).counts == {}
    assert (row().state, row().trouble, row().sealed) == ("failed", "too late", "")


def test_a_missing_key_keeps_the_mail(server, settings):
    put()
    good, settings.OUTBOX_KEYS = settings.OUTBOX_KEYS, ["QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="]
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == ("queued", "no key opens it")
    settings.OUTBOX_KEYS = ["QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=", *good]
    assert send_waiting(now=NOW + timedelta(minutes=1)).counts == {"sent": 1}


def test_withdrawn_before_its_turn_it_never_leaves(server):
    put()
    outbox.withdraw(participant_id=DANA.participant_id, key="pin:1")
    assert send_waiting(now=NOW).counts == {}
    assert server.received == []


@pytest.mark.parametrize(("rcpt", "state"), [("451 try later", "withdrawn"), ("250 ok", "sent")])
def test_withdrawn_while_it_is_being_sent_it_is_not_tried_again(server, rcpt, state):
    put()
    server.rcpt = rcpt
    answers = []

    def withdraw() -> None:
        answers.append(outbox.withdraw(participant_id=DANA.participant_id, key="pin:1"))
        connections.close_all()

    server.meanwhile = withdraw
    send_waiting(now=NOW)
    assert answers == [False]
    assert (row().state, row().sealed) == (state, "")


def test_withdrawn_and_left_by_a_dead_sender_it_is_over():
    put()
    OutboxMessage.objects.update(state="sending", claimed_at=NOW)
    outbox.withdraw(participant_id=DANA.participant_id, key="pin:1")
    park(NOW + timedelta(minutes=11))
    assert (row().state, row().sealed) == ("withdrawn", "")


def test_what_a_dead_sender_left_is_parked_after_ten_minutes():
    put()
    OutboxMessage.objects.update(state="sending", claimed_at=NOW)
    park(NOW + timedelta(minutes=9))
    assert row().state == "sending"
    park(NOW + timedelta(minutes=11))
    assert (row().state, row().trouble) == ("unsure", "the sender stopped")
    assert progress(DANA.participant_id, "pin:1").trouble is True


def test_the_waits_double_to_an_hour_and_spread():
    assert [wait(number, 0.5).total_seconds() for number in (1, 2, 3, 7, 8, 60)] == [30, 60, 120, 1920, 3600, 3600]
    assert (wait(1, 0.0).total_seconds(), wait(1, 1.0).total_seconds()) == (15, 45)
