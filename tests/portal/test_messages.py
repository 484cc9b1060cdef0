"""What a page says once after an act: only the act itself makes it say so, and only to the person whose act it was."""

import pytest
from django.conf import settings
from django.test import Client

from tests.support.cast import DANA, RILEY

ACTS = ("You added", "You renamed", "You removed", "signed out.", "Removed.", "is now one")
CLAIMS = (
    "/security/passkeys?done=added",
    "/security/passkeys?done=renamed",
    "/security/passkeys?done=removed",
    "/security/devices?done=ended",
    "/security/devices?done=removed",
    "/security/devices?done=private",
    "/security/check?done=1",
    "/pin?changed=1",
)


def private_device(browser: Client) -> None:
    """This browser becomes a private device, which a page then says."""
    browser.post("/security/confirm", {"pin": DANA.pin})
    assert browser.post("/security/devices/private")["Location"] == "/security/devices"


@pytest.mark.parametrize("address", CLAIMS)
def test_no_link_makes_a_page_say_that_something_was_done(signed_in, address):
    browser = signed_in(DANA)
    told = browser.get(address)
    plain = browser.get(address.split("?")[0])
    assert told.status_code == plain.status_code
    if told.status_code == 200:
        page = told.content.decode()
        assert 'role="status"' not in page.split("<main")[1].split("</main>")[0]
        assert "You changed your PIN" not in page
        assert not any(act in page for act in ACTS)


def test_what_was_done_is_said_once(signed_in):
    browser = signed_in(DANA)
    private_device(browser)
    assert "This device is now one of your private devices." in browser.get("/security/devices").content.decode()
    assert "This device is now one of your private devices." not in browser.get("/security/devices").content.decode()


def test_the_message_waits_until_a_page_draws_it(signed_in):
    browser = signed_in(DANA)
    private_device(browser)
    assert "This device is now one" not in browser.get("/home").content.decode()
    assert "This device is now one" in browser.get("/security/devices").content.decode()


def test_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(signed_in):
    browser = signed_in(DANA)
    browser.post("/security/confirm", {"pin": DANA.pin})
    cookie = browser.post("/security/devices/private").cookies["__Host-messages"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert (cookie["domain"], cookie["max-age"], cookie["expires"]) == ("", "", "")


def test_the_next_person_at_the_browser_reads_nothing_of_the_last_one_s_act(signed_in):
    browser = signed_in(DANA)
    private_device(browser)
    other = signed_in(RILEY)
    other.cookies[settings.MESSAGES_COOKIE_NAME] = browser.cookies[settings.MESSAGES_COOKIE_NAME].value
    assert "This device is now one" not in other.get("/security/devices").content.decode()
    assert "This device is now one" in browser.get("/security/devices").content.decode()


def test_a_cookie_that_we_did_not_sign_says_nothing(signed_in):
    browser = signed_in(DANA)
    browser.cookies[settings.MESSAGES_COOKIE_NAME] = '[["__json_message",0,25,"You changed your PIN"]]:x:y'
    assert "You changed your PIN" not in browser.get("/security/devices").content.decode()


def test_a_page_with_nothing_to_say_sets_no_cookie(signed_in):
    browser = signed_in(DANA)
    assert settings.MESSAGES_COOKIE_NAME not in browser.get("/security/devices").cookies


def test_the_next_tab_that_changes_a_pin_is_not_told_of_another_act(signed_in):
    browser = signed_in(DANA)
    private_device(browser)
    assert "You changed your PIN" not in browser.get("/pin").content.decode()
