"""What pages say of the orders, the account, money kept and money taken: the cast's own amounts, and no one else's."""

import json
import re
from datetime import date
from functools import partial

import pytest
from django.utils import timezone

from connect.access.pins.change import set_pin
from connect.cases.models import DisclosedCase, DisclosedLedgerEntry, DisclosedObligation
from connect.payments.models import PaymentLine, Receipt, SentMoney
from connect.portal.frame.clock import today
from tests.portal.crawl import crawl, links, words
from tests.support.cast import DANA, DANIEL, NOOR, NOOR_SECRETS, RILEY, SAM, TESS
from tests.support.page import Page
from tests.support.statements import statements


@pytest.fixture
def tess(signed_in):
    """`tess("es")`: a browser in which Tess has signed in, with a PIN that she need not change first."""
    set_pin(participant_id=TESS.participant_id, pin=TESS.pin, temporary=False, by="demo", now=timezone.now())
    return partial(signed_in, TESS)


def case_address(member) -> str:
    return f"/cases/{DisclosedCase.objects.get(participant_id=member.participant_id).public_id}"


def receipt_of(member, collection: str) -> Receipt:
    return Receipt.objects.get(participant_id=member.participant_id, line_id__startswith=f"{collection}.")


def address_of(member, collection: str) -> str:
    return f"/payments/received/{receipt_of(member, collection).public_id}"


def facts(answer) -> list[tuple[str, str]]:
    """(label, value) of every fact, without what explains the label."""
    return [
        (fact.select("dt")[0].text.strip(), fact.select(".fact__value")[0].text.strip())
        for fact in Page(answer).all(".fact")
    ]


def test_the_orders_say_kind_amount_how_often_since_and_until(tess):
    rows = Page(tess().get(case_address(TESS))).rows("h3 + .table tbody tr")
    assert rows[:3] == [
        ["Child support", "$325.00", "Every month, by day 1", "09/01/2023", "No end date"],
        ["Medical support", "$50.00", "Every month, by day 1", "09/01/2023", "No end date"],
        ["Child support", "$300.00", "Twice a month", "07/15/2023", "08/31/2023"],
    ]


def test_the_account_is_twelve_months_the_newest_first_with_each_reason_in_words(signed_in):
    answer = signed_in(SAM).get(case_address(SAM))
    rows = Page(answer).rows(".fold tbody tr")
    first = today().replace(day=1)
    assert [row[0] for row in (rows[0], rows[-1])] == [
        f"{first:%B %Y}",
        f"{date(first.year - (first.month < 12), first.month % 12 + 1, 1):%B %Y}",
    ]
    assert len(rows) == 12
    assert [row[1:] for row in rows[:7]] == [
        ["$412.00", "", "", ""],
        ["$412.00", "+$2.10: Another reason. Call us to ask about it.", "$10.40", ""],
        ["$412.00", "", "$10.40", "$35.00"],
        ["$412.00", "−$60.00: We gave credit for support that was paid in another way.", "$10.40", ""],
        ["$412.00", "", "$10.40", ""],
        ["$412.00", "+$36.25: We corrected a mistake.", "$10.40", ""],
        ["$412.00", "−$118.40: A court order changed what is owed.", "$10.40", ""],
    ]
    assert "We calculated the amounts owed on October 31, 2026." in words(answer)


def test_the_account_speaks_spanish(signed_in):
    told = words(signed_in(SAM, "es").get(case_address(SAM)))
    for said in ("Lo que dicen las órdenes", "Cada mes, a más tardar el día 1", "Sin fecha final", "−$60.00: "):
        assert said in told
    assert "Calculamos lo que se debe el 31 de octubre de 2026." in told


