"""What a person may read of payments: one list per direction, one payment at a time. Always the viewer's own rows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from connect.cases.models import DisclosedCase
from connect.cases.viewer import Viewer
from connect.lib.rows import day_of_row
from connect.payments import rules
from connect.payments.kinds import Direction, MoneyState
from connect.payments.models import PaymentLine, Receipt, SentMoney

NO_CASE = ""  # instead of a case number: what is not shared out yet

# How many lines each case and year has, and the address of each of the viewer's cases: the map of the list. One row
# per case and year, whatever the length of the history.
_MAP = """
SELECT case_number, year, lines, '' FROM payments_paymentyear WHERE participant_id = %s AND direction = %s
UNION ALL
SELECT case_number, 0, 0, public_id FROM cases_disclosedcase WHERE participant_id = %s
"""
# One page. The range of dates and the order are those of the index payments_newest_first: no sort, no other rows.
_ROWS = """
SELECT public_id, received_on, amount, source, state, reversed_on, case_number, sent_on, method
FROM payments_paymentline
WHERE participant_id = %s AND direction = %s AND received_on BETWEEN %s AND %s{of_case}
ORDER BY received_on {way}, line_id {way} LIMIT %s OFFSET %s
"""
_STATEMENTS = {
    (backwards, of_case): _ROWS.format(
        way="ASC" if backwards else "DESC", of_case=" AND case_number = %s" if of_case else ""
    )
    for backwards in (False, True)
    for of_case in (False, True)
}


class PaymentRow(NamedTuple):
    """One line of the list, in cents. `public_id` opens it. `case_number` is '' until it is shared out.

    `sent_on` and `method`: when and how its money was last sent; of a payment made, `method` is always ''.
    """

    public_id: str
    received_on: date
    amount: int
    source: str
    state: str
    reversed_on: date | None
    case_number: str
    sent_on: date | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """One page of the list: `rows` are numbers `first` to `first + len(rows) - 1` of `count`, newest first.

    `years` (newest first) and `cases` ((public id, case number)): what the list can be filtered by. `case`: the case it
    is filtered by, or None. `left_out`: in a list of one case, payments of those years that are of no case yet and may
    become that case's; they are not among the rows and not counted.
    """

    rows: tuple[PaymentRow, ...]
    count: int
    first: int
    number: int
    last: int
    years: tuple[int, ...]
    cases: tuple[tuple[str, str], ...]
    case: tuple[str, str] | None
    left_out: tuple[PaymentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """A share of a payment: what it paid, in cents, and how far that money has come."""

    bucket: str
    amount: int
    state: str


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """One payment on one case, with the dates of its way (V11). `case_public_id` is '' where the case is not theirs.

    What is not shared out yet has no case and no parts.
    """

    line_id: str
    public_id: str
    case_number: str
    case_public_id: str
    amount: int
    source: str
    received_on: date
    withheld_on: date | None
    collected_on: date | None
    posted_on: date | None
    sent_on: date | None
    reversed_on: date | None
    state: str
    method: str
    parts: tuple[PaymentPart, ...]


@dataclass(frozen=True, slots=True)
class ReceiptDetails:
    """What a person receiving support reads of one payment on a case, in cents: the parts add up to `amount`."""

    line_id: str
    public_id: str
    case_number: str
    case_public_id: str
    payer: str
    amount: int
    came: int
    kept: int
    held: int
    credit: int
    fees: int
    received_on: date
    withheld_on: date | None
    collected_on: date | None
    posted_on: date | None
    reversed_on: date | None

    def as_payment(self) -> PaymentDetails:
        """The payment of which nothing came to the reader, so that they have no line of it."""
        same = {field: getattr(self, field) for field in PaymentDetails.__slots__ if hasattr(self, field)}
        state = MoneyState.HELD if self.held else MoneyState.SENT
        return PaymentDetails(**same, source="", sent_on=None, state=state, method="", parts=())


@dataclass(frozen=True, slots=True)
class SentDetails:
    """One time that money of a payment was sent, in cents. `shares` less `deductions` ((kind, cents), ...) and less
    what the agency does not explain is `amount`. `with_others`: the viewer's money of other payments is in it."""

    sent_on: date
    method: str
    state: str
    shares: int
    deductions: tuple[tuple[str, int], ...]
    amount: int
    with_others: bool

    @property
    def unexplained(self) -> int:
        """What was taken and is none of the deductions."""
        return max(0, self.shares - sum(cents for _, cents in self.deductions) - self.amount)


