"""Passkeys, recovery codes and private devices in a real browser, which plays the authenticator itself."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.authenticator import Authenticator, add_passkey, arrived, say_who_again
from tests.journeys.conftest import (
    heading,
    in_every_form,
    in_language,
    no_axe_violations,
    press,
    said,
    sign_in,
    try_pin,
)
from tests.journeys.sweep import can_be_read
from tests.support.cast import DANA, RILEY


def sign_out(page: Page) -> None:
    page.locator("#logout button").click()
    page.wait_for_url(lambda address: address.endswith("/"))


def use_passkey(page: Page) -> None:
    page.goto("/login")
    press(page, said(page)("Use a passkey"), role="button")


@in_every_form
def test_a_passkey_is_added_and_signs_in_without_number_and_pin(visit, width, language):
    page = visit(width=width, language=language)
    device = Authenticator(page)
    sign_in(page, DANA)
    say = said(page)
    page.goto("/profile")
    press(page, say("Sign-in and security"))
    press(page, say("Passkeys"))
    assert say("You have no passkeys yet.") in page.locator("main").inner_text()
    press(page, say("Add a passkey"))
    say_who_again(page, say)
    page.wait_for_url(arrived("/passkeys/add"))
    can_be_read(page, axe=True)
    page.locator("input[name=name]").fill("Kitchen tablet")
    page.keyboard.press("Enter")
    page.wait_for_url("**/security/passkeys")
    assert say("You added a passkey. You can sign in with it from now on.") in page.locator("main").inner_text()
    can_be_read(page, axe=True)
    (passkey,) = device.passkeys
    assert (passkey["rpId"], passkey["isResidentCredential"]) == ("localhost", True)
    assert DANA.participant_id not in str(passkey)
    assert DANA.first_name not in str(passkey)
    sign_out(page)
    use_passkey(page)
    page.wait_for_url("**/home")
    assert page.locator(".who").inner_text() == "DANA"


def test_the_passkey_confirms_instead_of_the_pin_and_the_page_of_one_is_light_and_readable(visit):
    page = visit()
    Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    press(page, "Kitchen tablet")
    can_be_read(page, axe=True)
    page.goto("/security/confirm?next=/security/codes/new")
    press(page, "Use a passkey", role="button")
    page.wait_for_url(arrived("/codes/new"))


def test_two_passkeys_each_sign_in_and_a_removed_one_does_not(visit):
    page, other = visit(), visit()
    tablet, laptop = Authenticator(page), Authenticator(other)
    for window, name in ((page, "Kitchen tablet"), (other, "Laptop")):
        sign_in(window, DANA)
        add_passkey(window, name)
    page.goto("/security/passkeys")
    assert page.locator(".cards h2").all_inner_texts() == ["Kitchen tablet", "Laptop"]
    press(page, "Laptop")
    press(page, "Remove this passkey", role="button")
    page.wait_for_url("**/security/passkeys")
    for window in (page, other):
        sign_out(window)
        use_passkey(window)
    page.wait_for_url("**/home")
    other.wait_for_selector(".alert--error")
    assert "We could not sign you in" in other.locator("main").inner_text()
    assert (len(tablet.passkeys), len(laptop.passkeys)) == (1, 1)


def test_the_device_says_that_it_has_one_already(visit):
    page = visit()
    Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    page.goto("/security/passkeys/add")
    page.locator("input[name=name]").press("Enter")
    told = page.locator("[data-passkey] [role=alert]")
    told.get_by_text("This device already has one of your passkeys.").wait_for()
    no_axe_violations(page)


def test_whoever_is_not_its_owner_cannot_use_it(visit):
    page = visit()
    device = Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    sign_out(page)
    device.somebody_else_holds_it()
    use_passkey(page)
    page.locator("[role=alert]").get_by_text("Nothing was sent").wait_for()
    assert page.locator(".who").count() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_at_another_address_the_browser_has_no_passkey_and_nothing_is_sent(visit, demo, language):
    """The same server under 127.0.0.1 stands for a page that only looks like ours."""
    page = visit(language=language)
    Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    sign_out(page)
    page.goto(demo.address.replace("localhost", "127.0.0.1") + "/login")
    say = said(page)
    press(page, say("Use a passkey"), role="button")
    sentence = say("Your browser could not do this here. Use your PIN, or try another browser.")
    page.locator("[role=alert]").get_by_text(sentence).wait_for()


def test_an_answer_made_at_another_address_is_refused_by_the_server(visit, demo):
    """A browser that does not check: what it signs names the other origin, and that signs nobody in."""
    page = visit()
    device = Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    sign_out(page)
    (passkey,) = device.passkeys
    device.holds([passkey | {"rpId": "127.0.0.1"}])
    elsewhere = demo.address.replace("localhost", "127.0.0.1")
    page.route("**/login/passkey/options", lambda route: route.fulfill(
        response=(found := route.fetch()), body=found.text().replace('"rpId": "localhost"', '"rpId": "127.0.0.1"'),
    ))  # fmt: skip
    page.goto(elsewhere + "/login/passkey")
    press(page, "Use a passkey", role="button")
    page.wait_for_timeout(500)
    assert page.locator(".who").count() == 0
    assert heading(page) == "Sign in with a passkey"


def test_an_old_copy_of_a_passkey_is_refused(visit):
    page = visit()
    device = Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    (copy,) = device.passkeys
    for _ in range(2):
        sign_out(page)
        use_passkey(page)
        page.wait_for_url("**/home")
    device.holds([copy])
    sign_out(page)
    use_passkey(page)
    page.wait_for_selector(".alert--error")


def test_a_pin_dead_after_twenty_wrong_tries_and_the_passkey_still_opens(visit, demo):
    page = visit()
    Authenticator(page)
    sign_in(page, DANA)
    add_passkey(page, "Kitchen tablet")
    sign_out(page)
    demo.ask("UPDATE access_account SET tries = 20 WHERE participant_id = %s", DANA.participant_id)
    page.goto("/login")
    try_pin(page, DANA, DANA.pin)
    page.wait_for_selector("#error-summary")
    use_passkey(page)
    page.wait_for_url("**/home")


@in_every_form
def test_ten_codes_on_paper_and_one_of_them_chooses_a_new_pin(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    say = said(page)
    page.goto("/security")
    can_be_read(page, axe=True)
    press(page, say("Recovery codes"))
    press(page, say("Make recovery codes"))
    say_who_again(page, say)
    page.wait_for_url(arrived("/codes/new"))
    press(page, say("Show my codes"), role="button")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    can_be_read(page, axe=True)
    page.emulate_media(media="print")
    paper = page.locator("body").inner_text()
    assert all(code in paper for code in codes)
    for secret in (DANA.participant_id, DANA.pin, "OKAFOR", "DANA"):
        assert secret not in paper
    page.emulate_media(media="screen")
    in_language(page, "es" if language == "en" else "en")  # nothing is asked: the sheet is there again
    assert page.locator(".codes code").all_inner_texts() == codes
    in_language(page, language)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("h1").click()
    page.locator("main a[href='/security']").click()
    page.wait_for_url(arrived("/security"))
    assert asked == ["beforeunload"]
    page.goto("/security/codes")
    page.locator("main a[href='/security/codes/new?again=1']").click()
    assert page.locator(".codes code").all_inner_texts() == codes
    sign_out(page)
    page.goto("/login")
    press(page, say("Use a recovery code"))
    can_be_read(page, axe=True)
    page.locator("input[name=participant_id]").press_sequentially(DANA.participant_id)
    page.keyboard.press("Tab")
    page.locator("input[name=code]").press_sequentially(codes[6].lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/pin")
    assert page.locator("input[name=current]").count() == 0
    page.locator("input[name=new]").fill("739154")
    page.locator("input[name=again]").fill("739154")
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")


@in_every_form
def test_an_owner_on_a_private_device_gets_in_while_an_attacker_holds_the_lock(visit, width, language):
    mine, theirs = visit(width=width, language=language), visit()
    sign_in(mine, DANA)
    say = said(mine)
    mine.goto("/security/devices")
    press(mine, say("This is my private device"))
    say_who_again(mine, say)
    mine.wait_for_url(arrived("/devices/private"))
    can_be_read(mine, axe=True)
    press(mine, say("Yes, this is my private device"), role="button")
    mine.wait_for_url("**/security/devices")
    can_be_read(mine, axe=True)
    sign_out(mine)
    theirs.goto("/login")
    for number in range(5):
        try_pin(theirs, DANA, f"11122{number}")
        theirs.wait_for_load_state()
    try_pin(theirs, DANA, DANA.pin)
    theirs.wait_for_selector("#error-summary")
    sign_in(mine, DANA)
    assert mine.locator(".who").inner_text() == "DANA"


def test_where_i_am_signed_in_and_ending_it_elsewhere(visit):
    here, there = visit(), visit()
    for window in (here, there):
        sign_in(window, RILEY)
    here.goto("/security/devices")
    assert re.search(r"This device\s+Chrome, Linux", here.locator("main").inner_text())
    press(here, "Sign out there", role="button")
    here.wait_for_selector(".alert--success")
    there.goto("/home")
    assert "/login" in there.url
    here.goto("/home")
    assert here.locator(".who").inner_text() == "RILEY"


def test_without_javascript_no_passkey_is_offered_and_everything_else_works(visit):
    page = visit(javascript=False)
    page.goto("/login")
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    press(page, "Use a recovery code")
    assert heading(page) == "Use a recovery code"
    page.goto("/login/passkey")
    assert "You can always sign in with your PIN." in page.locator("main").inner_text()
