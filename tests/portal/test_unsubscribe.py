"""The link that ends a kind of mail: in one click by a mail program, by a button for people, by nothing else."""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from connect.audit.models import Entry
from connect.notices import outbox
from connect.notices.models import OutboxMessage
from connect.notices.senders.mail_queue import send_waiting
from connect.notices.unsubscribe import unsubscribe_link
from tests.notices.conftest import NOW, put, readers, server  # noqa: F401 - fixtures
from tests.support.cast import DANA, RILEY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


@pytest.fixture
def reminded(readers, server) -> str:  # noqa: F811 - the fixtures above
    """The path of the link in a reminder that Dana got; a second one waits."""
    readers |= {DANA.participant_id: "dana@example.org", RILEY.participant_id: "riley@example.org"}
    remind("1")
    send_waiting(now=NOW)
    (mail,) = server.received
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].strip("<>")
    for part in ("plain", "html"):
        assert link in mail.get_body((part,)).get_content()
    remind("2")
    remind("2", RILEY.participant_id)
    return urlsplit(link).path


def remind(key: str, participant_id: str = DANA.participant_id) -> None:
    with transaction.atomic():
        outbox.enqueue_content_free("reminder", participant_id=participant_id, key=key, now=NOW)


def mail_program() -> Client:
    """It has no cookie and no form token, and says nothing of where it comes from."""
    return Client(enforce_csrf_checks=True)


def test_one_click_ends_the_kind_at_once_and_what_waits_of_it_never_leaves(reminded, readers):  # noqa: F811
    answer = mail_program().post(reminded, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert list(readers) == [RILEY.participant_id]
    assert OutboxMessage.objects.get(key="2", participant_id=DANA.participant_id).state == "withdrawn"
    assert OutboxMessage.objects.get(key="2", participant_id=RILEY.participant_id).state == "queued"
    entry = Entry.objects.get(act="notices ended")
    assert (entry.about, entry.by, entry.detail) == (DANA.participant_id, "mail", {"kind": "reminder"})


def test_a_second_click_changes_nothing_and_is_answered_alike(reminded):
    first, second = (mail_program().post(reminded) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "We will not send you emails of this kind anymore." in second.content.decode()


def test_a_program_that_opens_links_before_people_do_ends_nothing(reminded, readers):  # noqa: F811
    for _ in range(3):
        page = mail_program().get(reminded)
    mail_program().head(reminded)
    assert list(readers) == [DANA.participant_id, RILEY.participant_id]
    assert f'<form method="post" action="{reminded}">' in page.content.decode()


def test_the_page_names_no_one_and_not_the_kind(reminded):
    for page in (mail_program().get(reminded), mail_program().post(reminded)):
        text = page.content.decode()
        assert not [word for word in ("reminder", "DANA", "Dana", "example.org", DANA.participant_id) if word in text]


@pytest.mark.parametrize("part", [slice(0, 1), slice(20, 21), slice(25, 26), slice(42, 43)])
def test_a_link_with_one_letter_changed_ends_nothing(reminded, readers, part):  # noqa: F811
    token = reminded.rpartition("/")[2]
    letter = "A" if token[part] != "A" else "Q"
    changed = token[: part.start] + letter + token[part.stop :]
    answer = mail_program().post(f"/unsubscribe/{changed}")
    assert "too old" in answer.content.decode()
    assert len(readers) == 2


def test_the_link_of_a_mail_that_was_never_sent_is_like_one_that_is_too_old(readers):  # noqa: F811
    path = urlsplit(unsubscribe_link(uuid4())).path
    for page in (mail_program().get(path), mail_program().post(path)):
        assert page.status_code == 200
        assert "too old" in page.content.decode()
        assert "<form" not in page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_mail_about_a_pin_has_no_such_link_and_a_made_up_one_ends_nothing(server):  # noqa: F811
    put()
    send_waiting(now=NOW)
    (mail,) = server.received
    assert [name for name in mail if name.lower().startswith("list-")] == []
    answer = mail_program().post(urlsplit(unsubscribe_link(OutboxMessage.objects.get().id)).path)
    assert "too old" in answer.content.decode()
    assert not Entry.objects.filter(act="notices ended").exists()
