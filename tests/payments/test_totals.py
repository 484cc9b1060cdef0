"""What rows add up to: a reversed payment stays visible and adds nothing."""

from datetime import date

from connect.payments.queries import PaymentRow
from connect.payments.totals import Sum, totals

ONE, OTHER = "200000000102", "200000000103"


def row(amount: int, case: str = ONE, *, state: str = "sent", reversed_on: date | None = None) -> PaymentRow:
    return PaymentRow("x" * 22, date(2020, 4, 10), amount, "income_withholding", state, reversed_on, case)


def test_payments_are_summed_by_case_and_together():
    found = totals([row(8308), row(2400, OTHER), row(1660)])
    assert found.by_case == ((ONE, Sum(2, 9968)), (OTHER, Sum(1, 2400)))
    assert found.everything == Sum(3, 12368)


def test_a_reversed_payment_is_counted_apart_and_its_case_still_named():
    found = totals([row(8308), row(6144, OTHER, reversed_on=date(2020, 5, 1))])
    assert found.by_case == ((ONE, Sum(1, 8308)), (OTHER, Sum()))
    assert (found.everything, found.reversed) == (Sum(1, 8308), Sum(1, 6144))


def test_held_money_is_in_the_total_and_named_beside_it():
    found = totals([row(8308), row(41207, state="held")])
    assert (found.everything, found.held) == (Sum(2, 49515), Sum(1, 41207))
    assert totals([row(41207, state="held", reversed_on=date(2020, 5, 1))]).held == Sum()


def test_nothing_adds_up_to_nothing():
    assert totals([]).by_case == ()
    assert totals([]).everything == Sum(0, 0)
