"""What a mail provider tells us: only with its secret and signature, each event once, and nothing for strangers."""

import base64
import hashlib
import hmac
import json
import time
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from connect.notices.models import OutboxMessage, ProviderEvent, StoppedAddress
from tests.support.cast import DANA

pytestmark = pytest.mark.django_db
SECRET = "mail:of-the-test"
KEY = "signing-key"


@pytest.fixture(autouse=True)
def by_mailgun(settings) -> None:
    settings.MAIL_PROVIDER = "mailgun"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


@pytest.fixture
def mail() -> OutboxMessage:
    """A mail that a provider took."""
    now = timezone.now()
    return OutboxMessage.objects.create(
        participant_id=DANA.participant_id,
        key="pin:1",
        channel="mail",
        event="pin_changed",
        urgent=True,
        language="en",
        state="sent",
        made_at=now,
        not_before=now,
        finished_at=now,
        address_hash="a" * 64,
        provider_id="<7@provider.example>",
    )


def event(*, at: float | None = None, token: str = "", key: str = KEY, **data: object) -> dict[str, object]:
    at, token = at or time.time(), token or uuid4().hex
    signature = hmac.new(key.encode(), f"{at:.0f}{token}".encode(), hashlib.sha256).hexdigest()
    known = {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "timestamp": at,
        "message": {"headers": {"message-id": "7@provider.example"}},
        "recipient": "dana@example.org",
    }
    return {
        "signature": {"timestamp": f"{at:.0f}", "token": token, "signature": signature},
        "event-data": known | data,
    }


def tell(said: object, secret: str = SECRET) -> int:
    """A provider has no cookie and no form token, and is checked as strictly as a browser."""
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = client.post("/hooks/mail", json.dumps(said), content_type="application/json", headers=headers)
    assert not answer.cookies
    return answer.status_code


def stopped() -> list[str]:
    return list(StoppedAddress.objects.values_list("reason", flat=True))


def test_a_mail_that_came_back_stops_its_address(mail):
    assert tell(event()) == 200
    assert stopped() == ["bounced"]


def test_a_mail_that_was_called_spam_stops_it_too(mail):
    assert tell(event(event="complained")) == 200
    assert stopped() == ["complained"]


@pytest.mark.parametrize(
    "data",
    [
        {"severity": "temporary"},
        {"reason": "generic"},
        {"event": "delivered"},
        {"event": "opened"},
        {"event": "unsubscribed"},
        {"message": {"headers": {"message-id": "8@provider.example"}}},
        {"message": {"headers": {"message-id": ""}}},
        {"message": {"headers": {}}},
    ],
)
def test_what_may_pass_and_mail_of_no_one_get_200_and_nothing_is_done(mail, data):
    assert tell(event(**data)) == 200
    assert stopped() == []


def test_a_replay_counts_once(mail):
    said = event()
    assert [tell(said), tell(said)] == [200, 200]
    assert ProviderEvent.objects.count() == 1
    StoppedAddress.objects.update(put_right_at=timezone.now())
    assert tell(said) == 200
    assert not StoppedAddress.objects.filter(put_right_at__isnull=True).exists()


def test_what_is_older_than_an_hour_is_heard_and_does_nothing(mail):
    assert tell(event(at=time.time() - 3601)) == 200
    assert stopped() == []


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (event(), ""),
        (event(), "mail:guessed"),
        (event(key="another key"), SECRET),
        ({"event-data": event()["event-data"]}, SECRET),
        ({}, SECRET),
        ([], ""),
        ("x", "mail:guessed"),
    ],
)
def test_what_is_forged_is_refused(mail, said, secret):
    assert tell(said, secret) == 400
    assert stopped() == []


def test_what_was_changed_under_its_signature_is_refused(mail):
    said = event()
    said["signature"]["token"] = uuid4().hex
    assert tell(said) == 400
    assert stopped() == []


@pytest.mark.parametrize("closed", [{"MAIL_PROVIDER": "smtp"}, {"MAIL_PROVIDER": "scaleway"}, {"ANYMAIL": {}}])
def test_without_a_provider_or_a_secret_the_door_is_closed(settings, mail, closed):
    for name, value in closed.items():
        setattr(settings, name, value)
    assert tell(event()) == 503
    assert stopped() == []


def test_only_what_is_told_is_read(client):
    assert client.get("/hooks/mail").status_code == 405
