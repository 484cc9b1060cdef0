"""What of a payment is not shared out yet, on every page that lists payments, adds them up or says that none came."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.access.models import Account
from connect.cases.models import Delivery, DisclosedCase
from connect.news.models import Change
from connect.payments.models import PaymentLine
from connect.portal.frame.clock import today
from tests.payments.rows import a_line, save
from tests.portal.crawl import words
from tests.support.cast import DANA, RILEY

MARK = "Being applied to your cases"
SENTENCE = "We received this money and have not shared it among your cases yet."
LEFT_OUT = "This list does not include $80.00 of your payments that we received and are still applying to your cases."
YEAR = "/payments/made/year/2017"


def of_no_case(number: int, received_on: date, amount: int, **facts: object) -> PaymentLine:
    """A payment of Dana's that no share of is known."""
    facts |= {"participant_id": DANA.participant_id, "direction": "made", "case_number": ""}
    line_id, public_id = f"D{number}..made", f"of-no-case-{number:011d}"
    return a_line(
        number, received_on, amount=amount, state="received", parts="[]", line_id=line_id, public_id=public_id, **facts
    )


@pytest.fixture
def paid(cast) -> PaymentLine:
    """Beside Dana's three payments of 2017 and twelve newer ones, all on one case, one that is not shared out."""
    return save([of_no_case(1, date(2017, 8, 7), 8000)])[0]


def only_case() -> str:
    return DisclosedCase.objects.get(participant_id=DANA.participant_id).public_id


def statements(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_the_list_names_it_and_counts_it_and_leads_to_it(paid, signed_in):
    browser = signed_in(DANA)
    told = words(browser.get("/payments/made"))
    assert "Payments 1 to 15 of 16" in told
    told = words(browser.get("/payments/made?year=2017"))
    assert "Payments 1 to 4 of 4" in told
    assert f"08/07/2017 $80.00 INCOME WITHHOLDING ORDER {MARK}" in told
    assert f"{MARK}: {SENTENCE}" in told
    assert statements(browser, "/payments/made?year=2017") == 3
    details = words(browser.get(f"/payments/made/{paid.public_id}"))
    assert "$80.00 was received from you on August 7, 2017." in details
    assert SENTENCE in details
    assert "Case Number" not in details
    assert "Where this payment went" not in details


def test_the_sheet_of_a_year_adds_it_up_and_its_month_is_not_one_without_a_payment(paid, signed_in):
    browser = signed_in(DANA)
    told = words(browser.get(YEAR))
    assert f"08/07/2017 $80.00 INCOME WITHHOLDING ORDER {MARK}" in told
    assert "Payment Type Case Number 11/16/2017" in told  # it stands in place of the case, so there is no column more
    assert f"200000000101 3 $123.68 {MARK} 1 $80.00 Total 4 $203.68" in told
    assert "Cases: 200000000101 California" in told
    assert "January, February, March, April, May, June, July, October, December." in told
    assert f"{MARK}: {SENTENCE}" in told
    assert "One payment can be shared among several cases." not in told
    assert statements(browser, YEAR) == 3


def test_of_one_case_alone_it_is_left_out_and_that_is_said(paid, signed_in):
    browser = signed_in(DANA)
    of_case = f"?case={only_case()}"
    for address, what in ((f"/payments/made{of_case}", "Payments 1 to 15 of 15"), (YEAR + of_case, "Total 3 $123.68")):
        told = words(browser.get(address))
        assert what in told
        assert MARK not in told
        assert LEFT_OUT in told
        assert statements(browser, address) == 4
    assert "June, July, October, December." in words(browser.get(YEAR + of_case))  # August may be this case's
    assert "This list does not include" not in words(browser.get(f"/payments/made{of_case}&year=2016"))


def test_taken_back_it_is_a_reversed_payment_and_nothing_is_being_applied(paid, signed_in):
    PaymentLine.objects.filter(public_id=paid.public_id).update(reversed_on=date(2017, 8, 20))
    browser = signed_in(DANA)
    of_case = f"?case={only_case()}"
    for address in ("/payments/made?year=2017", f"/payments/made/{paid.public_id}", YEAR, YEAR + of_case):
        told = words(browser.get(address))
        assert ("reversed" in told.casefold()) is (of_case not in address), address
        for said in (MARK, SENTENCE, "This list does not include"):
            assert said not in told, address
    assert "Total 3 $123.68" in words(browser.get(YEAR))
    assert "July, August, October, December." in words(browser.get(YEAR))


def test_the_last_twelve_months_have_it_together_and_apart(cast, signed_in):
    PaymentLine.objects.filter(participant_id=DANA.participant_id, year__gt=2017).delete()
    save([of_no_case(1, today(), 8000), of_no_case(2, today(), 51, reversed_on=today())])
    browser = signed_in(DANA)
    told = words(browser.get("/payments/made/months"))
    assert "No payments found" not in told
    assert told.count("$80.00") == 4  # the month and the total, of all payments and of these
    assert f"{MARK}: {SENTENCE}" in told
    assert statements(browser, "/payments/made/months") == 2
    PaymentLine.objects.filter(line_id="D1..made").delete()
    told = words(browser.get("/payments/made/months"))
    assert MARK not in told
    assert "Reversed payments are not counted." in told


def test_home_says_that_it_is_being_applied_and_what_was_applied_since(paid, signed_in):
    then = datetime(2026, 11, 18, 20, tzinfo=UTC)
    Account.objects.filter(participant_id=DANA.participant_id).update(visited_at=then)
    Delivery.objects.create(
        sequence=7, agency="CA", as_of=then, manifest_sha256="0" * 64, state="loaded", rows_in=1, rows_rejected=0,
        finished_at=then + timedelta(days=1),
    )  # fmt: skip
    shared = PaymentLine.objects.get(participant_id=DANA.participant_id, amount=8308)
    for about, kind in ((paid.line_id, "received"), (shared.line_id, "applied")):
        Change.objects.create(participant_id=DANA.participant_id, subject="payment", about=about, kind=kind, sequence=7)
    browser = signed_in(DANA)
    told = words(browser.get("/home"))
    assert "Your payment of $80.00 received on 08/07/2017 is being applied to your cases." in told
    assert "$83.08 of your payment received on 11/16/2017 was applied to case 200000000101." in told
    PaymentLine.objects.filter(public_id=paid.public_id).update(reversed_on=date(2017, 8, 20))
    assert "We received your payment of $80.00 on 08/07/2017." in words(browser.get("/home"))


def test_it_reads_in_spanish(paid, signed_in):
    browser = signed_in(DANA, "es")
    told = words(browser.get(f"{YEAR}"))
    assert "Se está aplicando a sus casos 1 $80.00 Total 4 $203.68" in told
    assert "Recibimos este dinero y todavía no lo hemos repartido entre sus casos." in told
    told = words(browser.get(f"/payments/made?case={only_case()}"))
    assert "Esta lista no incluye $80.00 de sus pagos que recibimos y que todavía estamos aplicando a sus" in told


def test_who_receives_reads_nothing_of_it(paid, signed_in):
    browser = signed_in(RILEY)
    for address in ("/home", "/payments/received", "/payments/received/year/2017", "/payments/received/months"):
        told = words(browser.get(address))
        assert MARK not in told
        assert "$80.00" not in told
    assert browser.get(f"/payments/made/{paid.public_id}").status_code == 404
