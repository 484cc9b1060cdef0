"""From staged rows to what the merge writes: the same road for a feed and for a mark that an operator releases."""

from dataclasses import dataclass, field

from connect.feed import completing, deriving, differing, hiding, lines, references
from connect.feed.engines import Engine
from connect.feed.outcome import Changes, FileCount, Progress
from connect.feed.side import Side
from connect.feed.tables import PARTY

_MARKS_NEWLY_HELD = """
    SELECT p.participant_id, p.case_number, p.gone_held FROM put_party p
    LEFT JOIN had_party h USING (participant_id, case_number)
    WHERE p.removal_held = 1 AND h.removal_held = 0
"""


@dataclass
class Worked:
    """What the merge will do. `marks`: (participant, case, whether the whole row would go) of removals newly held."""

    changes: dict[str, Changes]
    marks: list[tuple[str, str, bool]] = field(default_factory=list)


def work_out(
    side: Side,
    engine: Engine,
    counts: dict[str, FileCount],
    *,
    full: set[str],
    progress: Progress,
    released: bool = False,
) -> Worked:
    """Checks between rows, the difference, and everything derived, all in the side file."""
    progress("Checking references", 0, 0)
    references.fetch_for_checks(engine, full)
    differing.fetch_for_difference(engine, full)
    if released:  # was checked when it was held, and must not fail for what has changed since
        references.fill_gone(side, counts, full)
    else:
        references.check_rows(side, counts, full)
    # A person who goes takes no mark along: their marked parts are looked up, to hold them.
    engine.fetch(PARTY, ("participant_id",), "SELECT participant_id AS k1 FROM gone_participants")
    progress("Comparing", 0, 0)
    differing.differ(side, released=released)
    worked = Worked(differing.count_changes(side, list(counts)))
    worked.marks = [(person, case, bool(gone)) for person, case, gone in side.rows(_MARKS_NEWLY_HELD)]
    progress("Working out what each person sees", 0, 0)
    completing.complete_cases(side, engine)
    completing.complete_money(side, engine)
    deriving.derive_cases(side)
    hiding.derive_hidden(side)
    lines.derive_lines(side)
    lines.derive_years(side, engine)
    return worked
