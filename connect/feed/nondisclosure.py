"""The non-disclosure mark: who is hidden from whom, and what of a row that others read hides with them.

A person with the mark in one case is hidden from the other parties of all of their cases (R2, V3, docs/adr/0001).

* Every column of a row that people read is declared here: OWN (the reader's own), SHOWN, or HIDDEN_WITH_PLACE. A column
  that no one declared stops the start (connect.E020) and the load, so that it never reaches another party.
* A mark counts at once (early_marks.py), also in a row that is rejected. A row that comes without its mark keeps it,
  and no row of a marked person goes: both removals are held until an operator releases them (releases.py).
* A reader whom a marked person pays reads neither source nor day of collection on any line that they receive: all lines
  or none, since a blank on some of them would say which payer it is (V1).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Literal

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone

from connect.access.safety_check import make_safe
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import (
    DisclosedAppointment,
    DisclosedCase,
    DisclosedLedgerEntry,
    DisclosedNotice,
    DisclosedObligation,
    DisclosedOrder,
    NondisclosureMark,
    Owed,
    Party,
)
from connect.feed.record import Fetch, Make, PartTable, RowsQuery, Statements
from connect.payments.kinds import Direction
from connect.payments.models import Allocation, PayerHidden, PaymentLine, PaymentYear, Receipt, SentMoney

if TYPE_CHECKING:
    from connect.feed.pipeline.workspace import Workspace

_SQL = Statements(__file__)


class Reading(Enum):
    """What a column of a row that people read is to its reader."""

    OWN = auto()  # a fact about the reader, or about what is shown of the row
    SHOWN = auto()  # another's or the case's, and no place
    HIDDEN_WITH_PLACE = auto()  # blank where someone must stay hidden from the reader


def _declared(
    *, own: str = "", shown: str = "", hidden: str = "", also_own: Collection[str] = ()
) -> dict[str, Reading]:
    return {
        **dict.fromkeys([*own.split(), *also_own], Reading.OWN),
        **dict.fromkeys(shown.split(), Reading.SHOWN),
        **dict.fromkeys(hidden.split(), Reading.HIDDEN_WITH_PLACE),
    }


_OWED = [owed.attname for owed in Owed._meta.local_fields]
READINGS: dict[type[models.Model], dict[str, Reading]] = {
    DisclosedCase: _declared(
        own="participant_id case_number public_id role monthly_support past_due_installment income_withholding",
        also_own=_OWED,
        shown="status opened_on closed_on location_hidden other_parties",
        hidden="county officer office",
    ),
    DisclosedOrder: _declared(
        own="participant_id case_number",
        shown="order_id file_date status location_hidden",
        hidden="county court_case_number",
    ),
    DisclosedAppointment: _declared(
        own="participant_id appointment_id case_number on_date starts ends kind",
        shown="place_hidden",
        hidden="place",
    ),
    PaymentLine: _declared(
        own="participant_id line_id public_id direction case_number amount year state method parts",
        shown="payer_hidden received_on posted_on sent_on reversed_on",
        hidden="source withheld_on collected_on",
    ),
    PaymentYear: _declared(own="participant_id direction case_number year lines cents"),
    # What the order says, and what is owed, is each party's own account: both are served with it.
    DisclosedObligation: _declared(
        own="participant_id case_number",
        shown="obligation_id order_id kind amount frequency due_day starts_on ends_on",
    ),
    DisclosedLedgerEntry: _declared(
        own="participant_id case_number",
        shown="entry_id payer month on_date kind bucket amount due_on reason",
    ),
    DisclosedNotice: _declared(
        own="participant_id notice_id case_number kind variant dated_on acts_on reason amount collected recovered "
        "actions tried board license_kind license_ending withdrawn_on",
    ),
    Receipt: _declared(
        own="participant_id line_id public_id case_number days_hidden came credit fees held kept amount",
        shown="payer received_on posted_on reversed_on",
        hidden="withheld_on collected_on",
    ),
    SentMoney: _declared(
        own="participant_id disbursement_id case_number sent_on method state parts shares deductions amount child "
        "medical spousal pass_through adds_up",
    ),
}


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a model's table."""
    return [each.attname for each in model._meta.local_fields if each.column]


