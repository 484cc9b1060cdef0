"""A person without a mouse: Tab, Shift+Tab, Enter, the arrows, and nothing else (WCAG 2.1.1, 2.4.7)."""

import pytest

from tests.journeys.authenticator import Authenticator
from tests.journeys.choosing import CHOSEN
from tests.journeys.conftest import DESK, LANGUAGES, PHONE, day_shown, heading, said, sign_in, table_rows
from tests.journeys.keyboard import FOCUSED, Keyboard
from tests.support.cast import DANA, DANIEL, NOOR, TESS


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_housing_sheet_is_followed_by_keyboard_only(visit, width, language):
    """S004, with a look at one payment before its last step."""
    page = visit(width=width, language=language)
    page.goto("/")
    say, keyboard = said(page), Keyboard(page)
    keyboard.press(say("Skip to the main content"))
    keyboard.write(say("Participant ID"), DANIEL.participant_id)
    keyboard.write("PIN", DANIEL.pin)
    keyboard.press(say("Login"), "BUTTON")
    page.wait_for_url("**/home")
    if width == PHONE:
        keyboard.to(say("Menu"), "SUMMARY")
        page.keyboard.press("Enter")
    keyboard.press(say("Payments"), "A")
    keyboard.press(say("Payments I Received"))
    keyboard.to(say("Filter"), "SUMMARY")
    page.keyboard.press("Enter")
    keyboard.to(say("Year"), "SELECT")
    page.keyboard.press("ArrowDown")
    keyboard.press(say("Show"), "BUTTON")
    page.wait_for_url("**year=2020**")
    assert {row[0][-4:] for row in table_rows(page)} == {"2020"}
    keyboard.press(f"{day_shown(page, '04/10/2020')}, $130.15")
    assert heading(page) == say("Payment Details")
    keyboard.press(say("Back to Payments I Received"))
    keyboard.press(say("Print By Year"))
    page.wait_for_url("**/payments/received/year/2020**")
    assert page.locator("main").get_by_text("DANIEL J VARGAS").is_visible()
    keyboard.to(say("Print"), "BUTTON")
    log_out(page, keyboard)


def log_out(page, keyboard: Keyboard) -> None:
    keyboard.press(said(page)("Logout"), "BUTTON")
    page.wait_for_url(lambda url: url.endswith("/"))


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "es")], ids=["phone", "desk"])
def test_the_screens_of_the_guide_are_followed_by_keyboard_only(visit, width, language):
    """S001 L29-63, S002 L43-215: from sign-in by Home, a case and its orders, payments and Print Page to Logout."""
    page = visit(width=width)
    page.goto("/")
    keyboard = Keyboard(page)
    if language == "es":
        keyboard.press("Español", "BUTTON")
    say = said(page)
    keyboard.press(say("Login"), "A")
    keyboard.write(say("Participant ID"), DANA.participant_id)
    keyboard.write("PIN", DANA.pin)
    keyboard.press(say("Login"), "BUTTON")
    page.wait_for_url("**/home")
    keyboard.press(f"{say('Case Number')} 200000000101", "A")
    assert heading(page) == say("Case Details")
    assert [row[-1] for row in table_rows(page)] == [say("ACTIVE")] * 2
    keyboard.press(say("Payments I Made to this case"), "A")
    keyboard.press(f"{day_shown(page, '11/16/2017')}, $83.08", "A")
    assert heading(page) == say("Payment Details")
    keyboard.press(say("Back to Payments I Made"), "A")
    keyboard.press(say("Print Page"), "A")
    page.wait_for_url("**/payments/made/print**")
    keyboard.to(say("Print"), "BUTTON")
    keyboard.press_tab(say("Payments"), say("Menu"))
    keyboard.press(say("Payments I Received"), "A")
    assert say("No payments found") in page.locator("main").inner_text()
    for tab in ("Documents", "Messages", "Other Party", "My Profile"):
        keyboard.press_tab(say(tab), say("Menu"))
        assert heading(page) == say(tab)
    keyboard.press_tab(say("Home"), say("Menu"))
    assert heading(page) == say("Hello, Dana")
    log_out(page, keyboard)