def test_an_older_month_is_not_in_the_account_and_two_payers_have_one_each(signed_in):
    mine = DisclosedLedgerEntry.objects.filter(participant_id=RILEY.participant_id)
    month = today().replace(day=1)
    before = date(month.year - 1, month.month, 1)
    for number, of_month, payer in ((1, before, "DANA LINDEN"), (2, month, "JO SECOND")):
        DisclosedLedgerEntry.objects.create(
            participant_id=RILEY.participant_id, entry_id=f"X{number}", case_number=mine[0].case_number,
            month=of_month, on_date=of_month, kind="charge", bucket="current", amount=77700 + number, payer=payer,
        )  # fmt: skip
    page = Page(signed_in(RILEY).get(case_address(RILEY)))
    assert "$777.01" not in page.html
    assert page.texts(".fold caption")[1] == "JO SECOND"
    assert page.rows(".fold .table:last-of-type tbody tr") == [[f"{month:%B %Y}", "$777.02", "", ""]]


def test_a_case_without_a_ledger_says_so(signed_in):
    DisclosedLedgerEntry.objects.all().delete()
    DisclosedObligation.objects.all().delete()
    told = words(signed_in(DANA).get(case_address(DANA)))
    assert "Nothing came due and nothing was adjusted in the last 12 months." in told
    assert "What the orders say" not in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Kept by the State to repay aid", "The State kept all of it to repay aid.", "Back to Case Details")),
        ("es", ("Guardado por el Estado como reembolso de la ayuda", "El Estado los guardó por completo",
                "Volver a Detalles del caso")),
    ],
)  # fmt: skip
def test_a_payment_that_the_state_kept_is_reached_from_the_case_and_told_of(tess, language, said):
    """V8: the person to whom nothing came is the one whom the law wants told."""
    browser = tess(language)
    kept, sentence, back = said
    case = browser.get(case_address(TESS))
    address = address_of(TESS, "C9000000101T")
    assert address in links(case, case_address(TESS))
    assert [row[1:] for row in Page(case).rows(".table__target")] == [["$38.52", kept]]
    answer = browser.get(address)
    assert sentence in words(answer)
    assert (kept, "$38.52") in facts(answer)
    assert back in words(answer)
    assert case_address(TESS) in links(answer, address)


def test_of_a_pass_through_the_page_says_what_came_and_what_was_kept(tess):
    answer = tess().get(address_of(TESS, "C9000000100T"))
    found = facts(answer)
    went = found.index(("Amount received", "$146.90"))
    assert found[went + 1 : went + 3] == [
        ("Pass-through to the family", "$100.00"),
        ("Kept by the State to repay aid", "$46.90"),
    ]
    assert ("Paid by", "MARCUS BELL") in found
    assert re.search(r"\$100\.00 was sent to you by check on", words(answer))


def test_a_fee_is_named_with_what_was_left_and_the_page_does_not_say_that_all_was_sent(signed_in):
    answer = signed_in(NOOR).get(address_of(NOOR, "C9000000209S"))
    found = facts(answer)
    told = words(answer)
    yours = found.index(("Your money", "$163.27"))
    assert found[yours : yours + 3] == [
        ("Your money", "$163.27"),
        ("Annual service fee", "−$15.00"),
        ("Sent to you", "$148.27"),
    ]
    assert "Part of it was taken before the rest was sent to you." in told
    assert "was sent to you by payment card" not in told
    assert "kept once a year from a family that never had cash aid" in told


def test_of_a_payment_wholly_taken_nothing_is_said_to_be_sent(signed_in):
    answer = signed_in(NOOR).get(address_of(NOOR, "C9000000216S"))
    told = words(answer)
    assert "All of it was taken, so nothing was sent to you." in told
    assert "Nothing was left to send." in told
    assert "Date sent" not in told
    assert ("Sent to you", "$0.00") in facts(answer)


def test_what_the_agency_does_not_explain_is_called_other_deductions(signed_in):
    sent = SentMoney.objects.filter(participant_id=NOOR.participant_id, amount=14827)
    sent.update(amount=14000, child=14000, adds_up=False)
    answer = signed_in(NOOR).get(address_of(NOOR, "C9000000209S"))
    assert ("Other deductions", "−$8.27") in facts(answer)
    assert "to ask what the other deductions were for" in words(answer)


