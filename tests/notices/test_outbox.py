"""Putting into the outbox and taking back: one row a request, sealed, and never without its reason."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from connect.lib import sealed
from connect.notices import outbox, sealed_rows
from connect.notices.events import read_event
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.queries import progress
from tests.support.cast import DANA, RILEY

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
PIN = {"pin": "40295817", "valid_until": "2026-11-25T17:00:00+00:00", "status_link": "https://x/pin-status/abc"}

pytestmark = pytest.mark.django_db


def put(key: str = "pin:1", *, pin: str = "40295817") -> None:
    with transaction.atomic():
        outbox.enqueue(
            read_event("pin_by_mail", PIN | {"pin": pin}),
            participant_id=DANA.participant_id,
            key=key,
            channel=Channel.MAIL,
            to="dana@example.org",
            language="es",
            now=NOW,
        )


def test_a_mail_waits_sealed():
    put()
    row = OutboxMessage.objects.get()
    assert (row.state, row.channel, row.event, row.language) == ("queued", "mail", "pin_by_mail", "es")
    assert "40295817" not in row.sealed
    assert "dana" not in row.sealed
    assert sealed_rows.unseal_row(row) == ("dana@example.org", PIN)


def test_a_second_one_for_the_same_reason_changes_nothing():
    put(pin="40295817")
    put(pin="11112222")
    assert sealed_rows.unseal_row(OutboxMessage.objects.get())[1]["pin"] == "40295817"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_put():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        outbox.enqueue(
            read_event("pin_by_mail", PIN),
            participant_id=DANA.participant_id,
            key="pin:1",
            channel=Channel.MAIL,
            to="dana@example.org",
            language="en",
            now=NOW,
        )
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_leaves():
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "pin_by_letter"},
        {"event": "love_letter"},
        {"channel": Channel.LETTER},
        {"language": "fr"},
        {"facts": {"pin": "40295817"}},
        {"facts": PIN | {"other_parent": "Riley"}},
        {"to": ""},
        {"to": "dana@example.org\nBcc: riley@example.org"},
    ],
)
def test_what_cannot_be_written_is_refused_at_once(wrong):
    words = {"event": "pin_by_mail", "channel": Channel.MAIL, "to": "dana@example.org", "language": "en", "facts": PIN}
    message = {"participant_id": DANA.participant_id, "key": "pin:1", "now": NOW} | words | wrong
    name, facts = message.pop("event"), message.pop("facts")
    with pytest.raises(ValueError), transaction.atomic():  # noqa: PT011 - each its own words
        outbox.enqueue(read_event(name, facts), **message)


def test_a_waiting_mail_can_be_withdrawn_once_and_its_secret_goes():
    put()
    assert outbox.withdraw(participant_id=DANA.participant_id, key="pin:1") is True
    row = OutboxMessage.objects.get()
    assert (row.state, row.sealed) == ("withdrawn", "")
    assert outbox.withdraw(participant_id=DANA.participant_id, key="pin:1") is False
    assert outbox.withdraw(participant_id=DANA.participant_id, key="never") is False
    assert outbox.withdraw(participant_id=RILEY.participant_id, key="pin:1") is False


def test_a_mail_that_may_be_leaving_this_moment_is_not_tried_again():
    put()
    OutboxMessage.objects.update(state=OutboxState.SENDING, claimed_at=NOW)
    assert outbox.withdraw(participant_id=DANA.participant_id, key="pin:1") is False
    row = OutboxMessage.objects.get()
    assert row.state == "sending"
    assert row.withdrawn_at is not None


def test_a_mail_that_left_cannot_be_withdrawn():
    put()
    OutboxMessage.objects.update(state=OutboxState.SENT, sealed="", finished_at=NOW)
    assert outbox.withdraw(participant_id=DANA.participant_id, key="pin:1") is False
    assert OutboxMessage.objects.get().state == "sent"


@pytest.mark.parametrize(
    "change",
    [
        {"state": OutboxState.SENT, "finished_at": NOW},  # with its secret still there
        {"state": OutboxState.QUEUED, "sealed": ""},
        {"state": OutboxState.WITHDRAWN, "sealed": ""},  # when?
        {"state": OutboxState.PRINTED, "batch_id": 1, "printed_at": NOW},  # a mail
        {"state": OutboxState.SENDING},  # by whom?
        {"channel": Channel.LETTER, "state": OutboxState.PRINTED},  # in which batch?
    ],
)
def test_the_database_refuses_what_must_never_be(change):
    put()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.update(**change)


def test_the_person_can_ask_how_far_it_is():
    put()
    told = progress(DANA.participant_id, "pin:1")
    assert (told.channel, told.state, told.made_at) == (Channel.MAIL, OutboxState.QUEUED, NOW)
    assert (told.printed_on, told.sent_on, told.trouble) == (None, None, False)
    assert progress(DANA.participant_id, "pin:2") is None
    assert progress(RILEY.participant_id, "pin:1") is None


def test_another_key_opens_nothing(settings):
    put()
    settings.OUTBOX_KEYS = ["QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="]
    with pytest.raises(sealed.InvalidToken):
        sealed_rows.unseal_row(OutboxMessage.objects.get())
