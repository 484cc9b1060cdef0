"""Where a PIN can be sent: from which day, and by whose word; never which place it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from connect.access import safety_check
from connect.cases.models import Address, Email, NondisclosureMark
from connect.notices.models import ConfirmedPlace, OutboxMessage
from tests.portal.crawl import everything, words
from tests.support.cast import DANA, NOOR, NOOR_SECRETS
from tests.support.security_pages import confirm

PLACES = "/security/places"


def test_it_asks_for_the_pin_again(signed_in):
    assert signed_in(DANA).get(PLACES)["Location"] == f"/security/confirm?next={PLACES}"


@pytest.mark.parametrize(
    ("language", "letter"),
    [
        ("en", "We can send a PIN to the mailing address we have on file for you."),
        ("es", "Podemos enviar un PIN a la dirección postal que tenemos registrada para usted."),
    ],
)
def test_it_says_that_a_pin_can_go_where_someone_has_long_been_on_file(signed_in, language, letter):
    browser = confirm(signed_in(DANA, language), DANA, PLACES)
    assert letter in words(browser.get(PLACES))


def test_it_says_from_which_day(signed_in):
    came = timezone.now() - timedelta(days=1)
    Address.objects.filter(participant_id=DANA.participant_id).update(valid_to=came)
    Address.objects.create(
        participant_id=DANA.participant_id, valid_from=came, mail_arrives=True, line1="9 PINE CT", city="SELMA"
    )
    browser = confirm(signed_in(DANA), DANA, PLACES)
    told = words(browser.get(PLACES))
    assert "Starting " in told
    assert "PINE" not in told


def test_without_a_place_it_says_what_to_do(signed_in):
    for rows in (Address, Email):
        rows.objects.filter(participant_id=DANA.participant_id).delete()
    told = words(confirm(signed_in(DANA), DANA, PLACES).get(PLACES))
    assert (
        "We have no valid mailing address on file for you. To give us one, go to Update My Information or call" in told
    )
    assert "We have no email address on file for you." in told


def marked_later(signed_in):
    """Noor's browser in the middle of the check, her address older than the mark."""
    now = timezone.now()
    NondisclosureMark.objects.update(set_at=now)
    safety_check.make_safe([NOOR.participant_id], by="feed", now=now)
    browser = signed_in(NOOR)
    assert browser.get(PLACES)["Location"] == "/security/check"
    browser.post("/pin", {"current": NOOR.pin, "new": "730294", "again": "730294"})
    return browser


def test_in_the_check_she_says_after_the_new_pin_that_her_mail_is_hers_alone(signed_in):
    browser = marked_later(signed_in)
    assert 'href="/security/places"' in browser.get("/security/check").content.decode()
    assert "Tell us if no one else can open your mail. After that, it takes up to 10 days before" in words(
        browser.get(PLACES)
    )
    told = words(browser.post(PLACES, {"address": "1"}))
    assert "Thank you. We made a note that no one else can open your mail." in told
    assert ConfirmedPlace.objects.filter(participant_id=NOOR.participant_id).count() == 1
    browser.post("/security/check", {})
    assert ConfirmedPlace.objects.filter(participant_id=NOOR.participant_id).count() == 1


def test_a_hidden_person_reads_the_same_of_a_place_from_before_the_mark_and_of_a_new_one(signed_in):
    browser = marked_later(signed_in)
    old = words(browser.get(PLACES))
    now = timezone.now()
    Address.objects.filter(participant_id=NOOR.participant_id).update(valid_to=now)
    Address.objects.create(participant_id=NOOR.participant_id, valid_from=now, mail_arrives=True, line1="1 NEW LN")
    assert words(browser.get(PLACES)) == old


def test_the_link_goes_to_the_email_and_the_page_says_so(signed_in):
    Email.objects.filter(participant_id=NOOR.participant_id).delete()
    Email.objects.create(
        participant_id=NOOR.participant_id, valid_from=timezone.now() - timedelta(days=99), email="n@example.org"
    )
    browser = marked_later(signed_in)
    assert "We can send a PIN there 10 days after you open the link we send you." in words(browser.get(PLACES))
    assert "We sent a link to the email address we have on file for you." in words(browser.post(PLACES, {"email": "1"}))
    assert OutboxMessage.objects.filter(event="confirm_email", state="queued").count() == 1


def test_no_place_is_named(signed_in):
    browser = marked_later(signed_in)
    told = everything(browser.get(PLACES)).casefold()
    assert not [secret for secret in NOOR_SECRETS if secret.casefold() in told]
