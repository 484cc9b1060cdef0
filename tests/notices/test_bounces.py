"""Mail that came back: its address gets none any more, its person a letter, and it is put right by a link there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from connect.access.email_confirmation import unconfirmed
from connect.audit.models import Entry
from connect.cases.models import Address, Email, Participant
from connect.lib.agency import Retention
from connect.lib.retention import rules
from connect.notices import addresses, bounces
from connect.notices.bounces import ToldOfMail, hear
from connect.notices.kinds import StopReason
from connect.notices.models import OutboxMessage, StoppedAddress
from connect.notices.queries import stopped_mail
from connect.notices.senders.mail_queue import send_waiting
from tests.notices.conftest import NOW, put
from tests.support.cast import DANA, RILEY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]
LONG_AGO = NOW - timedelta(days=300)


@pytest.fixture
def people() -> None:
    for person, name in ((DANA, "DANA"), (RILEY, "RILEY")):
        Participant.objects.create(participant_id=person.participant_id, first_name=name, last_name="X", language="en")
        Email.objects.create(participant_id=person.participant_id, valid_from=LONG_AGO, email="dana@example.org")
        Address.objects.create(
            participant_id=person.participant_id,
            valid_from=LONG_AGO,
            line1="1187 W PINE ST",
            city="MADERA",
            state="CA",
            postcode="93637",
            mail_arrives=True,
        )


def sent(server, key: str = "pin:1") -> OutboxMessage:
    put(key, event="pin_changed")
    send_waiting(now=NOW)
    return OutboxMessage.objects.get(key=key)


def told(row: OutboxMessage, **differs: object) -> ToldOfMail:
    known = {"event_id": "e1", "message_id": f"<{row.id.hex}@localhost>", "reason": StopReason.BOUNCED, "at": NOW}
    return ToldOfMail(**known | differs)


def test_a_mail_that_came_back_stops_its_address_once_and_one_letter_says_so(people, server):
    row = sent(server)
    assert hear(told(row), now=NOW) is True
    assert hear(told(row), now=NOW) is False
    assert hear(told(row, event_id="e2", reason=StopReason.COMPLAINED), now=NOW) is False
    (stop,) = StoppedAddress.objects.all()
    assert (stop.participant_id, stop.reason, f"{stop.stopped_on}") == (DANA.participant_id, "bounced", "2026-11-24")
    (letter,) = OutboxMessage.objects.filter(channel="letter")
    assert (letter.event, letter.participant_id) == ("mail_stopped", DANA.participant_id)
    assert "dana@" not in f"{stop.__dict__} {letter.sealed}"
    assert next(iter(stopped_mail(DANA.participant_id).values())) == "bounced"
    assert stopped_mail(RILEY.participant_id) == {}
    assert [entry.by for entry in Entry.objects.filter(act="mail stopped")] == ["provider"]


@pytest.mark.parametrize(
    ("differs", "after"),
    [
        ({"at": NOW - timedelta(hours=1, seconds=1)}, timedelta()),
        ({}, timedelta(hours=1, seconds=1)),
        ({"at": NOW + timedelta(minutes=6)}, timedelta()),
        ({"at": None}, timedelta()),
        ({"message_id": f"<{uuid4().hex}@localhost>"}, timedelta()),
        ({"message_id": ""}, timedelta()),
        ({"message_id": "\0"}, timedelta()),
        ({"message_id": "x" * 5000}, timedelta()),
    ],
)
def test_what_is_late_early_undated_or_of_no_mail_of_ours_does_nothing(people, server, differs, after):
    row = sent(server)
    assert hear(told(row, **differs), now=NOW + after) is False
    assert not StoppedAddress.objects.exists()


def test_a_mail_that_has_not_left_cannot_have_come_back(people):
    put(event="pin_changed")
    assert hear(told(OutboxMessage.objects.get()), now=NOW) is False


def test_no_more_mail_goes_there_and_a_pin_s_mail_gives_way_to_a_letter(people, server):
    hear(told(sent(server)), now=NOW)
    put("pin:2", event="pin_changed")
    put("pin:3", event="confirm_email")
    assert send_waiting(now=NOW).counts == {"failed": 1, "sent": 1}
    failed = OutboxMessage.objects.get(key="pin:2")
    assert (failed.state, failed.trouble, failed.sealed) == ("failed", "mail to its address came back", "")
    assert OutboxMessage.objects.get(key="pin:3").state == "sent"  # the link with which it is put right


def test_the_address_is_the_same_however_it_is_written(people, server):
    hear(told(sent(server)), now=NOW)
    assert addresses.is_stopped(" Dana@Example.ORG")
    assert not addresses.is_stopped("riley@example.org")


def test_who_has_the_same_address_learns_of_it_when_mail_to_them_is_due(people, server):
    hear(told(sent(server)), now=NOW)
    put("pin:2", event="pin_changed", participant_id=RILEY.participant_id)
    send_waiting(now=NOW)
    assert {stop.participant_id for stop in StoppedAddress.objects.all()} == {DANA.participant_id, RILEY.participant_id}
    letters = OutboxMessage.objects.filter(channel="letter", event="mail_stopped")
    assert {letter.participant_id for letter in letters} == {DANA.participant_id, RILEY.participant_id}


def test_a_link_that_is_opened_there_puts_it_right_and_it_can_break_again(people, server):
    row = sent(server)
    hear(told(row), now=NOW)
    assert unconfirmed(DANA.participant_id, NOW)
    assert addresses.put_right("dana@example.org", by=DANA.participant_id, now=NOW) == 1
    assert addresses.put_right("dana@example.org", by=DANA.participant_id, now=NOW) == 0
    assert not addresses.is_stopped("dana@example.org")
    assert stopped_mail(DANA.participant_id) == {}
    assert hear(told(row), now=NOW + timedelta(minutes=5)) is False  # told again, it is the old one
    assert hear(told(sent(server, "pin:2"), event_id="e3"), now=NOW + timedelta(minutes=5)) is True
    assert OutboxMessage.objects.filter(channel="letter", event="mail_stopped").count() == 2


def test_what_was_put_right_and_what_was_told_go_in_time(people, server):
    hear(told(sent(server)), now=NOW)
    addresses.put_right("dana@example.org", by="x", now=NOW)
    kept = Retention(outbox_days=90, used_keys_days=2)
    after = [("what mail providers told", 2), ("addresses put right", 90)]
    for name, days in after:
        assert rules()[name](NOW + timedelta(days=days), kept, 100) == 0
        assert rules()[name](NOW + timedelta(days=days, seconds=1), kept, 100) == 1


def test_an_operator_says_which_mail_came_back_by_its_message_id_or_its_id(people, server):
    row = sent(server)
    call_command("outbox", "bounced", f"<{row.id.hex}@localhost>", by="CASEY")
    call_command("outbox", "bounced", str(row.id), by="CASEY")
    assert StoppedAddress.objects.get().reason == "bounced"
    assert [entry.by for entry in Entry.objects.filter(act="mail stopped")] == ["CASEY"]
    for unknown in (str(uuid4()), "<abc@elsewhere.example>", ""):
        with pytest.raises(CommandError, match="no mail of ours"):
            call_command("outbox", "bounced", unknown, by="CASEY")


def test_an_unsure_mail_that_was_found_sent_can_come_back(people, server):
    server.hang_up = "after taking"
    row = sent(server)
    assert row.state == "unsure"
    call_command("outbox", "sent", str(row.id), by="CASEY")
    assert bounces.hear(told(row), now=NOW) is True


def test_one_that_a_dead_worker_left_can_come_back_too(people):
    put(event="pin_changed")
    OutboxMessage.objects.update(state="unsure", claimed_at=NOW)
    row = OutboxMessage.objects.get()
    call_command("outbox", "sent", str(row.id), by="CASEY")
    assert bounces.hear(told(row), now=NOW) is True
