"""The language button of a page with a form: what was typed comes along, nothing secret does, and nothing is done."""

import logging
import re

import pytest
from bs4 import Tag
from django.conf import settings
from django.utils import timezone
from msgspec import structs

from connect.access.models import Account, SavedAnswer, Visit
from connect.audit.models import Entry
from connect.notices.models import ContactPreference
from connect.portal.frame.fields import Unrepeated
from connect.portal.urls import urlpatterns
from connect.web import saved_input
from tests.house.forms import our_forms, typed_into
from tests.support.cast import DANA, TESS
from tests.support.html import html_errors
from tests.support.page import Page
from tests.support.repeating import confirmed, everything, link_of, with_passkey

OURS = {"sec-fetch-site": "same-origin", "origin": "https://localhost"}
ASKED = {
    "first_name": 'Dana <b>"', "last_name": "Okafor-Ñ", "participant_id": "10000-00001", "how": "letter",
    "earlier_may_stop": "on",
}  # fmt: skip
PUBLIC = {
    "/": {"participant_id": "1000000001"},
    "/login?next=/payments": {"participant_id": "1000000001", "next": "/payments"},
    "/login/code": {"participant_id": "1000000001"},
    "/register": ASKED,
    "/forgot-pin": ASKED,
    "/help/faq": {"q": "lost <my> PIN"},
    "/help/glossary": {"q": "arrears"},
    "/help/local-office": {"q": "Fresno"},
}
SECRETS = {
    "pin": "402958",
    "current": "402958",
    "new": "730294",
    "again": "730295",
    "code": "ABCDE-23456",
    "answer": "{}",
}


def form_of(page: Page) -> Tag:
    """The form that the language button of `page` belongs to."""
    button = page.one('button[name="switch"]')
    return page.one(f"form#{button['form']}")


class OpenPage:
    """What a browser has before it: the button of the other language and the form it belongs to."""

    def __init__(self, browser, path: str) -> None:
        self.browser, self.path = browser, path
        self.page = Page(browser.get(path))
        self.button = self.page.one('button[name="switch"], button[name="language"]')

    def attribute(self, name: str) -> str:
        return self.button.get(name, "")

    def switch(self, headers=OURS, **typed):
        """Presses it, with all that the form holds, as a browser without scripts does."""
        fields = form_of(self.page).select('input[type="hidden"]')
        hidden = {field["name"]: field["value"] for field in fields}
        sent = hidden | typed | {self.attribute("name"): self.attribute("value")}
        return self.browser.post(self.attribute("formaction"), sent, headers=headers)


def values(answer) -> dict[str, str]:
    """What stands, or is ticked, in the page's form."""
    found = {}
    for field in form_of(Page(answer)).select("input"):
        if field.get("value") and (field["type"] not in ("radio", "checkbox") or field.has_attr("checked")):
            found[field["name"]] = field["value"]
    return found


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_typed_into_a_public_form_survives_a_switch_there_and_back(db, visitor, path):
    typed = PUBLIC[path]
    answer = OpenPage(visitor, path).switch(**typed, **SECRETS)
    for language in ("es", "en"):
        assert (answer.status_code, answer["Content-Language"]) == (200, language)
        shown = values(answer)
        assert {name: shown.get(name) for name in typed} == typed
        page = answer.content.decode()
        assert f'<html lang="{language}"' in page
        assert html_errors(page) == []
        assert not [secret for secret in SECRETS.values() if secret in page]
        assert "error-summary" not in page
        assert answer["Cache-Control"] == "no-store"
        assert settings.LANGUAGE_COOKIE_NAME in answer.cookies
        back = OpenPage(visitor, path)
        assert back.attribute("value") == ("en" if language == "es" else "es")
        answer = back.switch(**typed, **SECRETS)


@pytest.mark.parametrize("path", ["/login", "/login/code", "/register", "/"])
@pytest.mark.parametrize("number", ["900123456", "900-12-3456", " 900 12 3456"])
def test_what_may_be_a_social_security_number_does_not_come_along(db, visitor, path, number):
    answer = OpenPage(visitor, path).switch(participant_id=number, first_name="Dana")
    assert number.strip() not in answer.content.decode()
    assert "participant_id" not in values(answer)