def search(page, keyboard: Keyboard, words: str) -> None:
    keyboard.write(page.locator("main label").inner_text(), words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_help_is_searched_and_an_office_is_found_by_keyboard_only(visit):
    """From the footer of the documents (S004 L69-108), by someone who has signed in."""
    page = visit(width=PHONE)
    sign_in(page, DANIEL)
    keyboard = Keyboard(page)
    keyboard.press("Frequently Asked Questions (FAQ)", "A")
    search(page, keyboard, "landlord")
    keyboard.press(page.locator(".found h2 a").first.inner_text(), "A")
    assert "landlord" in heading(page)
    keyboard.press("Find a Local Office", "A")
    search(page, keyboard, "sonora")
    keyboard.press("Tuolumne County", "A")
    assert heading(page) == "Tuolumne County"
    log_out(page, keyboard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_read_in_the_other_language_and_asked_for_by_keyboard_only(visit, language):
    page = visit(width=PHONE, language=language)
    sign_in(page, NOOR)
    say, keyboard = said(page), Keyboard(page)
    keyboard.press_tab(say("Documents"), say("Menu"))
    keyboard.press(page.locator(".documents a").first.inner_text(), "A")
    keyboard.press(page.locator("main a[hreflang]").inner_text(), "A")
    assert page.locator("article").get_attribute("lang") == ("en" if language == "es" else "es")
    keyboard.press(say("Ask for it by mail, in large print, in braille or as audio"), "A")
    keyboard.to(say("A document that is older than six months"), "INPUT")  # Tab reaches the first of the choices
    page.keyboard.press("ArrowDown")
    keyboard.press(say("Continue"), "BUTTON")
    keyboard.press(say("Send request"), "BUTTON")
    assert heading(page) == say("What you asked for")
    assert say("A copy by mail") in page.locator(".cards").inner_text()


def test_a_term_is_explained_and_a_pin_is_changed_by_keyboard_only(visit):
    page = visit(width=PHONE)
    page.goto("/login")
    keyboard = Keyboard(page)
    keyboard.write("Participant ID", DANIEL.participant_id)
    keyboard.write("PIN", DANIEL.pin)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")
    keyboard.press("Case Number 200000000103", "A")
    keyboard.to("Monthly Support What is this?", "SUMMARY")
    page.keyboard.press("Enter")
    assert page.get_by_text("The full amount the order says for each month.").is_visible()
    keyboard.press_tab("My Profile", "Menu")
    keyboard.press("Sign-in and security", "A")
    keyboard.press("PIN", "A")
    keyboard.write("Current PIN", DANIEL.pin)
    keyboard.write("New PIN", CHOSEN)
    keyboard.write("New PIN again", CHOSEN)
    keyboard.press("Save my new PIN", "BUTTON")
    page.wait_for_selector(".alert--success")
    log_out(page, keyboard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_given_pin_is_taken_by_keyboard_only(visit, language):
    page = visit(width=PHONE, language=language)
    page.goto("/login")
    say, keyboard = said(page), Keyboard(page)
    keyboard.write(say("Participant ID"), TESS.participant_id)
    keyboard.write("PIN", TESS.pin)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pin")
    keyboard.press(say("Give me a PIN"), "BUTTON")
    keyboard.press(say("Give me another"), "BUTTON")
    keyboard.press(say("I have written it down: use this PIN"), "BUTTON")
    page.wait_for_url("**/home")
    log_out(page, keyboard)


def test_the_first_tab_offers_to_skip_to_the_content(visit):
    page = visit()
    page.goto("/help/faq")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["name"] == "Skip to the main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator("main :is(a, input, button)").first
    assert first.evaluate("it => it === document.activeElement")


@pytest.mark.parametrize("address", ["/", "/login", "/help/contact"])
def test_no_page_catches_the_keyboard(visit, address):
    page = visit()
    page.goto(address)
    names = []
    for _ in range(120):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUSED)["name"])
        if page.evaluate("document.activeElement === document.body"):
            return
    raise AssertionError(f"after 120 times Tab the focus is still in the page: {names[-8:]}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passkey_is_added_and_used_by_keyboard_only(visit, language):
    page = visit(width=PHONE, language=language)
    Authenticator(page)
    sign_in(page, DANIEL)
    page.goto("/security")
    say, keyboard = said(page), Keyboard(page)
    keyboard.to(say("Passkeys"), "A")
    page.keyboard.press("Enter")
    page.wait_for_url("**/security/passkeys")
    keyboard.press(say("Add a passkey"), "A")
    keyboard.write("PIN", DANIEL.pin)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keyboard.to(say("Add a passkey"), "BUTTON")
    page.keyboard.press("Enter")
    page.wait_for_url("**/security/passkeys")
    keyboard.press(say("Logout"), "BUTTON")
    page.goto("/login")
    keyboard.to(say("Use a passkey"), "BUTTON")
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")
    assert page.locator(".who").inner_text() == "DANIEL"
