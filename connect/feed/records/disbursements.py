"""Money sent out."""

from connect.feed.record import Breaker, Column, Record, Reference, RowRule, RowsQuery, Rule, Statements
from connect.feed.records.common import choices_of
from connect.payments import kinds
from connect.payments.models import Disbursement

_SQL = Statements(__file__)

DISBURSEMENTS = Record(
    "disbursements",
    "Money sent out to a payee, for one or more allocations.",
    ("disbursement_id",),
    (
        Column("disbursement_id", "id", "The agency's number for the money sent", "D55001", "No screen", 30, True),
        Column("payee_id", "digits", "Who it went to", "1000000003", "Payment details", 10, required=True),
        Column(
            "allocations",
            "ids",
            "The allocations it pays, with spaces between",
            "A77001 A77002",
            "No screen",
            2000,
            True,
        ),
        Column("amount", "money", "Amount sent", "130.15", "Payment details", required=True),
        Column(
            "method",
            "choice",
            "Way it was sent",
            "direct_deposit",
            "Payment details",
            20,
            True,
            choices_of(kinds.Method),
        ),
        Column("sent_on", "date", "Day it was sent", "2020-04-13", "Payment details", required=True),
        Column(
            "status",
            "choice",
            "Sent, or returned to the agency",
            "sent",
            "Payments",
            10,
            True,
            choices_of(kinds.DisbursementStatus),
        ),
        Column("reissue_of", "id", "The returned disbursement that this one sends again", "", "Payments", 30),
    ),
    Disbursement,
    control="amount",
    rows=(RowsQuery(_SQL.sent),),
    references=(
        Reference("payee_id", "participants", "participant"),
        Reference("allocations", "allocations", many=True, follow=True, checked=False),
        Reference("reissue_of", "disbursements", "disbursement"),
    ),
    row_rules=(RowRule("reissue_of: a disbursement cannot send itself again", "reissue_of = disbursement_id"),),
    rules=(
        Rule(
            "allocations: one of them is not there, or is not this payee's",
            _SQL.not_this_payees,
            about=("allocations",),
        ),
    ),
    breaker=Breaker("disbursements", "disbursements"),
)
