"""An e-mail address of no use: one that no feed could bring today and that one of before left on file, or one that no
mail can go to. Nobody can tell who has it, and nothing uses it."""

from datetime import UTC, datetime

import pytest

from connect.access import email_confirmation
from connect.access.channels import on_file as places_on_file
from connect.access.models import DeliveryMethod
from connect.cases.models import Email
from connect.notices.models import OutboxMessage
from tests.access.answering import answer_requests
from tests.access.conftest import on_file
from tests.access.ways import visit_of
from tests.support.cast import DANA, RILEY

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ODD = ["dana\x85@example.org", "dana\u2028@example.org", "dana\x1c@example.org", "\x1ddana@example.org", "\u2029"]
ODD += ["da..na@example.org", ".dana@example.org", "dana.@example.org", "niñez@example.org", "dana@example.org."]


@pytest.mark.parametrize("email", ODD, ids=ascii)
@pytest.mark.parametrize("how", ["email", "letter"])
def test_who_has_one_gets_the_answer_of_everybody(cast, new_visitor, email, how):
    on_file(DANA, RILEY)
    Email.objects.filter(participant_id=DANA.participant_id).update(email=email)
    answers = set()
    for member in (DANA, RILEY):
        browser = new_visitor()
        form = {"first_name": member.first_name, "last_name": "Okafor", "participant_id": member.participant_id}
        answer = browser.send("/forgot-pin", how=how, **form)
        answers.add((answer.status_code, answer.content, answer["Location"]))
    assert [status for status, _, _ in answers] == [302]
    assert answer_requests() == 2


@pytest.mark.parametrize("email", ODD, ids=ascii)
def test_no_mail_is_made_for_it(cast, email):
    on_file(DANA)
    Email.objects.filter(participant_id=DANA.participant_id).update(email=email)
    assert places_on_file(DANA.participant_id, DeliveryMethod.EMAIL, NOW) == ()
    assert email_confirmation.send_link(visit_of(DANA, now=NOW), now=NOW) is False
    assert not OutboxMessage.objects.filter(channel="mail").exists()


@pytest.mark.parametrize("email", ODD, ids=ascii)
def test_a_pin_asked_for_by_email_comes_by_letter(cast, new_visitor, email):
    on_file(DANA)
    Email.objects.filter(participant_id=DANA.participant_id).update(email=email)
    form = {"first_name": DANA.first_name, "last_name": "Okafor", "participant_id": DANA.participant_id}
    new_visitor().send("/forgot-pin", how="email", **form)
    answer_requests()
    assert list(OutboxMessage.objects.values_list("event", "channel")) == [("pin_by_letter", "letter")]
