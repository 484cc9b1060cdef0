"""Loads one feed: check the folder, stage, compare, work out, merge. `load` is the door for commands and tests."""

import csv
import os
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Delivery
from connect.feed import early_marks, manifest, nondisclosure, records, told
from connect.feed.copies import Received, new_file, new_folder, receiving, remove
from connect.feed.manifest import REJECTS, Folder
from connect.feed.outcome import FeedRefused, FileCount, Outcome, Progress, quiet
from connect.feed.pipeline import scope
from connect.feed.pipeline.breaker import too_much_is_gone
from connect.feed.pipeline.check import check_file
from connect.feed.pipeline.database import Database, only_load, opened
from connect.feed.pipeline.merge import merge
from connect.feed.pipeline.repeat import remember_files, repeated
from connect.feed.pipeline.tables import read_models
from connect.feed.pipeline.work import Worked, derive_news, note_appointments, work_out
from connect.feed.pipeline.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Confirmation:
    """An operator who has seen why a feed is held, and lets it load in spite of these `reasons`."""

    by: str
    reasons: frozenset[str]


def load(
    folder: Path, *, confirmed: Confirmation | None = None, compare_all: bool = False, progress: Progress = quiet
) -> Outcome:
    """Loads the feed in `folder`: all of it or nothing. Raises FeedRefused; then only new marks have been set.

    Its non-disclosure marks are set before all else (early_marks.py). A feed that would remove too much is held until
    an operator confirms it (`confirmed`). Files that are the same as last time are skipped (pipeline/repeat.py), unless
    `compare_all` is true.
    """
    began = time.monotonic()
    nondisclosure.refuse_undeclared(read_models())
    with (
        manifest.opened_folder(folder) as read,
        only_load() as work,
        receiving(read.opened, work / "received") as received,
    ):
        taken = early_marks.take_marks(read, received, work) if manifest.is_news(read) else early_marks.Taken()
        try:
            outcome = _check_and_load(read, received, work, taken, confirmed, compare_all, progress)
        except FeedRefused as problem:
            if taken.set:
                raise FeedRefused(f"{problem}. {MARKS_SET.format(taken.set)}") from problem
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
    with open_workspace(work / "workspace") as workspace, opened(workspace) as database:
        same = set() if compare_all else repeated(folder.manifest)
        return _load(workspace, database, folder, received, same, taken, confirmed, progress)


def _check_confirmation(folder: Folder, confirmed: Confirmation | None) -> None:
    """Refuses a confirmation of a feed that is not held, or not for these reasons: no one confirms in advance."""
    if confirmed is None:
        return
    held = Delivery.objects.filter(
        sequence=folder.manifest.sequence, state=Delivery.State.HELD, manifest_sha256=folder.sha256
    ).first()
    if held is None:
        raise FeedRefused("there is nothing to confirm: this feed is not held; load it without --confirm")
    seen = {reason.partition(":")[0] for reason in held.held_because.split("; ")}
    if others := sorted(confirmed.reasons - seen):
        raise FeedRefused(f"there is nothing to confirm: this feed is not held for {', '.join(others)}")


