"""What a person may read of appointments, cases, orders and balances. Every read takes the viewer and keeps to it."""

from dataclasses import dataclass
from datetime import date, time

from django.db import connection

from connect.cases.kinds import AgencyNoticeKind
from connect.cases.models import DisclosedAppointment, DisclosedCase, DisclosedNotice, DisclosedOrder
from connect.cases.viewer import Viewer
from connect.lib.rows import day_of_row

# What the orders say and what changed what is owed, of one case: one statement, because a page reads both.
_ACCOUNT = """
SELECT 'obligation', '', kind, frequency, amount, due_day, starts_on, ends_on, obligation_id
FROM cases_disclosedobligation WHERE participant_id = %s AND case_number = %s
UNION ALL
SELECT 'entry', payer, kind, reason, amount, NULL, month, on_date, entry_id
FROM cases_disclosedledgerentry WHERE participant_id = %s AND case_number = %s AND month BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment of the viewer. `place` is '' where the agency gave none or where it may not be shown.

    `appointment_id`: the agency's number, which stands on no page.
    """

    case_number: str
    on_date: date
    starts: time
    ends: time | None
    kind: str
    place: str
    place_hidden: bool
    appointment_id: str


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case as the home page lists it. `other_parties`: full names, one on each line."""

    public_id: str
    case_number: str
    other_parties: str
    role: str
    status: str


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """A case as the viewer may read it, in cents. `location_hidden`: county, office and officer are not in it."""

    public_id: str
    case_number: str
    role: str
    status: str
    opened_on: date
    closed_on: date | None
    location_hidden: bool
    county: str
    officer: str
    office: str
    other_parties: str
    monthly_support: int
    past_due_installment: int
    income_withholding: bool
    past_due_support: int
    current_support: int
    arrears_family: int
    arrears_state: int
    interest: int
    medical: int
    spousal: int
    fees: int
    balances_on: date
    includes_interest: str


@dataclass(frozen=True, slots=True)
class Order:
    """A support order as the viewer may read it. `location_hidden`: county and court case number are not in it."""

    file_date: date
    location_hidden: bool
    county: str
    court_case_number: str
    status: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """An amount in cents that an order says must be paid. `due_day`: of the month. `ends_on`: None if none is set."""

    kind: str
    amount: int
    frequency: str
    due_day: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What changed what is owed, payments apart, in cents; `kind` says which way. `payer`: whose account it is."""

    payer: str
    month: date
    kind: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class CaseAccount:
    """What the orders of a case say, the newest first, and its ledger entries, those of the newest month first."""

    obligations: tuple[Obligation, ...]
    entries: tuple[LedgerEntry, ...]


def appointments(viewer: Viewer, today: date) -> tuple[Appointment, ...]:
    """The viewer's appointments from `today` (in the agency's zone) on, the next one first."""
    upcoming = DisclosedAppointment.objects.filter(participant_id=viewer.participant_id, on_date__gte=today)
    rows = upcoming.order_by("on_date", "starts", "appointment_id").values_list(*Appointment.__slots__)
    return tuple(Appointment(*row) for row in rows)


def case_cards(viewer: Viewer) -> tuple[CaseCard, ...]:
    """The viewer's cases: open ones first, then by number."""
    rows = (
        DisclosedCase.objects.filter(participant_id=viewer.participant_id)
        .order_by("-status", "case_number")  # 'open' before 'closed'
        .values_list(*CaseCard.__slots__)
    )
    return tuple(CaseCard(*row) for row in rows)


def roles(viewer: Viewer) -> frozenset[str]:
    """The roles the viewer has in any case."""
    return frozenset(DisclosedCase.objects.filter(participant_id=viewer.participant_id).values_list("role", flat=True))


def case(viewer: Viewer, public_id: str) -> CaseDetails | None:
    """The viewer's case with that public id, or None, alike for someone else's case and one that never existed."""
    row = DisclosedCase.objects.filter(participant_id=viewer.participant_id, public_id=public_id)
    found = row.values_list(*CaseDetails.__slots__).first()
    return CaseDetails(*found) if found else None


@dataclass(frozen=True, slots=True)
class OpenClosure:
    """A letter that says that we plan to close a case, and the earliest day."""

    case_number: str
    dated_on: date
    acts_on: date


def closure_notices(viewer: Viewer, today: date) -> tuple[OpenClosure, ...]:
    """The letters to the viewer that can still be answered: neither taken back nor past their day."""
    rows = DisclosedNotice.objects.filter(
        participant_id=viewer.participant_id,
        kind=AgencyNoticeKind.CLOSURE,
        withdrawn_on__isnull=True,
        acts_on__gte=today,
    )
    columns = rows.order_by("acts_on", "notice_id").values_list("case_number", "dated_on", "acts_on")
    return tuple(OpenClosure(number, dated_on, acts_on) for number, dated_on, acts_on in columns if acts_on)


def orders(viewer: Viewer, case_number: str) -> tuple[Order, ...]:
    """The support orders of one of the viewer's cases, the oldest first (S002 L213-215)."""
    rows = DisclosedOrder.objects.filter(participant_id=viewer.participant_id, case_number=case_number)
    return tuple(Order(*row) for row in rows.order_by("file_date", "order_id").values_list(*Order.__slots__))


def case_account(viewer: Viewer, case_number: str, first: date, last: date) -> CaseAccount:
    """The obligations of one of the viewer's cases, and its ledger from the month of `first` to that of `last`."""
    of_case = [viewer.participant_id, case_number]
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT, [*of_case, *of_case, first.replace(day=1), last])
        by_id = sorted(cursor.fetchall(), key=lambda row: row[8])
    found = sorted(by_id, key=lambda row: (str(row[6]), str(row[7])), reverse=True)
    return CaseAccount(
        tuple(
            Obligation(kind, amount, frequency, due_day, day_of_row(starts), day_of_row(ends) if ends else None)
            for what, _, kind, frequency, amount, due_day, starts, ends, _ in found
            if what == "obligation"
        ),
        tuple(
            LedgerEntry(payer, day_of_row(month), kind, amount, reason)
            for what, payer, kind, reason, amount, _, month, _, _ in found
            if what == "entry"
        ),
    )
