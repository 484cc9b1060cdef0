"""The list of payments as a page: filters, pages, marks, what its address may hold; and one payment."""

import json
import re
from datetime import date

import msgspec
import pytest
from django.conf import settings

from connect.cases.models import DisclosedCase
from connect.payments.models import PaymentLine, PaymentYear
from tests.portal.crawl import links, words
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM
from tests.support.page import Page

RECEIVED = "/payments/received"
HELD = (
    "We received this payment and are holding it. It can be held for up to six months, and the amount may still change."
)


def dates_on(answer) -> list[str]:
    return Page(answer).texts('tbody th[scope="row"] a')


def test_the_pager_leads_through_all_sixty_five_payments(signed_in):
    browser = signed_in(DANIEL)
    pages = [browser.get(f"{RECEIVED}?page={n}") for n in range(1, 6)]
    assert [len(dates_on(answer)) for answer in pages] == [15, 15, 15, 15, 5]
    assert "Payments 61 to 65 of 65" in words(pages[4])
    shown = [link for answer in pages for link in links(answer, RECEIVED) if re.search(r"received/[\w-]{22}", link)]
    assert len(shown) == len(set(shown)) == 65
    assert f"{RECEIVED}?page=5" in links(pages[0], RECEIVED)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "١", "-" + "9" * 5000, "1 2", "%00"])
def test_what_is_no_page_number_is_the_first_page(signed_in, number):
    answer = signed_in(DANIEL).get(RECEIVED, {"page": number})
    assert (answer.status_code, "Payments 1 to 15 of 65" in words(answer)) == (200, True)


@pytest.mark.parametrize("number", ["6", "999999", "1000000", f"{2**63}", "9" * 100_000, "0" * 5000 + "9" * 7])
def test_a_page_past_the_end_is_the_last_one_however_many_digits(signed_in, number):
    browser = signed_in(DANIEL)
    assert "Payments 61 to 65 of 65" in words(browser.get(RECEIVED, {"page": number}))
    assert "Payments 61 to 65 of 65" in words(browser.get(f"{RECEIVED}/print", {"page": number}))
    payment = links(browser.get(RECEIVED), RECEIVED)
    one = next(link for link in payment if re.search(r"received/[\w-]{22}", link))
    back = links(browser.get(one, {"page": number}), RECEIVED)
    assert all(len(link) < 100 for link in back)


def test_a_year_is_kept_by_the_pager_and_by_the_way_back_from_a_payment(signed_in):
    browser = signed_in(DANIEL)
    answer = browser.get(f"{RECEIVED}?year=2019")
    assert all(day.endswith("/2019") for day in dates_on(answer))
    assert f"{RECEIVED}?year=2019&page=2" in links(answer, RECEIVED)
    assert "Showing only: 2019." in words(answer)
    second = browser.get(f"{RECEIVED}?year=2019&page=2")
    payment = next(link for link in links(second, RECEIVED) if re.search(r"received/[\w-]{22}", link))
    assert payment.endswith("?page=2&year=2019")
    assert f"{RECEIVED}?page=2&year=2019" in links(browser.get(payment), payment)


@pytest.mark.parametrize("year", ["x", "99999", "-2019", "20 19", "0", "9" * 5000])
def test_what_is_no_year_is_every_year(signed_in, year):
    assert "of 65" in words(signed_in(DANIEL).get(RECEIVED, {"year": year}))


def test_a_year_without_payments_is_an_empty_list_that_can_be_left(signed_in):
    answer = signed_in(DANIEL).get(f"{RECEIVED}?year=1999")
    assert "No payments found" in words(answer)
    assert RECEIVED in links(answer, RECEIVED)


def test_a_case_is_chosen_by_its_public_id_and_shows_only_its_payments(signed_in):
    browser = signed_in(DANIEL)
    one, two = DisclosedCase.objects.filter(participant_id=DANIEL.participant_id).order_by("case_number")
    of_one, of_two = (browser.get(RECEIVED, {"case": case.public_id}) for case in (one, two))
    counts = [int(re.search(r"of (\d+)", words(answer))[1]) for answer in (of_one, of_two)]
    assert sum(counts) == 65
    assert all(counts)
    assert f"Showing only: case {one.case_number}." in words(of_one)


@pytest.mark.parametrize("case", ["x", "200000000102", "A" * 22, "9" * 5000, "\x00", "' OR 1=1 --"])
def test_a_case_that_is_not_theirs_is_not_found(signed_in, case):
    assert signed_in(DANIEL).get(RECEIVED, {"case": case}).status_code == 404


