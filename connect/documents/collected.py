"""The Monthly Statement of Collection and Distribution, worked out of rows. Pure but for the profile."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self

import msgspec

from connect.cases.kinds import LedgerKind, Role
from connect.documents.billing import EntryRow
from connect.documents.making import CaseNow, Person, bucket_amounts
from connect.documents.snapshots import (
    CollectionStatement,
    Contact,
    Difference,
    FeeStanding,
    PayerSection,
    ReceivedItem,
    SentItem,
    TakenBack,
    TakenItem,
)
from connect.lib.rows import day_of_row
from connect.payments.kinds import Direction, MoneyState
from connect.payments.queries import source_is_shown
from connect.payments.rules import PaymentReader


class ReceiptRow(NamedTuple):
    """A payment on the case, by the fields of Receipt."""

    line_id: str
    payer: str
    received_on: date
    collected_on: date | None
    reversed_on: date | None
    amount: int
    came: int
    kept: int
    held: int
    credit: int
    fees: int

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        line_id, payer, received, collected, reversed_on, *amounts = row
        return cls(
            line_id,
            payer,
            day_of_row(received),
            collected and day_of_row(collected),
            reversed_on and day_of_row(reversed_on),
            *amounts,
        )


class LineRow(NamedTuple):
    """The reader's own line of it, by the fields of PaymentLine."""

    payer_hidden: bool
    source: str
    parts: str


class SentRow(NamedTuple):
    """Money sent for the case, by the fields of SentMoney."""

    sent_on: date
    method: str
    state: str
    shares: int
    deductions: str
    amount: int
    child: int
    medical: int
    spousal: int
    pass_through: int
    parts: str

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        return cls(day_of_row(row[0]), *row[1:])

    @property
    def counts(self) -> bool:
        """Money that came back is not with the reader."""
        return self.state != MoneyState.RETURNED


def collection_statement(
    person: Person,
    case: CaseNow,
    *,
    receipts: Sequence[ReceiptRow],
    lines: Mapping[tuple[str, str], LineRow],
    sent: Sequence[SentRow],
    entries: Sequence[EntryRow],
    fee: FeeStanding | None,
    contact: Contact,
    month: date,
    dated_on: date,
    as_of: datetime,
) -> CollectionStatement:
    """`receipts`: those received in the month, and those of before that were taken back in it, the oldest first."""
    received = [row for row in receipts if row.received_on >= month]
    return CollectionStatement(
        reader=person.as_reader(Role.RECEIVING),
        contact=contact,
        dated_on=dated_on,
        as_of=as_of,
        case_number=case.case_number,
        county=case.county,
        month=month,
        sections=_sections(person, received, lines),
        sent=tuple(_sent(row) for row in sent),
        difference=_difference(case, received, sent),
        taken_back=tuple(
            TakenBack(received_on=row.received_on, reversed_on=row.reversed_on, cents=row.amount)
            for row in receipts
            if row.received_on < month and row.reversed_on
        ),
        adjustments=tuple(
            entry.change()
            for entry in entries
            if entry.counts_in(month) and entry.kind in (LedgerKind.ADJUSTMENT_UP, LedgerKind.ADJUSTMENT_DOWN)
        ),
        owing=case.owing,
        fee=fee,
    )


def _sections(
    person: Person, received: Sequence[ReceiptRow], lines: Mapping[tuple[str, str], LineRow]
) -> tuple[PayerSection, ...]:
    by_payer: dict[str, list[ReceivedItem]] = {}
    for row in received:
        item = _received(row, lines.get((person.participant_id, row.line_id)))
        by_payer.setdefault(row.payer, []).append(item)
    return tuple(PayerSection(payer=payer, payments=tuple(items)) for payer, items in by_payer.items())


def _received(row: ReceiptRow, line: LineRow | None) -> ReceivedItem:
    shown = line is not None and source_is_shown(PaymentReader.RECEIVING, payer_hidden=line.payer_hidden)
    return ReceivedItem(
        received_on=row.received_on,
        collected_on=row.collected_on,
        cents=row.amount,
        came=row.came,
        kept=row.kept,
        held=row.held,
        credit=row.credit,
        fees=row.fees,
        source=line.source if line and shown else "",
        reversed_on=row.reversed_on,
        parts=bucket_amounts(line.parts) if line else (),
    )


def _sent(row: SentRow) -> SentItem:
    taken = _taken([row])
    return SentItem(
        sent_on=row.sent_on,
        method=row.method,
        state=row.state,
        shares=row.shares,
        cents=row.amount,
        deductions=taken,
        unexplained=row.shares - row.amount - sum(each.cents for each in taken),
        child=row.child,
        medical=row.medical,
        spousal=row.spousal,
        pass_through=row.pass_through,
    )


def _taken(sent: Sequence[SentRow]) -> tuple[TakenItem, ...]:
    """What was taken from these, one sum a kind."""
    sums: dict[str, int] = {}
    for row in sent:
        for kind, cents in msgspec.json.decode(row.deductions):
            sums[kind] = sums.get(kind, 0) + cents
    return tuple(TakenItem(kind=kind, cents=cents) for kind, cents in sums.items())


def _difference(case: CaseNow, received: Sequence[ReceiptRow], sent: Sequence[SentRow]) -> Difference:
    """Every reason why what was sent is not what was received; snapshots.Difference says how they add up."""
    standing = [row for row in received if row.reversed_on is None]
    ending = f".{case.case_number}.{Direction.RECEIVED}"
    of_month = {row.line_id.removesuffix(ending) for row in standing}
    going = [row for row in sent if row.counts]
    shares = [(collection, cents) for row in going for collection, _, cents in msgspec.json.decode(row.parts)]
    of_this_month = sum(cents for collection, cents in shares if collection in of_month)
    came = sum(row.came for row in standing)
    taken = _taken(going)
    all_shares = sum(row.shares for row in going)
    return Difference(
        earlier=all_shares - of_this_month + max(0, of_this_month - came),
        kept=sum(row.kept for row in standing),
        held=sum(row.held for row in standing),
        credit=sum(row.credit for row in standing),
        fees=sum(row.fees for row in standing),
        waiting=max(0, came - of_this_month),
        deductions=taken,
        unexplained=all_shares - sum(each.cents for each in taken) - sum(row.amount for row in going),
    )
