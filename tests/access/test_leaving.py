"""A feed that comes between a request and its letter: what waits for a place that is left does not leave."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from connect.access.models import DeliveryMethod
from connect.access.pins import requests as pin_requests
from connect.access.pins.requests import Form
from connect.cases.models import Email
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from connect.notices.senders import letter_batches, mail_queue
from tests.access.answering import answer_requests
from tests.access.conftest import on_file
from tests.access.lifecycle import puts_on_file
from tests.support.cast import DANA

NOW = datetime(2031, 11, 24, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WHO = DANA.participant_id


@pytest.fixture(autouse=True)
def _letters(settings, tmp_path):
    settings.VAR = tmp_path


def asks(how, now, tick=False):
    pin_requests.request_pin(Form("Dana", "Okafor", WHO, how, tick), door=Door.WEB, now=now)
    answer_requests(now)


def state(template):
    return OutboxMessage.objects.filter(event=template).latest("made_at").state


def test_a_letter_does_not_leave_for_an_address_that_was_left_since(cast):
    on_file(DANA)
    asks(DeliveryMethod.LETTER, NOW)
    puts_on_file(WHO, NOW + timedelta(hours=6), address="77 OAK AVE")
    assert letter_batches.make_batch(now=NOW + DAY, by="casey") is None
    assert state("pin_by_letter") == "withdrawn"


def test_printed_and_not_confirmed_it_is_taken_out_of_its_batch(cast):
    on_file(DANA)
    asks(DeliveryMethod.LETTER, NOW)
    assert letter_batches.make_batch(now=NOW, by="casey").batch.letters == 1
    puts_on_file(WHO, NOW + timedelta(hours=6), address="77 OAK AVE")
    assert letter_batches.make_batch(now=NOW + DAY, by="casey") is None
    assert state("pin_by_letter") == "withdrawn"


def test_a_mail_does_not_leave_for_an_email_that_was_changed_since(lasting_cast):
    on_file(DANA)
    asks(DeliveryMethod.EMAIL, NOW)
    Email.objects.update(email="new@example.org")
    assert mail_queue.send_waiting(now=NOW).counts == {"withdrawn": 1}
    assert (mail.outbox, state("pin_by_mail")) == ([], "withdrawn")


def test_its_owner_sees_that_it_did_not_leave_its_link_ends_and_another_may_be_asked_for_without_a_tick(cast):
    on_file(DANA)
    asks(DeliveryMethod.LETTER, NOW)
    token = unseal_row(OutboxMessage.objects.get(event="pin_asked"))[1]["status_link"].rpartition("/")[2]
    puts_on_file(WHO, NOW + timedelta(hours=6), address="77 OAK AVE")
    letter_batches.make_batch(now=NOW + DAY, by="casey")
    assert pin_requests.latest(WHO).voided is True
    assert pin_requests.of_link(token, NOW + DAY) is None
    asks(DeliveryMethod.EMAIL, NOW + 2 * DAY)
    assert state("pin_by_mail") == "queued"
