"""The list of payments: the viewer's own, newest first, and as cheap on its last page as on its first."""

import json
import random
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connect.payments import queries
from tests.payments.rows import CASE, OTHER_CASE, a_line, a_seen_case, a_viewer, case_address, save

pytestmark = pytest.mark.django_db


def page(viewer=None, direction="received", **asked):
    return queries.payments_page(viewer or a_viewer(), direction, **{"page_size": 15, **asked})


def long_history(lines: int = 20_000) -> list:
    """20,000 lines over twenty years on two cases, several on one date, unevenly spread."""
    chance = random.Random(8308)
    first = date(2006, 5, 1)
    days = [first + timedelta(days=int(chance.triangular(0, 7400, 7000))) for _ in range(lines)]
    return save(
        a_line(n, day, case_number=chance.choice([CASE, CASE, OTHER_CASE]), amount=8308 + n)
        for n, day in enumerate(days)
    )


def test_an_empty_list_is_one_page_of_nothing():
    shown = page()
    assert (shown.rows, shown.count, shown.number, shown.last, shown.years, shown.cases) == ((), 0, 1, 1, (), ())


def test_two_amounts_on_one_date_are_two_rows_and_the_newest_comes_first():
    save([a_line(1, date(2017, 9, 8), amount=1660), a_line(2, date(2017, 11, 16), amount=2400)])
    save([a_line(3, date(2017, 11, 16), amount=8308, case_number=OTHER_CASE)])
    assert [(r.received_on, r.amount) for r in page().rows] == [
        (date(2017, 11, 16), 8308),
        (date(2017, 11, 16), 2400),
        (date(2017, 9, 8), 1660),
    ]


def test_only_the_viewers_own_lines_of_that_direction_are_read():
    save([a_line(1, date(2020, 4, 10), participant_id="1000000004"), a_line(2, date(2020, 4, 10), direction="made")])
    assert page().rows == ()
    assert page(direction="made").count == 1
    assert page(a_viewer("1000000004")).count == 1


def test_of_one_year_with_everybodys_lines_only_the_viewers_own_are_read():
    """The map of years says that there is a line; which one it is, the statement for the page decides."""
    save(
        [
            a_line(1, date(2020, 4, 10), amount=100),
            a_line(2, date(2020, 4, 11), amount=200, participant_id="1000000004"),
            a_line(3, date(2020, 4, 12), amount=300, direction="made"),
            a_line(4, date(2020, 4, 13), amount=400, direction="made", participant_id="1000000004"),
        ]
    )
    assert [row.amount for row in page().rows] == [100]
    assert [row.amount for row in page(direction="made").rows] == [300]
    assert [row.amount for row in page(a_viewer("1000000004")).rows] == [200]


def test_the_map_of_years_and_cases_is_the_viewers_own():
    a_seen_case(participant_id="1000000004", case_number=OTHER_CASE).save(force_insert=True)
    a_seen_case().save(force_insert=True)
    save([a_line(1, date(2020, 4, 10)), a_line(2, date(2019, 4, 10), participant_id="1000000004")])
    shown = page()
    assert (shown.years, shown.count) == ((2020,), 1)
    assert shown.cases == ((case_address(CASE), CASE),)


def test_a_page_past_the_end_is_the_last_page():
    save(a_line(n, date(2020, 1, 1) + timedelta(days=n)) for n in range(31))
    shown = page(number=999_999)
    assert (shown.number, shown.last, shown.first, len(shown.rows)) == (3, 3, 31, 1)


def test_a_year_or_a_case_keeps_only_its_own_rows_and_the_exact_count():
    a_seen_case().save(force_insert=True)
    a_seen_case(case_number=OTHER_CASE).save(force_insert=True)
    save(
        [
            a_line(1, date(2019, 12, 31)),
            a_line(2, date(2020, 1, 1)),
            a_line(3, date(2020, 12, 31), case_number=OTHER_CASE),
            a_line(4, date(2021, 1, 1)),
        ]
    )
    assert [r.public_id for r in page(year=2020).rows] == ["line-00000000000000003", "line-00000000000000002"]
    assert [r.public_id for r in page(case=case_address(CASE)).rows] == [
        "line-00000000000000004",
        "line-00000000000000002",
        "line-00000000000000001",
    ]
    both = page(year=2020, case=case_address(CASE))
    assert ([r.public_id for r in both.rows], both.count) == (["line-00000000000000002"], 1)
    assert both.years == (2021, 2020, 2019)
    assert both.cases == ((case_address(CASE), CASE), (case_address(OTHER_CASE), OTHER_CASE))
    assert page(year=2006).count == 0


