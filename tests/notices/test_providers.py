"""Mail by a provider's API: each answer, and each way to get none, in its state."""

import json
import socket
from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.core.mail import EmailMessage, mailers

from connect.notices.models import OutboxMessage
from connect.notices.senders.answers import InDoubt
from connect.notices.senders.mail_queue import send_waiting
from connect.settings import ENVIRONMENT
from tests.notices.conftest import NOW, put
from tests.notices.provider import Provider, provider_on_loopback

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


def mailgun(settings, port: int, timeout: float = 5.0) -> None:
    settings.ANYMAIL = {
        "MAILGUN_API_KEY": "key",
        "MAILGUN_SENDER_DOMAIN": "x.example",
        "MAILGUN_API_URL": f"http://127.0.0.1:{port}/v3",
    }
    backend = "connect.notices.senders.providers.provider_backend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"provider": "mailgun", "timeout": timeout}}}


@pytest.fixture
def provider(settings):
    with provider_on_loopback() as running:
        mailgun(settings, running.port)
        yield running


def row(key: str = "pin:1") -> OutboxMessage:
    return OutboxMessage.objects.get(key=key)


def test_a_provider_gets_both_parts_and_its_name_for_the_mail_is_kept(provider: Provider):
    put()
    assert send_waiting(now=NOW).counts == {"sent": 1}
    (taken,) = provider.received
    sent = row()
    assert (parseaddr(taken["to"])[1], taken["subject"]) == ("dana@example.org", "Customer Connect")
    assert taken["h:Message-Id"] == f"<{sent.id.hex}@localhost>"
    assert "40295817" in taken["text"]
    assert "40295817" in taken["html"]
    assert not [name for name in taken if "track" in name]
    assert (sent.state, sent.provider_id, sent.sealed) == ("sent", "<1@provider.example>", "")


@pytest.mark.parametrize(
    ("status", "state", "trouble"),
    [
        (429, "queued", "the server says: not now"),
        (503, "queued", "the server says: not now"),
        (400, "queued", "the server refuses us"),
        (401, "queued", "the server refuses us"),
        (500, "unsure", "the connection broke"),
        (502, "unsure", "the connection broke"),
        (504, "unsure", "the connection broke"),
    ],
)
def test_what_the_provider_answers_decides_whether_a_mail_goes_again(provider, status, state, trouble):
    provider.status = status
    put()
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == (state, trouble)


def test_what_is_not_now_for_five_days_has_failed(provider):
    provider.status = 429
    put()
    send_waiting(now=NOW)
    send_waiting(now=NOW + timedelta(days=5, minutes=1))
    assert (row().state, row().trouble) == ("failed", "the server says: not now")


def test_while_a_provider_takes_no_more_the_next_mail_is_not_tried(provider):
    provider.status = 429
    put("pin:1")
    put("pin:2")
    send_waiting(now=NOW)
    assert sorted(OutboxMessage.objects.values_list("attempts", flat=True)) == [0, 1]


@pytest.mark.parametrize("moment", ["before taking", "after taking", "in the answer"])
def test_when_the_line_is_cut_no_one_knows_and_the_mail_waits_for_an_operator(provider, moment):
    provider.hang_up = moment
    put()
    send_waiting(now=NOW)
    provider.hang_up = None
    send_waiting(now=NOW + timedelta(hours=1))
    assert (row().state, row().trouble) == ("unsure", "the connection broke")
    assert len(provider.received) == (0 if moment == "before taking" else 1)


def test_when_no_answer_comes_in_time_no_one_knows(provider, settings):
    mailgun(settings, provider.port, timeout=0.2)
    provider.silent_for = 1.0
    put()
    send_waiting(now=NOW)
    assert row().state == "unsure"
    assert len(provider.received) == 1


@pytest.mark.parametrize("answer", [b"", b"Mailgun Magnificent API", b'{"message": "Queued."}', b"[]"])
def test_an_answer_that_cannot_be_read_is_none(provider, answer):
    provider.answer = answer
    put()
    send_waiting(now=NOW)
    assert row().state == "unsure"


def test_a_provider_that_is_not_there_costs_time_only(settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mailgun(settings, closed.getsockname()[1])
        put()
        assert send_waiting(now=NOW).counts == {"queued": 1}
    assert (row().state, row().trouble) == ("queued", "no connection")


def test_a_provider_without_an_address_costs_time_only(settings):
    mailgun(settings, 1)
    settings.ANYMAIL["MAILGUN_API_URL"] = "http://no-such-host.invalid/v3"
    put()
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == ("queued", "no connection")


@pytest.mark.parametrize(
    ("said", "state", "trouble"),
    [
        (
            {
                "ErrorCode": 406,
                "Message": "You tried to send to a recipient that has been marked as inactive.\n Found inactive"
                " addresses: dana@example.org.\n Inactive recipients are ones that have generated a hard bounce.",
            },
            "failed",
            "the address is refused",
        ),
        ({"ErrorCode": 406, "Message": "In words that no one foresaw"}, "queued", "the server refuses us"),
        ({"ErrorCode": 400, "Message": "Sender signature not found"}, "queued", "the server refuses us"),
    ],
)
def test_an_address_that_the_provider_never_sends_to_has_failed(provider, settings, said, state, trouble):
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": f"http://127.0.0.1:{provider.port}/"}
    settings.MAILERS["default"]["OPTIONS"] = {"provider": "postmark", "timeout": 5.0}
    settings.MAILERS = dict(settings.MAILERS)
    provider.status = 422
    provider.answer = json.dumps(said).encode()
    put()
    send_waiting(now=NOW)
    assert (row().state, row().trouble) == (state, trouble)


def test_whatever_goes_wrong_once_the_provider_was_asked_is_in_doubt(provider):
    """Also what no one foresaw: a bug in the library, say, as it reads the answer."""
    backend = mailers["default"]
    backend.parse_recipient_status = None
    with pytest.raises(InDoubt):
        backend.send_messages([EmailMessage("s", "b", "a@x.example", ["b@x.example"])])
    assert len(provider.received) == 1
    assert mail.outbox == []


def test_every_provider_of_the_setting_has_a_backend_and_says_where_its_events_are_read(settings):
    from django.utils.module_loading import import_string

    from connect.hooks.mail_events import TRACKING_VIEWS

    (choices,) = [each.means for each in ENVIRONMENT.read.values() if each.name == "CONNECT_MAIL_PROVIDER"]
    assert [f"`{name}`" in choices for name in TRACKING_VIEWS] == [True] * len(TRACKING_VIEWS)
    assert choices.count("`") == 2 * (len(TRACKING_VIEWS) + 3)  # smtp, named twice, and the extra
    for name, view in TRACKING_VIEWS.items():
        import_string(f"anymail.backends.{name}.EmailBackend")
        if view:
            import_string(f"anymail.webhooks.{name}.{view}")
