"""Word that a document is listed: a row of the outbox with the document, to who chose its kind, and the mail of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from connect.documents.models import Document
from connect.documents.statements import run
from connect.feed.pipeline.load import load
from connect.notices.kinds import ConsentKind
from connect.notices.models import OutboxMessage
from connect.notices.senders.mail_queue import send_waiting
from tests.documents.test_decisions import december, sent  # noqa: F401 - the fixture is found by its import
from tests.documents.test_statements import NOVEMBER, NOW, given, november
from tests.feed.folder import NOOR, SAM, Box, Row, notice
from tests.notices.enrolled import enrol, keys

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]
CAME = "document_came"


def warning(number: str, **more: str) -> Row:
    return notice(SAM, "204", number, "warning", **{"actions": "levy-possible"} | more)


def key_of(number: str) -> str:
    return f"{CAME} {Document.objects.get(document_id=f'notice.{number}', participant_id=SAM).public_id}"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A first feed without notices; then Sam chose warnings and billing statements, and Noor reminders alone."""
    sent(tmp_path, [])
    enrol(SAM, ConsentKind.WARNING, ConsentKind.BILLING, email="sam@mail.example")
    enrol(NOOR, ConsentKind.APPOINTMENTS, email="noor@mail.example")
    return tmp_path


def test_a_notice_of_a_feed_is_told_to_who_chose_its_kind(county):
    sent(county, november()["notices"], sequence=2)
    assert set(Document.objects.values_list("kind", flat=True)) == {"warning", "review", "annual_fee"}
    assert keys(CAME) == [key_of("N1")]
    row = OutboxMessage.objects.get(event=CAME)
    assert (row.participant_id, row.content_free, row.sealed, row.language) == (SAM, True, "", "")
    assert row.not_after - row.made_at == timedelta(days=30)


def test_the_same_feed_again_tells_nothing_even_when_keys_are_forgotten(county):
    notices = november()["notices"]
    sent(county, notices, sequence=2)
    OutboxMessage.objects.all().delete()  # as retention does
    sent(county, notices, sequence=3)
    again = Box(county / "4", sequence=4, as_of=NOW + timedelta(hours=4)).write(november() | {"notices": notices})
    load(again, compare_all=True)
    assert keys(CAME) == []


def test_what_is_not_listed_is_not_told(county):
    rows = [
        warning("N1", dated_on="2025-06-01"),  # the last day of six months
        warning("N2", dated_on="2025-05-31"),
        warning("N3", withdrawn_on="2025-11-30"),
    ]
    sent(county, rows, sequence=2)
    assert Document.objects.filter(participant_id=SAM).count() == 3
    assert keys(CAME) == [key_of("N1")]


def test_a_statement_of_the_months_run_is_told_once(tmp_path):
    given(tmp_path, november())
    enrol(SAM, ConsentKind.BILLING, email="sam@mail.example")
    run(NOVEMBER, now=NOW)
    billing = Document.objects.get(participant_id=SAM, kind="billing")
    assert keys(CAME) == [f"{CAME} {billing.public_id}"]
    run(NOVEMBER, now=NOW + timedelta(hours=1))
    assert keys(CAME) == [f"{CAME} {billing.public_id}"]


def test_the_mail_of_it_is_in_the_mailbox_of_the_demo_and_says_no_name_of_it(county, client, settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path / "var"
    settings.MAILERS = {"default": {"BACKEND": "connect.demo.mailbox.MailboxEmailBackend"}}
    sent(county, november()["notices"], sequence=2)
    assert send_waiting(now=NOW + timedelta(minutes=1)).counts == {"sent": 1}
    shown = client.get("/demo/mail").content.decode().partition("<main")[2]
    assert "sam@mail.example" in shown
    assert "You have a new document".upper() in shown
    assert f'href="{settings.SITE}"' in shown
    assert not [word for word in ("Warning", "WHITLOCK", "MODOC") if word in shown]


def test_one_that_is_withdrawn_before_its_mail_leaves_is_not_told(county):
    sent(county, [warning("N1")], sequence=2)
    sent(county, [warning("N1", withdrawn_on="2025-11-30")], sequence=3)
    assert send_waiting(now=NOW + timedelta(minutes=1)).counts == {"withdrawn": 1}