def undeclared(model: type[models.Model]) -> list[str]:
    """The columns of a row that people read of which no one said what they are to the reader."""
    return [name for name in columns_of(model) if name not in READINGS.get(model, {})]


def readable(model: type[models.Model], columns: Collection[str], rows: str) -> str:
    """SQL: the `columns` of `rows` as their readers may read them; `hidden` in a row says from whom the place is kept.

    Raises ImproperlyConfigured for a model with a column that is not declared.
    """
    refuse_undeclared([model])
    return f"SELECT {', '.join(_read(model, name) for name in columns)} FROM ({rows})"


def _read(model: type[models.Model], name: str) -> str:
    if READINGS[model][name] is not Reading.HIDDEN_WITH_PLACE:
        return name
    blank = "NULL" if model._meta.get_field(name).null else "''"
    return f"CASE WHEN hidden THEN {blank} ELSE {name} END AS {name}"


def refuse_undeclared(read: Collection[type[models.Model]]) -> None:
    """Raises ImproperlyConfigured where a column that people would read is not declared."""
    if wrong := [f"{model.__name__}.{name}" for model in read for name in undeclared(model)]:
        raise ImproperlyConfigured(
            f"{', '.join(wrong)}: say in connect/feed/nondisclosure.py what it is to its reader: "
            "OWN, SHOWN or HIDDEN_WITH_PLACE"
        )


def undeclared_columns(read: Collection[type[models.Model]]) -> list[CheckMessage]:
    """The system check connect.E020."""
    try:
        refuse_undeclared(read)
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="connect.E020")]
    return []


def says_hide(text: str) -> Literal["yes", "no", "unclear"]:
    """What a mark says to a reader who must not miss one: more than the check of its column lets pass."""
    said = text.strip().casefold()
    return "yes" if said == "yes" else "no" if said == "no" else "unclear"


# Tables and views of the workspace. `marked_rejects`: parties that must stay hidden whatever becomes of their rows
# (`sure`: the feed says it clearly; a row that names no one has a blank key). `released`: parties an operator lets go.
MARK_TABLES = {
    "marked_rejects": {"participant_id": "TEXT", "case_number": "TEXT", "sure": "BIGINT"},
    "released": {"participant_id": "TEXT", "case_number": "TEXT"},
    "read_anew": {"k1": "TEXT"},
    "hiding": {"case_number": "TEXT", "first": "TEXT", "last": "TEXT"},
    "new_marks": {"participant_id": "TEXT", "case_number": "TEXT"},
    "touched_readers": {"participant_id": "TEXT"},
    "hidden_so_far": {"participant_id": "TEXT"},
    "asked_readers": {"participant_id": "TEXT"},
    "hidden_now": {"participant_id": "TEXT"},
}
MARK_MODELS = (PayerHidden,)
VIEWS = {
    "was_marked": _SQL.was_marked,
    "carriers": _SQL.carriers,
    "marked_people": _SQL.marked_people,
}


def mark_bad_rows(workspace: "Workspace") -> None:
    """A row that cannot be staged hides its party unless it says clearly that it need not."""
    found = workspace.rows("SELECT k1, k2, nondisclosure FROM bad WHERE coalesce(op, '') <> 'gone'")
    said = [(key, case, says_hide(mark or "")) for key, case, mark in found]
    rows = [(key or "", case or "", int(mark == "yes")) for key, case, mark in said if mark != "no"]
    workspace.add_rows("marked_rejects", rows)


