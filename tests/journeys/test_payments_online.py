"""Viewing payments online (S000 L53-60, S001 L31-37, S002 L93-122)."""

import pytest

from tests.journeys.conftest import (
    OWN_PIN,
    day_shown,
    facts,
    heading,
    in_every_form,
    press,
    press_tab,
    said,
    sign_in,
    table_rows,
    try_pin,
)
from tests.support.cast import DANA, RILEY, SAM, TESS

DANAS = [
    ["11/16/2017", "$83.08", "INCOME WITHHOLDING ORDER"],
    ["11/16/2017", "$24.00", "INCOME WITHHOLDING ORDER"],
    ["09/08/2017", "$16.60", "INCOME WITHHOLDING ORDER"],
]


def in_the_language_of(page, rows):
    say = said(page)
    return [[day_shown(page, date), amount, say(kind)] for date, amount, kind in rows]


@in_every_form
def test_dana_finds_the_three_payments_of_the_screen_below_the_twelve_newer_ones(visit, width, language):
    page = visit(width=width, language=language)
    page.goto("/")
    say = said(page)
    press(page, say("Login"))
    try_pin(page, DANA, DANA.pin)
    page.wait_for_url("**/home")
    press_tab(page, say("Payments"))
    page.wait_for_url("**/payments/made")
    assert heading(page) == say("Payments")
    tabs = page.locator("nav.tabs a")
    assert tabs.all_inner_texts() == [say("Payments I Made"), say("Payments I Received")]
    assert tabs.first.get_attribute("aria-current") == "page"
    assert table_rows(page)[12:] == in_the_language_of(page, DANAS)
    heads = page.locator("main table th[scope=col]").evaluate_all("all => all.map(head => head.textContent)")
    assert heads == [say("Payment Date"), say("Amount"), say("Payment Type")]
    assert say("Select the payment date to view more details.") in page.locator("main").inner_text()
    assert page.locator("nav.pager").count() == 0
    press(page, say("Payments I Received"))
    assert say("No payments found") in page.locator("main").inner_text()


@in_every_form
def test_riley_finds_the_same_payments_as_received(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, RILEY)
    say = said(page)
    press_tab(page, say("Payments"))
    page.wait_for_url("**/payments/received")
    rows = table_rows(page)
    assert [row[:3] for row in rows[12:]] == in_the_language_of(page, DANAS)
    for *_, status in rows[12:]:
        assert status.startswith(say("Sent"))
        assert status.endswith(say("by check"))


@in_every_form
def test_the_payment_date_opens_the_details_and_the_way_back(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    page.goto("/payments/made")
    say = said(page)
    press(page, f"{day_shown(page, '11/16/2017')}, $83.08")
    assert heading(page) == say("Payment Details")
    shown = facts(page)
    assert page.locator(".happened").inner_text().startswith("$83.08")
    assert shown[say("Counts toward")] == {"en": "November 2017", "es": "noviembre de 2017"}[language]
    assert shown[say("Payment Type")] == say("INCOME WITHHOLDING ORDER")
    assert shown[say("Date withheld")] == day_shown(page, "11/10/2017")
    assert shown[say("Date posted")] == day_shown(page, "11/17/2017")
    assert shown[say("Case Number")] == "200000000101"
    assert shown[say("This month's support")] == "$10.00"
    assert shown[say("Past support owed to the family")] == "$73.08"
    press(page, say("Back to Payments I Made"))
    page.wait_for_url("**/payments/made")


def test_no_address_of_a_payment_tells_a_number_of_a_person_or_case(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/payments/made")
    for link in page.locator("main table a").all():
        assert not {"1000000001", "200000000101", "C2017"} & set(link.get_attribute("href").split("/"))


def test_make_a_payment_leads_to_the_state_disbursement_unit(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/payments/made")
    link = page.get_by_role("link", name="Make a Payment", exact=True)
    assert link.get_attribute("href") == "https://www.casdu.com/"


@in_every_form
def test_both_notes_of_the_screen_stand_under_the_list(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    page.goto("/payments/made")
    say = said(page)
    notes = [" ".join(note.split()) for note in page.locator("p.note:not(.sign-up)").all_inner_texts()]
    assert notes == [
        say(
            "We've made every effort to ensure the information displayed on this page is accurate. However, in the "
            "event that the information differs from your records, please call (866) 901-3212."
        ),
        say("Payments made prior to May 2006 may not appear on this list."),
    ]


@in_every_form
def test_a_year_is_chosen_and_all_of_them_come_back(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, SAM)
    page.goto("/payments/made")
    say = said(page)
    every = len(table_rows(page))
    newest = table_rows(page)[0][0][-4:]
    page.locator("summary", has_text=say("Filter")).click()
    page.get_by_label(say("Year")).select_option(newest)
    press(page, say("Show"), role="button")
    assert f"year={newest}" in page.url
    assert {row[0][-4:] for row in table_rows(page)} == {newest}
    press(page, say("Show all payments"))
    assert len(table_rows(page)) == every


def test_the_payer_is_not_told_that_a_check_came_back_and_the_payee_is(visit):
    payer, payee = visit(), visit()
    sign_in(payer, DANA)
    sign_in(payee, RILEY)
    for page, way in ((payer, "made"), (payee, "received")):
        page.goto(f"/payments/{way}")
        page.get_by_role("row").filter(has_text="$24.00").get_by_role("link").click()
    told = " ".join(payee.locator(".happened").inner_text().split())
    assert told == "$24.00 was sent to you again by check on December 8, 2017."
    assert " ".join(payer.locator(".happened").inner_text().split()) == (
        "$24.00 was received from you on November 16, 2017."
    )
    assert "check" not in payer.locator("main").inner_text().casefold()


@pytest.fixture
def tess_with_her_own_pin(demo):
    demo.ask(OWN_PIN, TESS.participant_id)


def test_a_held_and_a_reversed_payment_say_so_without_the_reason(visit, tess_with_her_own_pin):
    page = visit()
    sign_in(page, TESS, pin=TESS.pin)
    page.goto("/payments/received")
    held = page.get_by_role("row").filter(has_text="$412.07")
    assert "Held" in held.inner_text()
    assert "Reversed" in page.get_by_role("row").filter(has_text="$61.44").inner_text()
    held.get_by_role("link").click()
    told = page.locator("main").inner_text()
    assert "It can be held for up to six months" in told
    assert "joint" not in told.casefold()
    assert "spouse" not in told.casefold()