def source_is_shown(reader: rules.PaymentReader, *, payer_hidden: bool) -> bool:
    """Whether the agency's profile lets this reader see the sources of payments (rules.shows_source)."""
    policy = settings.AGENCY.payments
    return rules.shows_source(
        reader,
        show_source=policy.show_source,
        show_source_to_payer=policy.show_source_to_payer,
        payer_hidden=payer_hidden,
    )


def payments_page(
    viewer: Viewer, direction: str, *, number: int = 1, year: int | None = None, case: str = "", page_size: int
) -> PaymentsPage | None:
    """Page `number` of the viewer's payments; None where `case` (a public id) is not one of the viewer's.

    Two statements; one more where something is left out of a case's list. A number past the end is the last page. The
    count is exact and costs no counting.
    """
    lines, addresses = _map_of(viewer, direction)
    chosen = next((n for n, public_id in addresses.items() if public_id == case), None) if case else None
    if case and not chosen:
        return None
    by_year = _by_year(lines, chosen)
    wanted = _of_year(by_year, year)
    count = sum(n for _, n in wanted)
    last = rules.pages(count, page_size)
    number = min(number, last)
    start = (number - 1) * page_size
    return PaymentsPage(
        rows=_rows(viewer, direction, rules.span(wanted, start, page_size), chosen),
        count=count,
        first=start + 1,
        number=number,
        last=last,
        years=tuple(y for y, _ in by_year),
        cases=tuple(
            sorted(((addresses[n], n) for n in {n for n, _, _ in lines} if n in addresses), key=lambda c: c[1])
        ),
        case=(case, chosen) if chosen else None,
        left_out=_left_out(viewer, direction, _of_year(_by_year(lines, NO_CASE), year)) if chosen else (),
    )


def find_payment(viewer: Viewer, direction: str, public_id: str) -> PaymentDetails | None:
    """One of the viewer's payments; None where the viewer has none with that public id."""
    address = _address_of_case(viewer)
    found = (
        PaymentLine.objects.filter(participant_id=viewer.participant_id, direction=direction, public_id=public_id)
        .values(*(f for f in PaymentDetails.__slots__ if f not in ("case_public_id", "parts")), "parts")
        .annotate(case_public_id=Subquery(address.values("public_id")))
        .first()
    )
    if found is None:
        return None
    found["case_public_id"] = found["case_public_id"] or ""
    found["state"] = rules.state_on_screen(direction, found["state"])
    found["parts"] = tuple(
        PaymentPart(bucket, amount, rules.state_on_screen(direction, state))
        for bucket, amount, state in json.loads(found["parts"])
    )
    return PaymentDetails(**found)


def find_receipt(viewer: Viewer, public_id: str) -> ReceiptDetails | None:
    """What became of one payment on a case of the viewer's, who receives support in it; None for anything else."""
    address = _address_of_case(viewer)
    found = (
        Receipt.objects.filter(participant_id=viewer.participant_id, public_id=public_id)
        .values(*(field for field in ReceiptDetails.__slots__ if field != "case_public_id"))
        .annotate(case_public_id=Subquery(address.values("public_id")))
        .first()
    )
    return ReceiptDetails(**{**found, "case_public_id": found["case_public_id"] or ""}) if found else None


def _address_of_case(viewer: Viewer) -> QuerySet[DisclosedCase]:
    """The viewer's own row of the case that a row of theirs is about."""
    return DisclosedCase.objects.filter(participant_id=viewer.participant_id, case_number=OuterRef("case_number"))


