"""What the orders of synthetic cases say, the last twelve months of their ledgers, and the agency's notices."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from connect.cases.kinds import AdjustmentReason, Enforcement
from connect.demo.county.families import CountyCase, Family
from connect.demo.county.people import FeedRow
from connect.lib.money import as_decimal

FEE = 3_500
_MONTHS = 12
_CLOSURES = ("no_order_little_owed", "not_located", "no_contact", "service_done")
_REASONS = ("paid_in_full", "plan_agreed", "income", "court_order", "mistake", "hardship", "no_plan_agreed")


def october_before(today: date) -> date:
    """The day from which the yearly fee of the last federal year is taken (V6)."""
    return date(today.year if today.month >= 10 else today.year - 1, 10, 1)


def obligation_rows(case: CountyCase, orders: list[FeedRow]) -> Iterator[FeedRow]:
    """Each order's monthly support, until the next order; of the last one also medical and spousal support."""
    for nth, order in enumerate(orders):
        last = nth == len(orders) - 1
        starts = date.fromisoformat(order["file_date"])
        ends = case.closed_on if last else date.fromisoformat(orders[nth + 1]["file_date"]) - timedelta(days=1)
        amounts = {"child_support": case.monthly or 4_000}
        if last:
            amounts |= {"medical_support": case.medical, "spousal_support": case.spousal}
        for place, (kind, amount) in enumerate(amounts.items()):
            if amount:
                yield {
                    "obligation_id": f"{order['order_id']}{place}",
                    "case_number": case.number,
                    "order_id": order["order_id"],
                    "kind": kind,
                    "amount": as_decimal(amount if last else amount * 4 // 5),
                    "frequency": "monthly",
                    "due_day": "1",
                    "starts_on": starts.isoformat(),
                    "ends_on": max(ends, starts).isoformat() if ends else "",
                }


def ledger_rows(family: Family, case: CountyCase, rng: Random) -> Iterator[FeedRow]:
    """The charges of the last twelve months; interest on what is past due; an adjustment here and there."""
    if case.closed_on:
        return
    reasons = AdjustmentReason.values
    first = family.today.replace(day=1)
    for back in range(_MONTHS):
        month = first - relativedelta(months=back)
        if month < case.opened_on:
            return
        yield _entry(case, f"{back}C", month, month, "charge", "current", case.monthly) | {"due_on": month.isoformat()}
        if case.interest and back:
            end = month + relativedelta(months=1, days=-1)
            yield _entry(case, f"{back}I", month, end, "interest", "interest", case.past_due // 120)
        if case.past_due and (family.number + back) % 29 == 0:
            kind = ("adjustment_down", "adjustment_up")[back % 2]
            bucket = "arrears_family" if case.arrears_family else "arrears_state"
            day = min(month + timedelta(days=rng.randrange(1, 28)), family.today)
            reason = {"reason": reasons[(family.number // 29 + back) % len(reasons)]}
            yield _entry(case, f"{back}A", month, day, kind, bucket, rng.randrange(100, 20_000)) | reason
    if case.fees:
        october = october_before(family.today)
        yield _entry(case, "F", october, october, "fee", "fees", case.fees)


def _entry(case: CountyCase, number: str, month: date, on: date, kind: str, bucket: str, amount: int) -> FeedRow:
    return {
        "entry_id": f"{case.number[-9:]}{number}",
        "participant_id": case.payer,
        "case_number": case.number,
        "month": month.isoformat(),
        "on_date": on.isoformat(),
        "kind": kind,
        "bucket": bucket,
        "amount": as_decimal(amount),
    }


def notice_rows(family: Family, case: CountyCase, rng: Random) -> Iterator[FeedRow]:
    """A review for both parties within three years; a fee, a warning, a closure or a license for some."""
    if case.closed_on:
        return
    today = family.today
    review = ("right_to_ask", "started", "result")[family.number % 3]
    on = today - timedelta(days=rng.randrange(20, 1_000))
    result = {"amount": as_decimal(case.monthly)} if review == "result" else {}
    for reader in (case.payer, case.payee):
        yield _notice(case, "R", reader, "review", on) | {"variant": review} | result
    if case.fees:
        october = october_before(today)
        figures = {"amount": as_decimal(FEE), "collected": as_decimal(case.monthly * 9), "recovered": "0.00"}
        until = {"acts_on": date(october.year + 1, 7, 31).isoformat()}
        yield _notice(case, "F", case.payee, "annual_fee", october) | figures | until
    if case.past_due > 250_000:
        codes = Enforcement.values[family.number % 4 :: 2]
        actions = " ".join(f"{code}-{('possible', 'started')[nth % 2]}" for nth, code in enumerate(codes))
        on = today - timedelta(days=rng.randrange(5, 300))
        yield _notice(case, "W", case.payer, "warning", on) | {"actions": actions}
        if family.number % 5 == 0:
            yield _license(family, case, on + timedelta(days=2))
    if family.number % 31 == 7:
        yield _closure(family, case, today - timedelta(days=rng.randrange(1, 80)))


def _license(family: Family, case: CountyCase, on: date) -> FeedRow:
    reason = _REASONS[family.number // 5 % len(_REASONS)]
    return _notice(case, "L", case.payer, "license_release", on) | {
        "variant": "denied" if reason == "no_plan_agreed" else "released",
        "reason": reason,
        "board": ("DEPARTMENT OF MOTOR VEHICLES", "CONTRACTORS STATE LICENSE BOARD")[family.number % 2],
        "license_kind": ("driver", "professional")[family.number % 2],
        "license_ending": f"{family.number % 10_000:04d}",
    }


def _closure(family: Family, case: CountyCase, on: date) -> FeedRow:
    reason = _CLOSURES[family.number // 31 % len(_CLOSURES)]
    tried = f"mail-{on - timedelta(days=60)} phone-{on - timedelta(days=40)}" if reason == "no_contact" else ""
    closing = {"acts_on": (on + timedelta(days=60)).isoformat(), "reason": reason, "tried": tried}
    return _notice(case, "C", case.payee, "closure", on) | closing


def _notice(case: CountyCase, number: str, reader: str, kind: str, on: date) -> FeedRow:
    return {
        "notice_id": f"{case.number[-9:]}{number}",
        "participant_id": reader,
        "case_number": case.number,
        "kind": kind,
        "dated_on": on.isoformat(),
    }