def test_a_reversed_payment_stays_on_the_list_and_says_so(signed_in):
    browser = signed_in(DANA)
    line = PaymentLine.objects.get(participant_id=DANA.participant_id, amount=8308)
    assert "Reversed" not in words(browser.get("/payments/made"))
    PaymentLine.objects.filter(public_id=line.public_id).update(reversed_on=date(2017, 12, 1))
    told = words(browser.get("/payments/made"))
    assert "Payment Date Amount Payment Type Status" in told
    assert "INCOME WITHHOLDING ORDER Reversed" in told
    details = words(browser.get(f"/payments/made/{line.public_id}"))
    assert "received on November 16, 2017 was taken back on December 1, 2017." in details
    assert details.count("Reversed") == len(json.loads(line.parts))  # each share too: none of it is on its way
    assert "Sent" not in details.partition("Where this payment went")[2]


def test_a_held_payment_says_the_allowed_sentence_and_never_a_reason(signed_in):
    """V1: whoever reads a reason for a hold reads about another person's tax return."""
    browser = signed_in(DANIEL)
    line = PaymentLine.objects.filter(participant_id=DANIEL.participant_id).order_by("-received_on", "amount").first()
    parts = json.dumps([["held", line.amount, "held"]])
    PaymentLine.objects.filter(public_id=line.public_id).update(
        state="held", source="federal_tax_offset", sent_on=None, method="", parts=parts
    )
    for address in (RECEIVED, f"{RECEIVED}/{line.public_id}"):
        told = words(browser.get(address))
        assert HELD in told
        for reason in ("joint", "spouse", "return", "injured", "hardship", "reason"):
            assert reason not in told.casefold().replace("payments i received", "")
    assert "$51.69 was received on April 10, 2020, and we are holding all or part of it." in told
    # The last step, and the share among what it paid and where it went, each for who hears it and who sees it.
    assert told.count("Held") == 5


def test_a_payer_is_not_told_that_a_check_came_back(signed_in):
    """Riley's check for Dana's second payment was returned and sent again."""
    told = " ".join(
        words(signed_in(DANA).get(f"/payments/made/{public_id}"))
        for public_id in PaymentLine.objects.filter(participant_id=DANA.participant_id).values_list(
            "public_id", flat=True
        )
    )
    for word in ("Returned", "Sent again", "How it was sent", "Check"):
        assert word not in told
    riley = PaymentLine.objects.filter(participant_id=RILEY.participant_id, amount=2400).get()
    told = words(signed_in(RILEY).get(f"{RECEIVED}/{riley.public_id}"))
    assert "was sent to you again by check" in told
    assert re.search(r"Sent \d\d/\d\d/\d{4} by check, came back to us", told), "the first check, by its day"


def facts_of(answer) -> dict[str, str]:
    """{label: value} of the page's facts, without what explains them."""
    facts = Page(answer).all(".fact")
    label = [(fact.select("summary > span") or fact.select("dt"))[0].text.strip() for fact in facts]
    return dict(zip(label, [fact.select(".fact__value")[0].text.strip() for fact in facts], strict=True))


@pytest.mark.parametrize(
    ("facts", "in_the_list", "said"),
    [
        ({}, "Sent 11/20/2017 by check", "$83.08 was sent to you by check on November 20, 2017."),
        ({"state": "reissued"}, "Sent again 11/20/2017 by check", "$83.08 was sent to you again by check on November"),
        ({"state": "returned"}, "Returned to us", "$83.08 was sent to you on November 20, 2017 and came back to us."),
        ({"method": "payment_card"}, "Sent 11/20/2017 by payment card", "$83.08 was sent to you by payment card on"),
        ({"method": ""}, "Sent 11/20/2017", "$83.08 was sent to you on November 20, 2017."),
        ({"state": "expected", "sent_on": None, "method": ""}, "Received, not yet sent", "Date sent"),
        ({"state": "held", "sent_on": None, "method": ""}, "Held", "and we are holding all or part of it."),
        ({"reversed_on": date(2017, 12, 1)}, "Reversed", "was taken back on December 1, 2017."),
    ],
)  # fmt: skip
def test_who_receives_reads_when_and_how_each_payment_was_sent_or_what_became_of_it(
    signed_in, facts, in_the_list, said
):
    browser = signed_in(RILEY)
    line = PaymentLine.objects.filter(participant_id=RILEY.participant_id, amount=8308)
    line.update(**facts)
    assert in_the_list in [row[-1] for row in Page(browser.get(RECEIVED)).rows()]
    told = words(browser.get(f"{RECEIVED}/{line.get().public_id}"))
    assert " ".join(said.split()) in told
    assert ("so we can send it again" in told) is (in_the_list == "Returned to us")


