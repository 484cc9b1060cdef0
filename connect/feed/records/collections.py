"""The payments taken in, their shares, and what each person reads of them (docs/adr/0016).

The lines of who paid add up to what was taken in: one for each case, and one of no case for what is not shared out yet.
"""

from itertools import product

from django.db import connection

from connect.cases.models import Participant, Party
from connect.feed import nondisclosure
from connect.feed.record import (
    Breaker,
    Column,
    Derived,
    Fetch,
    Make,
    Record,
    RecordScope,
    Reference,
    RowsQuery,
    Rule,
    Statements,
)
from connect.feed.records.common import choices_of, participant_column
from connect.payments import kinds
from connect.payments.models import Allocation, Collection, Disbursement, PaymentLine, PaymentYear, Receipt
from connect.payments.rules import STATES_IN_ORDER, state_of_part, state_on_screen

_SQL = Statements(__file__)
TOO_MUCH = "the shares of the collection add up to more than its amount"
COLLECTION_SCOPE = RecordScope(
    "collections",
    "collection_id",
    before=(
        Fetch(Allocation, ("participant_id",), "SELECT k1 FROM read_anew", given=("read_anew",)),
        Fetch(Allocation, ("case_number",), "SELECT case_number AS k1 FROM other_parties", given=("other_parties",)),
    ),
    touched=(
        RowsQuery(_SQL.collections_sent, given=("upsert_disbursement", "delete_disbursement")),
        RowsQuery(_SQL.collections_read_anew, given=("read_anew",)),
        RowsQuery(_SQL.collections_of_other_parties, given=("other_parties",)),
    ),
    widen=nondisclosure.FIND_HIDDEN_PAYERS,
    around=(
        Fetch(Disbursement, ("participant_id",), _SQL.payees_in_scope),
        Fetch(Party, ("case_number",), _SQL.cases_shared),
        Fetch(Participant, ("participant_id",), nondisclosure.PAYERS_IN_SCOPE),
    ),
    steps=nondisclosure.HIDDEN_PAYERS,
)


def _states() -> str:
    """SQL: payments.rules.state_of_part as a table, with the place of the bucket and of the state."""
    rows = []
    for (place, bucket), kept, status, reissue in product(
        enumerate(kinds.Bucket.values), (False, True), ("", "sent", "returned"), (False, True)
    ):
        state = state_of_part(bucket, "" if kept else "1", status or None, reissue=reissue)
        made = kinds.MoneyState(state_on_screen(kinds.Direction.MADE, state))
        ranks = STATES_IN_ORDER.index(state), STATES_IN_ORDER.index(made)
        rows.append(
            f"({place}, '{bucket}', {kept}, '{status}', {reissue}, '{state.value}', {ranks[0]}, "
            f"'{made.value}', {ranks[1]})"
        )
    return (
        f"FROM (VALUES {', '.join(rows)}) "
        "AS s (place, bucket, kept, status, reissue, state, rank, made_state, made_rank)"
    )


def _not_shared_out() -> tuple[int, int]:
    """Payments that are not, or not wholly, shared out, of all on file, and their cents that are not."""
    with connection.cursor() as cursor:
        # The condition word for word as that of the index, which has these rows alone.
        cursor.execute(
            "SELECT count(*), coalesce(sum(amount), 0) FROM payments_paymentline "
            "WHERE case_number = '' AND reversed_on IS NULL"
        )
        payments, cents = cursor.fetchone()
    return payments, int(cents)


COLLECTIONS = Record(
    "collections",
    "Payments taken in. One collection can be split over several cases; what its shares do not account for is shown to "
    "who paid it, and to no one else, as being applied to their cases. No one from whom a person who pays them must "
    "stay hidden reads source, withheld_on or collected_on of any payment received.",
    ("collection_id",),
    (
        Column("collection_id", "id", "The agency's number for the payment", "C20200410A", "No screen", 30, True),
        participant_column("Participant ID Number of the person who paid"),
        Column("amount", "money", "Amount taken in", "130.15", "Payments I made (their sum)", 0, True),
        Column(
            "source",
            "choice",
            "Payment type (R14)",
            "income_withholding",
            "Payments",
            30,
            True,
            choices_of(kinds.Source),
        ),
        Column("withheld_on", "date", "Day an employer took it from a paycheck (V11)", "2020-04-03", "Payment details"),
        Column(
            "collected_on", "date", "Date of collection: the month it counts for (V11)", "2020-04-10", "Payment details"
        ),
        Column("received_on", "date", "Day the disbursement unit had it (V11)", "2020-04-10", "Payments", 0, True),
        Column("posted_on", "date", "Day it was written to the account", "2020-04-10", "Payment details"),
        Column("reversed_on", "date", "Day it was taken back, for example a bad check", "", "Payments"),
    ),
    Collection,
    control="amount",
    references=(Reference("participant_id", "participants", "participant"),),
    rules=(
        Rule(
            TOO_MUCH,
            "SELECT line FROM staged_collections WHERE op = 'put' AND collection_id IN (FROM too_much)",
            about=("allocations", "disbursements"),  # money is one thing
        ),
    ),
    round_starts=(
        Make("too_much", _SQL.too_much, given=("staged_collections", "staged_allocations", "removed_allocations")),
    ),
    fetches=(
        Fetch(
            Allocation,
            ("collection_id",),
            _SQL.collections_named,
            given=("staged_collections", "staged_allocations", "current_allocation"),
        ),
    ),
    rest=_not_shared_out,
    breaker=Breaker("collections", "collections"),
    scope=COLLECTION_SCOPE,
    derived=(
        Derived(
            PaymentLine,
            _SQL.disclosed,
            Fetch(PaymentLine, ("participant_id", "line_id"), _SQL.lines_in_scope),
            steps=(
                Make("part_state", _states()),
                Make("latest", _SQL.latest),
                Make("share", _SQL.share),
                Make("told", _SQL.told),
                Make("line", _SQL.line),
                Make("rest", _SQL.rest),
            ),
            public_id="payment",
        ),
        Derived(
            PaymentYear,
            _SQL.years,
            Fetch(
                PaymentYear,
                ("participant_id", "direction", "case_number", "year"),
                "SELECT participant_id AS k1, direction AS k2, case_number AS k3, year AS k4 FROM year_change",
            ),
            steps=(Make("year_change", _SQL.year_change, given=("upsert_paymentline", "delete_paymentline")),),
            given=("year_change",),
        ),
        Derived(
            Receipt,
            _SQL.receipts,
            Fetch(Receipt, ("participant_id", "line_id"), _SQL.receipts_in_scope),
            steps=(Make("receipt_share", _SQL.receipt_share), Make("receipt_sum", _SQL.receipt_sum)),
            public_id="payment",  # that of the payment line: one page tells of both
        ),
    ),
)
