"""/demo/mail: what the demo would have sent, its links alive; no such page anywhere else."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.core.mail import mailers

from connect.demo.mailbox import mailbox_items
from connect.demo.mailbox_page import linked
from connect.notices.models import OutboxMessage
from connect.notices.senders.letter_batches import confirm_batch, make_batch
from connect.notices.senders.mail_queue import send_waiting
from tests.notices.conftest import ADDRESS, NOW, put
from tests.support.html import html_errors


@pytest.fixture(autouse=True)
def demo(settings, tmp_path) -> None:
    settings.DEMO, settings.VAR = True, tmp_path
    settings.MAILERS = {"default": {"BACKEND": "connect.demo.mailbox.MailboxEmailBackend"}}


def shown(client, language: str = "en") -> str:
    answer = client.get("/demo/mail", headers={"accept-language": language})
    assert answer.status_code == 200
    assert html_errors(answer.content.decode()) == []
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "says"), [("en", "Nothing has been sent yet"), ("es", "Todavía no se ha enviado nada")]
)
def test_before_anything_was_sent_it_says_so(client, language, says):
    assert says in shown(client, language)


@pytest.mark.django_db(transaction=True)
def test_a_mail_shows_with_its_link(client):
    put()
    assert "It will be sent in a moment." in shown(client)
    assert send_waiting(now=NOW).counts == {"sent": 1}
    told = shown(client)
    assert "dana@example.org" in told
    assert "40295817" in told
    assert '<a href="https://portal.example/pin-status/AbCdEf">' in told
    (mail,) = mailbox_items()
    assert (mail.language, mail.to) == ("en", "dana@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_mail_shows_as_a_mail_program_shows_it_and_nothing_in_it_runs(client):
    put()
    send_waiting(now=NOW)
    link = re.search(r'href="(/demo/mail/[^"]+\.html)"', shown(client))[1]
    answer = client.get(link)
    assert html_errors(answer.content.decode()) == []
    assert '<a href="https://portal.example/pin-status/AbCdEf">See the status</a>' in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'unsafe-inline'" in policy
    assert "script" not in policy
    assert client.get("/demo/mail/00000000-0000-0000-0000-000000000000.html").status_code == 404


@pytest.mark.django_db
def test_a_letter_shows_at_once_and_as_its_pdf(client):
    put("pin:1", "pin_by_letter", to=ADDRESS, language="es")
    told = shown(client)
    assert "40295817" in told
    assert "Su PIN temporal" in told
    link = re.search(r'href="(/demo/mail/[^"]+\.pdf)"', told)[1]
    answer = client.get(link)
    assert answer["Content-Type"] == "application/pdf"
    (page,) = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert "40295817" in page.extract_text()


@pytest.mark.django_db
def test_a_confirmed_letter_has_no_text_any_more(client):
    put("pin:1", "pin_by_letter", to=ADDRESS)
    link = f"/demo/mail/{OutboxMessage.objects.get().id}.pdf"
    confirm_batch(number=make_batch(now=NOW, by="print desk").batch.pk, by="CASEY", now=NOW + timedelta(days=1))
    told = shown(client)
    assert "In the mail" in told
    assert "We do not keep its text." in told
    assert "40295817" not in told
    assert client.get(link).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/demo/mail", "/demo/mail/00000000-0000-0000-0000-000000000007.pdf"])
def test_outside_the_demo_there_is_no_such_page(client, settings, address):
    settings.DEMO = False
    assert client.get(address).status_code == 404


def test_a_mail_is_text_and_only_its_addresses_are_links():
    said = linked("<b>Hi</b>\nsee https://x.example/a?b=1&c=234567")
    assert linked("-- \nThe agency") == "-- <br>The agency"
    assert said == (
        '&lt;b&gt;Hi&lt;/b&gt; see <a href="https://x.example/a?b=1&amp;c=234567">https://x.example/a?<wbr>'
        "b=1&amp;c=234567</a>"
    )


def test_the_demo_has_no_mail_server():
    assert type(mailers["default"]).__module__ == "connect.demo.mailbox"
