"""Signing up for eCommunications and leaving it: without scripts, and by keyboard alone."""

import pytest

from tests.journeys.conftest import LANGUAGES, PHONE, heading, in_language, press, said, sign_in
from tests.journeys.keyboard import Keyboard
from tests.support.cast import DANIEL, RILEY


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_javascript_off_one_signs_up_changes_and_leaves(visit, language):
    page = visit(width=PHONE, javascript=False)
    sign_in(page, RILEY)
    in_language(page, language)
    say = said(page)
    page.goto("/home")
    press(page, say("Sign Up"))
    press(page, say("Sign Up"))
    page.locator("input[name=pin]").fill(RILEY.pin)
    page.locator("input[name=pin]").press("Enter")
    page.wait_for_url("**/choose")
    press(page, say("Sign Up"), role="button")
    assert say("Choose at least one thing that we may send you.") in page.locator("#error-summary").inner_text()
    page.get_by_label(say("Read my documents online instead of getting them in the mail")).check()
    page.get_by_label(say("Another email address")).check()
    page.get_by_label(say("Email address"), exact=True).fill("riley.private@mail.example")
    press(page, say("Sign Up"), role="button")
    assert say("You are signed up for eCommunications.") in page.locator("main").inner_text()
    shown = page.locator("main").inner_text()
    assert "r•••" in shown
    assert "mail.example" not in shown  # where someone's mail is may say where they are
    page.goto("/home")
    assert page.locator(".sign-up").count() == 0
    page.goto("/profile/ecommunications/choose")
    press(page, say("Leave eCommunications"), role="button")
    assert heading(page) == "eCommunications"
    page.goto("/home")
    assert page.locator(".sign-up").count() == 1


def test_by_keyboard_alone_one_signs_up_for_reminders(visit):
    page = visit()
    sign_in(page, DANIEL)
    page.goto("/profile/ecommunications")
    keys = Keyboard(page)
    keys.press("Sign Up", "A")
    page.keyboard.type(DANIEL.pin)
    if not page.locator("input[name=pin]").input_value():
        keys.write("PIN", DANIEL.pin)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "appointments":
            break
    page.keyboard.press("Space")
    keys.press("Sign Up", "BUTTON")
    assert "You are signed up for eCommunications." in page.locator("main").inner_text()
