"""Error pages: in both languages, with a way on, and with nothing in them of who asked for what."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import Http404
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
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
        (400, "Something was wrong with that request", "Hubo un problema con esa solicitud"),
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
    assert (
        "Hubo un problema con esa solicitud" if language == "es" else "Something was wrong with that request"
    ) in words(answer)
    assert "evil" not in answer.content.decode()


@LANGUAGES
def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(db, language):
    browser = speaks(language, enforce_csrf_checks=True)
    answer = browser.post("/login", {"participant_id": "1000000001", "pin": "402958"})
    assert answer.status_code == 403
    assert ("Esta página caducó" if language == "es" else "This page has expired") in words(answer)
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
@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_someone_signed_in_keeps_name_tabs_language_and_logout_and_is_not_sent_to_sign_in(signed_in, language, status):
    browser = signed_in(DANA, language)
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Broken):
        told = browser.get(f"/broken/{status}?secret=1").content.decode()
        assert told == browser.get(f"/broken/{status}").content.decode()
    assert "</svg>DANA</span>" in told
    tabs = ("home", "payments", "documents", "messages", "other-party", "profile")
    for kept in ('id="logout"', 'action="/language"', 'href="/help"', *(f'href="/{tab}"' for tab in tabs)):
        assert kept in told
    for absent in ('href="/login"', "csrf", 'name="next"', "broken", "secret", "Es posible que deba", "You may need"):
        assert absent not in told
    assert html_errors(told) == []


def test_a_database_that_fails_in_the_middle_takes_nothing_of_the_frame_away(signed_in):
    """The page of the error asks it nothing more."""
    browser = signed_in(DANA)
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Broken), CaptureQueriesContext(connection) as asked:
        told = browser.get("/broken/503").content.decode()
    assert "</svg>DANA</span>" in told
    assert len(asked) == 1  # who it is


@LANGUAGES
def test_the_buttons_of_an_error_page_need_no_token_from_our_own_page_and_no_other_page_can_press_them(
    signed_in, language
):
    browser = signed_in(DANA, language)
    browser.handler.enforce_csrf_checks = True
    other = "en" if language == "es" else "es"
    chosen = {"language": other}
    there, ours = {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-origin"}
    assert browser.post("/language", chosen, headers=there).status_code == 403
    assert browser.get("/no/such").headers["Content-Language"] == language
    assert browser.post("/language", chosen, headers=ours).status_code == 302
    assert browser.get("/no/such").headers["Content-Language"] == other
    assert browser.post("/logout", headers=there).status_code == 403
    assert browser.post("/logout", headers=ours)["Location"] == "/"


@pytest.mark.parametrize(
    ("was_at", "leads_to"),
    [
        ("http://testserver/payments/made?year=2019", "/payments/made?year=2019"),
        ("http://testserver/no/such/page", "/home"),
        ("https://evil.example/home", "/home"),  # never another site, only a path of ours
        ("https://evil.example//evil.example/", "/home"),
        ("http://[", "/home"),
        ("", "/home"),
    ],
)
def test_the_language_button_of_an_error_page_leads_back_to_where_the_browser_was(signed_in, was_at, leads_to):
    answer = signed_in(DANA).post("/language", {"language": "es"}, headers={"referer": was_at})
    assert answer["Location"] == leads_to


def test_every_error_says_what_happened_and_what_to_do():
    assert {error.status for error in ERRORS.values()} == {400, 403, 404, 408, 413, 429, 500, 503}
    for error in ERRORS.values():
        assert error.heading
        assert error.sentences
        assert not (error.status in (429, 503) and not error.retry_after)
