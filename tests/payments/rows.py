"""Lines of the payments screen, made in a test as the feed would write them."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date

from connect.cases.models import DisclosedCase
from connect.cases.viewer import Viewer
from connect.payments.models import PaymentLine, PaymentYear

CASE = "200000000123"
OTHER_CASE = "200000000456"


def a_viewer(participant_id: str = "1000000003", language: str = "en") -> Viewer:
    return Viewer(participant_id=participant_id, first_name="DANIEL", language=language, as_of=None)


def a_line(number: int, received_on: date, **facts: object) -> PaymentLine:
    """A received line of Daniel's; `facts` replace what is said here."""
    case_number = facts.pop("case_number", CASE)
    direction = facts.pop("direction", "received")
    amount = facts.pop("amount", 13015)
    values = {
        "participant_id": "1000000003",
        "line_id": f"C{number:06d}.{case_number}.{direction}",
        "public_id": f"line-{number:017d}",
        "direction": direction,
        "case_number": case_number,
        "amount": amount,
        "source": "income_withholding",
        "year": received_on.year,
        "received_on": received_on,
        "state": "sent",
        "parts": json.dumps([["current", amount, "sent"]]),
    }
    return PaymentLine(**{**values, **facts})


def save(lines: Iterable[PaymentLine]) -> list[PaymentLine]:
    """The lines in the database with their map, and themselves in the screen's order."""
    lines = list(lines)
    PaymentLine.objects.bulk_create(lines, batch_size=500)
    counted = Counter((ln.participant_id, ln.direction, ln.case_number, ln.year) for ln in lines)
    PaymentYear.objects.bulk_create(
        PaymentYear(participant_id=p, direction=d, case_number=c, year=y, lines=n, cents=0)
        for (p, d, c, y), n in counted.items()
    )
    return sorted(lines, key=lambda ln: (ln.received_on, ln.line_id), reverse=True)


def a_seen_case(**facts: object) -> DisclosedCase:
    values = {
        "participant_id": "1000000003",
        "case_number": CASE,
        "public_id": case_address(str(facts.get("case_number", CASE))),
        "role": "receiving",
        "status": "open",
        "opened_on": date(2018, 1, 10),
        "location_hidden": False,
        "county": "MADERA",
        "officer": "C. MORALES",
        "office": "Madera office",
        "other_parties": "PAT EXAMPLE",
        "monthly_support": 1000,
        "past_due_installment": 66793,
        "income_withholding": False,
        "past_due_support": 66793,
        "current_support": 1000,
        "arrears_family": 66793,
        "arrears_state": 0,
        "interest": 8308,
        "medical": 0,
        "spousal": 0,
        "fees": 0,
        "balances_on": date(2026, 11, 20),
        "includes_interest": "no",
    }
    return DisclosedCase(**{**values, **facts})


def case_address(case_number: str) -> str:
    """A public id for a case made in a test; 22 characters as a real one."""
    return f"case-{case_number:0>17}"
