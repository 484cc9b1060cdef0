"""Synthetic payments of one person: taken in, shared over that person's cases (R9) once posted, sent to the payees."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from connect.demo.county.families import Case, Family
from connect.demo.county.people import Row
from connect.lib.money import plain
from connect.payments.kinds import Source

_HELD_DAYS = 180  # a joint refund may be held up to six months (R1)
_PER_YEAR = 26  # paydays


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment taken in; `reversed_on` where it was taken back."""

    collection_id: str
    payer: str
    amount: int
    source: str
    received_on: date
    reversed_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a payment went where; `payee` '' = kept by the agency."""

    allocation_id: str
    case_number: str
    payee: str
    bucket: str
    amount: int


def rows_of(family: Family, payer: str, cases: list[Case], rng: Random) -> Iterator[tuple[str, Row]]:
    """All of `payer`'s money as (file, row); every share of a collection follows it. The newest have none yet."""
    for nth, (received_on, source, amount) in enumerate(_paydays(family, cases, rng)):
        reversed_on = _reversed(family, nth, source, received_on)
        payment = Payment(f"K{payer[1:]}{nth:03d}", payer, amount, source, received_on, reversed_on)
        shares = list(_shares(payment, cases, family.today, rng))
        posted_on = _business_days_after(received_on, 1)
        if posted_on > family.today:
            yield "collections", _collection_row(payment, None)
            continue
        yield "collections", _collection_row(payment, posted_on)
        for share in shares:
            yield "allocations", _allocation_row(payment, share)
        if not payment.reversed_on:
            for row in _disbursement_rows(family, nth, payment, shares):
                yield "disbursements", row


def _paydays(family: Family, cases: list[Case], rng: Random) -> Iterator[tuple[date, str, int]]:
    """(received, source, cents), newest first: a year of paydays at most, and one payment of another kind."""
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


def _owed_each_month(case: Case) -> int:
    """Cents by which the payer's money is shared; a closed case, where nothing is due any more, had been small."""
    return max(case.monthly, 4_000)


def _reversed(family: Family, nth: int, source: str, received_on: date) -> date | None:
    """Now and then a check of the payer's own was bad."""
    when = received_on + timedelta(days=6)
    return when if source == Source.DIRECT and (family.number + nth) % 11 == 0 and when <= family.today else None


def _shares(payment: Payment, cases: list[Case], today: date, rng: Random) -> Iterator[Share]:
    """Pro rata over the payer's cases (R9), and in each case current support first, then arrears (R10)."""
    held = payment.source == Source.FEDERAL_TAX_OFFSET and (today - payment.received_on).days < _HELD_DAYS
    weights = [_owed_each_month(case) for case in cases]
    left = payment.amount
    for nth, case in enumerate(cases):
        part = left if nth == len(cases) - 1 else payment.amount * weights[nth] // sum(weights)
        left -= part
        parts = [("held", case.payee, part)] if held else _in_case(case, part, rng)
        for step, (bucket, payee, amount) in enumerate(parts):
            yield Share(f"{payment.collection_id}{nth}{step}", case.number, payee, bucket, amount)


def _in_case(case: Case, part: int, rng: Random) -> list[tuple[str, str, int]]:
    """(bucket, payee or '', cents): what one case's part of a payment paid; adds up to `part`."""
    current = min(part, _owed_each_month(case) * 12 // _PER_YEAR)
    if not case.past_due:
        ahead = part - current if rng.random() < 0.04 else 0
        parts = [("current", case.payee, part - ahead), ("future", case.payee, ahead)]
    else:
        parts = [("current", case.payee, current), *_beyond_current(case, part - current, rng)]
    return [one for one in parts if one[2]]


def _beyond_current(case: Case, rest: int, rng: Random) -> Iterator[tuple[str, str, int]]:
    """What is left after current support goes to what is past due; the State's part and fees are kept ('')."""
    extras = (("medical", case.medical), ("spousal", case.spousal), ("interest", case.interest), ("fees", case.fees))
    for bucket, owed in extras:
        if owed and rng.random() < 0.3:
            paid = min(owed, rest // 2)
            rest -= paid
            yield bucket, "" if bucket == "fees" else case.payee, paid
    kept = rest * case.arrears_state // case.past_due
    yield "arrears_state", "", kept
    yield "arrears_family", case.payee, rest - kept


def _disbursement_rows(family: Family, nth: int, payment: Payment, shares: list[Share]) -> Iterator[Row]:
    """To each payee one sum two business days after the money came (R4), unless that day is still to come.

    Some checks come back; most of those are sent again.
    """
    sent_on = _business_days_after(payment.received_on, 2)
    ways = ("direct_deposit", "payment_card", "check")
    for payee in dict.fromkeys(share.payee for share in shares if share.payee):
        paid = [s for s in shares if s.payee == payee and s.bucket not in ("held", "future")]
        if not paid or sent_on > family.today:
            continue
        method = ways[int(payee) % 3]
        back = method == "check" and (family.number + nth) % 16 == 0
        row = {
            "disbursement_id": f"{payment.collection_id}{payee[-4:]}",
            "payee_id": payee,
            "allocations": " ".join(share.allocation_id for share in paid),
            "amount": plain(sum(share.amount for share in paid)),
            "method": method,
            "sent_on": sent_on.isoformat(),
            "status": "returned" if back else "sent",
        }
        yield row
        again_on = _business_days_after(sent_on, 12)
        if back and again_on <= family.today and (family.number + nth) % 48:
            again = {"disbursement_id": f"{row['disbursement_id']}R", "reissue_of": row["disbursement_id"]}
            yield row | again | {"sent_on": again_on.isoformat(), "status": "sent"}


def _collection_row(payment: Payment, posted_on: date | None) -> Row:
    received = payment.received_on
    withheld = received - timedelta(days=5) if payment.source == Source.INCOME_WITHHOLDING else None
    return {
        "collection_id": payment.collection_id,
        "participant_id": payment.payer,
        "amount": plain(payment.amount),
        "source": payment.source,
        "withheld_on": withheld.isoformat() if withheld else "",
        "collected_on": received.isoformat(),
        "received_on": received.isoformat(),
        "posted_on": posted_on.isoformat() if posted_on else "",
        "reversed_on": payment.reversed_on.isoformat() if payment.reversed_on else "",
    }


def _allocation_row(payment: Payment, share: Share) -> Row:
    return {
        "allocation_id": share.allocation_id,
        "collection_id": payment.collection_id,
        "case_number": share.case_number,
        "payee_id": share.payee,
        "bucket": share.bucket,
        "amount": plain(share.amount),
    }


@lru_cache(maxsize=20_000)
def _business_days_after(day: date, count: int) -> date:
    """Saturdays and Sundays do not count; holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
