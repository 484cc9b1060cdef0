"""The language button: on every page, before signing in and after it, and remembered (S003)."""

import pytest

from tests.journeys.conftest import heading, in_language, no_axe_violations, press, sign_in
from tests.support.cast import DANA, RILEY


def language(page) -> str:
    return page.locator("html").get_attribute("lang")


def test_the_button_is_written_in_its_own_language(visit):
    page = visit()
    page.goto("/")
    button = page.locator("button[lang=es]")
    assert button.inner_text() == "Español"
    button.click()
    assert page.locator("button[lang=en]").inner_text() == "English"


@pytest.mark.parametrize("address", ["/login", "/register", "/forgot-pin", "/help/faq", "/help/contact"])
def test_it_leads_back_to_the_page_it_was_pressed_on(visit, address):
    page = visit()
    page.goto(address)
    in_language(page, "es")
    assert page.url.endswith(address)


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_typed_survives_and_enter_still_sends_the_form(visit, javascript):
    page = visit(javascript=javascript)
    page.goto("/register")
    page.locator("[name=first_name]").fill("Noor <b>")
    page.locator("[name=participant_id]").fill("1000000006")
    page.get_by_label("Standard Mail").check()
    page.locator("button[lang=es]").click()
    assert (language(page), page.url.rpartition("/")[2]) == ("es", "register")
    assert page.locator("[name=first_name]").input_value() == "Noor <b>"
    assert page.get_by_label("Correo postal").is_checked()
    if javascript:
        no_axe_violations(page)
    page.locator("[name=participant_id]").press("Enter")
    page.locator("#error-summary").wait_for()
    assert (language(page), page.locator("[name=participant_id]").input_value()) == ("es", "1000000006")
    page.goto("/login")
    page.locator("[name=participant_id]").fill("1000000001")
    page.locator("[name=pin]").fill("402958")
    page.locator("button[lang=en]").click()
    assert page.locator("[name=participant_id]").input_value() == "1000000001"
    assert page.locator("[name=pin]").input_value() == ""


def test_a_choice_before_signing_in_is_remembered_by_the_browser_and_kept_for_the_person(visit, demo):
    page = visit()
    page.goto("/login")
    in_language(page, "es")
    page.goto("/help/privacy")
    assert language(page) == "es"
    sign_in(page, DANA)
    assert heading(page) == "Hola, Dana"
    assert demo.ask("SELECT participant_id, language FROM notices_contactpreference") == [(DANA.participant_id, "es")]
    elsewhere = visit()
    sign_in(elsewhere, DANA)
    assert language(elsewhere) == "es"


def test_a_choice_after_signing_in_stands_in_another_browser(visit):
    page = visit()
    sign_in(page, RILEY)
    page.goto("/payments/received")
    in_language(page, "es")
    assert page.url.endswith("/payments/received")
    elsewhere = visit()
    sign_in(elsewhere, RILEY)
    assert heading(elsewhere) == "Hola, Riley"
    in_language(elsewhere, "en")
    page.goto("/home")
    assert heading(page) == "Hello, Riley"


def test_the_choice_outlives_the_visit(visit):
    page = visit()
    sign_in(page, DANA)
    in_language(page, "es")
    press(page, "Cerrar sesión", role="button")
    assert heading(page) == "Le damos la bienvenida a Customer Connect"


def test_filters_and_page_survive_a_change_of_language(visit):
    page = visit()
    sign_in(page, RILEY)
    page.goto("/payments/received?page=1&year=2017")
    in_language(page, "es")
    assert page.url.endswith("/payments/received?page=1&year=2017")


def test_a_browser_that_asks_for_spanish_is_greeted_in_spanish(visit):
    page = visit(browser="es-US", language="es")
    page.goto("/")
    assert heading(page) == "Le damos la bienvenida a Customer Connect"


def test_an_error_page_speaks_the_chosen_language(visit):
    page = visit(language="es")
    assert page.goto("/no/such/page").status == 404
    assert heading(page) == "No pudimos encontrar esa página"
