"""What was taken from money before it was sent."""

from connect.feed.record import Breaker, Column, Fetch, Record, Reference, RowsQuery, Statements
from connect.feed.records.common import case_column, choices_of
from connect.feed.records.disbursements import DISBURSEMENT_SCOPE
from connect.payments import kinds
from connect.payments.models import Deduction

_SQL = Statements(__file__)

DEDUCTIONS = Record(
    "deductions",
    "What was taken from a disbursement before it was sent. The shares of a disbursement less its deductions are its "
    "amount; one of which that is not so is loaded all the same, and the load says how many there are. The payee alone "
    "reads it.",
    ("deduction_id",),
    (
        Column("deduction_id", "id", "The agency's number for the deduction", "X70001", "No screen", 30, required=True),
        Column("disbursement_id", "id", "The money it was taken from", "D55001", "No screen", 30, required=True),
        case_column(),
        Column(
            "kind",
            "choice",
            "What it was taken for",
            "annual_fee",
            "Payment details",
            20,
            True,
            choices_of(kinds.DeductionKind),
        ),
        Column("amount", "money", "Amount taken", "35.00", "Payment details", required=True),
    ),
    Deduction,
    control="amount",
    since=2,
    rows=(RowsQuery(_SQL.taken), RowsQuery(_SQL.taken_of_another_payee, given=("upsert_disbursement",))),
    references=(
        Reference("disbursement_id", "disbursements", "disbursement", follow=True),
        Reference("case_number", "cases", "case"),
    ),
    fetches=(
        Fetch(
            Deduction,
            ("disbursement_id",),
            "SELECT disbursement_id AS k1 FROM staged_disbursements",
            given=("staged_disbursements",),
        ),
    ),
    breaker=Breaker("deductions", "deductions"),
    scope=DISBURSEMENT_SCOPE,
)
