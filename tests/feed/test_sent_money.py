"""What a payee reads of the money that was sent: shares, what was taken from them, and what of the rest is which."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from connect.feed.pipeline.load import load
from connect.lib.money import as_decimal
from connect.payments.models import Deduction, SentMoney
from tests.feed.folder import (
    DANA,
    DANIEL,
    RILEY,
    Box,
    Row,
    Rows,
    allocation,
    collection,
    deduction,
    disbursement,
    load_rows,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)


def county(shares: list[Row], sent: list[Row], taken: tuple[Row, ...] | list[Row] = ()) -> Rows:
    """The small county with Daniel's shares of one payment more of Dana's."""
    rows = small_county()
    rows["collections"].append(collection("C9", DANA, "500.00", received_on="2026-01-05"))
    rows["allocations"] += shares
    rows["disbursements"] += sent
    rows["deductions"] += taken
    return rows


def of(disbursement_id: str) -> list[SentMoney]:
    return list(SentMoney.objects.filter(disbursement_id=disbursement_id).order_by("case_number"))


def test_money_sent_has_its_shares_what_was_taken_and_the_rest(tmp_path):
    load_rows(tmp_path, small_county())
    (row,) = of("D2")
    assert (row.participant_id, row.case_number, row.state, row.method) == (DANIEL, "202", "sent", "check")
    assert (row.shares, row.amount, row.sent_on, row.adds_up) == (4060, 3860, date(2020, 4, 13), True)
    assert json.loads(row.parts) == [["C1", "current", 2400], ["C1", "arrears_family", 1660]]
    assert json.loads(row.deductions) == [["recoupment", 200]]


def test_the_payee_alone_reads_it(tmp_path):
    load_rows(tmp_path, small_county())
    assert set(SentMoney.objects.values_list("participant_id", "disbursement_id")) == {(RILEY, "D1"), (DANIEL, "D2")}


def test_a_check_that_came_back_and_was_sent_again_is_both(tmp_path):
    rows = small_county()
    rows["disbursements"][1] |= {"status": "returned"}
    rows["disbursements"].append(
        disbursement("D3", DANIEL, "A2 A3", "38.60", method="check", reissue_of="D2", sent_on="2020-05-02")
    )
    rows["deductions"].append(deduction("X2", "D3", "202", "2.00"))
    load_rows(tmp_path, rows)
    assert [(row.state, row.amount) for row in (*of("D2"), *of("D3"))] == [("returned", 3860), ("reissued", 3860)]


def test_an_annual_fee_is_taken_whole_from_a_small_payment_and_the_rest_from_the_next(tmp_path):
    """V6: $35 is complete with $20.00 of the first and $15.00 of the second."""
    shares = [allocation("A90", "C9", "202", DANIEL, "20.00"), allocation("A91", "C9", "202", DANIEL, "300.00")]
    sent = [disbursement("D8", DANIEL, "A90", "0.00"), disbursement("D9", DANIEL, "A91", "285.00")]
    taken = [deduction(f"X{n}", f"D{n}", "202", cost, kind="annual_fee") for n, cost in ((8, "20.00"), (9, "15.00"))]
    load_rows(tmp_path, county(shares, sent, taken))
    assert [(row.shares, row.amount, row.adds_up) for row in (*of("D8"), *of("D9"))] == [
        (2000, 0, True),
        (30000, 28500, True),
    ]


def test_what_of_the_money_is_child_medical_and_spousal_support_and_pass_through(tmp_path):
    buckets = ("current", "arrears_family", "interest", "medical", "spousal", "pass_through")
    shares = [allocation(f"A9{n}", "C9", "202", DANIEL, f"{n + 1}0.00", bucket=each) for n, each in enumerate(buckets)]
    named = " ".join(share["allocation_id"] for share in shares)
    load_rows(tmp_path, county(shares, [disbursement("D9", DANIEL, named, "210.00")]))
    (row,) = of("D9")
    assert (row.child, row.medical, row.spousal, row.pass_through) == (6000, 4000, 5000, 6000)


@pytest.mark.parametrize(
    ("taken", "kinds"),
    [(1000, (5000, 4000, 5000, 6000)), (10000, (0, 4000, 1000, 6000)), (20000, (0, 0, 0, 1000))],
)
def test_what_is_taken_is_taken_from_child_support_first_and_last_from_the_pass_through(tmp_path, taken, kinds):
    amounts = {"current": "60.00", "medical": "40.00", "spousal": "50.00", "pass_through": "60.00"}
    shares = [allocation(f"A-{each}", "C9", "202", DANIEL, cost, bucket=each) for each, cost in amounts.items()]
    named = " ".join(share["allocation_id"] for share in shares)
    sent = [disbursement("D9", DANIEL, named, as_decimal(21000 - taken))]
    load_rows(tmp_path, county(shares, sent, [deduction("X9", "D9", "202", as_decimal(taken))]))
    (row,) = of("D9")
    assert (row.child, row.medical, row.spousal, row.pass_through) == kinds
    assert row.adds_up


def test_one_disbursement_on_two_cases_is_a_row_of_each(tmp_path):
    rows = county(
        [allocation("A90", "C9", "201", DANIEL, "100.00"), allocation("A91", "C9", "202", DANIEL, "50.00")],
        [disbursement("D9", DANIEL, "A90 A91", "115.00")],
        [deduction("X9", "D9", "202", "35.00", kind="annual_fee")],
    )
    load_rows(tmp_path, rows)
    assert [(row.case_number, row.shares, row.amount, row.adds_up) for row in of("D9")] == [
        ("201", 10000, 10000, True),
        ("202", 5000, 1500, True),
    ]


def test_what_is_taken_for_another_case_lessens_what_was_sent_for_this_one(tmp_path):
    rows = county(
        [allocation("A90", "C9", "202", DANIEL, "100.00")],
        [disbursement("D9", DANIEL, "A90", "65.00")],
        [deduction("X9", "D9", "201", "35.00")],
    )
    load_rows(tmp_path, rows)
    assert [(row.case_number, row.shares, row.amount, row.adds_up) for row in of("D9")] == [
        ("201", 0, 0, True),
        ("202", 10000, 6500, True),
    ]


@pytest.mark.parametrize(
    ("amount", "first", "second"), [("90.00", 4000, 5000), ("30.00", 0, 3000), ("160.00", 11000, 5000)]
)
def test_a_disbursement_that_does_not_add_up_loads_and_is_counted(tmp_path, capsys, amount, first, second):
    """Its shares are $60.00 and $50.00."""
    shares = [allocation("A90", "C9", "201", DANIEL, "60.00"), allocation("A91", "C9", "202", DANIEL, "50.00")]
    folder = Box(tmp_path / "1").write(county(shares, [disbursement("D9", DANIEL, "A90 A91", amount)]))
    call_command("feed", "load", str(folder))
    assert "Disbursements on file that are not their shares less their deductions: 1." in capsys.readouterr().out
    assert [(row.amount, row.adds_up) for row in of("D9")] == [(first, False), (second, False)]
    assert load(Box(tmp_path / "2", sequence=2).write({})).unexplained == 1


def test_deductions_go_along_with_a_disbursement_of_another_payee(tmp_path):
    rows = county(
        [allocation("A90", "C9", "202", DANIEL, "100.00")],
        [disbursement("D9", DANIEL, "A90", "90.00")],
        [deduction("X9", "D9", "202", "10.00")],
    )
    load_rows(tmp_path / "1", rows)
    other = {
        "allocations": [allocation("A90", "C9", "202", RILEY, "100.00")],
        "disbursements": [disbursement("D9", RILEY, "A90", "90.00")],
    }
    load_rows(tmp_path / "2", other, sequence=2, mode="changes")
    assert Deduction.objects.get(deduction_id="X9").participant_id == RILEY
    (row,) = of("D9")
    assert (row.participant_id, row.amount, json.loads(row.deductions)) == (RILEY, 9000, [["recoupment", 1000]])


def test_a_share_that_is_another_payees_by_now_is_not_in_it(tmp_path):
    """The disbursement stays as it was sent, of no case that anything names; and the load counts it."""
    rows = county([allocation("A90", "C9", "202", DANIEL, "100.00")], [disbursement("D9", DANIEL, "A90", "100.00")])
    load_rows(tmp_path / "1", rows)
    other = {"allocations": [allocation("A90", "C9", "202", RILEY, "100.00")]}
    outcome = load_rows(tmp_path / "2", other, sequence=2, mode="changes")
    (row,) = of("D9")
    assert (row.participant_id, row.case_number, row.shares, row.amount, row.parts) == (DANIEL, "", 0, 10000, "[]")
    assert outcome.unexplained == 1


def test_a_deduction_that_comes_later_is_in_the_row_of_its_disbursement(tmp_path):
    sent = [disbursement("D9", DANIEL, "A90", "8.00")]
    load_rows(tmp_path / "1", county([allocation("A90", "C9", "202", DANIEL, "9.00")], sent))
    assert [row.adds_up for row in of("D9")] == [False]
    later = {"deductions": [deduction("X9", "D9", "202", "1.00", kind="other")]}
    outcome = load_rows(tmp_path / "2", later, sequence=2, mode="changes")
    (row,) = of("D9")
    assert (json.loads(row.deductions), row.adds_up, outcome.unexplained) == ([["other", 100]], True, 0)
    load_rows(tmp_path / "3", {}, later, sequence=3, mode="changes")
    assert [row.adds_up for row in of("D9")] == [False]
