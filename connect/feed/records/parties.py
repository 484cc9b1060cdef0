"""Who is in which case."""

from connect.cases import kinds
from connect.cases.models import Balance, Party
from connect.feed import nondisclosure
from connect.feed.record import Breaker, Column, PartTable, Record, Reference, Statements
from connect.feed.records.cases import CASE_SCOPE
from connect.feed.records.common import balance_column, case_column, choices_of, participant_column

_SQL = Statements(__file__)

PARTIES = Record(
    "parties",
    "Who is in which case, in which role, and what that person pays or is owed.",
    ("participant_id", "case_number"),
    (
        participant_column(),
        case_column(),
        Column("role", "choice", "Role in the case", "paying", "Case details", 10, True, choices_of(kinds.Role)),
        Column("monthly_support", "money", "Monthly support ordered", "10.00", "Case details", required=True),
        balance_column("past_due_installment", "Past due support installment each month"),
        balance_column("past_due_support", "Past due support in all, as the agency states it"),
        balance_column("current_support", "This month's support still due"),
        balance_column("arrears_family", "Past due support owed to the family"),
        balance_column("arrears_state", "Past due support assigned to the State"),
        balance_column("interest", "Interest due"),
        balance_column("medical", "Medical support due"),
        balance_column("spousal", "Spousal support due"),
        balance_column("fees", "Fees due"),
        Column("balances_on", "date", "Day the balances were calculated (V13)", "2026-10-31", "Case details", 0, True),
        Column(
            "includes_interest",
            "choice",
            "Whether past due support includes interest (V13)",
            "no",
            "Case details",
            3,
            True,
            choices_of(kinds.IncludesInterest),
        ),
        Column(
            "income_withholding",
            "yesno",
            "An income withholding order is active; told to the person paying alone",
            "yes",
            "Case details",
            0,
            True,
        ),
        Column(
            "nondisclosure_since",
            "date",
            "Day the agency set the non-disclosure mark; blank: unknown. Places that are older are not trusted",
            "",
            "No screen",
            since=2,
        ),
        Column(
            "nondisclosure",
            "yesno",
            "Non-disclosure mark: nothing that could locate this person may reach another party of the case. "
            "A feed can set it; taking it away waits for an operator",
            "no",
            "Case details, Home (hides)",
            0,
            True,
        ),
    ),
    Party,
    control="past_due_support",
    rows=nondisclosure.PARTY_ROWS,
    deletes=nondisclosure.PARTY_DELETES,
    parts=(PartTable(Balance, "FROM staged_parties WHERE op = 'put'"), *nondisclosure.MARKS),
    references=(Reference("participant_id", "participants", "participant"), Reference("case_number", "cases", "case")),
    fetches=nondisclosure.MARKS_FETCHED,
    before=nondisclosure.MARKS_OF_THE_GONE,
    after=nondisclosure.KEEP_MARKS,
    breaker=Breaker("parties", "parties"),
    scope=CASE_SCOPE,
    on_bad_rows=nondisclosure.mark_bad_rows,
    on_rejected=nondisclosure.MARKS_OF_REJECTED,
    views={"parties_left": _SQL.parties_left},
)
