"""What a document holds: the facts as they were when it was made, never changed afterwards, and nothing about wording.

A snapshot is one class a kind, and goes to JSON and back (`to_json`, `from_json`). Units, everywhere in this file:

* an amount is whole cents, and never negative unless its line says so; `month` is the first day of the month;
* a date is a day in the agency's zone, `as_of` the moment at which the agency's facts were true, with its offset;
* a code (`bucket`, `kind`, `reason`, `source`, `method`, `state`) is a value of the closed lists of connect.cases.kinds
  and connect.payments.kinds, a `reason` of a closure or a release one of rules.toml; '' where there is none;
* a county, an office, a court or a source that the reader may not know is not in it: it is '' and there is no other
  way to tell that it is kept from them.

Properties are worked out of the fields and are not stored.
"""

from datetime import date, datetime
from itertools import chain
from typing import ClassVar

import msgspec

from connect.cases.kinds import DocumentKind, LedgerKind


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a snapshot. A field that a later release adds has a default."""


class NamedReader(_Part, frozen=True, kw_only=True):
    """Whom the paper is for. `address`: the lines of the envelope, the name first, empty for a person who carries the
    non-disclosure mark or has none on file. `role`: in the case, or in all of several cases."""

    participant_id: str  # the full one, ten digits; only the billing statement and its slip print it whole
    name: str  # first, middle, last, suffix
    role: str
    address: tuple[str, ...] = ()


class Contact(_Part, frozen=True, kw_only=True):
    """Whom to call and write to: the local office, or, where `office` is '', the statewide address and number."""

    office: str
    lines: tuple[str, ...]  # of its address, in order; of an office without a known one empty
    phone: str


class Owing(_Part, frozen=True, kw_only=True):
    """What is owed in a case: the three amounts of V10 and the others, the day they were worked out (V13), whether
    `past_due` includes interest (yes, no, may). `past_due` is all that is past due, both arrears with it."""

    past_due: int
    current: int
    arrears_family: int
    arrears_state: int
    interest: int
    medical: int
    spousal: int
    fees: int
    worked_out_on: date
    includes_interest: str


class BucketAmount(_Part, frozen=True, kw_only=True):
    """An amount of one kind: a bucket of connect.payments.kinds (of a share) or of LedgerBucket (of what is due)."""

    bucket: str
    cents: int


class LedgerChange(_Part, frozen=True, kw_only=True):
    """A ledger entry. `kind` says which way it goes; `due_on` stands on charges, `reason` on adjustments."""

    on: date
    kind: str
    bucket: str
    cents: int
    due_on: date | None = None
    reason: str = ""

    @property
    def owed_more(self) -> int:
        """By how much more is owed, less than 0 where less is owed."""
        return -self.cents if self.kind == LedgerKind.ADJUSTMENT_DOWN else self.cents


class PaidItem(_Part, frozen=True, kw_only=True):
    """A payment of the reader's on one case. `source` is '' where the agency does not show it. `parts` add up to
    `cents`. `reversed_on`: it was taken back, and counts for nothing."""

    received_on: date
    cents: int
    source: str = ""
    reversed_on: date | None = None
    parts: tuple[BucketAmount, ...] = ()


class BilledCase(_Part, frozen=True, kw_only=True):
    """A case of a billing statement.

    `due`: what is asked for now, by LedgerBucket ('current', 'medical', 'spousal', 'fees'), and as 'installment' what
    is paid on past due support each month; they add up to `asked`. `changes`, `payments`: of the statement's month, the
    oldest first. `owing`: what is owed.
    """

    case_number: str
    county: str
    due: tuple[BucketAmount, ...]
    changes: tuple[LedgerChange, ...]
    payments: tuple[PaidItem, ...]
    owing: Owing

    @property
    def asked(self) -> int:
        return sum(line.cents for line in self.due)

    @property
    def charged(self) -> int:
        """What became due in the month."""
        return sum(change.cents for change in self.changes if change.kind == LedgerKind.CHARGE)

    @property
    def interest_added(self) -> int:
        return sum(change.cents for change in self.changes if change.kind == LedgerKind.INTEREST)

    @property
    def adjusted(self) -> int:
        """More owed by adjustments, less than 0 where less is owed."""
        adjustments = (LedgerKind.ADJUSTMENT_UP, LedgerKind.ADJUSTMENT_DOWN)
        return sum(change.owed_more for change in self.changes if change.kind in adjustments)

    @property
    def paid(self) -> int:
        """Received in the month, without what was taken back."""
        return sum(payment.cents for payment in self.payments if payment.reversed_on is None)


class ReceivedItem(_Part, frozen=True, kw_only=True):
    """A payment received on the case: `came` to the reader, `kept` for aid repayment, `held`, `credit` for a coming
    month, `fees`; they add up to `cents`. Days and source that the reader may not know are None and ''. `parts`: what
    came to the reader, was held or credited, by kind, empty where nothing of it is theirs. `reversed_on`: it was taken
    back, and counts for nothing."""

    received_on: date
    collected_on: date | None = None  # the month it counts for
    cents: int
    came: int
    kept: int
    held: int
    credit: int
    fees: int
    source: str = ""
    reversed_on: date | None = None
    parts: tuple[BucketAmount, ...] = ()


class PayerSection(_Part, frozen=True, kw_only=True):
    """The payments of one payer, the oldest first (V8). `payer` is '' for one whom the reader may not know."""

    payer: str
    payments: tuple[ReceivedItem, ...]

    @property
    def received(self) -> int:
        return sum(payment.cents for payment in self.payments if payment.reversed_on is None)


class SentItem(_Part, frozen=True, kw_only=True):
    """Money sent to the reader for this case: `shares` less `deductions` less `unexplained` are `cents`. `state`: sent,
    reissued (this one is sent again) or returned (it came back, and counts for nothing). `child`, `medical`, `spousal`
    and `pass_through` add up to `cents`."""

    sent_on: date
    method: str
    state: str
    shares: int
    cents: int
    deductions: tuple["TakenItem", ...] = ()
    unexplained: int = 0  # less than 0 where more was sent than the shares say
    child: int = 0
    medical: int = 0
    spousal: int = 0
    pass_through: int = 0


class TakenItem(_Part, frozen=True, kw_only=True):
    """What was taken from money before it was sent; `kind` of DeductionKind."""

    kind: str
    cents: int


class Difference(_Part, frozen=True, kw_only=True):
    """Why what was sent is not what was received. All amounts together:

    received + earlier - kept - held - credit - fees - waiting - deductions - unexplained = sent
    """

    earlier: int  # sent this month, of payments received before
    kept: int
    held: int
    credit: int
    fees: int
    waiting: int  # came to the reader, and was not sent by the end of the month
    deductions: tuple[TakenItem, ...]  # by kind
    unexplained: int  # less than 0 where more was sent than the agency explains


class TakenBack(_Part, frozen=True, kw_only=True):
    """A payment of an earlier month that was taken back in this one."""

    received_on: date
    reversed_on: date
    cents: int


class FeeStanding(_Part, frozen=True, kw_only=True):
    """How much of the yearly fee of the case was taken by the end of the month: what its notice says of that, and what
    was taken since."""

    assessed: int
    recovered: int

    @property
    def to_come(self) -> int:
        return max(0, self.assessed - self.recovered)


class OrderedAmount(_Part, frozen=True, kw_only=True):
    """What an order says must be paid. `court_case_number` is '' where the reader may not know the court."""

    kind: str
    cents: int
    frequency: str
    starts_on: date
    ends_on: date | None = None
    court_case_number: str = ""


class EnforcementStep(_Part, frozen=True, kw_only=True):
    action: str  # Enforcement
    state: str  # EnforcementState


class MonthSum(_Part, frozen=True, kw_only=True):
    """What became due and what was paid in a month."""

    month: date
    due: int
    paid: int


class ContactTry(_Part, frozen=True, kw_only=True):
    way: str  # ContactWay
    on: date


class LicenseStanding(_Part, frozen=True, kw_only=True):
    """What the agency last said of another license of the reader's."""

    license_kind: str
    board: str
    ending: str
    variant: str  # released, denied
    dated_on: date