def test_where_people_sign_in_with_that_number_not_even_half_of_it_does(db, visitor, settings):
    access = structs.replace(settings.AGENCY.access, ssn_sign_in=True)
    settings.AGENCY = structs.replace(settings.AGENCY, access=access)
    answer = OpenPage(visitor, "/login").switch(by="ssn", participant_id="90012")
    assert (values(answer)["by"], values(answer).get("participant_id")) == ("ssn", None)


def test_nothing_is_done_and_nothing_of_it_is_written_down(cast, visitor, caplog):
    caplog.set_level(logging.DEBUG)
    for path in ("/login", "/register", "/login/code"):
        page = OpenPage(visitor, path)
        before = everything()
        answer = page.switch(**ASKED, **SECRETS)
        assert answer.status_code == 200
        assert everything() == before
        told = str(answer.headers) + answer.cookies.output()
        told += "".join(each.getMessage() for each in caplog.records if each.name != "django.db.backends")
        assert not [value for value in (*ASKED.values(), *SECRETS.values()) if len(value) > 6 and value in told]
    assert (SavedAnswer.objects.count(), Visit.objects.count()) == (0, 0)


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}])
def test_another_site_draws_no_page_with_words_of_its_own(db, visitor, headers):
    answer = visitor.post("/register", {"switch": "es", "first_name": "Eve"}, headers=headers)
    assert answer.status_code == 403
    assert "Eve" not in answer.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_a_browser_that_says_nothing_of_where_it_is_switches_with_the_token(db, visitor):
    answer = OpenPage(visitor, "/register").switch({"referer": "https://localhost/register"}, first_name="Dana")
    assert values(answer)["first_name"] == "Dana"


@pytest.mark.parametrize("nonsense", ["", "fr", "es-MX"])
def test_no_other_language_is_a_switch(cast, visitor, nonsense):
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get("/login").content.decode())[1]
    sent = {"csrfmiddlewaretoken": token, "switch": nonsense, "participant_id": DANA.participant_id, "pin": DANA.pin}
    assert visitor.post("/login", sent, headers=OURS).status_code == 302
    assert visitor.post("/pin", {"switch": nonsense, "current": DANA.pin}, headers=OURS).status_code == 403


def test_enter_presses_the_button_of_the_form(db, visitor):
    """The language button stands before it, and a browser presses the first of a form's buttons."""
    for path in PUBLIC:
        page = OpenPage(visitor, path)
        owned = page.page.all(f'button[form="{page.attribute("form")}"]')
        assert [button.get("name") == "switch" for button in owned] == [False, True]
        assert (owned[0]["aria-hidden"], owned[0]["tabindex"]) == ("true", "-1")


def test_signed_in_the_name_of_a_passkey_and_the_ticks_of_the_check_come_along(cast, visitor):
    with_passkey(visitor)
    for path in (link_of(visitor, "/security/passkeys", "/security/passkeys/"), "/security/passkeys/add"):
        answer = OpenPage(visitor, path).switch(name="Kitchen tablet", answer="secret")
        assert values(answer)["name"] == "Kitchen tablet"
        assert 'id="kept"' in answer.content.decode()  # portal.js: waits for the next visit if this one ends
        assert "secret" not in answer.content.decode()
    assert ContactPreference.objects.get(participant_id=DANA.participant_id).language == "en"
    assert Entry.objects.filter(act="language chosen").count() == 2
    Account.objects.update(must_check_since=timezone.now())
    page = OpenPage(visitor, "/security/check")
    one = page.page.value("keep")
    shown = page.switch(keep=[one]).content.decode()
    assert re.search(rf'value="{one}" checked', shown)


def test_where_the_visit_has_ended_it_waits_for_the_next_one(cast, visitor):
    with_passkey(visitor)
    path = link_of(visitor, "/security/passkeys", "/security/passkeys/")
    page = OpenPage(visitor, path)
    Visit.objects.update(expire_date=timezone.now() - timezone.timedelta(minutes=1))
    assert page.switch(name="Kitchen tablet")["Location"] == f"/login?next={path}"
    visitor.sign_in(DANA)
    shown = visitor.get(path)
    assert (values(shown)["name"], shown["Content-Language"]) == ("Kitchen tablet", "es")