def _load(
    workspace: Workspace,
    database: Database,
    folder: Folder,
    received: Received,
    same: set[str],
    taken: early_marks.Taken,
    confirmed: Confirmation | None,
    progress: Progress,
) -> Outcome:
    """`same`: the files that are the same as last time, and so are skipped."""
    entries = {entry.holds: entry for entry in sorted(folder.manifest.files, key=lambda entry: entry.name)}
    declared = folder.manifest.records()
    every = {
        name: FileCount(name, entry.rows, cents=entry.control_cents, repeated=True)
        if name in same
        else check_file(workspace, declared[name], received.take(entry.name, entry.sha256), entry, progress)
        for name, entry in entries.items()
    }
    counts = {name: count for name, count in every.items() if not count.repeated}
    full = {name for name in counts if entries[name].mode == "full"}
    anew = folder.last is not None and folder.last.derivation != records.DERIVATION
    worked = work_out(workspace, database, counts, full=full, as_of=folder.marks_at, progress=progress, everything=anew)
    today = folder.as_of.astimezone(settings.AGENCY.zone).date()
    note_appointments(workspace, database, sequence=folder.manifest.sequence, today=today)
    if folder.last:  # in an empty database everything is new, so nothing is news
        derive_news(workspace, database, sequence=folder.manifest.sequence, today=today)
    _write_rejects(workspace, folder)
    outcome = Outcome("loaded", folder.manifest.sequence, list(every.values()), worked.changes, len(worked.marks.held))
    outcome.reasons = too_much_is_gone(workspace, worked.changes, taken.unclear)
    outcome.unconfirmed = sorted(outcome.reasons.keys() - (confirmed.reasons if confirmed else set()))
    if outcome.unconfirmed:
        outcome.state, outcome.marks_held = "held", 0
        _hold(folder, outcome)
        return outcome
    follows = scope.what_follows(workspace)
    progress("Merging", 0, 0)
    by, now = confirmed.by if confirmed else "", timezone.now()
    # In an empty database everything is new, so nothing is told.
    lent = list(told.what_to_tell(workspace, today=now.astimezone(settings.AGENCY.zone).date())) if folder.last else []

    def record() -> None:
        _record_loaded(folder, outcome, worked, by)
        told.tell(lent, now=now)

    outcome.locked_seconds = merge(workspace, database, folder.as_of, record, lent)
    for act, touched in follows:
        act(touched)
    outcome.not_shared_out = next((record.rest() for record in records.RECORDS if record.rest), (0, 0))
    outcome.unexplained = sum(record.unexplained() for record in records.RECORDS if record.unexplained)
    return outcome


def _write_rejects(workspace: Workspace, folder: Folder) -> None:
    """rejects/<file>.csv beside the feed: line and reason of every bad row, and nothing of the row itself; so in
    <file>.unused.csv of every value that nothing uses."""
    lists = {"rejected": "", "unused": ".unused"}
    filled = filter(workspace.has, lists)
    names = [(of, name) for of in filled for (name,) in workspace.rows(f"SELECT DISTINCT record FROM {of}")]
    try:
        if not names:
            remove(folder.opened, REJECTS)
            return
        with new_folder(folder.opened, REJECTS) as rejects:
            for of, name in names:
                with os.fdopen(new_file(rejects, f"{name}{lists[of]}.csv"), "w", newline="", encoding="utf-8") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerow(("line", "reason"))
                    found = workspace.rows(f"SELECT line, reason FROM {of} WHERE record = ? ORDER BY line", [name])
                    writer.writerows(found)
    except OSError as problem:
        raise FeedRefused(
            f"rejected rows cannot be written to {folder.path / REJECTS}: {problem.strerror}"
        ) from problem


def _delivery(folder: Folder, outcome: Outcome, confirmed_by: str = "") -> None:
    said = folder.manifest
    delivery = Delivery(
        sequence=said.sequence,
        agency=said.agency,
        as_of=folder.as_of,
        manifest_sha256=folder.sha256,
        state=outcome.state,
        held_because=outcome.held_because if outcome.state == "held" else "",
        rows_in=sum(count.rows for count in outcome.files),
        rows_rejected=outcome.rejected,
        finished_at=timezone.now(),
        confirmed_by=confirmed_by,
        demo=said.demo,
        derivation=records.DERIVATION,
    )
    fields = [field.name for field in Delivery._meta.local_fields if not field.primary_key]
    Delivery.objects.bulk_create([delivery], update_conflicts=True, unique_fields=["sequence"], update_fields=fields)


def _hold(folder: Folder, outcome: Outcome) -> None:
    with transaction.atomic():
        _delivery(folder, outcome)
        audit.record(Act.FEED_HELD, by="feed", about=str(outcome.sequence), because=outcome.held_because)


def _record_loaded(folder: Folder, outcome: Outcome, worked: Worked, confirmed_by: str) -> None:
    _delivery(folder, outcome, confirmed_by)
    remember_files(folder.manifest, {count.name: count for count in outcome.files if not count.repeated})
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
    worked.marks.record_new("feed", {"sequence": outcome.sequence})
    worked.marks.record_held(outcome.sequence)