class Snapshot(_Part, frozen=True, kw_only=True, tag_field="kind"):
    """What every document holds. `dated_on`: the date on the paper."""

    kind: ClassVar[DocumentKind]
    reader: NamedReader
    contact: Contact
    dated_on: date
    as_of: datetime

    @property
    def case_numbers(self) -> tuple[str, ...]:
        raise NotImplementedError


class _OfOneCase(Snapshot, frozen=True, kw_only=True):
    case_number: str
    county: str

    @property
    def case_numbers(self) -> tuple[str, ...]:
        return (self.case_number,)


class AnnualFeeNotice(_OfOneCase, frozen=True, kw_only=True, tag=DocumentKind.ANNUAL_FEE.value):
    """The yearly fee of one case. `year_from`, `year_to`: the federal fiscal year. `threshold`: collected in that year,
    this much or more, the fee applies. `exempt_by`: the last day to say that one is exempt. `other_cases`: those of
    the reader with a fee for the same year."""

    kind = DocumentKind.ANNUAL_FEE
    year_from: date
    year_to: date
    collected: int
    threshold: int
    assessed: int
    recovered: int
    exempt_by: date
    other_cases: tuple[str, ...] = ()

    @property
    def to_come(self) -> int:
        return max(0, self.assessed - self.recovered)


