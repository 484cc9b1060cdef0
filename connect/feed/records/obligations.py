"""What the orders of the cases say must be paid."""

from connect.cases import kinds
from connect.cases.models import AgencyObligation, AgencyOrder, DisclosedObligation
from connect.feed.record import Breaker, Column, Derived, Fetch, Record, Reference, RowRule, Rule, Statements
from connect.feed.records.cases import CASE_SCOPE, PARTS_IN_SCOPE
from connect.feed.records.common import case_column, choices_of

_SQL = Statements(__file__)

OBLIGATIONS = Record(
    "obligations",
    "What an order says must be paid, how often, and from when to when. The order is one of the same case. Every party "
    "of the case reads it.",
    ("obligation_id",),
    (
        Column(
            "obligation_id", "id", "The agency's number for the obligation", "B3301", "No screen", 20, required=True
        ),
        case_column(),
        Column("order_id", "id", "The order that says it", "4410021", "Case details", 20, required=True),
        Column(
            "kind",
            "choice",
            "What must be paid",
            "child_support",
            "Case details",
            20,
            True,
            choices_of(kinds.ObligationKind),
        ),
        Column("amount", "money", "Amount each time", "10.00", "Case details", required=True),
        Column("frequency", "choice", "How often", "monthly", "Case details", 20, True, choices_of(kinds.Frequency)),
        Column("due_day", "number", "Day of the month it is due; monthly only", "1", "Papers", 31),
        Column("starts_on", "date", "First day", "2018-04-01", "Case details", required=True),
        Column("ends_on", "date", "Last day; blank: none is set", "", "Case details"),
    ),
    AgencyObligation,
    since=2,
    references=(Reference("case_number", "cases", "case"),),
    row_rules=(
        RowRule("due_day: only where the frequency is monthly", "due_day IS NOT NULL AND frequency <> 'monthly'"),
        RowRule("ends_on: before starts_on", "ends_on < starts_on"),
    ),
    rules=(Rule("order_id: this order is not there, or is of another case", _SQL.no_such_order, about=("orders",)),),
    fetches=(
        Fetch(
            AgencyOrder,
            ("case_number",),
            "SELECT case_number AS k1 FROM staged_obligations",
            given=("staged_obligations",),
        ),
    ),
    breaker=Breaker("obligations", "obligations"),
    scope=CASE_SCOPE,
    derived=(
        Derived(
            DisclosedObligation,
            _SQL.disclosed,
            Fetch(DisclosedObligation, ("participant_id", "case_number"), PARTS_IN_SCOPE),
        ),
    ),
)
