"""Loads one feed: check the folder, stage, compare, work out, merge. `load` is the door for commands and tests."""

import csv
import os
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Delivery
from connect.feed import early_marks, manifest
from connect.feed.copies import Received, new_file, new_folder, receiving, remove
from connect.feed.manifest import REJECTS, Folder
from connect.feed.outcome import FileCount, Outcome, Progress, Refused, quiet
from connect.feed.pipeline.breaker import too_much_is_gone
from connect.feed.pipeline.changes import derive_changes
from connect.feed.pipeline.database import Database, only_load, opened
from connect.feed.pipeline.merge import merge
from connect.feed.pipeline.repeat import remember, repeated
from connect.feed.pipeline.stage import stage
from connect.feed.pipeline.work import Worked, work_out
from connect.feed.pipeline.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Confirmation:
    """The operator `by` name who has seen why a feed is held, and lets it load for these of its `reasons`."""

    by: str
    reasons: frozenset[str]


def load(
    folder: Path, *, confirmed: Confirmation | None = None, compare_all: bool = False, progress: Progress = quiet
) -> Outcome:
    """Loads the feed in `folder`, all of it or nothing. Raises Refused; then nothing has changed but new marks.

    Its non-disclosure marks are set before all else (early.py). A feed that would take away too much is held;
    `confirmed` loads it afterwards. With `compare_all` even files that came before as they are (repeating.py) are
    compared with what is on file.
    """
    began = time.monotonic()
    with (
        manifest.opened_folder(folder) as read,
        only_load() as work,
        receiving(read.opened, work / "received") as received,
    ):
        taken = early_marks.take_marks(read, received, work) if manifest.is_news(read) else early_marks.Taken()
        try:
            outcome = _check_and_load(read, received, work, taken, confirmed, compare_all, progress)
        except Refused as problem:
            if taken.set:
                raise Refused(f"{problem}. {MARKS_SET.format(taken.set)}") from problem
            raise
    outcome.marks_set = taken.set
    outcome.seconds = time.monotonic() - began
    return outcome


MARKS_SET = "New non-disclosure marks that were set all the same: {}"


def _check_and_load(
    folder: Folder,
    received: Received,
    work: Path,
    taken: early_marks.Taken,
    confirmed: Confirmation | None,
    compare_all: bool,
    progress: Progress,
) -> Outcome:
    manifest.check_entries(folder.manifest)
    if manifest.is_loaded_already(folder):
        return Outcome("nothing", folder.manifest.sequence)
    _check_confirmation(folder, confirmed)
    progress("Checking the folder", 0, 0)
    manifest.check_files(folder, received)
    with open_workspace(work / "side") as side, opened(side) as engine:
        same = set() if compare_all else repeated(folder.manifest)
        return _load(side, engine, folder, received, same, taken, confirmed, progress)


def _check_confirmation(folder: Folder, confirmed: Confirmation | None) -> None:
    """An operator confirms what is held, having seen why; nothing is confirmed in advance."""
    if confirmed is None:
        return
    held = Delivery.objects.filter(
        sequence=folder.manifest.sequence, state=Delivery.State.HELD, manifest_sha256=folder.sha256
    ).first()
    if held is None:
        raise Refused("there is nothing to confirm: this feed is not held; load it without --confirm")
    seen = {reason.partition(":")[0] for reason in held.held_because.split("; ")}
    if others := sorted(confirmed.reasons - seen):
        raise Refused(f"there is nothing to confirm: this feed is not held for {', '.join(others)}")


