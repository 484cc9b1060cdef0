"""Print Page, Print By Year and the months: what stands on them, for whom, and what they cost."""

import re
from datetime import date

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.cases.models import DisclosedCase, Participant
from connect.lib.dates import day_in_words
from connect.payments.models import PaymentLine, PaymentYear
from connect.portal.frame.clock import today
from tests.portal.crawl import links, words
from tests.support.cast import DANA, DANIEL, NOOR_SECRETS, RILEY, SAM
from tests.support.page import Page

YEAR = "/payments/received/year/2019"


def statements(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def rows_of(answer) -> list[str]:
    return [
        date
        for date in Page(answer).texts('tr > th[scope="row"]:first-child')
        if re.fullmatch(r"\d\d/\d\d/\d{4}", date)
    ]


def head_of(answer) -> str:
    """The words of the table's own head, which a browser prints on every sheet."""
    return Page(answer).texts("thead")[0]


def test_the_list_leads_to_the_sheet_of_this_very_page_and_of_its_year(signed_in):
    browser = signed_in(DANIEL)
    case = DisclosedCase.objects.filter(participant_id=DANIEL.participant_id).first()
    address = f"/payments/received?page=2&year=2019&case={case.public_id}"
    told = links(browser.get(address), address)
    assert address.replace("/received", "/received/print") in told
    sheet = f"/payments/received/year/2019?page=2&year=2019&case={case.public_id}"
    assert sheet in told
    assert address in links(browser.get(sheet), sheet)
    assert "/payments/received/year/2020" in links(browser.get("/payments/received"), "/payments/received")


def test_every_sheet_says_whose_it_is_with_the_full_name_and_four_digits_only(signed_in):
    browser = signed_in(DANIEL)
    Participant.objects.filter(participant_id=DANIEL.participant_id).update(suffix="JR")
    for address in (YEAR, "/payments/received/print?page=5"):
        answer = browser.get(address)
        assert head_of(answer).startswith(
            "DANIEL J VARGAS JR Participant ID ending in 0003 Person receiving support Payments I Received"
        )
        assert DANIEL.participant_id not in words(answer)
        printed = f"Printed from Customer Connect on {day_in_words(today(), 'en')}"
        assert f"California Child Support Services (866) 901-3212 {printed}" in head_of(answer)
        assert "DANIEL" not in " ".join(Page(answer).texts("h1, title"))


def test_a_year_has_all_its_payments_its_cases_and_their_sums(signed_in):
    answer = signed_in(DANIEL).get(YEAR)
    told = words(answer)
    assert len(rows_of(answer)) == 50
    assert {day[-4:] for day in rows_of(answer)} == {"2019"}
    assert "01/01/2019 to 12/31/2019 Cases: 200000000102, 200000000103" in head_of(answer)
    assert "200000000102 26 $3,383.90 200000000103 24 $1,240.56 Total 50 $4,624.46" in told
    assert "Each case has its own line in the list." in told
    assert "Months without a payment" not in told
    lines = PaymentLine.objects.filter(participant_id=DANIEL.participant_id, year=2019).values_list("amount", flat=True)
    assert sum(lines) == 462446


def test_a_page_has_its_rows_their_period_and_their_sums(signed_in):
    answer = signed_in(DANIEL).get("/payments/received/print?page=2")
    assert len(rows_of(answer)) == 15
    dates = f"{rows_of(answer)[-1]} to {rows_of(answer)[0]}"
    assert f"Payments I Received Payments 16 to 30 of 65 {dates}" in head_of(answer)
    on_screen = words(signed_in(DANIEL).get("/payments/received?page=2"))
    assert all(day in on_screen for day in rows_of(answer))


def test_one_case_alone_is_on_the_sheet_where_the_list_was_of_that_case(signed_in):
    case = DisclosedCase.objects.get(participant_id=DANIEL.participant_id, case_number="200000000103")
    answer = signed_in(DANIEL).get(f"{YEAR}?case={case.public_id}")
    assert "Cases: 200000000103 " in head_of(answer)
    assert "200000000102" not in words(answer)
    assert len(rows_of(answer)) == 24


@pytest.mark.parametrize("address", [YEAR, "/payments/received/print"])
def test_a_case_that_is_not_theirs_is_not_found(signed_in, address):
    dana = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    assert signed_in(DANIEL).get(address, {"case": dana.public_id}).status_code == 404


def test_every_year_with_a_payment_can_be_chosen(signed_in):
    found = links(signed_in(DANIEL).get(YEAR), YEAR)
    years = PaymentYear.objects.filter(participant_id=DANIEL.participant_id).values_list("year", flat=True)
    assert {f"/payments/received/year/{year}" for year in years} <= found


@pytest.mark.parametrize("year", ["1999", "2006", "2031", "2099"])
def test_a_year_without_a_payment_says_so(signed_in, year):
    told = words(signed_in(DANIEL).get(f"/payments/received/year/{year}"))
    assert f"No payments found in {year}" in told
    assert "press Ctrl and P" not in told
    assert "Totals" not in told


@pytest.mark.parametrize("year", ["20199", "1899", "2100", "019", "abcd", "٢٠١٩"])
def test_what_is_no_year_is_not_found(signed_in, year):
    assert signed_in(DANIEL).get(f"/payments/received/year/{year}").status_code == 404


def test_months_in_which_nothing_came_are_named(signed_in):
    assert "Months without a payment: January, February, March, April, May, June, July, August, October, December." in (
        words(signed_in(RILEY).get("/payments/received/year/2017"))
    )


def test_a_reversed_payment_is_listed_and_not_counted(signed_in):
    browser = signed_in(DANA)
    PaymentLine.objects.filter(participant_id=DANA.participant_id, amount=2400).update(reversed_on=date(2017, 12, 1))
    told = words(browser.get("/payments/made/year/2017"))
    assert "11/16/2017 $24.00 INCOME WITHHOLDING ORDER 200000000101 Reversed" in told
    assert "Total 2 $99.68" in told
    assert "so we list them but do not count them: 1, $24.00." in told


def test_a_held_payment_says_the_allowed_sentence_and_how_much_of_the_total_it_is(signed_in):
    browser = signed_in(DANIEL)
    line = PaymentLine.objects.filter(participant_id=DANIEL.participant_id).order_by("-received_on").first()
    PaymentLine.objects.filter(public_id=line.public_id).update(state="held", source="federal_tax_offset")
    told = words(browser.get(f"/payments/received/year/{line.year}"))
    assert "Held: We received this payment and are holding it. It can be held for up to six months" in told
    assert "Held payments in the total: $" in told
    for reason in ("joint", "spouse", "injured", "hardship"):
        assert reason not in told.casefold()


def test_where_the_agency_may_not_name_sources_no_sheet_names_one(signed_in, settings):
    payments = msgspec.structs.replace(settings.AGENCY.payments, show_source=False)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, payments=payments)
    for address in (YEAR, "/payments/received/print"):
        told = words(signed_in(DANIEL).get(address))
        assert "Payment Type" not in told
        assert "WITHHOLDING" not in told


