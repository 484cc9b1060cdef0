"""The tenant's way in the housing office's sheet: sign in, Payments, Payments I Received (S004)."""

import re

import pytest

from tests.journeys.conftest import DESK, day_shown, in_every_form, press, press_tab, said, sign_in, table_rows
from tests.support.cast import DANIEL

# S004 L47-61, in the order of the screen.
PAGE_1 = [
    ("04/10/2020", "$130.15"),
    ("04/10/2020", "$51.69"),
    ("03/27/2020", "$130.15"),
    ("03/27/2020", "$51.69"),
    ("03/12/2020", "$51.69"),
    ("03/12/2020", "$130.15"),
    ("02/27/2020", "$51.69"),
    ("02/27/2020", "$130.15"),
    ("01/16/2020", "$51.69"),
    ("01/03/2020", "$130.15"),
    ("01/03/2020", "$51.69"),
    ("12/19/2019", "$51.69"),
    ("12/19/2019", "$130.15"),
    ("12/05/2019", "$51.69"),
    ("12/05/2019", "$130.15"),
]


def to_the_list(page):
    """Steps 1 to 4 of the sheet."""
    sign_in(page, DANIEL)
    say = said(page)
    press_tab(page, say("Payments"))
    press(page, say("Payments I Received"))
    page.wait_for_url("**/payments/received")


def numbers(page):
    """(what the pager shows, the number of this page)."""
    pager = page.locator("nav.pager")
    return [item.strip(" ‹›\n") for item in pager.locator("li").all_inner_texts()], pager.locator(
        "[aria-current=page]"
    ).inner_text()


@in_every_form
def test_daniel_sees_the_fifteen_rows_of_the_sheet_in_its_order(visit, width, language):
    page = visit(width=width, language=language)
    to_the_list(page)
    say = said(page)
    kind = say("INCOME WITHHOLDING ORDER")
    assert [row[:3] for row in table_rows(page)] == [[day_shown(page, day), amount, kind] for day, amount in PAGE_1]
    for *_, case, status in table_rows(page):
        assert case in (f"{say('Case')} …0102", f"{say('Case')} …0103")
        assert status.startswith(say("Sent"))
        assert status.endswith(say("by direct deposit"))
    assert page.get_by_text(say("Payments 1 to 15 of 65")).is_visible()
    assert numbers(page) == ([say("Previous"), "1", "2", "3", "4", "5", say("Next")], "1")


@pytest.mark.smoke
def test_the_main_path_of_the_sheet_on_either_database(visit):
    page = visit(width=DESK, language="es")
    to_the_list(page)
    assert [tuple(row[:2]) for row in table_rows(page)] == [(day_shown(page, day), amount) for day, amount in PAGE_1]
    assert numbers(page) == (["Anterior", "1", "2", "3", "4", "5", "Siguiente"], "1")
    page.get_by_role("link", name="10 abr 2020, $130.15").click()
    assert "200000000102" in page.locator("main").inner_text()


@in_every_form
def test_the_pager_goes_through_all_five_pages_and_each_payment_stands_once(visit, width, language):
    page = visit(width=width, language=language)
    to_the_list(page)
    addresses = []
    for number in ("1", "2", "3", "4", "5"):
        assert numbers(page)[1] == number
        addresses += page.locator("main table a").evaluate_all("all => all.map(a => a.pathname)")
        if number != "5":
            page.get_by_role("link", name=said(page)("Next")).click()
    assert len(addresses) == len(set(addresses)) == 65
    page.get_by_role("link", name=said(page)("Previous")).click()
    page.wait_for_url("**page=4")
    assert numbers(page)[1] == "4"


def test_the_details_lead_back_to_the_page_they_were_opened_from(visit):
    page = visit()
    sign_in(page, DANIEL)
    page.goto("/payments/received?page=3")
    before = table_rows(page)
    page.locator("main table a").first.click()
    press(page, "Back to Payments I Received")
    page.wait_for_url("**/payments/received?page=3")
    assert table_rows(page) == before


def test_two_amounts_on_one_date_belong_to_two_cases(visit):
    page = visit()
    sign_in(page, DANIEL)
    cases = []
    for row in (0, 1):
        page.goto("/payments/received")
        page.locator("main table a").nth(row).click()
        cases.append(re.search(r"2\d{11}", page.locator("main").inner_text())[0])
    assert cases == ["200000000102", "200000000103"]


def test_one_case_and_one_year_are_chosen_together(visit):
    page = visit()
    sign_in(page, DANIEL)
    page.goto("/payments/received")
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Year").select_option("2020")
    page.get_by_label("Case").select_option(label="200000000103")
    press(page, "Show", role="button")
    assert [row[:2] for row in table_rows(page)] == [
        ["04/10/2020", "$51.69"],
        ["03/27/2020", "$51.69"],
        ["03/12/2020", "$51.69"],
        ["02/27/2020", "$51.69"],
        ["01/16/2020", "$51.69"],
        ["01/03/2020", "$51.69"],
    ]
