"""From staged rows to what the merge writes: the same road for a feed and for a mark that an operator releases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from connect.access.securing import make_safe
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.feed.outcome import Changes, FileCount, Progress
from connect.feed.pipeline import diff, disclose, lines, payers, rules, scope
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.tables import PARTY
from connect.feed.pipeline.workspace import Workspace

_MARKS_NEWLY_HELD = """
    SELECT p.participant_id, p.case_number, p.gone_held FROM put_party p
    LEFT JOIN had_party h USING (participant_id, case_number)
    WHERE greatest(p.removal_held, p.gone_held) = 1
      AND greatest(coalesce(h.removal_held, 0), coalesce(h.gone_held, 0)) = 0
"""
# `known`: someone is on file under this number. `turned`: they became protected, or a part of theirs that could be read
# until now can be read no longer.
_MARKS_NEWLY_SET = """
    SELECT m.participant_id, m.case_number,
           EXISTS (FROM had_participant AS f WHERE f.participant_id = m.participant_id),
           coalesce(h.nondisclosure, 0) = 0 AND (h.participant_id IS NOT NULL OR NOT EXISTS (
               FROM had_nondisclosuremark AS k WHERE k.participant_id = m.participant_id))
    FROM put_nondisclosuremark AS m LEFT JOIN had_party AS h USING (participant_id, case_number)
    WHERE m.fresh = 1 ORDER BY ALL
"""


@dataclass(frozen=True)
class NewMark:
    """A mark this work sets. `known`, `turned`: see _MARKS_NEWLY_SET."""

    participant_id: str
    case_number: str
    known: bool
    turned: bool


@dataclass
class Worked:
    """What the merge will do. `marks`: (participant, case, whether the whole row would go) of removals newly held."""

    changes: dict[str, Changes]
    marks: list[tuple[str, str, bool]] = field(default_factory=list)
    new_marks: list[NewMark] = field(default_factory=list)

    def record_marks(self, sequence: int) -> None:
        """In the merge's transaction: the trail of the marks that are set, and safe accounts for who carries them."""
        for mark in self.new_marks:
            if mark.known:
                about = f"{mark.participant_id} {mark.case_number}"
                audit.record(Act.MARK_SET, by="feed", about=about, sequence=sequence)
        if unknown := sum(not mark.known for mark in self.new_marks):
            audit.record(Act.UNKNOWN_MARKS_KEPT, by="feed", sequence=sequence, marks=unknown)
        if turned := sorted({mark.participant_id for mark in self.new_marks if mark.known and mark.turned}):
            make_safe(turned, by="feed", now=timezone.now())


def work_out(
    side: Workspace,
    engine: Database,
    counts: dict[str, FileCount],
    *,
    full: set[str],
    as_of: datetime,
    progress: Progress,
    checked: bool = False,
    released: bool = False,
) -> Worked:
    """Checks between rows, the difference, and everything derived, all in the side file.

    `as_of`: when a mark that is new was set. `checked`: nothing but what is on file is worked out anew.
    """
    progress("Checking references", 0, 0)
    rules.fetch_for_checks(engine, full)
    diff.fetch_for_difference(engine, full)
    if checked:  # was checked when it came, and must not fail for what has changed since
        rules.fill_gone(side, counts, full)
    else:
        rules.check_rows(side, counts, full)
    # A person who goes takes no mark along: their marked parts are looked up, to hold them.
    engine.fetch(PARTY, ("participant_id",), "SELECT participant_id AS k1 FROM gone_participants")
    progress("Comparing", 0, 0)
    marked_at = str(connection.ops.adapt_datetimefield_value(as_of.astimezone(UTC)))
    diff.differ(side, marked_at=marked_at, released=released)
    worked = Worked(diff.count_changes(side, list(counts)))
    worked.marks = [(person, case, bool(gone)) for person, case, gone in side.rows(_MARKS_NEWLY_HELD)]
    progress("Working out what each person sees", 0, 0)
    scope.complete_cases(side, engine)
    scope.complete_money(side, engine)
    worked.new_marks = [
        NewMark(person, case, bool(known), bool(turned)) for person, case, known, turned in side.rows(_MARKS_NEWLY_SET)
    ]
    disclose.derive_cases(side)
    payers.derive_hidden(side)
    lines.derive_lines(side)
    lines.derive_years(side, engine)
    return worked
