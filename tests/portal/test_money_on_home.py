"""What Home says of money: the last payment of each side, nothing that was not sent, and no amount owed (V10, V13)."""

from datetime import timedelta

import pytest

from connect.cases.models import DisclosedCase
from connect.payments.models import PaymentLine, SentMoney
from connect.portal.cases.home import _as_people_say_it
from connect.portal.frame.clock import today
from tests.portal.crawl import links, words
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM
from tests.support.page import Page


def cards(answer) -> list[str]:
    return Page(answer).texts(".money")


def paid_lately(member, amount: int, **facts: object) -> PaymentLine:
    """This payment of the cast's as one of the last weeks."""
    came = today() - timedelta(days=10)
    dates = {"received_on": came, "sent_on": came + timedelta(days=4)}
    line = PaymentLine.objects.filter(participant_id=member.participant_id, amount=amount)
    line.update(**{**dates, **facts})
    lately = PaymentLine.objects.filter(
        participant_id=member.participant_id, received_on__gt=came - timedelta(days=400)
    )
    lately.exclude(pk=line.get().pk).delete()  # else the cast's own of the last months
    SentMoney.objects.filter(participant_id=member.participant_id).delete()
    return line.get()


def test_who_receives_reads_the_last_payment_that_was_sent_and_the_way_to_it(signed_in):
    line = paid_lately(RILEY, 8308)
    answer = signed_in(RILEY).get("/home")
    sent = f"{line.sent_on:%m/%d/%Y}"
    assert cards(answer) == [f"Last payment sent to you $83.08 Sent {sent} by check Payments I Received"]
    assert f"/payments/received/{line.public_id}" in links(answer, "/home")


def test_the_amount_sent_is_what_was_left_after_what_was_taken_from_it(signed_in):
    """Of a payment of $229.08 the agency takes a fee of $35.00: $194.08 is in the bank, so that is what was sent."""
    newest = SentMoney.objects.filter(participant_id=NOOR.participant_id).order_by("-sent_on", "-disbursement_id")[0]
    assert newest.shares == 22908
    facts = {"amount": 19408, "child": 19408, "deductions": '[["annual_fee", 3500]]'}
    SentMoney.objects.filter(pk=newest.pk).update(**facts)
    card = cards(signed_in(NOOR).get("/home"))[0]
    assert "$194.08" in card
    assert "$229.08" not in card


def test_who_pays_reads_the_last_payment_we_received_and_is_led_to_what_is_owed(signed_in):
    line = paid_lately(DANA, 8308)
    answer = signed_in(DANA).get("/home")
    came = f"{line.received_on:%m/%d/%Y}"
    assert cards(answer) == [f"Last payment we received $83.08 Received {came} What you owe Payments I Made"]
    case = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    assert Page(answer).attributes(".money .button", "href")[0] == f"/cases/{case.public_id}#owed"


def test_who_pays_on_several_cases_is_led_to_the_list_of_them(signed_in):
    DisclosedCase.objects.filter(participant_id=DANIEL.participant_id).update(role="paying")
    answer = signed_in(DANIEL).get("/home")
    assert Page(answer).attributes(".money .button", "href")[0] == "#cases"
    assert Page(answer).all("h2#cases")


def test_a_person_of_both_sides_has_a_card_of_each(signed_in):
    DisclosedCase.objects.filter(participant_id=DANIEL.participant_id, case_number="200000000103").update(role="paying")
    labels = Page(signed_in(DANIEL).get("/home")).texts(".money__label")
    assert labels == ["Payments sent to you", "Payments we received"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "No payment in the last 12 months"), ("es", "Ningún pago en los últimos 12 meses")],
)
def test_no_payment_within_a_year_is_said_so(signed_in, language, said):
    assert said in cards(signed_in(DANIEL, language).get("/home"))[0]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": "held", "sent_on": None}, "We received $83.08 on {day} and are holding all or part of it."),
        ({"state": "expected", "sent_on": None}, "We received $83.08 on {day} and have not sent all of it to you yet."),
        ({"state": "returned"}, "$83.08 that we sent you came back to us. Please call us."),
    ],
)
def test_money_on_its_way_is_told_truthfully(signed_in, facts, said):
    line = paid_lately(RILEY, 8308, **facts)
    card = cards(signed_in(RILEY).get("/home"))[0]
    assert said.format(day=f"{line.received_on:%m/%d/%Y}") in card
    assert "Last payment sent" not in card
    assert "No payment in the last 12 months" in card


def test_what_a_payer_paid_and_is_still_held_or_applied_is_marked(signed_in):
    paid_lately(DANA, 8308, state="held")
    assert "· Held" in cards(signed_in(DANA).get("/home"))[0]


def test_which_case_is_said_where_there_is_more_than_one(signed_in):
    came = today() - timedelta(days=10)
    lines = PaymentLine.objects.filter(participant_id=DANIEL.participant_id, received_on="2020-04-10")
    lines.update(received_on=came, sent_on=came + timedelta(days=4))
    card = cards(signed_in(DANIEL).get("/home"))[0]
    assert "by direct deposit · Case …0102" in card
    assert "$51.69" in card
    assert "by direct deposit · Case …0103" in card


def test_a_payer_reads_nothing_of_how_the_money_reaches_the_other_person(signed_in):
    told = words(signed_in(SAM).get("/home"))
    for word in ("Sent", "payment card", "Returned"):
        assert word not in told
    assert "by payment card" in words(signed_in(NOOR).get("/home"))


def test_no_amount_owed_stands_on_home(signed_in):
    told = words(signed_in(DANA).get("/home"))
    for owed in ("667.93", "58.31", "$10.00"):
        assert owed not in told


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("DANA", "Dana"),
        ("ANNE-MARIE", "Anne-Marie"),
        ("JOSÉ LUIS", "José Luis"),
        ("DeShawn", "DeShawn"),
        ("نور", "نور"),
    ],
)
def test_a_name_in_capitals_is_said_as_people_say_it(stored, said):
    assert _as_people_say_it(stored) == said
