"""Which statements a month has, why one is missing, and the days that hang on it: literal tables."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from connect.cases.kinds import DOCUMENT_RULES, DocumentKind, DocumentOrigin, OnPaper, Role
from connect.documents import rules
from connect.documents.rules import NoSuchRun, PartOfMonth, outcome

PACIFIC = ZoneInfo("America/Los_Angeles")


def paying(**more: object) -> PartOfMonth:
    facts = {"role": "paying", "address": True, "withholding": False, "payments": 0, "due": True}
    return PartOfMonth(**facts | {"closed_by_then": False} | more)


def receiving(**more: object) -> PartOfMonth:
    facts = {"role": "receiving", "address": True, "withholding": False, "payments": 1, "due": True}
    return PartOfMonth(**facts | {"closed_by_then": False} | more)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (paying(), "made"),
        (paying(payments=2), "made"),
        (paying(address=False), "no_address"),
        (paying(withholding=True), "withheld"),
        (paying(due=False), "nothing_due"),
        (paying(closed_by_then=True), "case_closed"),
        # The first reason that holds, in the order of the issue.
        (paying(address=False, withholding=True, due=False, closed_by_then=True), "no_address"),
        (paying(withholding=True, due=False, closed_by_then=True), "withheld"),
        (paying(due=False, closed_by_then=True), "nothing_due"),
        (receiving(), "made"),
        (receiving(payments=0), "no_payment"),
        (receiving(address=False), "no_address"),
        (receiving(address=False, payments=0), "no_address"),
        # An employer's order says nothing about who receives, and what is due neither.
        (receiving(withholding=True), "made"),
        (receiving(due=False), "made"),
        (receiving(payments=0, due=False, closed_by_then=True), "no_payment"),
        # Money that came is told, whatever became of the case (V8).
        (receiving(closed_by_then=True), "made"),
    ],
)
def test_the_outcome_of_a_party_and_a_month(part, told):
    assert outcome(part) == told


@pytest.mark.parametrize(
    ("today", "since", "months"),
    [
        (date(2026, 11, 27), date(2026, 5, 27), ["2026-10", "2026-09", "2026-08", "2026-07", "2026-06", "2026-05"]),
        # August 31: six months before is the last day of February.
        (date(2026, 8, 31), date(2026, 2, 28), ["2026-07", "2026-06", "2026-05", "2026-04", "2026-03", "2026-02"]),
        (date(2024, 8, 31), date(2024, 2, 29), ["2024-07", "2024-06", "2024-05", "2024-04", "2024-03", "2024-02"]),
        (date(2024, 2, 29), date(2023, 8, 29), ["2024-01", "2023-12", "2023-11", "2023-10", "2023-09", "2023-08"]),
        (
            date(2027, 1, 1),
            date(2026, 7, 1),
            ["2026-12", "2026-11", "2026-10", "2026-09", "2026-08", "2026-07", "2026-06"],
        ),
        (date(2026, 12, 31), date(2026, 6, 30), ["2026-11", "2026-10", "2026-09", "2026-08", "2026-07", "2026-06"]),
    ],
)
def test_six_months_of_documents(today, since, months):
    """A statement of a month is dated after it: on the first of a month, the one dated six months ago still stands."""
    assert rules.shown_since(today) == since
    assert [f"{month:%Y-%m}" for month in rules.months_shown(today)] == months


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (datetime(2026, 12, 1, 7, 59, tzinfo=UTC), "2026-10"),  # 11:59 PM on November 30 in Sacramento
        (datetime(2026, 12, 1, 8, 0, tzinfo=UTC), "2026-11"),
        (datetime(2027, 1, 1, 7, 59, tzinfo=UTC), "2026-11"),  # New Year's night
        (datetime(2027, 1, 1, 8, 0, tzinfo=UTC), "2026-12"),
        (datetime(2024, 3, 1, 8, 0, tzinfo=UTC), "2024-02"),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), "2026-06"),  # in summer the day begins an hour earlier there
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), "2026-05"),
    ],
)
def test_the_last_month_that_is_over_is_so_in_the_agencys_zone(as_of, last):
    assert f"{rules.last_month_over(as_of, PACIFIC):%Y-%m}" == last


def test_a_run_is_refused_with_its_reason():
    as_of = datetime(2026, 11, 27, 18, tzinfo=UTC)

    def refused(text: str, as_of: datetime | None = as_of) -> str:
        with pytest.raises(NoSuchRun) as problem:
            rules.refuse_month(rules.month_of(text), as_of, PACIFIC, years_kept=4)
        return str(problem.value)

    assert "'2026-13' is no month; write it like 2026-11" in refused("2026-13")
    assert "'November'" in refused("November")
    assert "'2026-1'" in refused("2026-1")
    assert refused("2026-11").startswith("2026-11 is not over: the last feed is as of 2026-11-27 10:00 PST.")
    assert "Load a feed as of 2026-12-01 or later first; the last month that is over is 2026-10" in refused("2026-11")
    assert refused("2022-09") == "2022-09 is too long ago: documents are kept for 4 years"
    assert refused("2026-10", None) == "no feed is loaded yet"
    assert rules.refuse_month(date(2026, 10, 1), as_of, PACIFIC, years_kept=4) == as_of
    assert rules.refuse_month(date(2022, 10, 1), as_of, PACIFIC, years_kept=4) == as_of


@pytest.mark.parametrize(
    ("dated_on", "year"),
    [
        (date(2026, 10, 1), (date(2025, 10, 1), date(2026, 9, 30))),
        (date(2026, 9, 30), (date(2024, 10, 1), date(2025, 9, 30))),  # that year is not over yet
        (date(2026, 1, 1), (date(2024, 10, 1), date(2025, 9, 30))),
        (date(2019, 12, 31), (date(2018, 10, 1), date(2019, 9, 30))),
    ],
)
def test_the_fee_is_of_the_federal_year_that_was_over(dated_on, year):
    assert rules.fee_year(dated_on) == year


@pytest.mark.parametrize(
    ("due_on", "days", "send_by"),
    [
        (date(2026, 12, 1), 10, date(2026, 12, 21)),
        (date(2026, 11, 1), 10, date(2026, 11, 20)),
        (date(2027, 1, 1), 0, date(2027, 1, 29)),  # the 31st is a Sunday
        (date(2024, 2, 1), 5, date(2024, 2, 23)),  # February 24, 2024 is a Saturday
    ],
)
def test_a_payment_is_sent_so_that_it_arrives_in_its_month(due_on, days, send_by):
    assert rules.send_by(due_on, days) == send_by


def test_a_day_that_a_month_has_not_is_its_last():
    assert [rules.day_in(date(2026, 2, 1), day) for day in (1, 28, 31)] == [
        date(2026, 2, 1),
        date(2026, 2, 28),
        date(2026, 2, 28),
    ]


def test_a_document_has_a_number_to_be_read_out():
    assert rules.document_number("A" * 22) == rules.document_number("A" * 22)
    assert rules.document_number("A" * 22) != rules.document_number("B" * 22)
    assert [len(part) for part in rules.document_number("A" * 22).split("-")] == [4, 4, 2]


def test_seven_documents_are_declared_once():
    assert set(DOCUMENT_RULES) == set(DocumentKind)
    assert [kind.value for kind, rule in DOCUMENT_RULES.items() if rule.is_for({Role.PAYING})] == [
        *("warning", "billing", "review", "license_release")
    ]
    assert [kind.value for kind, rule in DOCUMENT_RULES.items() if rule.is_for({Role.RECEIVING})] == [
        *("annual_fee", "collections", "closure", "review")
    ]
    assert {kind.value for kind, rule in DOCUMENT_RULES.items() if rule.origin is DocumentOrigin.MONTH} == {
        *("billing", "collections")
    }
    on_paper = {kind.value: rule.on_paper for kind, rule in DOCUMENT_RULES.items()}
    assert {kind for kind, how in on_paper.items() if how is OnPaper.IF_WANTED} == {
        *("annual_fee", "billing", "collections")
    }
    assert {kind for kind, how in on_paper.items() if how is OnPaper.ALWAYS} == {"warning", "review", "license_release"}
    assert on_paper["closure"] is OnPaper.WITHOUT_CONSENT  # V5
