"""Nothing typed is lost when a visit ended in between, and nobody but the one who typed it ever sees it."""

import json
import logging
from urllib.parse import urlencode

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from django.utils.html import escape

from connect.access.current_visit import row_key
from connect.access.models import Visit
from connect.lib import tokens
from connect.urls import handler400, handler403, handler404, handler500, urlpatterns
from connect.web.saved_input import MOST, saves_input, typed
from connect.web.signed_in import signed_in
from tests.support.cast import DANA, RILEY
from tests.support.html import html_errors
from tests.support.page import Page
from tests.support.unwritable import unwritable

WRITTEN = "My address is 12 Elm St <b>& more</b>, until ñ."
MINUTE = timezone.timedelta(minutes=1)
sent = []


class NoteForm(forms.Form):
    subject = forms.CharField()
    note = forms.CharField(widget=forms.Textarea)
    topics = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])


@signed_in
@saves_input("subject", "note", "topics", "pin", "new_pin", "ssn", "code", "answer")
def note(request):
    if request.method == "POST":
        with transaction.atomic():  # an act: it writes
            Visit.objects.filter(participant_id="").update(temporary=False)
        sent.append(request.POST["note"])
        return HttpResponse("sent")
    return HttpResponse(NoteForm(initial=typed(request)).as_p())


class WithAForm:
    urlpatterns = (path("note", note, name="note"), path("other", note, name="other"), *urlpatterns)
    handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500


@pytest.fixture(autouse=True)
def _with_a_form():
    sent.clear()
    with override_settings(ROOT_URLCONF=WithAForm):
        yield


def end_visits():
    Visit.objects.update(expire_date=timezone.now() - timezone.timedelta(minutes=1))


def write(browser, to="/note", **more):
    fields = {"subject": "Moved", "note": WRITTEN, "topics": ["a", "b"], "pin": "402958", "ssn": "900123456"}
    return browser.send(to, **(fields | more))


def test_a_form_sent_after_the_visit_ended_is_there_again_after_signing_in(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    answer = write(visitor)
    assert (answer.status_code, answer["Location"]) == (302, "/login?next=/note")
    assert "What you typed was not sent." in visitor.get(answer["Location"]).content.decode()
    assert visitor.sign_in(DANA, next="/note")["Location"] == "/note"
    shown = visitor.get("/note").content.decode()
    assert escape(WRITTEN) in shown
    assert 'value="Moved"' in shown
    assert shown.count("selected") == 2
    assert sent == []


def test_the_longest_text_that_is_kept_is_no_longer_than_a_body_may_be(cast, visitor):
    longest = "," * (MOST - 100)
    assert len(urlencode({"note": longest})) + 10_000 < settings.BODY_MOST_BYTES
    visitor.sign_in(DANA)
    end_visits()
    write(visitor, note=longest)
    visitor.sign_in(DANA)
    assert longest in visitor.get("/note").content.decode()


def test_a_long_text_in_other_letters_is_kept_as_well(cast, visitor):
    written = "😀ع" * 2_500  # as many characters as a message may have
    visitor.sign_in(DANA)
    end_visits()
    write(visitor, note=written)
    visitor.sign_in(DANA)
    assert written in visitor.get("/note").content.decode()


def test_a_first_wrong_pin_loses_nothing(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor)
    visitor.sign_in(DANA, pin="000111")
    visitor.sign_in(DANA)
    assert escape(WRITTEN) in visitor.get("/note").content.decode()


def test_it_is_shown_once_and_on_its_own_page_only(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor)
    visitor.sign_in(DANA)
    assert "Elm St" not in visitor.get("/other").content.decode()
    assert "Elm St" in visitor.get("/note").content.decode()
    assert "Elm St" not in visitor.get("/note").content.decode()


def test_somebody_else_who_signs_in_sees_nothing_and_it_is_gone(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor)
    visitor.sign_in(RILEY)
    assert "Elm St" not in visitor.get("/note").content.decode()
    assert not Visit.objects.exclude(session_data="").exists()
    visitor.sign_in(DANA)
    assert "Elm St" not in visitor.get("/note").content.decode()


@pytest.mark.parametrize(("minutes", "waits"), [(29, True), (31, False)])
def test_it_waits_half_an_hour_and_no_longer(cast, visitor, monkeypatch, minutes, waits):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor)
    later = timezone.now() + timezone.timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert ("What you typed" in visitor.get("/login").content.decode()) is waits
    visitor.sign_in(DANA)
    assert ("Elm St" in visitor.get("/note").content.decode()) is waits


def test_it_stands_in_no_address_cookie_log_or_readable_row(cast, visitor, caplog):
    caplog.set_level(logging.DEBUG)
    visitor.sign_in(DANA)
    end_visits()
    answers = [write(visitor), visitor.get("/login"), visitor.sign_in(DANA)]
    row = Visit.objects.exclude(session_data="").get()
    told = "".join(str(answer.headers) + answer.cookies.output() + answer.content.decode() for answer in answers)
    for place in (told, caplog.text, row.session_data):
        assert "Elm" not in place
        assert row.session_data not in told


