"""Setting non-disclosure marks outside the load of a feed: what a feed says first, and what people ask for.

A mark is set with everything that it hides and with the accounts that it makes safe, all in one transaction.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from connect.cases.models import NondisclosureMark, Party
from connect.feed.nondisclosure import MarkChanges
from connect.feed.outcome import quiet
from connect.feed.pipeline.database import opened
from connect.feed.pipeline.merge import merge
from connect.feed.pipeline.repeat import forget
from connect.feed.pipeline.work import work_out
from connect.feed.pipeline.workspace import open_workspace
from connect.feed.records.parties import PARTIES

PartyKey = tuple[str, str]  # participant, case


def marks_not_set_yet(wanted: dict[PartyKey, int], at: datetime) -> dict[PartyKey, int]:
    """Of the `wanted` marks (1: surely, 0: unclear) those that are new, that end the hold of a removal, or that are
    older than we knew."""
    if not wanted:
        return {}
    kept = dict.fromkeys(NondisclosureMark.objects.values_list("participant_id", "case_number"), False)
    for held in Party.objects.filter(removal_held=True).values_list("participant_id", "case_number"):
        kept[held] = True
    for later in NondisclosureMark.objects.filter(set_at__gt=at).values_list("participant_id", "case_number"):
        kept[later] = True
    return {part: sure for part, sure in wanted.items() if part not in kept or (sure and kept[part])}


def set_marks(new: dict[PartyKey, int], at: datetime, work: Path, record: Callable[[MarkChanges], None]) -> int:
    """Write the marks, everything that they hide, and what `record` writes, in one transaction; how many are new."""
    with open_workspace(work / "workspace") as workspace, opened(workspace) as database:
        with workspace.arriving("marked_rejects") as arrive:
            arrive((*part, sure) for part, sure in new.items())
        worked = work_out(workspace, database, {}, full=set(), as_of=at, progress=quiet, checked=True)

        def record_all() -> None:
            forget([PARTIES.name])
            record(worked.marks)

        merge(workspace, database, at, record_all)
    return len(worked.marks.new)