MARKS = (PartTable(NondisclosureMark),)
MARKS_FETCHED = (
    Fetch(NondisclosureMark),  # every one: few carry it, and none may be missed
    Fetch(
        Party,
        ("participant_id", "case_number"),
        "SELECT participant_id AS k1, case_number AS k2 FROM marked_rejects "
        "UNION SELECT k1, k2 FROM rejected_keys WHERE record = 'parties'",
        given=("marked_rejects", "rejected_keys"),
    ),
)
# A person who goes takes no mark along: their marked parts are looked up, to hold them.
MARKS_OF_THE_GONE = (
    Fetch(
        Party,
        ("participant_id",),
        "SELECT participant_id AS k1 FROM removed_participants",
        given=("removed_participants",),
    ),
)
MARKS_OF_REJECTED = (
    Make(
        "marked_rejects",
        "SELECT participant_id, case_number, 1 AS sure FROM staged_parties "
        "SEMI JOIN broken USING (line) WHERE nondisclosure = 1",
        add=True,
    ),
)
PARTY_ROWS = (
    RowsQuery(_SQL.party_sent),
    RowsQuery(_SQL.party_of_a_bad_row, given=("marked_rejects",)),
    RowsQuery(_SQL.party_gone_is_held, given=("removed_parties",)),
    RowsQuery(_SQL.mark_of_a_person_gone_is_held, given=("removed_participants",)),
)
PARTY_DELETES = (RowsQuery(_SQL.party_deleted, given=("removed_parties",)),)
KEEP_MARKS = (
    Make("new_marks", _SQL.marks_of_rows, given=("upsert_party", "marked_rejects"), add=True),
    Make("new_marks", _SQL.marks_of_bad_rows, given=("rejected_keys",), add=True),
    Make("upsert_nondisclosuremark", _SQL.mark_kept, given=("new_marks",), add=True),
    Make("upsert_nondisclosuremark", _SQL.mark_is_older, given=("marked_rejects",), add=True),
)
READ_ANEW = (
    Make(
        "read_anew",
        _SQL.read_anew,
        given=(
            "current_participant",
            "upsert_party",
            "delete_party",
            "upsert_nondisclosuremark",
            "delete_nondisclosuremark",
        ),
        add=True,
    ),
    Fetch(Party, ("participant_id",), "SELECT k1 FROM read_anew", given=("read_anew",)),
)
_ANY_MARK = ("upsert_nondisclosuremark", "current_nondisclosuremark")
_ANY_SCOPE = ("scope_cases", "scope_collections")
HIDING = (Make("hiding", _SQL.hiding, given=_ANY_MARK, add=True),)
# The rows of who has a mark in one of the cases here: only one that is not on file is missing afterwards.
_FETCH_MARKED = Fetch(Party, ("participant_id", "case_number"), _SQL.marked_in_cases, given=_ANY_MARK)
# What decides whether a reader is one from whom a payer must stay hidden depends on all of their cases and payments, so
# that what is on file already, PayerHidden, stands for what the feed does not touch. The shares of who is read anew are
# here by then.
PAYERS_IN_SCOPE = _SQL.payers_in_scope
FIND_HIDDEN_PAYERS = (
    Fetch(Party, ("participant_id",), PAYERS_IN_SCOPE, given=("scope_collections",)),
    Make("touched_readers", _SQL.touched_readers, given=_ANY_SCOPE, add=True),
    _FETCH_MARKED,
    Fetch(
        PayerHidden,
        ("participant_id",),
        "SELECT participant_id AS k1 FROM touched_readers",
        given=("touched_readers",),
    ),
    Make("hidden_so_far", _SQL.hidden_payers, given=_ANY_MARK, add=True),
    Make("asked_readers", _SQL.asked_readers, given=("hidden_so_far", "current_payerhidden"), add=True),
    # Around the readers who are asked for: their lines, their cases, and the marks of everyone in these.
    Fetch(
        PaymentLine,
        ("participant_id", "direction"),
        f"SELECT participant_id AS k1, '{Direction.RECEIVED}' AS k2 FROM asked_readers",
        given=("asked_readers",),
    ),
    Fetch(Receipt, ("participant_id",), "SELECT participant_id AS k1 FROM asked_readers", given=("asked_readers",)),
    Make("scope_collections", _SQL.collections_of_asked, given=("asked_readers",), add=True),
    Fetch(
        Allocation,
        ("collection_id",),
        "SELECT collection_id AS k1 FROM scope_collections",
        given=("asked_readers",),
    ),
    Fetch(
        Party,
        ("participant_id",),
        "SELECT participant_id AS k1 FROM asked_readers",
        given=("asked_readers",),
    ),
    Fetch(
        Party,
        ("case_number",),
        "SELECT case_number AS k1 FROM current_party SEMI JOIN asked_readers USING (participant_id)",
        given=("asked_readers",),
    ),
    Fetch(Party, ("participant_id",), _SQL.others_of_asked, given=("asked_readers",)),
    Fetch(Party, ("participant_id", "case_number"), _SQL.marked_in_cases, given=("asked_readers",)),
)
HIDDEN_PAYERS = (
    Make("hidden_now", _SQL.hidden_payers, given=_ANY_MARK, add=True),
    Make("upsert_payerhidden", _SQL.payer_newly_hidden, given=("hidden_now",), add=True),
    Make("delete_payerhidden", _SQL.payer_no_longer_hidden, given=("asked_readers",), add=True),
)