def test_a_case_without_payments_is_an_empty_list_and_a_strangers_case_is_none():
    a_seen_case().save(force_insert=True)
    a_seen_case(participant_id="1000000004", public_id="sams-case").save(force_insert=True)
    assert page(case=case_address(CASE)).count == 0
    assert page(case="sams-case") is None
    assert page(case="never-existed") is None


def test_every_page_of_20000_lines_holds_the_rows_that_plain_slicing_gives():
    expected = [line.public_id for line in long_history()]
    got = [[r.public_id for r in page(number=n).rows] for n in range(1, 1335)]
    assert got == [expected[start : start + 15] for start in range(0, 20_000, 15)]


def test_every_page_of_one_case_and_of_one_year_holds_the_rows_that_plain_slicing_gives():
    a_seen_case(case_number=OTHER_CASE).save(force_insert=True)
    history = long_history(3_000)
    of_case = [line.public_id for line in history if line.case_number == OTHER_CASE]
    of_year = [line.public_id for line in history if line.received_on.year == 2020]
    assert _all_pages(case=case_address(OTHER_CASE)) == of_case
    assert _all_pages(year=2020) == of_year


def _all_pages(**asked) -> list[str]:
    last = page(**asked).last
    return [row.public_id for number in range(1, last + 1) for row in page(number=number, **asked).rows]


def test_no_page_of_20000_lines_skips_more_than_half_of_the_years_it_lies_in():
    history = long_history()
    fullest = max(sum(1 for line in history if line.received_on.year in (y, y + 1)) for y in range(2006, 2027))
    for number in (1, 2, 300, 667, 1000, 1333, 1334):
        assert _skipped(number) <= fullest // 2
    assert _skipped(1) == _skipped(1334) == 0


def _skipped(number: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(number=number)
    return int(re.search(r"OFFSET (\d+)", captured[1]["sql"])[1])


def test_a_page_is_two_statements():
    save([a_line(1, date(2020, 4, 10))])
    with CaptureQueriesContext(connection) as captured:
        page()
    assert len(captured) == 2


@pytest.mark.parametrize(
    "asked", [{"number": 1}, {"number": 667}, {"number": 1334}, {"year": 2019}, {"case": case_address(CASE)}]
)
def test_a_page_is_read_along_the_index_without_sorting(asked):
    a_seen_case().save(force_insert=True)
    long_history()
    with CaptureQueriesContext(connection) as captured:
        page(**asked)
    plan = _plan_of(captured[1]["sql"])
    assert "payments_newest_first" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def _plan_of(statement: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE payments_paymentline")
            cursor.execute(f"EXPLAIN {statement}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_a_line_carries_its_dates_its_parts_and_the_address_of_its_case():
    a_seen_case().save(force_insert=True)
    parts = json.dumps([["current", 5169, "sent"], ["arrears_family", 7846, "held"]])
    save(
        [
            a_line(
                1, date(2020, 4, 10), withheld_on=date(2020, 4, 3), sent_on=date(2020, 4, 13), parts=parts, state="held"
            )
        ]
    )
    line = queries.find_payment(a_viewer(), "received", "line-00000000000000001")
    assert (line.case_public_id, line.case_number, line.amount) == (case_address(CASE), CASE, 13015)
    assert (line.withheld_on, line.collected_on, line.sent_on) == (date(2020, 4, 3), None, date(2020, 4, 13))
    assert line.parts == (
        queries.PaymentPart("current", 5169, "sent"),
        queries.PaymentPart("arrears_family", 7846, "held"),
    )


def test_a_line_on_a_case_that_is_no_longer_the_viewers_has_no_address_of_it():
    save([a_line(1, date(2020, 4, 10))])
    assert queries.find_payment(a_viewer(), "received", "line-00000000000000001").case_public_id == ""


def test_the_address_of_a_line_s_case_is_the_viewers_own_and_not_the_other_partys():
    save([a_line(1, date(2020, 4, 10))])
    a_seen_case(participant_id="1000000004", public_id="theirs").save(force_insert=True)
    assert queries.find_payment(a_viewer(), "received", "line-00000000000000001").case_public_id == ""


def test_a_strangers_line_or_one_of_the_other_direction_is_none():
    save([a_line(1, date(2020, 4, 10))])
    assert queries.find_payment(a_viewer("1000000004"), "received", "line-00000000000000001") is None
    assert queries.find_payment(a_viewer(), "made", "line-00000000000000001") is None
    assert queries.find_payment(a_viewer(), "received", "never-existed") is None


def test_the_states_of_a_made_lines_parts_are_those_a_payer_may_read():
    parts = json.dumps([["current", 13015, "returned"]])
    save([a_line(1, date(2020, 4, 10), direction="made", state="reissued", parts=parts)])
    line = queries.find_payment(a_viewer(), "made", "line-00000000000000001")
    assert (line.state, line.parts[0].state) == ("sent", "sent")
    assert page(direction="made").rows[0].state == "sent"
