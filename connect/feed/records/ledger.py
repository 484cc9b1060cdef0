"""What changed what is owed in a case, payments apart: what fell due, interest, fees, adjustments."""

from connect.cases import kinds
from connect.cases.models import AgencyLedgerEntry, DisclosedLedgerEntry, Participant, Party
from connect.feed.record import (
    Breaker,
    Column,
    Derived,
    Fetch,
    Record,
    RecordScope,
    Reference,
    RowRule,
    RowsQuery,
    Rule,
    Statements,
)
from connect.feed.records.common import case_column, choices_of, participant_column

_SQL = Statements(__file__)
# Not by the case: one that changes must not bring twenty years of its ledger along.
LEDGER_SCOPE = RecordScope(
    "entries",
    "entry_id",
    before=(
        Fetch(AgencyLedgerEntry, ("participant_id",), "SELECT k1 FROM read_anew", given=("read_anew",)),
        Fetch(
            AgencyLedgerEntry,
            ("case_number",),
            "SELECT case_number AS k1 FROM other_parties",
            given=("other_parties",),
        ),
    ),
    touched=(
        RowsQuery(_SQL.entries_read_anew, given=("read_anew",)),
        RowsQuery(_SQL.entries_of_other_parties, given=("other_parties",)),
    ),
    around=(
        Fetch(Party, ("case_number",), _SQL.cases_of_entries),
        Fetch(Participant, ("participant_id",), _SQL.payers_of_entries),
    ),
)
_ADJUSTED = "kind IN ('adjustment_up', 'adjustment_down')"

LEDGER = Record(
    "ledger",
    "What changed what is owed, apart from payments: one row a change. Amounts are positive; the kind says which way "
    "they go. Every party of the case reads it.",
    ("entry_id",),
    (
        Column("entry_id", "id", "The agency's number for the entry", "L90017", "No screen", 30, required=True),
        participant_column("Participant ID Number of the person who pays; a paying party of the case"),
        case_column(),
        Column("month", "date", "Month it counts for: its first day", "2026-10-01", "Case details", required=True),
        Column("on_date", "date", "Day it was written", "2026-10-01", "Case details", required=True),
        Column("kind", "choice", "What happened", "charge", "Case details", 20, True, choices_of(kinds.LedgerKind)),
        Column(
            "bucket",
            "choice",
            "What of the account it changed",
            "current",
            "Case details",
            20,
            True,
            choices_of(kinds.LedgerBucket),
        ),
        Column("amount", "money", "Amount", "10.00", "Case details", required=True),
        Column("due_on", "date", "Day it is due; given exactly where the kind is charge", "2026-10-01", "Papers"),
        Column(
            "reason",
            "choice",
            "Why it was adjusted; given exactly on adjustments",
            "",
            "Case details",
            20,
            choices=choices_of(kinds.AdjustmentReason),
        ),
    ),
    AgencyLedgerEntry,
    control="amount",
    since=2,
    references=(
        Reference("case_number", "cases", "case"),
        Reference("participant_id", "participants", "participant"),
    ),
    row_rules=(
        RowRule("month: the first day of a month", "month NOT LIKE '%-01'"),
        RowRule("due_on: given exactly where the kind is charge", "(kind = 'charge') <> (due_on IS NOT NULL)"),
        RowRule("reason: given exactly on adjustments", f"({_ADJUSTED}) <> (reason <> '')"),
    ),
    rules=(Rule("participant_id: no paying party of the case", _SQL.no_paying_party, about=("parties",)),),
    fetches=(
        Fetch(
            Party,
            ("participant_id", "case_number"),
            "SELECT participant_id AS k1, case_number AS k2 FROM staged_ledger",
            given=("staged_ledger",),
        ),
    ),
    breaker=Breaker("ledger", "ledger entries"),
    scope=LEDGER_SCOPE,
    derived=(
        Derived(
            DisclosedLedgerEntry,
            _SQL.disclosed,
            Fetch(DisclosedLedgerEntry, ("participant_id", "entry_id"), _SQL.disclosed_in_scope),
        ),
    ),
)
