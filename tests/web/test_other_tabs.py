"""Pages that stay open in other tabs while the visit is renewed, or another one begins: what still works from them."""

import re

import pytest
from django.conf import settings

from connect.access.models import Visit
from tests.support.cast import DANA, RILEY, TESS
from tests.support.pin_pages import given

OURS = {"sec-fetch-site": "same-origin", "origin": "https://localhost"}
ELSEWHERE = [
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"sec-fetch-site": "same-site", "origin": "https://evil.localhost"},
    {"sec-fetch-site": "cross-site", "origin": "https://localhost"},
    {"sec-fetch-site": "none"},
    {"origin": "null"},
    {},
]
CONFIRMS = {"path": "/security/confirm", "pin": DANA.pin}
CHANGES_PIN = {"path": "/pin", "current": DANA.pin, "new": "730294", "again": "730294"}


def token_in(page) -> str:
    """The token of the forms of `page`, as its browser keeps it in another tab."""
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


def press(browser, path, token, headers=OURS, **fields):
    return browser.post(path, {"csrfmiddlewaretoken": token, **fields}, headers=headers)


@pytest.mark.parametrize("headers", [OURS, {"origin": "https://localhost"}], ids=["fetch metadata", "origin"])
@pytest.mark.parametrize("token", ["", "x" * 64, "of the visit before"])
def test_logout_ends_the_visit_from_a_page_of_any_age(cast, visitor, headers, token):
    visitor.sign_in(DANA)
    old = token_in(visitor.get("/home"))
    visitor.sign_in(DANA)
    answer = press(visitor, "/logout", old if token.startswith("of") else token, headers)
    assert (answer.status_code, answer["Location"], Visit.objects.count()) == (302, "/", 0)
    assert "/login" in visitor.get("/home")["Location"]


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("path", ["/logout", "/stay", "/language"])
def test_no_other_site_does_it_for_anybody(cast, visitor, path, headers):
    visitor.sign_in(DANA)
    answer = press(visitor, path, "x" * 64, headers, language="es")
    assert (answer.status_code, Visit.objects.count()) == (403, 1)
    assert "Clear-Site-Data" not in answer.headers
    assert visitor.get("/home")["Content-Language"] == "en"


def test_a_browser_that_says_nothing_of_where_it_is_logs_out_with_the_token(cast, visitor):
    visitor.sign_in(DANA)
    press(visitor, "/logout", token_in(visitor.get("/home")), {"referer": "https://localhost/home"})
    assert Visit.objects.count() == 0


def test_stay_and_the_language_work_from_a_page_of_the_visit_before(cast, visitor):
    visitor.sign_in(DANA)
    old = token_in(visitor.get("/home"))
    visitor.sign_in(DANA)
    assert press(visitor, "/stay", old).status_code == 204
    assert press(visitor, "/language", old, language="es").status_code == 302
    assert visitor.get("/home")["Content-Language"] == "es"


@pytest.mark.parametrize("renewal", [CONFIRMS, CHANGES_PIN], ids=["is it you", "a new PIN"])
def test_pages_of_one_visit_go_on_working_when_its_key_is_renewed(cast, visitor, renewal):
    """Whatever is pressed in them, with a browser that tells nothing but the token."""
    visitor.sign_in(DANA)
    old, key = token_in(visitor.get("/security/devices")), visitor.key
    assert visitor.send(**renewal).status_code == 302
    assert visitor.key != key
    assert press(visitor, "/security/devices", old, {"referer": "https://localhost/"}, end_others="1")["Location"] == (
        "/security/devices"
    )
    assert press(visitor, "/logout", old, {"referer": "https://localhost/"})["Location"] == "/"


def test_a_first_pin_leaves_the_pages_before_it_working(cast, visitor):
    visitor.sign_in(TESS)
    old = token_in(visitor.get("/pin"))
    assert visitor.send("/pin", current=TESS.pin, new="730294", again="730294")["Location"] == "/home"
    assert press(visitor, "/pin", old, give="1").status_code == 200


def test_a_pin_that_is_shown_waits_while_the_visit_is_renewed_in_another_tab(cast, visitor):
    visitor.sign_in(DANA)
    _, sealed = given(visitor)
    visitor.send(**CONFIRMS)
    assert visitor.send("/pin", proposed=sealed, current=DANA.pin)["Location"] == "/pin"


def test_a_page_of_another_visit_acts_in_none_but_its_own(cast, visitor):
    """From Dana's page nothing is done in Riley's visit, in the same browser."""
    visitor.sign_in(DANA)
    old = token_in(visitor.get("/security/devices"))
    visitor.sign_in(RILEY)
    assert press(visitor, "/security/devices", old, end_others="1").status_code == 403
    assert press(visitor, "/pin", old, current=RILEY.pin, new="730294", again="730294").status_code == 403


def test_a_token_known_before_signing_in_does_nothing_after_it(cast, visitor):
    """Somebody who put a token of theirs into the browser holds none that counts in the visit."""
    visitor.get("/login")
    planted = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    visitor.sign_in(DANA)
    assert press(visitor, "/security/devices", planted, end_others="1").status_code == 403
