"""Every task with JavaScript off, and every task by keyboard only (frontend, hard goal 4)."""

import pytest

from tests.journeys.choosing import CHOSEN
from tests.journeys.conftest import (
    LANGUAGES,
    PHONE,
    fact,
    facts,
    heading,
    in_language,
    press,
    press_tab,
    said,
    sign_in,
    table_rows,
    try_pin,
)
from tests.support.cast import DANA, DANIEL, TESS


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_done_with_javascript_off(visit, language):
    page = visit(width=PHONE, language=language, javascript=False)
    page.goto("/login")
    say = said(page)
    try_pin(page, DANIEL, "000111")
    assert say("There is a problem") in page.locator("#error-summary").inner_text()
    sign_in(page, DANIEL)
    press_tab(page, say("Payments"))
    assert len(table_rows(page)) == 15
    page.get_by_role("link", name=say("Next")).click()
    assert page.locator("nav.pager [aria-current]").inner_text() == "2"
    page.locator("summary", has_text=say("Filter")).click()
    page.get_by_label(say("Year")).select_option("2020")
    press(page, say("Show"), role="button")
    assert {row[0][-4:] for row in table_rows(page)} == {"2020"}
    page.locator("main table a").first.click()
    assert heading(page) == say("Payment Details")
    press_tab(page, say("Home"))
    page.locator(".card--link").get_by_role("link", name="200000000103").click()
    fact(page, say("Past Due Support Installment")).locator("summary").click()
    assert page.get_by_text(say("An extra amount each month that pays down old unpaid support.")).is_visible()
    assert facts(page)[say("Past Due Support")] == "$1,204.18"
    assert not page.locator("dialog").is_visible()
    in_language(page, "en" if language == "es" else "es")
    press(page, said(page)("Logout"), role="button")
    page.goto("/home")
    assert "/login" in page.url


def test_a_temporary_pin_is_changed_with_javascript_off(visit):
    page = visit(javascript=False)
    sign_in(page, TESS)
    for name, digits in (("new", CHOSEN), ("again", CHOSEN)):
        page.locator(f"input[name={name}]").fill(digits)
    page.get_by_role("button", name="Save my new PIN").dblclick()  # the browser drops the answer to the first press
    page.wait_for_url("**/home")


def test_leaving_leads_away_with_javascript_off(visit):
    page = visit(javascript=False)
    page.context.route("https://www.weather.gov/", lambda route: route.fulfill(body="<title>Weather</title>"))
    sign_in(page, DANA)
    page.locator("#leave").click()
    page.wait_for_url("https://www.weather.gov/")
