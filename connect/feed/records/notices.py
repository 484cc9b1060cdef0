"""What the agency decided and told a party on paper. Not our own mail, which is in the room `notices`."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from connect.cases import kinds
from connect.cases.models import AgencyNotice, DisclosedNotice, Party
from connect.documents.decisions import make_documents
from connect.feed.record import (
    Breaker,
    Column,
    Derived,
    Fetch,
    Record,
    RecordScope,
    Reference,
    RowRule,
    Rule,
    Statements,
)
from connect.feed.records.common import case_column, choices_of, participant_column

_SQL = Statements(__file__)
CLOSING_DAYS = 60  # from the notice to the earliest day of closing (V5)
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True)
class _Use:
    """Which columns a kind, or one variant of it, must have, and which it may have."""

    kind: str
    needs: str
    may: str = ""
    variant: str = ""

    @property
    def says(self) -> str:
        named = f"{self.kind} {self.variant}".strip()
        return f"`{named}`: {self.needs or 'none'}" + (f", and may have {self.may}" if self.may else "")


_OPTIONAL = [
    "acts_on",
    "reason",
    "amount",
    "collected",
    "recovered",
    "actions",
    "tried",
    "board",
    "license_kind",
    "license_ending",
]
_LICENSE = ("reason board license_kind", "license_ending")
USES = (
    _Use("annual_fee", "acts_on amount collected recovered"),
    _Use("warning", "actions"),
    _Use("closure", "acts_on reason", "tried"),
    _Use("review", "", "", "right_to_ask"),
    _Use("review", "", "", "started"),
    _Use("review", "", "acts_on amount", "result"),
    _Use("license_release", *_LICENSE, "released"),
    _Use("license_release", *_LICENSE, "denied"),
)
_VARIANTS = [(use.kind, use.variant) for use in USES]


def _given(name: str) -> str:
    return f"{name} IS NOT NULL" if name in ("acts_on", "amount", "collected", "recovered") else f"{name} <> ''"


def _for(uses: list[_Use]) -> str:
    return f"(kind, variant) IN ({', '.join(str((use.kind, use.variant)) for use in uses)})" if uses else "false"


def _uses() -> tuple[RowRule, ...]:
    """Of each column whether the kind of the notice has it."""
    rules = [RowRule("variant: not one of this kind", f"(kind, variant) NOT IN ({', '.join(map(str, _VARIANTS))})")]
    for name in _OPTIONAL:
        needed = _for([use for use in USES if name in use.needs.split()])
        known = _for([use for use in USES if name in (*use.needs.split(), *use.may.split())])
        rules.append(RowRule(f"{name}: needed for this kind", f"({needed}) AND NOT ({_given(name)})"))
        rules.append(RowRule(f"{name}: not for this kind", f"NOT ({known}) AND ({_given(name)})"))
    return tuple(rules)


def _several(one: str) -> str:
    """A pattern for several with spaces between."""
    return f"{one}( {one})*"


def _any(of: list[str]) -> str:
    return f"({'|'.join(of)})"


_ACTIONS = _several(f"{_any(kinds.Enforcement.values)}-{_any(kinds.EnforcementState.values)}")
_TRIED = _several(f"{_any(kinds.ContactWay.values)}-{_DATE}")
_CODES = "list_transform(string_split(actions, ' '), lambda each: regexp_replace(each, '-.*', ''))"
_DAYS = f"regexp_extract_all(tried, '{_DATE}')"


def _unknown_reason() -> str:
    """SQL: true for a reason that rules.toml does not know for the kind on the day of the notice."""
    known = ", ".join(
        f"('{kind}', '{row.code}', DATE '{row.valid_from}', DATE '{row.valid_to or '9999-12-31'}')"
        for kind in (kinds.AgencyNoticeKind.CLOSURE, kinds.AgencyNoticeKind.LICENSE_RELEASE)
        for row in settings.RULES.reasons(kind, settings.AGENCY.code)
    )
    if not known:
        return "reason <> ''"
    return (
        f"reason <> '' AND NOT EXISTS (FROM (VALUES {known}) AS k (of_kind, code, valid_from, valid_to) WHERE "
        "k.of_kind = kind AND k.code = reason AND CAST(dated_on AS DATE) BETWEEN k.valid_from AND k.valid_to)"
    )


def _make_documents(readers: Sequence[str]) -> None:
    make_documents(readers, now=timezone.now())


NOTICES = Record(
    "notices",
    "What the agency decided and told on paper, one row a reader; each reader reads their own alone. A fee and a "
    "closure are for a receiving party of the case, a warning and a license release for a paying one, a review for "
    f"any. What a kind must have: {'; '.join(use.says for use in USES)}. A closing day is at least {CLOSING_DAYS} days "
    "after dated_on.",
    ("participant_id", "notice_id"),
    (
        Column("notice_id", "id", "The agency's number for the notice", "N20261001", "No screen", 30, required=True),
        participant_column("Participant ID Number of the reader"),
        case_column(),
        Column("kind", "choice", "What it tells", "warning", "Papers", 20, True, choices_of(kinds.AgencyNoticeKind)),
        Column(
            "variant",
            "choice",
            "Of a review or a license release which of them",
            "",
            "Papers",
            20,
            choices=choices_of(kinds.AgencyNoticeVariant),
        ),
        Column("dated_on", "date", "Date of the notice", "2026-10-01", "Papers", required=True),
        Column(
            "acts_on",
            "date",
            "Closure: the earliest closing day; annual fee: last day to claim an exemption; result of a review: last "
            "day to object",
            "",
            "Papers",
        ),
        Column("reason", "id", "A code of rules.toml that counts on dated_on", "", "Papers", 30),
        Column("amount", "money", "The fee; or the new amount of support, blank where it stays as it is", "", "Papers"),
        Column("collected", "money", "Collected in the year of the fee", "", "Papers"),
        Column("recovered", "money", "Of the fee, taken already", "", "Papers"),
        Column(
            "actions",
            "ids",
            "What can happen or has begun, each as code-state with spaces between: "
            f"{', '.join(kinds.Enforcement.values)}; {', '.join(kinds.EnforcementState.values)}",
            "levy-possible",
            "Papers",
            400,
        ),
        Column(
            "tried",
            "ids",
            "How and when the agency tried to reach the reader, each as way-date with spaces between: "
            f"{', '.join(kinds.ContactWay.values)}",
            "",
            "Papers",
            200,
        ),
        Column("board", "text", "The licensing board", "", "Papers", 80),
        Column("license_kind", "choice", "Which license", "", "Papers", 20, choices=choices_of(kinds.LicenseKind)),
        Column("license_ending", "id", "The last characters of its number", "", "Papers", 4),
        Column("withdrawn_on", "date", "Day the agency took the notice back", "", "Papers"),
    ),
    AgencyNotice,
    since=2,
    references=(
        Reference("participant_id", "participants", "participant"),
        Reference("case_number", "cases", "case"),
    ),
    row_rules=(
        *_uses(),
        RowRule(
            f"acts_on: less than {CLOSING_DAYS} days after dated_on",
            f"kind = 'closure' AND CAST(acts_on AS DATE) < CAST(dated_on AS DATE) + {CLOSING_DAYS}",
        ),
        RowRule("reason: not in rules.toml for this kind on dated_on", _unknown_reason()),
        RowRule(
            "actions: each a code and a state, like levy-possible",
            f"actions <> '' AND NOT regexp_full_match(actions, '{_ACTIONS}')",
        ),
        RowRule("actions: the same code twice", f"len(list_distinct({_CODES})) < len({_CODES})"),
        RowRule(
            "tried: each a way and a date, like phone-2026-05-29",
            f"tried <> '' AND (NOT regexp_full_match(tried, '{_TRIED}') OR "
            f"len(list_filter({_DAYS}, lambda day: TRY_CAST(day AS DATE) IS NULL)) > 0)",
        ),
    ),
    rules=(Rule("participant_id: this person has no such part in the case", _SQL.no_such_part, about=("parties",)),),
    fetches=(
        Fetch(
            Party,
            ("participant_id", "case_number"),
            "SELECT participant_id AS k1, case_number AS k2 FROM staged_notices",
            given=("staged_notices",),
        ),
    ),
    breaker=Breaker("notices", "notices"),
    once_loaded=_make_documents,
    scope=RecordScope("readers", "participant_id"),
    derived=(
        Derived(
            DisclosedNotice,
            "SELECT *, false AS hidden FROM next_agencynotice SEMI JOIN scope_readers USING (participant_id)",
            Fetch(DisclosedNotice, ("participant_id", "notice_id"), _SQL.disclosed_in_scope),
        ),
    ),
)