def nothing_came(viewer: Viewer, case_number: str, since: date) -> tuple[ReceiptDetails, ...]:
    """The payments on a case received from `since` on of which the viewer has no line, the newest first (V8)."""
    line = PaymentLine.objects.filter(participant_id=viewer.participant_id, line_id=OuterRef("line_id"))
    rows = (
        Receipt.objects.filter(
            ~Exists(line), participant_id=viewer.participant_id, case_number=case_number, received_on__gte=since
        )
        .order_by("-received_on", "-line_id")
        .values(*(field for field in ReceiptDetails.__slots__ if field != "case_public_id"))
    )
    return tuple(ReceiptDetails(**row, case_public_id="") for row in rows)


def money_sent(viewer: Viewer, payment: PaymentDetails) -> tuple[SentDetails, ...]:
    """When the money of a payment of the viewer's was sent to them, and what was taken from it, the oldest first."""
    collection = payment.line_id.removesuffix(f".{payment.case_number}.{Direction.RECEIVED}")
    rows = (
        SentMoney.objects.filter(
            participant_id=viewer.participant_id,
            case_number=payment.case_number,
            parts__contains=f'["{collection}",',
        )
        .order_by("sent_on", "disbursement_id")
        .values_list("sent_on", "method", "state", "shares", "deductions", "amount", "parts")
    )
    return tuple(
        SentDetails(
            sent_on,
            method,
            state,
            shares,
            tuple((kind, cents) for kind, cents in json.loads(deductions)),
            amount,
            with_others=any(other != collection for other, _, _ in json.loads(parts)),
        )
        for sent_on, method, state, shares, deductions, amount, parts in rows
    )


def _map_of(viewer: Viewer, direction: str) -> tuple[list[tuple[str, int, int]], dict[str, str]]:
    """[(case number, year, lines)] in this direction, and {case number: public id} of all the viewer's cases."""
    with connection.cursor() as cursor:
        cursor.execute(_MAP, [viewer.participant_id, direction, viewer.participant_id])
        found = cursor.fetchall()
    addresses = {number: public_id for number, _, _, public_id in found if public_id}
    return [(number, year, lines) for number, year, lines, public_id in found if not public_id and lines], addresses


def _by_year(lines: Iterable[tuple[str, int, int]], case_number: str | None) -> list[tuple[int, int]]:
    """[(year, lines)], newest first, of one case or (None) of all."""
    totals: dict[int, int] = {}
    for number, year, count in lines:
        if case_number in (None, number):
            totals[year] = totals.get(year, 0) + count
    return sorted(totals.items(), reverse=True)


def _of_year(by_year: list[tuple[int, int]], year: int | None) -> list[tuple[int, int]]:
    return [(y, n) for y, n in by_year if year in (None, y)]


def _left_out(viewer: Viewer, direction: str, by_year: list[tuple[int, int]]) -> tuple[PaymentRow, ...]:
    """Payments of these years that are of no case yet and were not taken back. No statement where there are none."""
    rows = _rows(viewer, direction, rules.span(by_year, 0, sum(n for _, n in by_year)), NO_CASE)
    return tuple(row for row in rows if not row.reversed_on)


def _rows(viewer: Viewer, direction: str, span: rules.Span | None, case_number: str | None) -> tuple[PaymentRow, ...]:
    """The rows of `span`, of one case or (None) of all."""
    if span is None:
        return ()
    asked: list[date | int | str] = [
        viewer.participant_id,
        direction,
        date(span.oldest, 1, 1),
        date(span.newest, 12, 31),
    ]
    asked += [] if case_number is None else [case_number]
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[span.backwards, case_number is not None], [*asked, span.take, span.skip])
        found = cursor.fetchall()
    if span.backwards:
        found.reverse()
    return tuple(
        PaymentRow(
            public_id,
            day_of_row(received),
            amount,
            source,
            rules.state_on_screen(direction, state),
            reversed_on and day_of_row(reversed_on),
            case_number,
            sent_on and day_of_row(sent_on),
            method,
        )
        for public_id, received, amount, source, state, reversed_on, case_number, sent_on, method in found
    )