class WarningNotice(_OfOneCase, frozen=True, kw_only=True, tag=DocumentKind.WARNING.value):
    """`steps`: what can happen or has begun. `past_due_everywhere`: past due support of all cases in which the reader
    pays, this one too; `other_cases`: how many others of them have any. `months`: the twelve before the paper's, the
    oldest first."""

    kind = DocumentKind.WARNING
    owing: Owing
    steps: tuple[EnforcementStep, ...]
    past_due_everywhere: int
    other_cases: int
    months: tuple[MonthSum, ...]
    pay_to: str  # the address for payments, in one line


class BillingStatement(Snapshot, frozen=True, kw_only=True, tag=DocumentKind.BILLING.value):
    """One a person and month. `month`: the month that it tells of, which is over. `due_on`: when what it asks for is
    due; `send_by`: when to send it, so that it arrives before the month of `due_on` is over. `unshared`: payments of
    the month that are of no case yet, without parts. `pay_to`: the address for payments, in one line."""

    kind = DocumentKind.BILLING
    month: date
    due_on: date
    send_by: date
    cases: tuple[BilledCase, ...]
    unshared: tuple[PaidItem, ...]
    pay_to: str

    @property
    def case_numbers(self) -> tuple[str, ...]:
        return tuple(case.case_number for case in self.cases)

    @property
    def asked(self) -> int:
        return sum(case.asked for case in self.cases)

    @property
    def past_due(self) -> int:
        return sum(case.owing.past_due for case in self.cases)


class CollectionStatement(_OfOneCase, frozen=True, kw_only=True, tag=DocumentKind.COLLECTIONS.value):
    """One a case and month. `sections`: one a payer. `sent`: money sent in the month, the oldest first. `taken_back`,
    `adjustments`: what changed of earlier months. `owing`: what is owed in the case; its `arrears_state` is what is
    assigned and unpaid.
    `fee`: None where no yearly fee is open."""

    kind = DocumentKind.COLLECTIONS
    month: date
    sections: tuple[PayerSection, ...]
    sent: tuple[SentItem, ...]
    difference: Difference
    taken_back: tuple[TakenBack, ...]
    adjustments: tuple[LedgerChange, ...]
    owing: Owing
    fee: FeeStanding | None = None

    @property
    def total_received(self) -> int:
        """Received on the case in the month, without what was taken back."""
        return sum(section.received for section in self.sections)

    @property
    def total_sent(self) -> int:
        """Sent to the reader for the case in the month, without what came back."""
        return sum(item.cents for item in self.sent if item.state != "returned")

    @property
    def pass_through(self) -> int:
        return sum(item.pass_through for item in self.sent if item.state != "returned")

    @property
    def payments(self) -> tuple[ReceivedItem, ...]:
        return tuple(chain.from_iterable(section.payments for section in self.sections))


class ClosureNotice(_OfOneCase, frozen=True, kw_only=True, tag=DocumentKind.CLOSURE.value):
    """`reason`: a code of rules.toml. `closes_on`: the earliest closing day. `tried`: how the agency tried to reach the
    reader. The facts: whether an order is in force, what is owed, when a payment was last received. `undelivered`:
    money of the reader's that is held or not sent yet."""

    kind = DocumentKind.CLOSURE
    reason: str
    closes_on: date
    order_in_force: bool
    last_received_on: date | None
    undelivered: int
    owing: Owing
    tried: tuple[ContactTry, ...] = ()


class ReviewNotice(_OfOneCase, frozen=True, kw_only=True, tag=DocumentKind.REVIEW.value):
    """`variant`: right_to_ask, started, result. `ordered`: what the orders say on the paper's day. Of a result:
    `new_cents`, None where the amount stays; `object_by`: the last day to object, None where the law gives none."""

    kind = DocumentKind.REVIEW
    variant: str
    ordered: tuple[OrderedAmount, ...]
    new_cents: int | None = None
    object_by: date | None = None


class LicenseRelease(_OfOneCase, frozen=True, kw_only=True, tag=DocumentKind.LICENSE_RELEASE.value):
    """`variant`: released, denied. `license_ending`: the last characters of its number, ''."""

    kind = DocumentKind.LICENSE_RELEASE
    variant: str
    reason: str
    board: str
    license_kind: str
    license_ending: str
    owing: Owing
    others: tuple[LicenseStanding, ...] = ()


type AnySnapshot = (
    AnnualFeeNotice
    | WarningNotice
    | BillingStatement
    | CollectionStatement
    | ClosureNotice
    | ReviewNotice
    | LicenseRelease
)
_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[AnySnapshot] = msgspec.json.Decoder(AnySnapshot)


def to_json(snapshot: AnySnapshot) -> str:
    return _ENCODER.encode(snapshot).decode()


def from_json(text: str) -> AnySnapshot:
    """Raises msgspec.ValidationError for text that is no snapshot."""
    return _DECODER.decode(text)
