"""Check who can get into your account: nothing else opens before it, and it names no reason and no place."""

import re

import pytest
from django.utils import timezone

from connect.access import safety_check
from connect.access.models import Account, DeliveryMethod, Passkey, PrivateDevice, Visit
from connect.access.pins import requests as pin_requests
from tests.portal.crawl import everything, words
from tests.support.cast import NOOR, NOOR_SECRETS
from tests.support.page import Page
from tests.support.security_pages import add_passkey
from tests.support.statements import statements

BEHIND = ("/home", "/payments/received", "/security", "/security/codes/new", "/security/history", "/profile")


@pytest.fixture
def must_check(signed_in, client):
    """`must_check(language)`: Noor's browser at her first sign-in after a mark was set."""

    def sign_in(language="en"):
        safety_check.make_safe([NOOR.participant_id], by="feed", now=timezone.now())
        return signed_in(NOOR, language)

    return sign_in


def chooses_a_pin(browser, current=NOOR.pin):
    return browser.post("/pin", {"current": current, "new": "730294", "again": "730294"})


@pytest.mark.parametrize("address", BEHIND)
def test_no_other_page_opens_before(must_check, address):
    browser = must_check()
    for answer in (browser.get(address), browser.post(address)):
        assert (answer.status_code, answer["Location"]) == (302, "/security/check")


@pytest.mark.parametrize("address", ["/pin", "/security/check", "/help", "/help/faq"])
def test_what_the_check_leads_through_and_public_pages_open(must_check, address):
    assert must_check().get(address).status_code == 200


def test_she_chooses_a_pin_ticks_her_passkey_and_is_through(signed_in):
    browser = signed_in(NOOR)
    add_passkey(browser, NOOR, "My phone")
    add_passkey(browser, NOOR, "Old tablet")
    safety_check.make_safe([NOOR.participant_id], by="feed", now=timezone.now())
    browser = signed_in(NOOR)
    assert chooses_a_pin(browser)["Location"] == "/security/check"
    page = browser.get("/security/check")
    assert "You have a new PIN. The old one no longer works." in words(page)
    boxes = re.findall(r'name="keep" value="([A-Za-z0-9_-]{22})"', page.content.decode())
    done = browser.post("/security/check", {"keep": boxes[0]})
    assert (done.status_code, done["Location"]) == (302, "/security/check")
    assert "Now only your new PIN and the passkeys you kept can open your account." in words(
        browser.get(done["Location"])
    )
    assert [each.name for each in Passkey.objects.all()] == ["My phone"]
    assert browser.get("/home").status_code == 200


def test_without_a_new_pin_it_says_so_and_keeps_what_was_ticked(signed_in):
    browser = signed_in(NOOR)
    add_passkey(browser, NOOR, "My phone")
    safety_check.make_safe([NOOR.participant_id], by="feed", now=timezone.now())
    browser = signed_in(NOOR)
    box = Page(browser.get("/security/check")).value("keep")
    page = browser.post("/security/check", {"keep": box})
    assert page.status_code == 200
    assert "Choose a new PIN first (step 1). Nothing has changed yet." in words(page)
    assert "<title>Error: Check who can get into your account |" in page.content.decode()
    assert f'value="{box}" checked' in page.content.decode()
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_tells_no_reason_and_no_place(must_check, language):
    browser = must_check(language)
    told = "\n".join(everything(answer) for answer in (browser.get("/security/check"), browser.post("/security/check")))
    for secret in NOOR_SECRETS:
        assert secret.casefold() not in told.casefold()
    pages = (browser.get("/security/check"), browser.post("/security/check"))
    main = " ".join(text for answer in pages for text in Page(answer).texts("main")).casefold()
    for word in (
        "protect",
        "disclos",
        "confidential",
        "hidden",
        "violence",
        "domestic",
        "restrain",
        "proteg",
        "violen",
    ):
        assert word not in main


@pytest.mark.parametrize("address", ["/register", "/forgot-pin"])
def test_before_the_check_no_page_tells_of_a_pin_on_its_way(must_check, signed_in, address):
    browser = must_check()
    fresh = pin_requests.fresh_pin(NOOR.participant_id)
    assert pin_requests.give(
        NOOR.participant_id, fresh, how=DeliveryMethod.LETTER, asked_by="not_me", by="web", now=timezone.now()
    )
    assert "You asked for a PIN on" not in words(browser.get(address))
    Account.objects.filter(participant_id=NOOR.participant_id).update(must_check_since=None)
    assert "You asked for a PIN on" in words(browser.get(address))


def test_it_has_no_tabs_and_the_way_out(must_check):
    page = must_check().get("/security/check").content.decode()
    assert 'class="tabbar"' not in page
    assert 'id="leave"' in page


def test_it_stays_while_she_leaves_and_comes_back(must_check, signed_in):
    browser = must_check()
    browser.post("/logout")
    assert signed_in(NOOR).get("/home")["Location"] == "/security/check"


def test_someone_with_nothing_to_check_is_led_to_sign_in_and_security(signed_in):
    assert signed_in(NOOR).get("/security/check")["Location"] == "/security"


def test_it_costs_three_statements_with_the_visit(must_check):
    assert statements(must_check(), "/security/check") == 3


def test_a_temporary_pin_leads_to_its_pin_and_then_to_the_check(must_check, signed_in):
    safety_check.make_safe([NOOR.participant_id], by="feed", now=timezone.now())
    Account.objects.filter(participant_id=NOOR.participant_id).update(changed_at=timezone.now())
    browser = signed_in(NOOR)
    Visit.objects.update(temporary=True, way_in="code")
    assert browser.get("/security/check")["Location"] == "/pin"
    answer = browser.post("/pin", {"new": "730294", "again": "730294"})
    assert answer["Location"] == "/security/check"
    assert PrivateDevice.objects.count() == 0