def test_numbers_that_open_a_case_are_never_kept(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor, new_pin="730294", code="ABCDE-23456", answer="{}")
    visitor.sign_in(DANA)
    from connect.web.saved_input import _opened

    kept = json.dumps(_opened(Visit.objects.exclude(session_data="").get().session_data))
    assert "Moved" in kept
    for secret in ("402958", "900123456", "730294", "ABCDE", "answer", "csrf"):
        assert secret not in kept


def test_what_a_page_does_not_name_is_not_kept(cast, visitor):
    """A button that was pressed is nothing that was typed."""
    visitor.sign_in(DANA)
    end_visits()
    visitor.send("/note", remove="1", next="/home")
    assert "What you typed" not in visitor.get("/login").content.decode()
    assert not Visit.objects.exclude(session_data="").exists()


def test_the_page_of_the_pin_keeps_nothing_at_all(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    visitor.send("/pin", current="402958", new="730294", again="730294")
    assert not Visit.objects.exclude(session_data="").exists()


def test_what_is_too_long_or_empty_is_not_kept(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor, note="x" * 20_001)
    assert not Visit.objects.exclude(session_data="").exists()
    visitor.send("/note", subject=" ", note="")
    assert not Visit.objects.exclude(session_data="").exists()


def test_a_stranger_keeps_nothing(cast, visitor):
    assert write(visitor).status_code == 302
    visitor.cookies[settings.VISIT_COOKIE_NAME] = "A" * 43
    assert write(visitor).status_code == 302
    assert not Visit.objects.exclude(session_data="").exists()


def test_a_page_that_asks_to_keep_is_not_acted_upon_whether_the_visit_has_ended_or_not(cast, visitor):
    visitor.sign_in(DANA)
    for _ in range(2):
        visitor.defaults["HTTP_X_KEEP"] = "1"
        answer = write(visitor)
        del visitor.defaults["HTTP_X_KEEP"]
        assert (answer.status_code, sent) == (204, [])
        assert row_key(visitor.key) == Visit.objects.exclude(session_data="").get().session_key
        end_visits()
    visitor.sign_in(DANA)
    assert "Elm St" in visitor.get("/note").content.decode()


def test_a_row_that_nobody_sealed_opens_nothing(cast, visitor):
    visitor.sign_in(DANA)
    facts, until = {"path": "/note", "typed": json.dumps({"subject": ["x"]})}, timezone.now() + MINUTE
    foreign = tokens.seal_token(["dGhpcy1pcy1hLWtleS1vZi1zb21lYm9keS1lbHNlISE="], "typed", facts, until)
    of_another_kind = tokens.seal_token(settings.FIELD_KEYS, "PIN status", facts, until)
    for sealed in ("nonsense", foreign, of_another_kind):
        Visit.objects.update(session_data=sealed)
        answer = visitor.get("/note")
        assert (answer.status_code, 'value="x"' in answer.content.decode()) == (200, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_cannot_be_saved_now_comes_back_ready_to_be_sent_again(cast, visitor, language):
    """It cannot wait in the database, which cannot be written; and nothing secret is among it."""
    visitor.sign_in(DANA)
    visitor.send("/language", language=language)
    with unwritable():
        answer = write(visitor)
    page = answer.content.decode()
    hidden = Page(page).hidden()
    assert answer.status_code == 503
    assert ("Send it again" if language == "en" else "Enviarlo otra vez") in page
    assert sorted(hidden) == ["csrfmiddlewaretoken", "note", "subject", "topics"]
    assert (hidden["note"], page.count('name="topics"')) == (WRITTEN, 2)
    assert "402958" not in page
    assert html_errors(page) == []
    token = {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"]}
    again = token | {"subject": hidden["subject"], "note": hidden["note"]}
    assert sent == []
    assert visitor.post("/note", again, headers={"origin": "https://localhost"}).status_code == 200
    assert sent == [WRITTEN]


@pytest.mark.django_db(transaction=True)
def test_what_waited_is_shown_also_where_it_cannot_be_forgotten_yet(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    write(visitor)
    visitor.sign_in(DANA)
    with unwritable():
        assert "Elm St" in visitor.get("/note").content.decode()
    assert "Elm St" in visitor.get("/note").content.decode()
    assert "Elm St" not in visitor.get("/note").content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_after_the_visit_has_ended_and_cannot_wait_comes_back_too(cast, visitor):
    visitor.sign_in(DANA)
    end_visits()
    with unwritable():
        answer = write(visitor)
    assert (answer.status_code, escape(WRITTEN) in answer.content.decode()) == (503, True)
