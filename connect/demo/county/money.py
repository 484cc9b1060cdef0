"""Synthetic payments of one person: received, divided over that person's cases (R9) once posted, sent to the payees."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from connect.demo.county.accounts import FEE, october_before
from connect.demo.county.families import CountyCase, Family
from connect.demo.county.people import FeedRow
from connect.lib.money import as_decimal
from connect.payments.kinds import Source

_HELD_DAYS = 180  # a joint refund may be held up to six months (R1)
_PER_YEAR = 26  # paydays
_PASSED_THROUGH = 5_000  # of each payment, to a family with cash aid: at most $100 a month for one child (V17)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that was received. `reversed_on`: the day it was taken back."""

    collection_id: str
    payer: str
    amount: int
    source: str
    received_on: date
    reversed_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """One share of a payment. `payee` is '' if the agency keeps the share."""

    allocation_id: str
    case_number: str
    payee: str
    bucket: str
    amount: int


def payment_rows(family: Family, payer: str, cases: list[CountyCase], rng: Random) -> Iterator[tuple[str, FeedRow]]:
    """Yield (file, row) for all of `payer`'s money. Shares follow their collection; the newest have no shares yet."""
    payments = []
    for nth, (received_on, source, amount) in enumerate(_paydays(family, cases, rng)):
        reversed_on = _reversed(family, nth, source, received_on)
        payment = Payment(f"K{payer[1:]}{nth:03d}", payer, amount, source, received_on, reversed_on)
        payments.append((payment, list(_shares(payment, cases, family.today, rng))))
    october = october_before(family.today)
    fee_on = min((each.received_on for each, _ in payments if each.received_on >= october), default=None)
    for nth, (payment, shares) in enumerate(payments):
        posted_on = _business_days_after(payment.received_on, 1)
        if posted_on > family.today:
            yield "collections", _collection_row(payment, None)
            continue
        yield "collections", _collection_row(payment, posted_on)
        for share in shares:
            yield "allocations", _allocation_row(payment, share)
        if not payment.reversed_on:
            # The yearly fee is taken from the first payment of the year (V6).
            fees = {case.number: FEE for case in cases if case.fees and payment.received_on == fee_on}
            yield from _disbursement_rows(family, nth, payment, shares, fees)


def _paydays(family: Family, cases: list[CountyCase], rng: Random) -> Iterator[tuple[date, str, int]]:
    """Yield (received on, source, cents), newest first: at most a year of paydays, and one payment of another kind."""
    usual = Source.INCOME_WITHHOLDING if cases[0].withholding else Source.DIRECT
    yearly = sum(_owed_each_month(case) * 12 for case in cases)
    day = max(case.closed_on or family.today for case in cases) - timedelta(days=rng.randrange(0, 14))
    earliest = min(case.opened_on for case in cases)
    unusual = list(Source)[family.number % len(Source)]
    at = rng.randrange(1, 5)
    for nth in range(rng.randrange(5, 24)):
        source = unusual if nth == at else usual
        if day > earliest:
            yield day, source, yearly // _PER_YEAR + rng.randrange(1, 3_000)
        day -= timedelta(days=rng.choice((13, 14, 14, 14, 15, 28)))


def _owed_each_month(case: CountyCase) -> int:
    """Return the weight in cents by which a payment is divided. A closed case owes nothing and gets a small weight."""
    return max(case.monthly, 4_000)


def _reversed(family: Family, nth: int, source: str, received_on: date) -> date | None:
    """Return the day on which a bad check was reversed; some of the payer's own checks are bad."""
    day = received_on + timedelta(days=6)
    return day if source == Source.DIRECT and (family.number + nth) % 11 == 0 and day <= family.today else None


def _shares(payment: Payment, cases: list[CountyCase], today: date, rng: Random) -> Iterator[Share]:
    """Divide a payment pro rata over the payer's cases (R9); in each case current support comes first (R10)."""
    held = payment.source == Source.FEDERAL_TAX_OFFSET and (today - payment.received_on).days < _HELD_DAYS
    weights = [_owed_each_month(case) for case in cases]
    left = payment.amount
    for nth, case in enumerate(cases):
        part = left if nth == len(cases) - 1 else payment.amount * weights[nth] // sum(weights)
        left -= part
        parts = [("held", case.payee, part)] if held else _in_case(case, part, rng)
        for step, (bucket, payee, amount) in enumerate(parts):
            yield Share(f"{payment.collection_id}{nth}{step}", case.number, payee, bucket, amount)