def _load(
    side: Workspace,
    engine: Database,
    folder: Folder,
    received: Received,
    same: set[str],
    taken: early_marks.Taken,
    confirmed: Confirmation | None,
    progress: Progress,
) -> Outcome:
    """`same`: the files that are as good as left out."""
    entries = {entry.declared.name: entry for entry in sorted(folder.manifest.files, key=lambda entry: entry.name)}
    every = {
        name: FileCount(name, entry.rows, cents=entry.control_cents, repeated=True)
        if name in same
        else stage(side, received.take(entry.name, entry.sha256), entry, progress)
        for name, entry in entries.items()
    }
    counts = {name: count for name, count in every.items() if not count.repeated}
    full = {name for name in counts if entries[name].mode == "full"}
    worked = work_out(side, engine, counts, full=full, as_of=folder.marks_at, progress=progress)
    if Delivery.objects.filter(state=Delivery.State.LOADED).exists():  # to an empty database all is new, and no news
        today = folder.as_of.astimezone(settings.AGENCY.zone).date()
        derive_changes(side, engine, sequence=folder.manifest.sequence, today=today)
    _write_rejects(side, folder)
    outcome = Outcome("loaded", folder.manifest.sequence, list(every.values()), worked.changes, len(worked.marks))
    outcome.reasons = too_much_is_gone(side, worked.changes, taken.unclear)
    outcome.unconfirmed = sorted(outcome.reasons.keys() - (confirmed.reasons if confirmed else set()))
    if outcome.unconfirmed:
        outcome.state, outcome.marks_held = "held", 0
        _hold(folder, outcome)
        return outcome
    progress("Merging", 0, 0)
    by = confirmed.by if confirmed else ""
    outcome.locked_seconds = merge(side, engine, folder.as_of, lambda: _record_loaded(folder, outcome, worked, by))
    outcome.not_shared_out = _not_shared_out()
    return outcome


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


def _write_rejects(side: Workspace, folder: Folder) -> None:
    """rejects/<file>.csv beside the feed: line and reason of every bad row, and nothing of the row itself; so in
    <file>.unused.csv of every value that nothing uses."""
    lists = {"rejected": "", "unused": ".unused"}
    names = [(of, name) for of in lists for (name,) in side.rows(f"SELECT DISTINCT file FROM {of}")]
    try:
        if not names:
            remove(folder.opened, REJECTS)
            return
        with new_folder(folder.opened, REJECTS) as rejects:
            for of, name in names:
                with os.fdopen(new_file(rejects, f"{name}{lists[of]}.csv"), "w", newline="", encoding="utf-8") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerow(("line", "reason"))
                    found = side.rows(f"SELECT line, reason FROM {of} WHERE file = ? ORDER BY line", [name])
                    writer.writerows(found)
    except OSError as problem:
        raise Refused(f"rejected rows cannot be written to {folder.path / REJECTS}: {problem.strerror}") from problem


def _delivery(folder: Folder, outcome: Outcome, confirmed_by: str = "") -> None:
    said = folder.manifest
    Delivery.objects.update_or_create(
        sequence=said.sequence,
        defaults={
            "agency": said.agency,
            "as_of": folder.as_of,
            "manifest_sha256": folder.sha256,
            "state": outcome.state,
            "held_because": outcome.held_because if outcome.state == "held" else "",
            "rows_in": sum(count.rows for count in outcome.files),
            "rows_rejected": outcome.rejected,
            "finished_at": timezone.now(),
            "confirmed_by": confirmed_by,
            "demo": said.demo,
        },
    )


def _hold(folder: Folder, outcome: Outcome) -> None:
    with transaction.atomic():
        _delivery(folder, outcome)
        audit.record(Act.FEED_HELD, by="feed", about=str(outcome.sequence), because=outcome.held_because)


def _record_loaded(folder: Folder, outcome: Outcome, worked: Worked, confirmed_by: str) -> None:
    _delivery(folder, outcome, confirmed_by)
    remember(folder.manifest.files, {count.name: count for count in outcome.files if not count.repeated})
    rows = sum(count.rows for count in outcome.files)
    audit.record(
        Act.FEED_LOADED,
        by=confirmed_by or "feed",
        about=str(outcome.sequence),
        rows=rows,
        rejected=outcome.rejected,
        manifest=folder.sha256,
        **({"confirmed": ", ".join(outcome.reasons)} if outcome.reasons else {}),
    )
    worked.record_marks(outcome.sequence)
    for person, case, gone in worked.marks:
        what = "row" if gone else "mark"
        audit.record(Act.MARK_REMOVAL_HELD, by="feed", about=f"{person} {case}", sequence=outcome.sequence, what=what)