@dataclass(frozen=True)
class NewMark:
    """A mark that a load sets. `known`: its person is on file. `turned`: they became protected, or a part of theirs
    that could be read can be read no longer."""

    participant_id: str
    case_number: str
    known: bool
    turned: bool


@dataclass(frozen=True)
class MarkChanges:
    """What a load does to marks. `held`: (participant, case, whether the whole row would go) of removals newly held."""

    held: list[tuple[str, str, bool]]
    new: list[NewMark]

    def record_new(self, by: str, detail: dict[str, str | int]) -> None:
        """In the merge's transaction: the trail of the marks that are set, and safe accounts for who carries them.

        `by`: the feed, or the person who asked for the mark. `detail`: the feed's sequence, or the request's number.
        """
        for mark in self.new:
            if mark.known:
                about = f"{mark.participant_id} {mark.case_number}"
                audit.record(Act.MARK_SET, by=by, about=about, **detail)
        if unknown := sum(not mark.known for mark in self.new):
            audit.record(Act.UNKNOWN_MARKS_KEPT, by=by, about="", **(detail | {"marks": unknown}))
        if turned := sorted({mark.participant_id for mark in self.new if mark.known and mark.turned}):
            make_safe(turned, by=by, now=timezone.now())

    def record_held(self, sequence: int) -> None:
        for person, case, gone in self.held:
            what = "row" if gone else "mark"
            audit.record(Act.MARK_REMOVAL_HELD, by="feed", about=f"{person} {case}", sequence=sequence, what=what)


def mark_changes(workspace: "Workspace") -> MarkChanges:
    """Call when the rows of parties are compared, and their people are here."""
    held: list[Any] = list(workspace.rows(_SQL.newly_held)) if workspace.has("upsert_party") else []
    new: list[Any] = list(workspace.rows(_SQL.newly_set)) if workspace.has("upsert_nondisclosuremark") else []
    return MarkChanges(
        [(person, case, bool(gone)) for person, case, gone in held],
        [NewMark(person, case, bool(known), bool(turned)) for person, case, known, turned in new],
    )


def reason_to_wait(workspace: "Workspace", unclear: int) -> str:
    """Why a feed is held for its marks, or ''. `unclear`: rows of parties that say neither yes nor no, if too many."""
    lost = workspace.number(_SQL.marks_not_loaded) if workspace.has("marked_rejects") else 0
    if lost:
        return f"{lost} rejected rows of parties carry, or may carry, a non-disclosure mark"
    return f"{unclear} rows of parties do not say whether their party must stay hidden" if unclear else ""