def test_a_pin_that_is_shown_stays_the_same(cast, visitor):
    visitor.sign_in(TESS)
    shown = Page(visitor.send("/pin", give="1"))
    digits, sealed = shown.text('.digits__value [aria-hidden="true"]'), shown.value("proposed")
    token = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    sent = {"csrfmiddlewaretoken": token, "proposed": sealed, "current": TESS.pin, "switch": "es"}
    answer = visitor.post("/pin", sent, headers=OURS)
    assert answer["Content-Language"] == "es"
    assert Page(answer).text('.digits__value [aria-hidden="true"]') == digits
    assert TESS.pin not in answer.content.decode()


def test_a_page_without_a_form_of_its_own_switches_as_before(cast, visitor):
    visitor.sign_in(DANA)
    page = visitor.get("/home").content.decode()
    assert '<form method="post" action="/language">' in page
    assert 'name="switch"' not in page


def test_every_field_that_is_typed_into_before_signing_in_comes_along():
    """But what a browser hides, and codes (connect.web.saved_input.SECRET)."""
    views = [pattern.callback for pattern in urlpatterns if not hasattr(pattern.callback, "behind_sign_in")]
    named = {(view.__module__, name) for view in views for name in getattr(view, "keeps", ())}
    public = {view.__module__ for view in views} - {"connect.demo.gallery"}
    forms = [form for form in our_forms() if form.__module__ in public]
    typed = {(form.__module__, name) for form in forms for name in typed_into(form) | unrepeated(form)}
    assert {each for each in typed - named if not saved_input.SECRET.search(each[1])} == set()
    assert len(typed & named) >= 5


def unrepeated(form) -> set[str]:
    return {name for name, field in form.base_fields.items() if isinstance(field.widget, Unrepeated)}


def codes_in(answer) -> list[str]:
    return Page(answer).texts("code")


def test_the_sheet_of_codes_is_there_again_in_the_other_language(cast, visitor):
    sheet = confirmed(visitor).send("/security/codes/new")
    where = re.search(r'name="next" value="([^"]+)"', sheet.content.decode())[1]
    answer = visitor.send("/language", language="es", next=where)
    again = visitor.get(answer["Location"])
    assert (again["Content-Language"], len(codes_in(sheet)), codes_in(again)) == ("es", 10, codes_in(sheet))
    assert again["Cache-Control"] == "no-store"
    assert Entry.objects.filter(act="recovery codes made").count() == 1
    assert 'href="/security/codes/new?again=1"' in visitor.get("/security/codes").content.decode()


def test_the_sheet_says_until_when_it_can_be_seen_and_then_nobody_sees_it(cast, visitor, monkeypatch):
    sheet = confirmed(visitor).send("/security/codes/new").content.decode()
    told = re.search(r"You can see this sheet again until [A-Z][a-z]+ \d+, 2\d{3}, \d{1,2}:\d\d [AP]M", sheet)
    assert told, sheet
    later = timezone.now() + timezone.timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    confirm = visitor.get("/security/codes/new?again=1")["Location"]
    assert confirm == "/security/confirm?next=/security/codes/new%3Fagain%3D1"
    visitor.send("/security/confirm", pin=DANA.pin)
    assert visitor.get("/security/codes/new?again=1")["Location"] == "/security/codes"
    assert "/security/codes/new?again=1" not in visitor.get("/security/codes").content.decode()


def test_the_sheet_is_seen_in_no_other_visit_and_not_once_others_were_made(cast, new_visitor):
    here, elsewhere = confirmed(new_visitor()), confirmed(new_visitor())
    here.send("/security/codes/new")
    assert elsewhere.get("/security/codes/new?again=1")["Location"] == "/security/codes"
    elsewhere.send("/security/codes/new")
    assert here.get("/security/codes/new?again=1")["Location"] == "/security/codes"
    assert len(codes_in(elsewhere.get("/security/codes/new?again=1"))) == 10
    elsewhere.send("/logout")
    elsewhere.sign_in(DANA)
    assert elsewhere.get("/security/codes/new?again=1")["Location"].startswith("/security/confirm")


def test_what_is_kept_of_the_sheet_opens_with_the_key_of_the_visit_alone(cast, visitor):
    made = codes_in(confirmed(visitor).send("/security/codes/new"))
    rows = str(list(SavedAnswer.objects.values()))
    assert SavedAnswer.objects.count() == 1
    assert not [code for code in made if code in rows]
    assert Visit.objects.filter(session_key__in=SavedAnswer.objects.values("name")).count() == 0
