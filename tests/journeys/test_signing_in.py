"""The welcome page and signing in (S000 L9-40, S001 L9, S002 L25-52, S004 L6-12)."""

import re

import pytest

from tests.journeys.conftest import heading, in_every_form, press, said, sign_in, try_pin
from tests.support.cast import DANA, DANIEL

# The ten benefits of S000, in its order: those that are here, and those that are still to come.
HERE = [
    "Convenient 24/7 access",
    "Mobile-friendly",
    "Reset or change your Personal Identification Number (PIN)",
    "Email your caseworker",
    "Update your account information",
    "Check your payments and print payment history",
    "Review case information",
    "Verify court dates and appointments",
]
TO_COME = [
    "Stay on track with appointment reminders",
    "Stay organized with eCommunications",
]
# (text, where it leads) of S004 L69-104.
FOOTER = [
    ("DCSS Home", "https://childsupport.ca.gov/"),
    ("State Disbursement Unit", "https://www.casdu.com/"),
    ("Translation Services", "/help/translation-services"),
    ("Find a Local Office", "/help/local-office"),
    ("(866) 901-3212", "tel:+18669013212"),
    ("(866) 399-4096", "tel:+18663994096"),
    ("(866) 249-0773", "tel:+18662490773"),
    ("Video Resource Library", "/help/videos"),
    ("Child Support Forms", "/help/forms"),
    ("Programs and Services", "/help/programs"),
    ("Frequently Asked Questions (FAQ)", "/help/faq"),
    ("Back to Top", "#top"),
    ("Conditions of Use", "/help/conditions-of-use"),
    ("Privacy Policy", "/help/privacy"),
    ("Accessibility", "/help/accessibility"),
    ("Contact Us", "/help/contact"),
]


@in_every_form
def test_the_welcome_page_has_the_form_and_what_customer_connect_gives(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/")
    say = said(page)
    assert heading(page) == say("Welcome to Customer Connect")
    assert page.get_by_label(say("Participant ID"), exact=True).is_visible()
    assert page.get_by_label("PIN", exact=True).is_visible()
    assert page.get_by_role("link", name=say("Forgot PIN?")).get_attribute("href") == "/forgot-pin"
    assert page.get_by_role("link", name=say("Register"), exact=True).first.get_attribute("href") == "/register"
    assert page.get_by_role("button", name=say("Login"), exact=True).is_visible()
    assert page.locator(".ticks ul:first-of-type li").all_inner_texts() == [say(benefit) for benefit in HERE]
    later = page.locator("#later ~ ul li")
    assert later.all_inner_texts() == [say(benefit) for benefit in TO_COME]
    assert later.first.evaluate("li => getComputedStyle(li, '::before').content") == "none"  # no tick


def test_the_footer_names_every_link_of_the_screen_and_each_page_of_ours_is_there(visit):
    page = visit()
    page.goto("/")
    links = page.locator(".footer__columns a, .footer__bar a").evaluate_all(
        "all => all.map(a => [a.innerText, a.getAttribute('href')])"
    )
    assert [tuple(link) for link in links] == FOOTER
    for name, address in FOOTER:
        if address.startswith("/"):
            assert page.goto(address).status == 200
            assert heading(page) == name


def test_where_the_participant_id_stands_is_told_in_place(visit):
    page = visit()
    page.goto("/login")
    told = page.get_by_text("on a child support check or on a child support billing statement")
    assert not told.is_visible()
    page.get_by_text("Where is my Participant ID?").click()
    assert told.is_visible()


@pytest.mark.parametrize("written", ["100 000 0001", "100-000-0001", " 1000000001 "])
def test_spaces_and_dashes_in_the_participant_id_are_forgiven(visit, written):
    page = visit()
    page.goto("/login")
    page.get_by_label("Participant ID", exact=True).fill(written)
    page.get_by_label("PIN", exact=True).fill(DANA.pin)
    press(page, "Login", role="button")
    page.wait_for_url("**/home")


@in_every_form
def test_an_empty_form_says_what_to_enter_and_leads_there(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/login")
    say = said(page)
    press(page, say("Login"), role="button")
    summary = page.locator("#error-summary")
    assert summary.get_by_role("link").all_inner_texts() == [say("Enter your Participant ID."), say("Enter your PIN.")]
    summary.get_by_role("link").first.click()
    assert page.get_by_label(say("Participant ID"), exact=True).evaluate("it => it === document.activeElement")


def test_an_unknown_number_and_a_wrong_pin_get_the_same_answer(visit):
    page = visit()
    page.goto("/login")
    try_pin(page, DANA, "000111")
    wrong = without_tokens(page)
    page.locator("input[name=participant_id]").fill("9876543210")
    page.locator("input[name=pin]").fill(DANA.pin)
    page.locator("input[name=pin]").press("Enter")
    page.wait_for_load_state()
    assert wrong.count(DANA.participant_id) == 1  # in the field that it was typed into
    assert without_tokens(page) == wrong.replace(DANA.participant_id, "9876543210")


@in_every_form
def test_five_wrong_pins_pause_and_the_page_does_not_tell_which_try_it_was(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/login")
    say = said(page)
    pages = []
    for pin in ("111222", "111223", "111224", "111225", "111226", DANIEL.pin):
        try_pin(page, DANIEL, pin)
        page.wait_for_load_state()
        pages.append(without_tokens(page))
    told = say(
        "We could not sign you in. Check your Participant ID and your PIN. "
        "After 5 wrong tries, sign-in is paused for at least 15 minutes. "
        "During the pause, even the right PIN does not work."
    )
    assert told in page.locator("#error-summary").inner_text()
    assert set(pages) == {pages[0]}
    assert page.locator(".who").count() == 0


def without_tokens(page) -> str:
    """The page as sent, without the value that differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content())


def test_after_the_pause_the_right_pin_signs_in(visit, demo):
    page = visit()
    page.goto("/login")
    for pin in ("111222", "111223", "111224", "111225", "111226"):
        try_pin(page, DANIEL, pin)
        page.wait_for_load_state()
    demo.ask(
        "UPDATE access_account SET paused_until = %s WHERE participant_id = %s AND paused_until IS NOT NULL",
        "2020-01-01 00:00:00",
        DANIEL.participant_id,
    )
    sign_in(page, DANIEL)
    assert page.locator(".who").inner_text() == "DANIEL"


def test_an_address_asked_for_before_signing_in_opens_after_it(visit):
    page = visit()
    page.goto("/payments/received?page=2")
    assert "/login?next=" in page.url
    try_pin(page, DANIEL, DANIEL.pin)
    page.wait_for_url("**/payments/received?page=2")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"]
)
def test_an_address_of_another_site_is_not_followed(visit, demo, elsewhere):
    page = visit()
    page.goto(f"/login?next={elsewhere}")
    try_pin(page, DANA, DANA.pin)
    page.wait_for_url(f"{demo.address}/home")


@pytest.mark.parametrize("address", ["/register", "/forgot-pin"])
def test_how_to_get_a_pin_is_told_with_the_telephone_beside_it(visit, address):
    page = visit()
    page.goto(address)
    assert page.get_by_role("button", name="Submit").is_visible()
    assert page.locator("main a[href='tel:+18669013212']").first.is_visible()
    assert "wait 10 days" in page.locator("main").inner_text()
