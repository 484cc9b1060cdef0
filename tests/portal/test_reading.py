"""Reading needs no writing: every page, while the database cannot be written; and what is sent meanwhile."""

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from connect.access.models import Account, Visit
from connect.audit.models import Entry
from connect.cases.models import DisclosedCase
from connect.payments.models import PaymentLine
from connect.urls import handler400, handler403, handler404, handler500, urlpatterns
from connect.web.signed_in import signed_in as behind_sign_in
from tests.house.addresses import addresses
from tests.portal.crawl import crawl, words
from tests.support.cast import DANA
from tests.support.unwritable import full_disk, no_room_for_a_visit, unwritable

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timezone.timedelta(minutes=1)
ENDS = ("logout", "leave", "language")  # of these a GET only leads away


def used_minutes_ago(minutes: int = 5) -> None:
    """Every visit was used so long ago that a page writes when it ends now; and was confirmed just now."""
    now = timezone.now()
    until = now - minutes * MINUTE + settings.AGENCY.access.idle_minutes * MINUTE
    Visit.objects.update(expire_date=until, confirmed_at=now)


def everything_there_is(browser) -> dict[str, int]:
    """The status of each page by its address: all that links lead to, and a sample of every pattern of addresses."""
    found = {address: answer.status_code for address, answer in crawl(browser, "/home", "/")}
    case = DisclosedCase.objects.filter(participant_id=DANA.participant_id).values_list("public_id", flat=True)[0]
    line = PaymentLine.objects.filter(participant_id=DANA.participant_id).values_list("public_id", flat=True)[0]
    for pattern, address in addresses():
        for part in (address, address.replace("A" * 22, case), address.replace("A" * 22, line)):
            if pattern.name not in ("readyz", *ENDS):
                found[part] = browser.get(part).status_code
    return found


def test_every_page_there_is_answers_alike_while_nothing_can_be_written(signed_in):
    browser = signed_in(DANA)
    browser.raise_request_exception = False
    used_minutes_ago()
    with unwritable():
        unwritten = everything_there_is(browser)
    used_minutes_ago()
    written = everything_there_is(browser)
    assert len(written) > 100
    assert {written[each] for each in ("/home", "/security/devices/private", "/security/passkeys/add")} == {200}
    assert unwritten == written


def test_every_public_page_answers_alike_too(cast):
    browser = Client(raise_request_exception=False)
    with unwritable():
        unwritten = {address: answer.status_code for address, answer in crawl(browser, "/", "/login", "/not-me")}
    assert unwritten == {address: answer.status_code for address, answer in crawl(browser, "/", "/login", "/not-me")}


@behind_sign_in
def _writes(request):
    with transaction.atomic():
        Entry.objects.filter(act="nothing").delete()
    return HttpResponse("written")


class WithOneThatWrites:
    urlpatterns = (path("writes", _writes, name="writes"), *urlpatterns)
    handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500


def test_a_page_that_writes_would_be_found(signed_in):
    browser = signed_in(DANA)
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=WithOneThatWrites), unwritable():
        assert browser.get("/writes").status_code == 503


@pytest.mark.parametrize("language", ["en", "es"])
def test_whatever_is_sent_gets_the_page_that_says_so_in_the_person_s_language(signed_in, language):
    browser = signed_in(DANA, language)
    browser.raise_request_exception = False
    del browser.cookies[settings.LANGUAGE_COOKIE_NAME]
    before = Account.objects.filter(participant_id=DANA.participant_id).values().get()
    entries = Entry.objects.count()
    asked = {"first_name": "DANA", "last_name": "OKAFOR", "participant_id": DANA.participant_id, "how": "letter"}
    with unwritable():
        answers = [
            browser.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin}),
            browser.post("/pin", {"current": DANA.pin, "new": "730294", "again": "730294"}),
            browser.post("/register", asked),
            browser.post("/language", {"language": "en"}),
            browser.post("/login/code", {"participant_id": DANA.participant_id, "code": "ABCDE-23456"}),
            browser.post("/security/devices", {"end_others": "1"}),
            browser.post("/security/confirm", {"pin": DANA.pin}),
        ]
    said = "We cannot save anything right now" if language == "en" else "Por ahora no podemos guardar nada"
    assert [answer.status_code for answer in answers] == [503] * len(answers)
    for answer in answers:
        assert answer["Retry-After"] == "120"
        assert answer["Content-Language"] == language
        assert said in words(answer)
        assert "(866) 901-3212" in words(answer)
    assert Account.objects.filter(participant_id=DANA.participant_id).values().get() == before
    assert Entry.objects.count() == entries


def test_no_address_answers_what_is_sent_to_it_with_our_mistake(signed_in):
    browser = signed_in(DANA)
    browser.raise_request_exception = False
    with unwritable():
        told = {address: browser.post(address).status_code for pattern, address in addresses()}
    assert {address: status for address, status in told.items() if status >= 500 and status != 503} == {}


def test_a_full_disk_is_told_as_such_and_pages_are_read(signed_in):
    browser, asked = signed_in(DANA), Client(raise_request_exception=False)
    used_minutes_ago()
    with full_disk():
        answers = [asked.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin}) for _ in range(60)]
        read = browser.get("/home")
    refused = [answer for answer in answers if answer.status_code != 302]  # a page of the file may have had room left
    assert refused
    assert {answer.status_code for answer in refused} == {503}
    assert {"We cannot save anything right now" in words(answer) for answer in refused} == {True}
    assert read.status_code == 200


def test_a_right_pin_whose_visit_cannot_be_written_uses_up_no_try(cast):
    asked = Client(raise_request_exception=False)
    with no_room_for_a_visit():
        for _ in range(settings.AGENCY.access.tries + 1):
            assert asked.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin}).status_code >= 500
    assert Account.objects.get(participant_id=DANA.participant_id).tries == 0
    assert asked.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin}).status_code == 302


def test_nobody_learns_from_it_whether_a_number_is_known(cast):
    asked = Client(raise_request_exception=False)
    with unwritable():
        answers = [
            asked.post("/login", {"participant_id": number, "pin": pin})
            for number, pin in (
                (DANA.participant_id, DANA.pin),
                (DANA.participant_id, "000111"),
                ("1999999999", "402958"),
            )
        ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(503, answers[0].content)}
