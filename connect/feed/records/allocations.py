"""How collections are shared."""

from connect.feed.record import Breaker, Column, Record, Reference, RowsQuery, Rule, Statements
from connect.feed.records.collections import COLLECTION_SCOPE, TOO_MUCH
from connect.feed.records.common import case_column, choices_of
from connect.payments import kinds
from connect.payments.models import Allocation

_SQL = Statements(__file__)

ALLOCATIONS = Record(
    "allocations",
    "How a collection is shared among cases, people and kinds of support. Shares may come in a later feed than their "
    "collection, or a part of them.",
    ("allocation_id",),
    (
        Column("allocation_id", "id", "The agency's number for the share", "A77001", "No screen", 30, required=True),
        Column("collection_id", "id", "The payment shared", "C20200410A", "No screen", 30, required=True),
        case_column(),
        Column(
            "payee_id", "digits", "Who receives it; blank: kept by the agency", "1000000003", "Payments I received", 10
        ),
        Column(
            "bucket",
            "choice",
            "What it paid",
            "current",
            "Payment details",
            20,
            True,
            choices_of(kinds.Bucket),
            later=(kinds.Bucket.PASS_THROUGH.value,),
        ),
        Column("amount", "money", "Amount of the share", "130.15", "Payments", required=True),
    ),
    Allocation,
    control="amount",
    rows=(RowsQuery(_SQL.shares), RowsQuery(_SQL.shares_of_another_payer, given=("upsert_collection",))),
    references=(
        Reference("collection_id", "collections", "collection", follow=True),
        Reference("case_number", "cases", "case"),
        Reference("payee_id", "participants", "participant"),
    ),
    rules=(
        Rule(
            TOO_MUCH,
            "SELECT line FROM staged_allocations WHERE op = 'put' AND collection_id IN (FROM too_much)",
            about=("collections",),
        ),
    ),
    breaker=Breaker("allocations", "allocations"),
    scope=COLLECTION_SCOPE,
)