def _in_case(case: CountyCase, part: int, rng: Random) -> list[tuple[str, str, int]]:
    """Return (bucket, payee or '', cents) for the part of a payment that went to one case. They add up to `part`."""
    current = min(part, _owed_each_month(case) * 12 // _PER_YEAR)
    if not case.past_due:
        ahead = part - current if rng.random() < 0.04 else 0
        parts = [("current", case.payee, part - ahead), ("future", case.payee, ahead)]
    else:
        parts = [("current", case.payee, current), *_beyond_current(case, part - current, rng)]
    return [(bucket, payee, amount) for bucket, payee, amount in parts if amount]


def _beyond_current(case: CountyCase, rest: int, rng: Random) -> Iterator[tuple[str, str, int]]:
    """Divide the rest over what is past due. The agency keeps the State's arrears and the fees (payee '')."""
    extras = (("medical", case.medical), ("spousal", case.spousal), ("interest", case.interest), ("fees", case.fees))
    for bucket, owed in extras:
        if owed and rng.random() < 0.3:
            paid = min(owed, rest // 2)
            rest -= paid
            yield bucket, "" if bucket == "fees" else case.payee, paid
    to_state = rest * case.arrears_state // case.past_due
    passed = min(to_state // 2, _PASSED_THROUGH) if case.passes_through else 0
    yield "pass_through", case.payee, passed
    yield "arrears_state", "", to_state - passed
    yield "arrears_family", case.payee, rest - to_state


def _disbursement_rows(
    family: Family, nth: int, payment: Payment, shares: list[Share], fees: dict[str, int]
) -> Iterator[tuple[str, FeedRow]]:
    """Yield one disbursement for each payee, two business days after receipt (R4), unless that day is in the future;
    and what is taken from it: the yearly fee of a case, or a tenth to pay back an overpayment.

    Some checks are returned; most of those are sent again.
    """
    sent_on = _business_days_after(payment.received_on, 2)
    methods = ("direct_deposit", "payment_card", "check")
    for payee in dict.fromkeys(share.payee for share in shares if share.payee):
        paid = [s for s in shares if s.payee == payee and s.bucket not in ("held", "future")]
        if not paid or sent_on > family.today:
            continue
        method = methods[int(payee) % 3]
        returned = method == "check" and (family.number + nth) % 16 == 0
        taken = list(_taken(family, nth, paid, fees))
        left = sum(share.amount for share in paid) - sum(amount for *_, amount in taken)
        row = {
            "disbursement_id": f"{payment.collection_id}{payee[-4:]}",
            "payee_id": payee,
            "allocations": " ".join(share.allocation_id for share in paid),
            "amount": as_decimal(left),
            "method": method,
            "sent_on": sent_on.isoformat(),
            "status": "returned" if returned else "sent",
        }
        yield "disbursements", row
        yield from _deduction_rows(row, taken)
        again_on = _business_days_after(sent_on, 12)
        if returned and again_on <= family.today and (family.number + nth) % 48:
            again = {"disbursement_id": f"{row['disbursement_id']}R", "reissue_of": row["disbursement_id"]}
            second = row | again | {"sent_on": again_on.isoformat(), "status": "sent"}
            yield "disbursements", second
            yield from _deduction_rows(second, taken)


def _taken(family: Family, nth: int, paid: list[Share], fees: dict[str, int]) -> Iterator[tuple[str, str, int]]:
    """Yield (case, kind, cents) of what is taken from the shares that one payee would be sent."""
    for case_number in dict.fromkeys(share.case_number for share in paid):
        whole = sum(share.amount for share in paid if share.case_number == case_number)
        if case_number in fees:
            yield case_number, "annual_fee", min(fees[case_number], whole)
        elif family.number % 10 == 4 and nth % 3 == 0:
            yield case_number, "recoupment", whole // 10


def _deduction_rows(sent: FeedRow, taken: list[tuple[str, str, int]]) -> Iterator[tuple[str, FeedRow]]:
    for number, (case_number, kind, amount) in enumerate(taken):
        yield (
            "deductions",
            {
                "deduction_id": f"{sent['disbursement_id']}T{number}",
                "disbursement_id": sent["disbursement_id"],
                "case_number": case_number,
                "kind": kind,
                "amount": as_decimal(amount),
            },
        )


def _collection_row(payment: Payment, posted_on: date | None) -> FeedRow:
    received = payment.received_on
    withheld = received - timedelta(days=5) if payment.source == Source.INCOME_WITHHOLDING else None
    return {
        "collection_id": payment.collection_id,
        "participant_id": payment.payer,
        "amount": as_decimal(payment.amount),
        "source": payment.source,
        "withheld_on": withheld.isoformat() if withheld else "",
        "collected_on": received.isoformat(),
        "received_on": received.isoformat(),
        "posted_on": posted_on.isoformat() if posted_on else "",
        "reversed_on": payment.reversed_on.isoformat() if payment.reversed_on else "",
    }


def _allocation_row(payment: Payment, share: Share) -> FeedRow:
    return {
        "allocation_id": share.allocation_id,
        "collection_id": payment.collection_id,
        "case_number": share.case_number,
        "payee_id": share.payee,
        "bucket": share.bucket,
        "amount": as_decimal(share.amount),
    }


@lru_cache(maxsize=20_000)
def _business_days_after(day: date, count: int) -> date:
    """Return the day `count` weekdays after `day`. Holidays count as business days."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
