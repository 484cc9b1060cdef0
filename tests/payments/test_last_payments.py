"""The last payments of each direction, as Home tells them."""

from datetime import date

import pytest

from connect.payments.last_payments import LastPayments, last_payments
from tests.payments.rows import CASE, OTHER_CASE, a_line, a_viewer, save

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)


def amounts(found: LastPayments) -> tuple[list[int], list[int]]:
    return [row.amount for row in found.last], [row.amount for row in found.on_the_way]


def received() -> tuple[list[int], list[int]]:
    return amounts(last_payments(a_viewer(), TODAY)["received"])


def test_the_last_payment_is_the_one_sent_last_and_not_the_one_received_last():
    save(
        [
            a_line(1, date(2026, 10, 1), amount=2400, sent_on=date(2026, 11, 20), state="reissued", method="check"),
            a_line(2, date(2026, 11, 1), amount=8308, sent_on=date(2026, 11, 5)),
        ]
    )
    assert received() == ([2400], [])


def test_money_that_is_not_with_its_receiver_is_never_called_sent():
    save(
        [
            a_line(1, date(2026, 11, 1), amount=100, sent_on=date(2026, 11, 3)),
            a_line(2, date(2026, 11, 5), amount=200, state="expected"),
            a_line(3, date(2026, 11, 6), amount=300, state="held"),
            a_line(4, date(2026, 11, 7), amount=400, state="returned", sent_on=date(2026, 11, 9)),
        ]
    )
    assert received() == ([100], [400, 300, 200])


def test_of_each_case_the_last_one_the_newest_first():
    save(
        [
            a_line(1, date(2026, 11, 1), amount=100, sent_on=date(2026, 11, 3)),
            a_line(2, date(2026, 11, 1), amount=200, sent_on=date(2026, 11, 4), case_number=OTHER_CASE),
            a_line(3, date(2026, 10, 1), amount=300, sent_on=date(2026, 10, 3)),
        ]
    )
    found = last_payments(a_viewer(), TODAY)["received"].last
    assert [(row.case_number, row.amount) for row in found] == [(OTHER_CASE, 200), (CASE, 100)]


@pytest.mark.parametrize(("sent_on", "amounts_told"), [(date(2025, 11, 27), [100]), (date(2025, 11, 26), [])])
def test_what_was_sent_within_a_year_counts_also_where_it_came_in_before(sent_on, amounts_told):
    save([a_line(1, date(2025, 6, 2), amount=100, sent_on=sent_on)])
    assert received() == (amounts_told, [])


def test_what_was_taken_back_is_no_payment():
    save([a_line(1, date(2026, 11, 1), sent_on=date(2026, 11, 3), reversed_on=date(2026, 11, 10))])
    assert received() == ([], [])


def test_a_payer_s_last_payment_is_the_one_received_last_however_far_it_has_come():
    save(
        [
            a_line(1, date(2026, 10, 1), amount=100, direction="made", sent_on=date(2026, 11, 20)),
            a_line(2, date(2026, 11, 1), amount=200, direction="made", state="returned"),
            a_line(3, date(2025, 11, 1), amount=300, direction="made", case_number=OTHER_CASE),
        ]
    )
    found = last_payments(a_viewer(), TODAY)["made"]
    assert amounts(found) == ([200], [])
    assert found.last[0].state == "sent"  # a payer never reads that money came back (R2)


def test_only_the_viewers_own_lines_are_read():
    save([a_line(1, date(2026, 11, 1), participant_id="1000000004", sent_on=date(2026, 11, 3))])
    assert received() == ([], [])
