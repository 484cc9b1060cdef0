"""Money sent out."""

from django.db import connection

from connect.feed.record import (
    Breaker,
    Column,
    Derived,
    Fetch,
    Make,
    Record,
    RecordScope,
    Reference,
    RowRule,
    RowsQuery,
    Rule,
    Statements,
)
from connect.feed.records.common import choices_of
from connect.payments import kinds
from connect.payments.models import Allocation, Disbursement, SentMoney

_SQL = Statements(__file__)
DISBURSEMENT_SCOPE = RecordScope(
    "disbursements",
    "disbursement_id",
    touched=(RowsQuery(_SQL.sends_of_shares, given=("upsert_allocation", "delete_allocation")),),
    around=(Fetch(Allocation, ("allocation_id",), _SQL.shares_sent),),
)


def _not_adding_up() -> int:
    """How many disbursements on file sent something else than their shares less their deductions."""
    with connection.cursor() as cursor:
        # The condition word for word as that of the index, which has these rows alone.
        cursor.execute("SELECT count(DISTINCT disbursement_id) FROM payments_sentmoney WHERE NOT adds_up")
        (found,) = cursor.fetchone()
    return int(found)


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
    unexplained=_not_adding_up,
    scope=DISBURSEMENT_SCOPE,
    derived=(
        Derived(
            SentMoney,
            _SQL.sent_to_payees,
            Fetch(SentMoney, ("participant_id", "disbursement_id"), _SQL.sent_in_scope),
            steps=(Make("sent_share", _SQL.sent_share), Make("taken", _SQL.taken), Make("sent_case", _SQL.sent_case)),
        ),
    ),
)
