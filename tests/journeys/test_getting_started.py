"""Getting started with a temporary PIN (S000 L44-51), and a PIN of one's own choice (S000 L21)."""

from tests.journeys.choosing import CHOSEN, choose_pin
from tests.journeys.conftest import heading, in_every_form, press, said, sign_in, try_pin
from tests.support.cast import DANA, TESS


@in_every_form
def test_tess_must_change_her_temporary_pin_and_then_sees_her_case(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/")
    say = said(page)
    press(page, say("Login"))
    try_pin(page, TESS, TESS.pin)
    page.wait_for_url("**/pin")
    assert heading(page) == say("Choose your own PIN")
    choose_pin(page, "", CHOSEN)
    page.wait_for_url("**/home")
    assert page.locator(".who").inner_text() == "TESS"
    assert page.locator(".card--link").get_by_role("link", name="200000000105").is_visible()


def test_before_she_has_chosen_every_page_leads_to_the_choice(visit):
    page = visit()
    sign_in(page, TESS)
    for address in ("/home", "/payments", "/payments/received", "/documents", "/profile"):
        page.goto(address)
        assert page.url.endswith("/pin"), address
        assert "200000000105" not in page.content()


def test_the_temporary_pin_opens_nothing_once_she_has_her_own(visit):
    page = visit()
    sign_in(page, TESS)
    choose_pin(page, "", CHOSEN)
    page.wait_for_url("**/home")
    press(page, "Logout", role="button")
    page.goto("/login")
    try_pin(page, TESS, TESS.pin)
    assert "We could not sign you in." in page.locator("#error-summary").inner_text()
    sign_in(page, TESS, pin=CHOSEN)
    assert page.locator(".who").inner_text() == "TESS"


@in_every_form
def test_a_pin_that_is_easy_to_guess_is_refused_with_the_reason_at_its_field(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    page.goto("/pin")
    say = said(page)
    choose_pin(page, DANA.pin, "456789")
    assert page.locator("#error-summary").evaluate("summary => summary === document.activeElement")
    assert say("There is a problem") in page.locator("#error-summary").inner_text()
    sentence = say("That PIN is too easy to guess: it counts up or down, like 456789 or 102030. Try another one.")
    assert sentence in page.locator("#id_new_error").inner_text()
    assert page.title().startswith(say("Error:"))
    page.locator("#error-summary").get_by_role("link", name=sentence).click()
    assert page.locator("input[name=new]").evaluate("field => field === document.activeElement")
    assert [page.locator(f"input[name={name}]").input_value() for name in ("current", "new", "again")] == ["", "", ""]


def test_two_new_pins_that_differ_are_not_taken(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/pin")
    choose_pin(page, DANA.pin, CHOSEN, again="618306")
    assert "The two new PINs do not match." in page.locator("#id_again_error").inner_text()


@in_every_form
def test_dana_changes_her_pin_and_her_other_device_is_signed_out(visit, width, language):
    page, other = visit(width=width, language=language), visit()
    sign_in(other, DANA)
    sign_in(page, DANA)
    page.goto("/pin")
    say = said(page)
    assert heading(page) == say("Change your PIN")
    choose_pin(page, DANA.pin, CHOSEN)
    page.wait_for_selector(".alert--success")
    assert heading(page) == say("You changed your PIN")
    page.goto("/home")
    assert page.locator(".who").inner_text() == "DANA"
    other.goto("/home")
    assert "/login?next=/home" in other.url


def proposed(page):
    """The digits shown to be written down."""
    return page.locator(".digits__value [aria-hidden]").inner_text().replace(" ", "")


@in_every_form
def test_tess_lets_us_give_her_a_pin_and_signs_in_with_it(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, TESS)
    say = said(page)
    press(page, say("Give me a PIN"), role="button")
    assert heading(page) == say("Write down your new PIN")
    first = proposed(page)
    press(page, say("Give me another"), role="button")
    second = proposed(page)
    assert second != first
    assert second not in page.url
    press(page, say("I have written it down: use this PIN"), role="button")
    page.wait_for_url("**/home")
    press(page, say("Logout"), role="button")
    sign_in(page, TESS, pin=second)


def test_a_wrong_current_pin_leaves_the_same_pin_on_the_page(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/pin")
    press(page, "Give me a PIN", role="button")
    shown = proposed(page)
    page.locator("input[name=current]").fill("111222")
    page.locator("input[name=current]").press("Enter")
    assert "That is not your current PIN." in page.locator("#id_current_error").inner_text()
    assert proposed(page) == shown


def test_without_scripts_a_pin_is_given_too(visit):
    page = visit(javascript=False)
    sign_in(page, DANA)
    page.goto("/pin")
    press(page, "Give me a PIN", role="button")
    given = proposed(page)
    page.locator("input[name=current]").fill(DANA.pin)
    press(page, "I have written it down: use this PIN", role="button")
    page.wait_for_selector(".alert--success")
    press(page, "Logout", role="button")
    sign_in(page, DANA, pin=given)


def test_a_pin_may_be_pasted_and_looked_at(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/pin")
    field = page.locator("input[name=new]")
    assert field.get_attribute("autocomplete") == "new-password"
    page.get_by_role("button", name="Show New PIN", exact=True).click()
    field.focus()
    page.keyboard.insert_text("618 305")
    assert "618 305" in field.input_value()
    assert field.get_attribute("type") == "text"


def test_what_was_typed_is_shown_on_request_and_hidden_again(visit):
    page = visit()
    page.goto("/login")
    page.locator("input[name=pin]").fill("402958")
    show = page.get_by_role("button", name="Show PIN")
    show.click()
    assert page.locator("input[name=pin]").get_attribute("type") == "text"
    assert show.get_attribute("aria-pressed") == "true"
    show.click()
    assert page.locator("input[name=pin]").get_attribute("type") == "password"
