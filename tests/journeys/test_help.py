"""Help as a person meets it: from the welcome page to the steps, an answer, an office, and the pamphlet on paper."""

import re

import pytest

from tests.journeys.conftest import LANGUAGES, PHONE, heading, in_every_form, press

FOUND = {"en": "landlord", "es": "arrendador"}


@in_every_form
def test_from_the_welcome_page_to_the_steps_and_their_pictures(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/")
    page.locator("main a[href='/help/getting-started']").click()
    pictures = page.locator("main img")
    assert pictures.count() == 3
    for number in range(3):
        pictures.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(
            "picture => picture.complete && picture.naturalWidth > 0", arg=pictures.nth(number).element_handle()
        )
        assert f"/content/{language}/" in pictures.nth(number).get_attribute("src")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_answer_is_found_by_a_word_and_has_its_own_address(visit, language, javascript):
    page = visit(width=PHONE, language=language, javascript=javascript)
    page.goto("/help/faq")
    page.locator("input[name=q]").fill(FOUND[language])
    page.locator("input[name=q]").press("Enter")
    page.wait_for_url("**/help/faq?q=*")
    page.locator(".found h2 a").first.click()
    assert page.url.endswith("/help/faq/show-my-payments")
    assert FOUND[language] in heading(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_the_glossary_is_short_on_a_phone_and_an_address_opens_its_word(visit, javascript):
    page = visit(width=PHONE, javascript=javascript)
    page.goto("/help/glossary")
    meaning = page.locator("#past-due-support-arrears")
    assert page.evaluate("document.documentElement.scrollHeight") < 5_000
    assert not meaning.is_visible()
    page.goto("/help/glossary#past-due-support-arrears")
    assert meaning.is_visible()
    assert 0 <= meaning.bounding_box()["y"] < page.viewport_size["height"]
    page.locator("h2 a[href='#letter-A']").click()
    assert page.locator("#adjustment").is_visible()
    assert not meaning.is_visible()


def test_counties_run_down_the_columns(visit):
    page = visit(width=PHONE)
    page.goto("/help/local-office")
    first, second = (page.locator(".counties li").nth(number).bounding_box() for number in (0, 1))
    assert first["x"] == second["x"]
    assert first["y"] < second["y"]


def test_a_county_is_found_by_a_city_with_an_office(visit):
    page = visit(width=PHONE)
    page.goto("/")
    press(page, "Find a Local Office")
    page.locator("input[name=q]").fill("sonora")
    page.locator("input[name=q]").press("Enter")
    press(page, "Tuolumne County")
    assert heading(page) == "Tuolumne County"
    assert "975 Morning Star Dr" in page.locator("main").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pamphlet_is_one_sheet_of_letter_paper(visit, language):
    page = visit(language=language)
    page.goto("/help/pamphlet")
    pdf = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 (\d+) (\d+)\]", pdf) == [(b"612", b"792")]


@in_every_form
def test_a_full_stop_stays_beside_the_number_to_call(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/help/translation-services")
    assert set(page.locator(".interpreter a").evaluate_all("all => all.map(it => getComputedStyle(it).display)")) == {
        "inline"
    }


def test_an_address_of_older_papers_leads_to_sign_in(visit):
    page = visit()
    page.goto("/CustomerConnect/login")
    assert page.url.endswith("/login")
