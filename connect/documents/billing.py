"""The Monthly Billing Statement, worked out of rows. Pure but for the profile."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.conf import settings

from connect.cases.kinds import LedgerBucket, LedgerKind, Role
from connect.documents import rules
from connect.documents.making import CaseNow, Person, bucket_amounts
from connect.documents.snapshots import BilledCase, BillingStatement, BucketAmount, Contact, LedgerChange, PaidItem
from connect.lib.rows import day_of_row
from connect.payments.queries import source_is_shown
from connect.payments.rules import PaymentReader

INSTALLMENT = "installment"  # beside the buckets of the ledger: what is paid each month on past due support


class MadeRow(NamedTuple):
    """A payment of the reader's, by the fields of PaymentLine."""

    received_on: date
    amount: int
    source: str
    reversed_on: date | None
    parts: str


class EntryRow(NamedTuple):
    """A ledger entry, by the fields of DisclosedLedgerEntry."""

    payer: str
    month: date
    on_date: date
    kind: str
    bucket: str
    amount: int
    due_on: date | None
    reason: str

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        payer, month, on_date, kind, bucket, amount, due_on, reason = row
        due = due_on and day_of_row(due_on)
        return cls(payer, day_of_row(month), day_of_row(on_date), kind, bucket, amount, due, reason)

    def counts_in(self, month: date) -> bool:
        """Whether a statement of the month tells of it: an adjustment when it is written, all else in its own month."""
        if self.kind in (LedgerKind.ADJUSTMENT_UP, LedgerKind.ADJUSTMENT_DOWN):
            return self.on_date.replace(day=1) == month
        return self.month == month

    def change(self) -> LedgerChange:
        return LedgerChange(
            on=self.on_date,
            kind=self.kind,
            bucket=self.bucket,
            cents=self.amount,
            due_on=self.due_on,
            reason=self.reason,
        )


def billing_statement(
    person: Person,
    cases: Sequence[tuple[CaseNow, Sequence[EntryRow], Sequence[MadeRow]]],
    *,
    unshared: Sequence[MadeRow],
    due_day: int,
    contact: Contact,
    month: date,
    dated_on: date,
    as_of: datetime,
) -> BillingStatement:
    """`cases`: each with the entries of the person's own account in it, and what they paid on it in the month."""
    coming = rules.next_month(month)
    charged_for = [entry.due_on for _, entries, _ in cases for entry in entries if entry.month == coming]
    due_on = min((day for day in charged_for if day), default=rules.day_in(coming, due_day))
    return BillingStatement(
        reader=person.as_reader(Role.PAYING),
        contact=contact,
        dated_on=dated_on,
        as_of=as_of,
        month=month,
        due_on=due_on,
        send_by=rules.send_by(due_on, settings.AGENCY.documents.processing_days),
        cases=tuple(_billed(case, entries, made, month) for case, entries, made in cases),
        unshared=tuple(_paid(row) for row in unshared),
        pay_to=settings.AGENCY.addresses.payments,
    )


def _billed(case: CaseNow, entries: Sequence[EntryRow], made: Sequence[MadeRow], month: date) -> BilledCase:
    return BilledCase(
        case_number=case.case_number,
        county=case.county,
        due=_asked_for(case, entries, month),
        changes=tuple(entry.change() for entry in entries if entry.counts_in(month)),
        payments=tuple(_paid(row) for row in made),
        owing=case.owing,
    )


def _asked_for(case: CaseNow, entries: Sequence[EntryRow], month: date) -> tuple[BucketAmount, ...]:
    """What is due next: the coming month's charges where they are on file, else the monthly support of the order; the
    installment on past due support, no more than is past due; fees."""
    charges: dict[str, int] = {}
    for entry in entries:
        if entry.kind == LedgerKind.CHARGE and entry.month == rules.next_month(month):
            charges[entry.bucket] = charges.get(entry.bucket, 0) + entry.amount
    lines = charges or {LedgerBucket.CURRENT.value: case.monthly_support}
    lines |= {
        INSTALLMENT: min(case.past_due_installment, case.past_due_support),
        LedgerBucket.FEES.value: lines.get(LedgerBucket.FEES.value, 0) or case.fees,
    }
    return tuple(BucketAmount(bucket=bucket, cents=cents) for bucket, cents in lines.items() if cents > 0)


def _paid(row: MadeRow) -> PaidItem:
    shown = source_is_shown(PaymentReader.PAYING, payer_hidden=False)
    return PaidItem(
        received_on=row.received_on,
        cents=row.amount,
        source=row.source if shown else "",
        reversed_on=row.reversed_on,
        parts=bucket_amounts(row.parts),
    )
