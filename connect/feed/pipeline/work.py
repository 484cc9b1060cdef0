"""From staged rows to what the merge writes: the same road for a feed and for a mark that an operator releases."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from connect.feed import appointment_history, news, nondisclosure
from connect.feed.nondisclosure import MarkChanges
from connect.feed.outcome import Changes, FileCount, Progress
from connect.feed.pipeline import diff, rules, scope
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.steps import take
from connect.feed.pipeline.tables import ACCOUNT, model_table
from connect.feed.pipeline.workspace import Workspace
from connect.lib.rows import moment_parameter


@dataclass(frozen=True)
class Worked:
    """What the merge will do."""

    changes: dict[str, Changes]
    marks: MarkChanges = field(default_factory=lambda: MarkChanges([], []))


def work_out(
    workspace: Workspace,
    database: Database,
    counts: dict[str, FileCount],
    *,
    full: set[str],
    as_of: datetime,
    progress: Progress,
    checked: bool = False,
    everything: bool = False,
) -> Worked:
    """Checks between rows, the difference, and everything derived, all in the workspace.

    `as_of`: when a mark that is new was set. `checked`: nothing but what is on file is worked out anew, which was
    checked when it came, and must not fail for what has changed since. `everything`: what people read is derived anew
    of all that is on file.
    """
    workspace.values["marked_at"] = str(moment_parameter(as_of.astimezone(UTC)))
    progress("Checking references", 0, 0)
    rules.fetch_for_checks(workspace, database, full)
    if checked:
        rules.fill_removed(workspace, counts, full)
    else:
        rules.check_rows(workspace, counts, full)
    progress("Comparing", 0, 0)
    diff.compare(workspace, database)
    changes = diff.count_changes(workspace, list(counts))
    progress("Working out what each person sees", 0, 0)
    scope.complete(workspace, database, everything=everything)
    marks = nondisclosure.mark_changes(workspace)
    scope.derive(workspace, database)
    scope.make_public_ids(workspace)
    return Worked(changes, marks)


def note_appointments(workspace: Workspace, database: Database, *, sequence: int, today: date) -> None:
    """What the delivery `sequence`, of the agency's day `today`, set, moved or canceled. Call once all is derived."""
    workspace.values |= {"today": today.isoformat(), "sequence": sequence}
    if workspace.has(*appointment_history.MEETINGS_CHANGED):
        take(workspace, database, [appointment_history.KNOWN])
        for model in appointment_history.HISTORY_MODELS:
            workspace.add(model_table(model).upsert, appointment_history.HISTORY)


def derive_news(workspace: Workspace, database: Database, *, sequence: int, today: date) -> None:
    """What the delivery `sequence` changed for people who have a PIN. Call once all is derived, and not for the first
    delivery: to an empty database all is new, and no news."""
    workspace.values |= {"today": today.isoformat(), "sequence": sequence}
    if workspace.has(*news.GIVEN) and workspace.make("found", news.WHAT_CHANGED):
        database.fetch(ACCOUNT, ACCOUNT.key, news.READERS)
        if workspace.has(ACCOUNT.current):
            for model in news.NEWS_MODELS:
                workspace.add(model_table(model).upsert, news.NEWS)