def test_the_sheets_and_the_months_cost_three_statements_at_most(signed_in):
    browser = signed_in(DANIEL)
    case = DisclosedCase.objects.filter(participant_id=DANIEL.participant_id).first()
    for address in (YEAR, f"{YEAR}?case={case.public_id}", "/payments/received/print?page=3"):
        assert statements(browser, address) == 3
    assert statements(browser, "/payments/received/months") == 2


def test_a_year_of_1200_payments_is_one_sheet_list_and_still_three_statements(signed_in):
    browser = signed_in(DANIEL)
    line = PaymentLine.objects.filter(participant_id=DANIEL.participant_id).first()
    facts = {name: getattr(line, name) for name in ("participant_id", "direction", "source", "state", "parts")}
    PaymentLine.objects.bulk_create(
        PaymentLine(
            **facts,
            case_number=line.case_number,
            amount=8308,
            line_id=f"X{n:05}",
            public_id=f"many-{n:017}",
            year=2021,
            received_on=date(2021, 1 + n % 12, 1 + n % 28),
        )
        for n in range(1200)
    )
    PaymentYear.objects.create(
        participant_id=DANIEL.participant_id,
        direction="received",
        case_number=line.case_number,
        year=2021,
        lines=1200,
        cents=0,
    )
    address = "/payments/received/year/2021"
    assert statements(browser, address) == 3
    answer = browser.get(address)
    assert len(rows_of(answer)) == 1200
    assert "Total 1200 $99,696.00" in words(answer)


def test_the_months_of_one_case_are_one_chart_and_of_two_are_three(signed_in):
    sam = signed_in(SAM).get("/payments/made/months")
    assert sam.content.decode().count('<table class="chart">') == 1
    assert sam.content.decode().count('<svg width="100%"') == 12
    daniel = signed_in(DANIEL)
    recent = PaymentLine.objects.filter(participant_id=DANIEL.participant_id, received_on="2020-04-10")
    recent.update(received_on=today(), year=today().year)
    told = words(daniel.get("/payments/received/months"))
    assert "All payments" in told
    assert "Case 200000000102" in told
    assert "Case 200000000103" in told
    assert "$181.84" in told
    assert "$0.00" in told


def test_nothing_hidden_is_on_any_sheet_of_sams(signed_in):
    browser = signed_in(SAM)
    year = PaymentLine.objects.filter(participant_id=SAM.participant_id).latest("received_on").year
    for address in (f"/payments/made/year/{year}", "/payments/made/print", "/payments/made/months", "/home"):
        page = browser.get(address).content.decode().upper()
        assert [secret for secret in NOOR_SECRETS if secret.upper() in page] == [], address


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No payments found in the last 12 months"),
        ("es", "No se encontraron pagos en los últimos 12 meses"),
    ],
)
def test_twelve_months_without_a_payment_say_so_instead_of_a_list_of_nothing(signed_in, language, sentence):
    browser = signed_in(DANIEL, language)
    address = "/payments/received/months"
    empty = browser.get(address)
    assert sentence in words(empty)
    assert "data-print" not in empty.content.decode()
    assert "$0.00" not in words(empty)
    PaymentLine.objects.filter(participant_id=DANIEL.participant_id, received_on="2020-04-10").update(
        received_on=today(), reversed_on=today()
    )
    told = words(browser.get(address))
    assert sentence not in told
    assert "$0.00" in told  # it came, and was taken back
