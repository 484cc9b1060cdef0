"""The last twelve months: which they are, what is in them, what is not, and what reading them costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.payments.months import last_months
from tests.payments.rows import CASE, OTHER_CASE, a_line, a_viewer, save

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def test_the_months_end_with_this_one_and_cross_the_year():
    found = last_months(a_viewer(), "received", TODAY)
    assert (found.firsts[0], found.firsts[-1], len(found.firsts)) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert last_months(a_viewer(), "received", date(2026, 12, 31)).firsts[0] == date(2026, 1, 1)


def test_a_month_without_a_payment_is_nothing_and_a_person_without_payments_too():
    save([a_line(1, date(2026, 11, 5), amount=8308)])
    assert last_months(a_viewer(), "received", TODAY).together == (0,) * 11 + (8308,)
    assert last_months(a_viewer(), "made", TODAY).together == (0,) * 12


def test_the_first_and_the_last_day_count_and_those_beside_them_do_not():
    days = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 11, 30), date(2026, 12, 1)]
    save(a_line(n, day, amount=1660) for n, day in enumerate(days))
    assert last_months(a_viewer(), "received", TODAY).together == (1660, *(0,) * 10, 1660)


def test_each_case_has_its_own_sums_and_nobody_elses_are_in_them():
    save(
        [
            a_line(1, date(2026, 4, 10), amount=13015),
            a_line(2, date(2026, 4, 10), amount=5169, case_number=OTHER_CASE),
            a_line(3, date(2026, 4, 24), amount=5169, case_number=OTHER_CASE),
            a_line(4, date(2026, 4, 10), amount=99999, participant_id="1000000004"),
        ]
    )
    found = last_months(a_viewer(), "received", TODAY)
    assert {number: cents[4] for number, cents in found.cents.items()} == {CASE: 13015, OTHER_CASE: 10338}
    assert found.together[4] == 23353


def test_a_reversed_payment_adds_nothing_and_is_counted_apart():
    save([a_line(1, date(2026, 4, 10), amount=6144, reversed_on=date(2026, 5, 2)), a_line(2, date(2026, 4, 11))])
    found = last_months(a_viewer(), "received", TODAY)
    assert (found.together[4], found.reversed) == (13015, 1)


def test_the_months_are_one_statement_along_the_index():
    save(a_line(n, date(2006 + n % 20, 1 + n % 12, 1 + n % 28)) for n in range(3000))
    with CaptureQueriesContext(connection) as captured:
        last_months(a_viewer(), "received", TODAY)
    assert len(captured) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE payments_paymentline")
        plan = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{plan} {captured[0]['sql']}")
        told = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "payments_newest_first" in told, told
