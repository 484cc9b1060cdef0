"""Home says that our mail comes back, until it is put right."""

from uuid import uuid4

import pytest
from django.utils import timezone

from connect.cases.models import Email
from connect.notices.addresses import address_hash, put_right, stop_address
from connect.notices.kinds import StopReason
from tests.portal.crawl import links
from tests.support.cast import DANA
from tests.support.page import Page


@pytest.mark.parametrize(
    ("reason", "says"),
    [(StopReason.BOUNCED, "An email that we sent you came back"), (StopReason.COMPLAINED, "was marked as spam")],
)
def test_home_says_so_until_it_is_put_right(signed_in, reason, says):
    browser, now = signed_in(DANA), timezone.now()
    email = Email.objects.get(participant_id=DANA.participant_id, valid_to__isnull=True).email
    assert Page(browser.get("/home")).texts(".alert--warning") == []
    stop_address(
        participant_id=DANA.participant_id,
        hashed=address_hash(email),
        reason=reason,
        message_id=uuid4(),
        by="provider",
        now=now,
    )
    answer = browser.get("/home")
    (alert,) = Page(answer).texts(".alert--warning")
    assert says in alert
    assert email not in answer.content.decode()
    assert "/security/places" in links(answer, "/home")
    put_right(email, by=DANA.participant_id, now=now)
    assert Page(browser.get("/home")).texts(".alert--warning") == []
