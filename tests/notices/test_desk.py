"""What an operator decides about single mails, by name and on the trail."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from connect.audit.models import Entry
from connect.notices import operator
from connect.notices.models import OutboxMessage
from tests.notices.conftest import NOW, put
from tests.support.cast import DANA

pytestmark = pytest.mark.django_db


def unsure(key: str = "pin:1") -> OutboxMessage:
    put(key)
    OutboxMessage.objects.filter(key=key).update(state="unsure", claimed_at=NOW, trouble="the connection broke")
    return OutboxMessage.objects.get(key=key)


@pytest.mark.parametrize(
    ("decide", "state", "act"),
    [
        (operator.retry_message, "queued", "mail retried"),
        (operator.mark_message_sent, "sent", "mail found sent"),
        (operator.give_up_message, "failed", "mail given up"),
    ],
)
def test_each_way_out_of_unsure(decide, state, act):
    row = unsure()
    decide(row_id=row.id, by="CASEY", now=NOW)
    row.refresh_from_db()
    assert row.state == state
    assert bool(row.sealed) == (state == "queued")
    assert (Entry.objects.get().act, Entry.objects.get().by, Entry.objects.get().about) == (
        act,
        "CASEY",
        DANA.participant_id,
    )


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_what_is_being_sent_or_has_left_is_nobody_s_to_change(state):
    row = unsure()
    ended = {"sealed": "", "finished_at": NOW} if state == "sent" else {}
    OutboxMessage.objects.update(state=state, **ended)
    for decide in (operator.retry_message, operator.mark_message_sent, operator.give_up_message):
        with pytest.raises(operator.RowRefused):
            decide(row_id=row.id, by="CASEY", now=NOW)
    assert not Entry.objects.exists()


def test_a_mail_that_only_waits_cannot_be_said_to_have_left():
    put()
    with pytest.raises(operator.RowRefused, match="only on a row that is unsure"):
        operator.mark_message_sent(row_id=OutboxMessage.objects.get().id, by="CASEY", now=NOW)


def test_the_list_shows_what_needs_somebody_and_no_person(capsys):
    row = unsure()
    put("pin:2")
    assert [each.key for each in operator.messages_needing_attention(now=NOW)] == ["pin:1"]
    assert [each.key for each in operator.messages_needing_attention(now=NOW + timedelta(hours=2))] == [
        "pin:1",
        "pin:2",
    ]
    call_command("outbox", "list")
    told = capsys.readouterr().out
    assert str(row.id) in told
    assert DANA.participant_id not in told
    assert "dana@" not in told


def test_the_command_says_who_and_refuses_what_is_not_there():
    row = unsure()
    call_command("outbox", "give-up", str(row.id), by="CASEY")
    assert OutboxMessage.objects.get().state == "failed"
    with pytest.raises(CommandError, match="not waiting"):
        call_command("outbox", "retry", str(uuid.uuid4()), by="CASEY")
