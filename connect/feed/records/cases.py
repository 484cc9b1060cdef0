"""The cases, and what each of their parties may read of them (rules R2, V3)."""

from connect.cases import kinds
from connect.cases.models import AgencyCase, Balance, DisclosedCase, Participant, Party
from connect.feed import nondisclosure
from connect.feed.record import (
    Breaker,
    Column,
    Derived,
    Fetch,
    Make,
    Record,
    RecordScope,
    RowRule,
    RowsQuery,
    Statements,
)
from connect.feed.records.common import case_column, choices_of

_SQL = Statements(__file__)
PARTS_IN_SCOPE = _SQL.parts_in_scope
CASE_SCOPE = RecordScope(
    "cases",
    "case_number",
    before=(
        *nondisclosure.READ_ANEW,
        Make("other_parties", _SQL.other_parties, given=("upsert_party", "delete_party")),
    ),
    touched=(RowsQuery(_SQL.cases_read_anew, given=("read_anew",)),),
    around=(
        Fetch(Party, ("participant_id",), _SQL.people_in_scope),
        Fetch(Participant, ("participant_id",), _SQL.people_named),
        Fetch(Balance, ("participant_id", "case_number"), PARTS_IN_SCOPE),
    ),
    steps=(*nondisclosure.HIDING, Make("reader", _SQL.reader, given=("scope_cases",))),
)

CASES = Record(
    "cases",
    "Every case. County, office and officer are not shown to anyone from whom a party of the case must stay hidden.",
    ("case_number",),
    (
        case_column(),
        Column("county", "text", "County whose agency handles the case", "MADERA", "Case details", 60, required=True),
        Column(
            "status",
            "choice",
            "Status of the case",
            "open",
            "Case details",
            10,
            True,
            choices_of(kinds.CaseStatus),
        ),
        Column("opened_on", "date", "Opened date", "2018-01-10", "Case details", required=True),
        Column("closed_on", "date", "Closed date; given exactly when the status is closed", "", "Case details"),
        Column("officer", "text", "Display name of the child support officer", "C. MORALES", "Case details", 80),
        Column("office", "text", "Office of the officer", "Madera office", "Case details", 100),
        Column(
            "officer_id", "id", "The agency's id of the officer; for staff alone", "E4471", "No screen", 20, since=2
        ),
    ),
    AgencyCase,
    row_rules=(
        RowRule("closed_on: given exactly when the status is closed", "(status = 'closed') <> (closed_on IS NOT NULL)"),
    ),
    breaker=Breaker("cases", "cases"),
    scope=CASE_SCOPE,
    derived=(
        Derived(
            DisclosedCase,
            _SQL.disclosed,
            Fetch(DisclosedCase, ("participant_id", "case_number"), PARTS_IN_SCOPE),
            steps=(Make("others", _SQL.others),),
            public_id="case",
        ),
    ),
)