def test_a_recoupment_is_named_and_other_payments_in_it_are_said_to_be_there(signed_in):
    sent = SentMoney.objects.get(participant_id=RILEY.participant_id, disbursement_id="D55109")
    collection = json.loads(sent.parts)[0][0]
    answer = signed_in(RILEY).get(address_of(RILEY, collection))
    assert ("Recoupment of an overpayment", "−$5.00") in facts(answer)
    assert ("Sent to you", "$36.67") in facts(answer)
    assert "Your money from other payments" not in words(answer)
    sent.parts = json.dumps([*json.loads(sent.parts), ["C-OTHER", "current", 0]])
    sent.save()
    assert "Your money from other payments was sent with it." in words(
        signed_in(RILEY).get(address_of(RILEY, collection))
    )


def test_held_money_of_which_nothing_came_has_its_one_sentence(tess):
    Receipt.objects.filter(pk=receipt_of(TESS, "C9000000101T").pk).update(kept=0, held=3852)
    told = words(tess().get(address_of(TESS, "C9000000101T")))
    assert "$38.52 was received on" in told
    assert "We received this payment and are holding it. It can be held for up to six months" in told
    for reason in ("joint", "refund", "tax", "OFFSET"):
        assert reason not in told


def test_a_payment_that_was_taken_back_is_said_to_be(tess):
    Receipt.objects.filter(pk=receipt_of(TESS, "C9000000101T").pk).update(reversed_on=today())
    browser = tess()
    assert "was taken back on" in words(browser.get(address_of(TESS, "C9000000101T")))
    assert "Kept by the State to repay aid (Reversed)" in words(browser.get(case_address(TESS)))


@pytest.mark.parametrize("member", [DANA, SAM, NOOR, DANIEL])
def test_a_receipt_is_no_ones_but_its_readers(signed_in, member):
    address = address_of(TESS, "C9000000101T")
    browser = signed_in(member)
    assert browser.get(address).status_code == 404
    assert browser.get(address.replace("received", "made")).status_code == 404
    assert browser.get(case_address(TESS)).status_code == 404


def test_who_pays_reads_nothing_of_deductions_receipts_or_how_money_was_sent(signed_in):
    line = PaymentLine.objects.get(participant_id=SAM.participant_id, line_id__startswith="C9000000209S.")
    answer = signed_in(SAM).get(f"/payments/made/{line.public_id}")
    told = words(answer)
    assert ("This month's support", "$163.27") in facts(answer)
    for theirs in ("Annual service fee", "148.27", "How it was sent", "Paid by", "payment card"):
        assert theirs not in told


def test_sam_and_dana_read_nothing_of_noor_or_of_another_case(signed_in):
    ids = ("200000000105", "MARCUS", "38.52", "148.27")
    for member in (SAM, DANA):
        for address, answer in crawl(signed_in(member), "/home"):
            told = answer.content.decode()
            assert [secret for secret in (*NOOR_SECRETS, *ids) if secret in told] == [], address


def test_a_former_payee_reads_their_old_lines_and_nothing_of_the_case(signed_in):
    """No party any more: no receipt, no obligation, no entry (adr/0026). What came to them stays."""
    address = address_of(RILEY, _a_collection_of(RILEY))
    for model in (Receipt, DisclosedObligation, DisclosedLedgerEntry, DisclosedCase):
        model.objects.filter(participant_id=RILEY.participant_id).delete()
    answer = signed_in(RILEY).get(address)
    assert answer.status_code == 200
    told = words(answer)
    assert "Paid by" not in told
    assert "Kept by the State" not in told


def _a_collection_of(member) -> str:
    return PaymentLine.objects.filter(participant_id=member.participant_id).first().line_id.partition(".")[0]


def test_the_pages_cost_at_most_two_statements_more(tess):
    browser = tess()
    assert statements(browser, case_address(TESS)) == 5
    assert statements(browser, address_of(TESS, "C9000000100T")) == 4
    assert statements(browser, address_of(TESS, "C9000000101T")) == 3
