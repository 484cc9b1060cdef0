"""The link that confirms an e-mail: for a day, and for what is on file."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.access import email_confirmation
from connect.access.models import Account
from connect.cases.models import Email
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import fail
from connect.notices.sealed_rows import unseal_row
from tests.access.conftest import on_file
from tests.access.ways import visit_of
from tests.support.cast import DANA, RILEY

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def token(cast) -> str:
    """Of the link that Dana was mailed at NOW."""
    on_file(DANA)
    Account.objects.update(changed_at=NOW - timedelta(days=30))
    assert email_confirmation.send_link(visit_of(DANA, now=NOW), now=NOW) is True
    link = unseal_row(OutboxMessage.objects.get(event="confirm_email"))[1]["link"]
    return link.rpartition("/")[2]


def confirm(token: str, now: datetime) -> bool:
    return email_confirmation.confirm_email(token, by="web", now=now)


def test_a_link_confirms_for_a_day(token):
    assert confirm(token, NOW + timedelta(days=1, seconds=-1)) is True
    assert email_confirmation.unconfirmed(DANA.participant_id, NOW) is False


def test_a_link_older_than_a_day_confirms_nothing(token):
    assert confirm(token, NOW + timedelta(days=1, seconds=1)) is False
    assert email_confirmation.unconfirmed(DANA.participant_id, NOW) is True


def test_a_link_to_an_email_that_left_the_file_confirms_nothing(token):
    """Else it would count at once if the same address came back to the file, whoever reads it by then."""
    mine = Email.objects.filter(participant_id=DANA.participant_id)
    mine.update(email="new@example.org")
    assert confirm(token, NOW) is False
    mine.update(email="dana@example.org")
    assert email_confirmation.unconfirmed(DANA.participant_id, NOW) is True


def test_that_a_link_could_not_be_delivered_is_said_where_it_was_asked_for(cast, visitor):
    on_file(DANA)
    visitor.sign_in(DANA)
    sent, failed = "We sent a link to the email address we have on file", "on file could not be delivered"
    first = visitor.send("/confirm-email").content.decode()
    assert (sent in first, failed in first) == (True, False)
    assert fail(OutboxMessage.objects.filter(event="confirm_email"), NOW, trouble="the address is refused") == 1
    again = visitor.send("/confirm-email").content.decode()
    assert (sent in again, failed in again) == (False, True)


def test_a_link_confirms_nothing_of_anybody_else(token):
    Email.objects.create(participant_id=RILEY.participant_id, valid_from=NOW, email="riley@example.org")
    assert confirm(token, NOW) is True
    assert email_confirmation.unconfirmed(RILEY.participant_id, NOW) is True
