"""Synthetic families with their cases, balances, orders and appointments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from connect.cases.kinds import AppointmentKind
from connect.demo.county.people import FeedRow, county_participant_id
from connect.demo.county.places import Home
from connect.demo.county.words import OFFICERS
from connect.lib.money import as_decimal

FIRST_CASE = 300_000_000_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """The number of people in a family, and its cases as (payer, payee), which are indexes within the family."""

    people: int
    cases: tuple[tuple[int, int], ...]
    closed: bool = False


ONE_CASE = Pattern(2, ((0, 1),))
PAYS_ON_TWO = Pattern(3, ((0, 1), (0, 2)))
RECEIVES_ON_TWO = Pattern(3, ((1, 0), (2, 0)))
PAYS_AND_RECEIVES = Pattern(3, ((0, 1), (2, 0)))
TWO_WITH_THE_SAME = Pattern(2, ((0, 1), (0, 1)))
CLOSED = Pattern(2, ((0, 1),), closed=True)
NO_CASE_YET = Pattern(1, ())

_PATTERNS = (
    *(ONE_CASE, PAYS_ON_TWO, ONE_CASE, RECEIVES_ON_TWO, ONE_CASE),
    *(PAYS_AND_RECEIVES, ONE_CASE, TWO_WITH_THE_SAME, ONE_CASE, CLOSED),
)


def pattern_of(family: int, people_left: int) -> Pattern:
    """Return the pattern of family number `family`, or a smaller one if too few people are left."""
    pattern = _PATTERNS[family % 10]
    if pattern.people <= people_left:
        return pattern
    return ONE_CASE if people_left > 1 else NO_CASE_YET


@dataclass(frozen=True, slots=True)
class Family:
    """Family `number` as of `today`. Its people and cases are numbered from `first_person` and `first_case`."""

    number: int
    pattern: Pattern
    first_person: int
    first_case: int
    home: Home
    today: date


@dataclass(frozen=True, slots=True)
class CountyCase:
    """A case between two people. Amounts are in cents; `arrears_state` is owed to the State."""

    number: str
    payer: str
    payee: str
    home: Home
    opened_on: date
    closed_on: date | None
    monthly: int
    arrears_family: int
    arrears_state: int
    interest: int
    medical: int
    spousal: int
    fees: int
    payee_hidden: bool
    payer_hidden: bool
    withholding: bool
    passes_through: bool

    @property
    def past_due(self) -> int:
        return self.arrears_family + self.arrears_state


def county_cases(family: Family, rng: Random) -> list[CountyCase]:
    """Make the cases of a family in the order of its pattern."""
    return [_case(family, nth, rng) for nth in range(len(family.pattern.cases))]


def _case(family: Family, nth: int, rng: Random) -> CountyCase:
    pattern, today = family.pattern, family.today
    payer, payee = pattern.cases[nth]
    opened = today - timedelta(days=rng.randrange(400, 6500))
    behind = not pattern.closed and rng.random() < 0.6
    owed = rng.randrange(4_000, 2_500_000) if behind else 0
    to_state = owed * rng.randrange(10, 95) // 100 if family.number % 4 == 1 else 0
    return CountyCase(
        number=str(FIRST_CASE + family.first_case + nth),
        payer=county_participant_id(family.first_person + payer),
        payee=county_participant_id(family.first_person + payee),
        home=family.home,
        opened_on=opened,
        closed_on=today - timedelta(days=rng.randrange(10, 390)) if pattern.closed else None,
        monthly=0 if pattern.closed else rng.randrange(5_000, 140_000),
        arrears_family=owed - to_state,
        arrears_state=to_state,
        interest=owed * rng.randrange(1, 30) // 100,
        medical=rng.randrange(500, 9_000) if behind and family.number % 6 == 2 else 0,
        spousal=rng.randrange(5_000, 60_000) if behind and family.number % 9 == 4 else 0,
        fees=3_500 if family.number % 7 == 5 and not pattern.closed else 0,
        payee_hidden=family.number % 25 == 3,
        payer_hidden=family.number % 100 == 53,
        withholding=family.number % 3 != 2,
        passes_through=family.number % 8 == 1,
    )


def case_row(case: CountyCase, rng: Random) -> FeedRow:
    """Make the row of cases.csv."""
    return {
        "case_number": case.number,
        "county": case.home.county,
        "status": "closed" if case.closed_on else "open",
        "opened_on": case.opened_on.isoformat(),
        "closed_on": case.closed_on.isoformat() if case.closed_on else "",
        "officer": rng.choice(OFFICERS),
        "office": case.home.office,
        "officer_id": f"E{int(case.number[-4:]) % 97:04d}",
    }


def party_rows(case: CountyCase, today: date, rng: Random) -> Iterator[FeedRow]:
    """Make the rows of parties.csv for both parties. Both rows have the same balances."""
    calculated = (today.replace(day=1) - timedelta(days=1)).isoformat()  # the end of last month
    account = {
        "case_number": case.number,
        "monthly_support": as_decimal(case.monthly),
        "past_due_installment": as_decimal(min(case.past_due, 2_500 * rng.randrange(1, 9))),
        "past_due_support": as_decimal(case.past_due),
        "current_support": as_decimal(rng.choice((0, case.monthly // 2, case.monthly))),
        "arrears_family": as_decimal(case.arrears_family),
        "arrears_state": as_decimal(case.arrears_state),
        "interest": as_decimal(case.interest),
        "medical": as_decimal(case.medical),
        "spousal": as_decimal(case.spousal),
        "fees": as_decimal(case.fees),
        "balances_on": calculated,
        "includes_interest": rng.choice(("no", "no", "may", "yes")),
        "income_withholding": "yes" if case.withholding and not case.closed_on else "no",
    }
    parties = (("paying", case.payer, case.payer_hidden), ("receiving", case.payee, case.payee_hidden))
    for role, participant_id, hidden in parties:
        mark = {"nondisclosure": "yes", "nondisclosure_since": case.opened_on.isoformat()} if hidden else {}
        yield account | {"participant_id": participant_id, "role": role, "nondisclosure": "no"} | mark


def order_rows(case: CountyCase, rng: Random) -> Iterator[FeedRow]:
    """Make one order, or an ended order and its replacement. The orders of a closed case have ended."""
    filed = case.opened_on + timedelta(days=rng.randrange(20, 200))
    count = 1 + (rng.random() < 0.35)
    for nth in range(count):
        active = nth == count - 1 and not case.closed_on
        yield {
            "order_id": f"{case.number[-9:]}{nth}",
            "case_number": case.number,
            "file_date": filed.isoformat(),
            "county": case.home.county,
            "court_case_number": f"{filed.year % 100:02d}{case.home.court}{rng.randrange(1, 99999):05d}",
            "status": "active" if active else "ended",
        }
        filed += timedelta(days=rng.randrange(30, 150))


def appointment_rows(family: Family, case: CountyCase, rng: Random) -> Iterator[FeedRow]:
    """Make an upcoming or past appointment for the payer of every second family, and sometimes one for the payee."""
    if family.number % 2 or case.closed_on:
        return
    kinds = AppointmentKind.values
    for nth, participant_id in enumerate((case.payer, case.payee)[: 1 + (family.number % 6 == 0)]):
        hour, length = rng.randrange(8, 16), rng.choice((15, 30, 45))
        yield {
            "appointment_id": f"{case.number[-9:]}{nth}",
            "participant_id": participant_id,
            "case_number": case.number,
            "on_date": (family.today + timedelta(days=rng.randrange(-20, 75))).isoformat(),
            "starts": f"{hour:02d}:00",
            "ends": "" if family.number % 14 == 8 else f"{hour:02d}:{length:02d}",
            "kind": kinds[(family.number // 2 + nth) % len(kinds)],
            "place": "" if family.number % 22 == 12 else f"{rng.randrange(10, 900)} COURTHOUSE SQ, {case.home.city}",
            "place_shown": "yes" if family.number % 8 == 4 else "no",
        }
