"""The support orders of the cases."""

from connect.cases import kinds
from connect.cases.models import AgencyOrder, DisclosedOrder
from connect.feed.record import Breaker, Column, Derived, Fetch, Record, Reference, Statements
from connect.feed.records.cases import CASE_SCOPE, PARTS_IN_SCOPE
from connect.feed.records.common import case_column, choices_of

_SQL = Statements(__file__)

ORDERS = Record(
    "orders",
    "Support orders of a case. County and court case number follow the non-disclosure mark.",
    ("case_number", "order_id"),
    (
        Column("order_id", "id", "The agency's number for the order", "4410021", "No screen", 20, required=True),
        case_column(),
        Column("file_date", "date", "File date", "2018-03-27", "Case details", required=True),
        Column("county", "text", "County of the court", "MADERA", "Case details", 60, required=True),
        Column("court_case_number", "text", "Court case number", "MFL012345", "Case details", 30, required=True),
        Column(
            "status",
            "choice",
            "Status of the order",
            "active",
            "Case details",
            10,
            True,
            choices_of(kinds.OrderStatus),
        ),
    ),
    AgencyOrder,
    references=(Reference("case_number", "cases", "case"),),
    breaker=Breaker("orders", "orders"),
    scope=CASE_SCOPE,
    derived=(
        Derived(
            DisclosedOrder,
            _SQL.disclosed,
            Fetch(DisclosedOrder, ("participant_id", "case_number"), PARTS_IN_SCOPE),
        ),
    ),
)
