"""An email from which our mail came back: a PIN goes by letter, Home says so, and its owner puts it right."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from connect.access.channels import May, for_check, for_pin, place_hash, to_tell
from connect.access.email_confirmation import confirm_email, unconfirmed
from connect.access.mail_stopped import why_stopped
from connect.access.mailed_links import new_link_code
from connect.access.models import Account, DeliveryMethod, MailedLink
from connect.cases.models import Email
from connect.notices.addresses import address_hash, stop_address
from connect.notices.kinds import Channel, StopReason
from connect.notices.models import OutboxMessage
from tests.access.conftest import on_file
from tests.support.cast import DANA

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
WHO = DANA.participant_id


@pytest.fixture
def email(cast) -> str:
    """Dana's email on file."""
    on_file(DANA)
    return Email.objects.get(participant_id=WHO, valid_to__isnull=True).email


def comes_back(address: str, now: datetime = NOW, reason: StopReason = StopReason.BOUNCED) -> None:
    stop_address(
        participant_id=WHO, hashed=address_hash(address), reason=reason, message_id=uuid4(), by="provider", now=now
    )


def test_a_pin_asked_for_by_email_goes_by_letter(email):
    assert for_pin(WHO, DeliveryMethod.EMAIL, NOW).channel == Channel.MAIL
    comes_back(email)
    assert for_pin(WHO, DeliveryMethod.EMAIL, NOW).channel == Channel.LETTER
    assert [each.channel for each in to_tell(WHO, NOW).everything] == [Channel.LETTER]
    assert to_tell(WHO, NOW).to_call == []


def test_the_letter_goes_where_a_pin_may_go_and_says_why(email):
    comes_back(email, reason=StopReason.COMPLAINED)
    (letter,) = OutboxMessage.objects.all()
    assert (letter.event, letter.channel, letter.participant_id) == ("mail_stopped", "letter", WHO)


def test_the_page_of_places_offers_the_link_that_puts_it_right(email):
    Account.objects.filter(participant_id=WHO).update(changed_at=NOW - timedelta(days=30))
    comes_back(email)
    assert for_check(WHO, NOW).email.may is May.WHEN_CONFIRMED
    assert unconfirmed(WHO, NOW)
    code = new_link_code(
        MailedLink.Kind.CONFIRM_EMAIL,
        WHO,
        place_hash(DeliveryMethod.EMAIL, (email,)),
        now=NOW,
        until=NOW + timedelta(days=1),
    )
    assert confirm_email(code, by=WHO, now=NOW + timedelta(hours=1))
    assert why_stopped(WHO, NOW) == (None, None)
    assert for_pin(WHO, DeliveryMethod.EMAIL, NOW + timedelta(hours=1)).channel == Channel.MAIL


def test_another_address_on_file_is_not_stopped(email):
    comes_back("older@example.org")
    assert why_stopped(WHO, NOW) == (None, None)
    assert for_pin(WHO, DeliveryMethod.EMAIL, NOW).channel == Channel.MAIL
