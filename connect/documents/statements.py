"""The month's run: statements for everyone, and of every party, case and month whether there is one, or why not.

It goes through the people in the order of their ids, a few hundred at a time: their rows in a dozen statements, worked
out here, written in one transaction with the id of the last of them. A run that is killed goes on behind that person;
a run that is finished does nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.kinds import AgencyNoticeKind, LedgerKind, Role
from connect.cases.models import (
    DisclosedCase,
    DisclosedNotice,
    DisclosedObligation,
)
from connect.documents import billing, collected, rules
from connect.documents.kinds import StatementOutcome
from connect.documents.making import (
    CaseNow,
    Contacts,
    NewDocument,
    OfCase,
    Person,
    cases_now,
    last_feed,
    people,
    write_documents,
    write_outcomes,
)
from connect.documents.models import StatementRun
from connect.documents.rules import NoSuchRun, PartOfMonth
from connect.documents.snapshots import FeeStanding
from connect.payments.kinds import DeductionKind, Direction, MoneyState
from connect.payments.models import PaymentLine, SentMoney

PEOPLE_AT_ONCE = 400

type Said = Callable[[int, int], None]  # parties looked at so far, documents made


@dataclass(frozen=True)
class StatementsMade:
    """What a run did. `parties`: of which it said something; `made`: documents. Both are 0 where all was done."""

    month: date
    parties: int
    made: int


@dataclass(frozen=True)
class _Rows:
    """The rows of a chunk of people that a month's statements are made of."""

    people: dict[str, Person]
    cases: dict[str, list[CaseNow]]
    made: dict[OfCase, list[billing.MadeRow]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[OfCase, list[billing.EntryRow]] = field(default_factory=lambda: defaultdict(list))
    due_days: dict[OfCase, int] = field(default_factory=dict)
    receipts: dict[OfCase, list[collected.ReceiptRow]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[tuple[str, str], collected.LineRow] = field(default_factory=dict)
    sent: dict[OfCase, list[collected.SentRow]] = field(default_factory=lambda: defaultdict(list))
    fees: dict[OfCase, FeeStanding] = field(default_factory=dict)


def run(
    month: date,
    *,
    now: datetime,
    as_of: datetime | None = None,
    said: Said = lambda parties, made: None,
) -> StatementsMade:
    """Makes what is missing of the month's statements. Raises NoSuchRun for a month that cannot be made.

    The papers are dated from the day of `now`, and their facts from the last feed or `as_of`; a run that has begun
    keeps its own.
    """
    zone = settings.AGENCY.zone
    last_as_of = rules.refuse_month(month, last_feed(), zone, years_kept=settings.AGENCY.retention.documents_years)
    begun, _ = StatementRun.objects.get_or_create(
        month=month,
        defaults={
            "dated_on": now.astimezone(zone).date(),
            "as_of": as_of or last_as_of,
            "started_at": now,
        },
    )
    contacts = Contacts()
    parties = made = 0
    while begun.finished_at is None:
        ids = _next_people(begun.done_to)
        documents, outcomes = _statements_of(ids, begun, contacts) if ids else ([], [])
        if _write(begun, ids, documents, outcomes, now):
            parties, made = parties + len(outcomes), made + len(documents)
            said(parties, made)
        begun.refresh_from_db()  # another run of the same month may have come further
    return StatementsMade(month, parties, made)


def run_due(now: datetime, said: Said = lambda parties, made: None) -> StatementsMade | None:
    """The run of the last month that is over by the last feed; None where it is finished, or no feed is loaded.

    A run that was killed in an earlier month is brought to its end first.
    """
    for month in StatementRun.objects.filter(finished_at=None).order_by("month").values_list("month", flat=True):
        run(month, now=now, said=said)
    as_of = last_feed()
    if as_of is None:
        return None
    month = rules.last_month_over(as_of, settings.AGENCY.zone)
    if StatementRun.objects.filter(month=month).exists():
        return None
    try:
        return run(month, now=now, said=said)
    except NoSuchRun:  # a feed of another time was loaded meanwhile
        return None


def _next_people(done_to: str) -> list[str]:
    rows = DisclosedCase.objects.filter(participant_id__gt=done_to).order_by("participant_id")
    return list(rows.values_list("participant_id", flat=True).distinct()[:PEOPLE_AT_ONCE])


def _write(
    begun: StatementRun,
    ids: Sequence[str],
    documents: Sequence[NewDocument],
    outcomes: Sequence[tuple[str, str, date, str]],
    now: datetime,
) -> bool:
    """All of these people or none; False where another run of the month has written them meanwhile."""
    with transaction.atomic():
        here = StatementRun.objects.filter(month=begun.month, done_to=begun.done_to, finished_at=None)
        if not here.update(**({"done_to": ids[-1]} if ids else {"finished_at": now})):
            return False
        if not ids:
            audit.record(Act.STATEMENTS_MADE, by="documents", month=f"{begun.month:%Y-%m}")
        write_documents(documents, now=now)
        write_outcomes(outcomes)
    return True


def _statements_of(
    ids: Sequence[str], begun: StatementRun, contacts: Contacts
) -> tuple[list[NewDocument], list[tuple[str, str, date, str]]]:
    """The documents of a month of these people, and an outcome of each of their cases."""
    month = begun.month
    rows = _read(ids, month)
    documents: list[NewDocument] = []
    outcomes: list[tuple[str, str, date, str]] = []
    for participant_id in ids:
        person = rows.people.get(participant_id)
        billed: list[CaseNow] = []
        for case in rows.cases.get(participant_id, ()):
            told = rules.outcome(_part(case, person, rows, month))
            outcomes.append((participant_id, case.case_number, month, told.value))
            if told is not StatementOutcome.MADE or person is None:
                continue
            if case.role == Role.PAYING:
                billed.append(case)
            else:
                documents.append(_collection_statement(person, case, rows, begun, contacts))
        if billed and person:
            documents.append(_billing_statement(person, billed, rows, begun, contacts))
    return documents, outcomes


def _part(case: CaseNow, person: Person | None, rows: _Rows, month: date) -> PartOfMonth:
    key = (case.participant_id, case.case_number)
    charged = any(entry.kind == LedgerKind.CHARGE and entry.amount > 0 for entry in _own(person, rows.entries[key]))
    return PartOfMonth(
        role=case.role,
        address=person is not None and person.mailable,
        withholding=case.income_withholding,
        payments=sum(month <= receipt.received_on < rules.next_month(month) for receipt in rows.receipts[key]),
        due=charged or case.owes_anything or case.past_due_installment > 0 or case.monthly_support > 0,
        closed_by_then=case.closed_on is not None and case.closed_on <= rules.next_month(month),
    )


def _own(person: Person | None, entries: Iterable[billing.EntryRow]) -> list[billing.EntryRow]:
    """The entries of this person's own account: two may pay on a case."""
    return [entry for entry in entries if person is not None and entry.payer == person.account_name]


def _billing_statement(
    person: Person, cases: Sequence[CaseNow], rows: _Rows, begun: StatementRun, contacts: Contacts
) -> NewDocument:
    keys = [(person.participant_id, case.case_number) for case in cases]
    snapshot = billing.billing_statement(
        person,
        [(case, _own(person, rows.entries[key]), rows.made[key]) for case, key in zip(cases, keys, strict=True)],
        unshared=rows.made[person.participant_id, ""],
        due_day=min((rows.due_days[key] for key in keys if key in rows.due_days), default=1),
        contact=contacts.of_cases(cases),
        month=begun.month,
        dated_on=begun.dated_on,
        as_of=begun.as_of,
    )
    return NewDocument(
        person.participant_id,
        f"billing.{begun.month:%Y-%m}",
        begun.dated_on,
        person.language,
        snapshot,
        month=begun.month,
        case_number=cases[0].case_number if len(cases) == 1 else "",
    )


def _collection_statement(
    person: Person, case: CaseNow, rows: _Rows, begun: StatementRun, contacts: Contacts
) -> NewDocument:
    key = (person.participant_id, case.case_number)
    snapshot = collected.collection_statement(
        person,
        case,
        receipts=rows.receipts[key],
        lines=rows.lines,
        sent=rows.sent[key],
        entries=rows.entries[key],
        fee=rows.fees.get(key),
        contact=contacts.of_case(case),
        month=begun.month,
        dated_on=begun.dated_on,
        as_of=begun.as_of,
    )
    return NewDocument(
        person.participant_id,
        f"collections.{case.case_number}.{begun.month:%Y-%m}",
        begun.dated_on,
        person.language,
        snapshot,
        month=begun.month,
        case_number=case.case_number,
    )


# From the cases on: each is a range of the index that begins with person and case. What was taken back, and what was
# adjusted, of an earlier month is few rows, each with an index of its own.
_RECEIPTS = """
SELECT r.participant_id, r.case_number, {columns} FROM cases_disclosedcase c
JOIN payments_receipt r ON r.participant_id = c.participant_id AND r.case_number = c.case_number
 AND r.received_on BETWEEN %s AND %s
WHERE c.participant_id IN ({ids})
UNION ALL
SELECT r.participant_id, r.case_number, {columns} FROM payments_receipt r
WHERE r.participant_id IN ({ids}) AND r.reversed_on BETWEEN %s AND %s AND r.received_on < %s
"""
_SENT = """
SELECT r.participant_id, r.case_number, {columns} FROM cases_disclosedcase c
JOIN payments_sentmoney r ON r.participant_id = c.participant_id AND r.case_number = c.case_number
 AND r.sent_on BETWEEN %s AND %s
WHERE c.participant_id IN ({ids}) ORDER BY r.sent_on, r.disbursement_id
"""
_ENTRIES = """
SELECT r.participant_id, r.case_number, r.entry_id, {columns} FROM cases_disclosedcase c
JOIN cases_disclosedledgerentry r ON r.participant_id = c.participant_id AND r.case_number = c.case_number
 AND r.month BETWEEN %s AND %s
WHERE c.participant_id IN ({ids})
UNION ALL
SELECT r.participant_id, r.case_number, r.entry_id, {columns} FROM cases_disclosedledgerentry r
WHERE r.participant_id IN ({ids}) AND r.kind IN ('adjustment_up', 'adjustment_down')
  AND r.on_date BETWEEN %s AND %s AND r.month < %s
"""


def _read(ids: Sequence[str], month: date) -> _Rows:
    """Everything about these people and this month: a dozen statements, whatever their number."""
    together = Q(participant_id__range=(ids[0], ids[-1]))  # they follow each other
    rows = _Rows(people(together), cases_now(together))
    first, coming = month, rules.next_month(month)
    last = coming - timedelta(days=1)
    _read_lines(ids, first, last, rows)
    for person, case, *receipt in sorted(
        _found(_RECEIPTS, collected.ReceiptRow, ids, [first, last], [first, last, first]),
        key=lambda row: (str(row[4]), row[2]),
    ):
        rows.receipts[person, case].append(collected.ReceiptRow.read(receipt))
    for person, case, *money in _found(_SENT, collected.SentRow, ids, [first, last]):
        rows.sent[person, case].append(collected.SentRow.read(money))
    for person, case, _, *entry in sorted(
        _found(_ENTRIES, billing.EntryRow, ids, [first, coming], [first, last, first]),
        key=lambda row: (str(row[5]), row[2]),
    ):
        rows.entries[person, case].append(billing.EntryRow.read(entry))
    due = DisclosedObligation.objects.filter(Q(ends_on=None) | Q(ends_on__gte=coming), together, starts_on__lte=coming)
    for person, case, day in due.values_list("participant_id", "case_number", "due_day"):
        rows.due_days[person, case] = min(day or 1, rows.due_days.get((person, case), 31))
    _read_fees(together, month, last, rows)
    return rows


def _read_fees(who: Q, month: date, last: date, rows: _Rows) -> None:
    """The open fees of these people: what the last notice says was taken, and each deduction for it since."""
    notices = DisclosedNotice.objects.filter(
        who, kind=AgencyNoticeKind.ANNUAL_FEE, withdrawn_on=None, dated_on__lte=last
    )
    told: dict[OfCase, tuple[date, int, int]] = {}  # the day of the notice, the fee, what was taken by then
    for person, case, dated_on, assessed, recovered in notices.order_by("dated_on").values_list(
        "participant_id", "case_number", "dated_on", "amount", "recovered"
    ):
        if rules.fee_is_open(dated_on, month):
            told[person, case] = (dated_on, assessed or 0, recovered or 0)
    if not told:
        return
    since: Counter[OfCase] = Counter()
    sent = SentMoney.objects.filter(participant_id__in={person for person, _ in told}, sent_on__lte=last)
    with_deductions = sent.exclude(deductions="[]").exclude(state=MoneyState.RETURNED)
    columns = ("participant_id", "case_number", "sent_on", "deductions")
    for person, case, sent_on, deductions in with_deductions.values_list(*columns):
        if (person, case) in told and sent_on > told[person, case][0]:
            since[person, case] += sum(
                cents for kind, cents in msgspec.json.decode(deductions) if kind == DeductionKind.ANNUAL_FEE
            )
    for key, (_, assessed, recovered) in told.items():
        rows.fees[key] = FeeStanding(assessed=assessed, recovered=min(assessed, recovered + since[key]))


def _read_lines(ids: Sequence[str], first: date, last: date, rows: _Rows) -> None:
    """What these people paid, and what came to them, in the month."""
    lines = PaymentLine.objects.filter(participant_id__in=ids, received_on__range=(first, last))
    for person, case, *made in (
        lines.filter(direction=Direction.MADE)
        .order_by("received_on", "line_id")
        .values_list("participant_id", "case_number", *billing.MadeRow._fields)
    ):
        rows.made[person, case].append(billing.MadeRow(*made))
    for person, line_id, *line in lines.filter(direction=Direction.RECEIVED).values_list(
        "participant_id", "line_id", *collected.LineRow._fields
    ):
        rows.lines[person, line_id] = collected.LineRow(*line)


def _found(statement: str, row: type[NamedTuple], ids: Sequence[str], *days: Sequence[date]) -> list[tuple[Any, ...]]:
    """The rows of a statement with a list of ids after (before, in a second half) each of the lists of days."""
    places = ", ".join(["%s"] * len(ids))
    columns = ", ".join(f"r.{name}" for name in row._fields)
    parameters: list[date | str] = [*days[0], *ids, *(ids if days[1:] else ()), *chain.from_iterable(days[1:])]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(columns=columns, ids=places), parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
