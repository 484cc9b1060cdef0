"""Error pages: in both languages, with a way on, and with nothing in them of who asked for what."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils.translation import override

from connect.urls import handler400, handler403, handler404, handler500, urlpatterns
from connect.web import errors


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
        browser = Client(raise_request_exception=False, headers={"accept-language": language})
        with override_settings(ROOT_URLCONF=Broken):
            answer = browser.get(f"/broken/{status}?secret=1")
        told = answer.content.decode()
        assert answer.status_code == status
        assert f"<h1>{heading}</h1>" in told
        assert f'<html lang="{language}">' in told
        assert 'href="/home"' in told
        assert "(866) 901-3212" in told
        for absent in ("<form", "csrf", "broken", "secret", "Traceback"):
            assert absent not in told


def test_while_the_database_cannot_answer_machines_are_told_when_to_ask_again():
    browser = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=Broken):
        assert browser.get("/broken/503")["Retry-After"] == "120"


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(db):
    answer = Client(enforce_csrf_checks=True).post("/login", {"participant_id": "1000000001", "pin": "402958"})
    assert answer.status_code == 403
    assert "That page was too old" in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_the_page_for_an_old_form_speaks_spanish_too():
    with override("es"):
        told = errors.csrf_failure(RequestFactory().post("/login")).content.decode()
    assert "Esa página era demasiado vieja" in told


def test_two_addresses_that_do_not_exist_get_equal_bytes(db):
    browser = Client()
    one, two = browser.get("/no/such/page"), browser.get("/other?x=<script>")
    assert (one.status_code, one.content) == (two.status_code, two.content)
