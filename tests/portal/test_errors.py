"""Error pages: in both languages, with a way on, and with nothing in them of who asked for what."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path

from connect.access.models import Account
from connect.access.pins import hashing
from connect.audit.models import Entry
from connect.urls import handler400, handler403, handler404, handler500, urlpatterns
from connect.web.errors import ERRORS
from tests.portal.crawl import words
from tests.support.cast import DANA
from tests.support.html import html_errors

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def _raises(exception):
    def view(request):
        raise exception

    return view


class Broken:
    urlpatterns = (
        *urlpatterns,
        path("broken/400", _raises(SuspiciousOperation("secret"))),
        path("broken/403", _raises(PermissionDenied("secret"))),
        path("broken/404", _raises(Http404("secret"))),
        path("broken/500", _raises(RuntimeError("secret"))),
        path("broken/503", _raises(OperationalError("secret"))),
    )
    handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500


def speaks(language, **more):
    return Client(raise_request_exception=False, headers={"accept-language": language}, **more)


@pytest.mark.parametrize(
    ("status", "english", "spanish"),
    [
        (400, "We could not understand that", "No pudimos entender eso"),
        (403, "You cannot open this page", "No puede abrir esta página"),
        (404, "We could not find that page", "No pudimos encontrar esa página"),
        (500, "Something went wrong", "Algo salió mal"),
        (503, "We are busy right now", "Estamos ocupados en este momento"),
    ],
)
def test_each_error_has_its_page_in_both_languages_with_a_way_on_and_the_telephone(status, english, spanish):
    for language, heading in (("en", english), ("es", spanish)):
        with override_settings(ROOT_URLCONF=Broken):
            answer = speaks(language).get(f"/broken/{status}?secret=1")
        told = answer.content.decode()
        assert answer.status_code == status
        assert answer["Cache-Control"] == "no-store"
        assert f"<h1>{heading}</h1>" in told
        assert f'<html lang="{language}">' in told
        assert 'href="/home"' in told
        assert html_errors(told) == []
        assert told.count('href="tel:+18669013212"') == 2
        for absent in ("<form", "csrf", "broken", "secret", "Traceback"):
            assert absent not in told


def test_while_the_database_cannot_answer_machines_are_told_when_to_ask_again():
    browser = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=Broken):
        assert browser.get("/broken/503")["Retry-After"] == "120"


@LANGUAGES
def test_another_host_is_refused_in_the_reader_s_language(language):
    """The name is looked at before anybody knows who asks and in which language they read."""
    answer = speaks(language).get("/login", headers={"host": "evil.example"})
    assert (answer.status_code, answer["Content-Language"]) == (400, language)
    assert ("No pudimos entender eso" if language == "es" else "We could not understand that") in words(answer)
    assert "evil" not in answer.content.decode()


@LANGUAGES
def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(db, language):
    browser = speaks(language, enforce_csrf_checks=True)
    answer = browser.post("/login", {"participant_id": "1000000001", "pin": "402958"})
    assert answer.status_code == 403
    assert ("Esa página era demasiado vieja" if language == "es" else "That page was too old") in words(answer)
    assert "<form" not in answer.content.decode()


@pytest.fixture
def every_turn_taken(settings):
    """As many PINs as may be are being looked at, and none of them comes to an end."""
    settings.PIN_HASH_WAIT_SECONDS = 0.02
    for _ in range(settings.PIN_HASHES_AT_ONCE):
        assert hashing._AT_ONCE.acquire(timeout=1)
    yield
    for _ in range(settings.PIN_HASHES_AT_ONCE):
        hashing._AT_ONCE.release()


@LANGUAGES
def test_a_sign_in_that_waits_too_long_is_asked_to_come_back_whoever_it_is(cast, every_turn_taken, language):
    answers = [
        speaks(language).post("/login", {"participant_id": number, "pin": "402958"})
        for number in (DANA.participant_id, "1999999999", "nobody")
    ]
    assert {answer.status_code for answer in answers} == {429}
    assert {answer["Retry-After"] for answer in answers} == {"60"}
    assert len({answer.content for answer in answers}) == 1
    assert ("Espere un momento" if language == "es" else "Please wait a moment") in words(answers[0])


def test_a_pin_that_nobody_looked_at_uses_up_no_try(cast, every_turn_taken):
    before = Account.objects.filter(participant_id=DANA.participant_id).values().get()
    for _ in range(settings.AGENCY.access.tries + 1):
        Client().post("/login", {"participant_id": DANA.participant_id, "pin": "000111"})
    assert Account.objects.filter(participant_id=DANA.participant_id).values().get() == before
    assert not Entry.objects.filter(act="sign-in refused").exists()


def test_a_pause_stays_while_sign_ins_wait(cast, settings):
    for _ in range(settings.AGENCY.access.tries):
        Client().post("/login", {"participant_id": DANA.participant_id, "pin": "000111"})
    paused = Account.objects.get(participant_id=DANA.participant_id).paused_until
    assert paused is not None
    settings.PIN_HASH_WAIT_SECONDS = 0.02
    with hashing._turn(), hashing._turn():
        assert Client().post("/login", {"participant_id": DANA.participant_id, "pin": "000111"}).status_code == 429
    assert Account.objects.get(participant_id=DANA.participant_id).paused_until == paused


def test_a_change_of_pin_that_waits_too_long_changes_nothing(signed_in, settings):
    browser = signed_in(DANA)
    before = Account.objects.filter(participant_id=DANA.participant_id).values().get()
    settings.PIN_HASH_WAIT_SECONDS = 0.02
    with hashing._turn(), hashing._turn():
        answer = browser.post("/pin", {"current": DANA.pin, "new": "730294", "again": "730294"})
    assert answer.status_code == 429
    assert Account.objects.filter(participant_id=DANA.participant_id).values().get() == before


def test_two_addresses_that_do_not_exist_get_equal_bytes(db):
    browser = Client()
    one, two = browser.get("/no/such/page"), browser.get("/other?x=<script>")
    assert (one.status_code, one.content) == (two.status_code, two.content)


@LANGUAGES
def test_no_error_page_asks_who_is_reading_it(signed_in, language):
    """Signed in or not, the bytes are the same."""
    inside, outside = signed_in(DANA, language), speaks(language)
    inside.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Broken):
        for status in (400, 403, 404, 500, 503):
            address = f"/broken/{status}"
            assert inside.get(address).content == outside.get(address).content, status


def test_every_error_says_what_happened_and_what_to_do():
    assert {error.status for error in ERRORS.values()} == {400, 403, 404, 408, 413, 429, 500, 503}
    for error in ERRORS.values():
        assert error.heading
        assert error.sentences
        assert not (error.status in (429, 503) and not error.retry_after)