def test_the_list_names_the_case_only_where_there_is_more_than_one(signed_in):
    assert "Case …0102" in words(signed_in(DANIEL).get(RECEIVED))
    assert "Case …" not in words(signed_in(RILEY).get(RECEIVED))
    one = DisclosedCase.objects.filter(participant_id=DANIEL.participant_id).first()
    assert "Case …" not in words(signed_in(DANIEL).get(RECEIVED, {"case": one.public_id}))


def test_make_a_payment_is_the_strong_button_only_for_who_pays(signed_in):
    def kinds(answer) -> list[str]:
        return [link["class"][-1] for link in Page(answer).all("a.button") if "Make a Payment" in link.text]

    assert kinds(signed_in(DANA).get("/payments/made")) == ["button"]
    assert kinds(signed_in(RILEY).get(RECEIVED)) == ["button--outline"]


def test_the_link_of_a_row_says_its_amount_too(signed_in):
    names = Page(signed_in(DANA).get("/payments/made")).attributes("tbody th a", "aria-label")
    assert names[12:] == ["11/16/2017, $83.08", "11/16/2017, $24.00", "09/08/2017, $16.60"]


def test_a_payment_shows_the_dates_of_its_way_its_case_and_what_it_paid(signed_in):
    browser = signed_in(DANA)
    line = PaymentLine.objects.get(participant_id=DANA.participant_id, amount=8308)
    answer = browser.get(f"/payments/made/{line.public_id}")
    told = words(answer)
    for said in (
        "$83.08 was received from you on November 16, 2017.",
        "Payment Type INCOME WITHHOLDING ORDER",
        "The day an employer took the money from a paycheck.",
        "The day that decides which month a payment counts toward.",
        "The day we sent the money to the person receiving support.",
        "Information as of",
    ):
        assert said in told, said
    assert list(facts_of(answer).items()) == [
        ("Date withheld", "11/10/2017"),
        ("Date received", "11/16/2017"),
        ("Date posted", "11/17/2017"),
        ("Date sent", "11/20/2017"),
        ("This month's support", "$10.00"),
        ("Past support owed to the family", "$73.08"),
        ("Counts toward", "November 2017"),
        ("Payment Type", "INCOME WITHHOLDING ORDER"),
        ("Case Number", "200000000101"),
    ]
    case = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    assert f"/cases/{case.public_id}" in links(answer, "/payments/made")
    assert "/payments/made" in links(answer, "/payments/made")


def with_source_shown_to(settings, *, receiver: bool, payer: bool):
    payments = msgspec.structs.replace(settings.AGENCY.payments, show_source=receiver, show_source_to_payer=payer)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, payments=payments)


def test_where_the_agency_may_not_name_sources_no_row_and_no_payment_names_one(signed_in, settings):
    with_source_shown_to(settings, receiver=False, payer=True)
    browser = signed_in(DANIEL)
    line = PaymentLine.objects.filter(participant_id=DANIEL.participant_id).first()
    for address in (RECEIVED, f"{RECEIVED}?page=5", f"{RECEIVED}/{line.public_id}"):
        told = words(browser.get(address))
        assert "Payment Type" not in told
        assert "WITHHOLDING" not in told


def test_the_payer_alone_may_be_kept_from_reading_sources(signed_in, settings):
    with_source_shown_to(settings, receiver=True, payer=False)
    assert "Payment Type" not in words(signed_in(DANA).get("/payments/made"))
    assert "Payment Type" in words(signed_in(RILEY).get(RECEIVED))


def test_make_a_payment_leads_to_the_state_disbursement_unit_of_the_profile(signed_in):
    told = signed_in(DANA).get("/payments/made").content.decode()
    assert f'href="{settings.AGENCY.links.make_a_payment}"' in told


def test_noor_sees_no_more_of_sams_payments_than_her_own_lines(signed_in):
    mine = {"participant_id": NOOR.participant_id, "direction": "received"}
    assert len(dates_on(signed_in(NOOR).get(RECEIVED))) == min(15, PaymentLine.objects.filter(**mine).count())
    assert PaymentYear.objects.filter(participant_id=SAM.participant_id, direction="received").count() == 0
