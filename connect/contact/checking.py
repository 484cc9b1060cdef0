"""The worker looks at each file, one at a time: scans it, has it made anew, and deletes what was sent.

A file that is being looked at is claimed for a while. If the worker dies, another one begins anew; each file ends ready
or refused, once.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.contact.file_rules import CHECK_LEASE, MOST_CHECKS, PROBLEM_OF, FileProblem, FileState
from connect.contact.models import SubmittedFile
from connect.contact.scanner import ScannerAway, finds_virus
from connect.contact.sealed_texts import opened_text, sealed_text
from connect.contact.stored_files import delete_bytes, keep_bytes, read_bytes
from connect.lib.cleaning.limits import FileRefusal
from connect.lib.cleaning.process import CleanFile, clean_file

_LOG = logging.getLogger(__name__)


def files_to_check(now: datetime) -> QuerySet[SubmittedFile]:
    """What waits and no one looks at now; with a scanner also what was made ready while there was none."""
    unscanned = Q(state=FileState.READY, scanned=False) if settings.CLAMD else Q(pk__in=[])
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CHECK_LEASE)
    return SubmittedFile.objects.filter(Q(state=FileState.WAITING) | unscanned, free).order_by("at")


def check_next_file(now: datetime) -> bool:
    """Look at the file that has waited longest. False where none waits, or the scanner is away."""
    row = _claimed(now)
    if row is None:
        return False
    made: CleanFile | None = None
    problem: FileProblem | None = FileProblem.UNCHECKED if row.tries > MOST_CHECKS else None
    try:
        if problem is None:
            made = _made_anew(row)
    except FileRefusal as refusal:
        problem = PROBLEM_OF[refusal.reason]
    except FileNotFoundError:
        problem = FileProblem.UNCHECKED
    except _Virus:
        problem = FileProblem.VIRUS
    except ScannerAway as away:
        _LOG.warning("the virus scanner does not answer: %s", away)
        _same(row).update(claimed_at=None, tries=F("tries") - 1)
        return False
    _finish(row, made, problem)
    return True


class _Virus(Exception):
    """The scanner found something."""


def _claimed(now: datetime) -> SubmittedFile | None:
    """The next file, claimed by one conditional UPDATE."""
    while row := files_to_check(now).first():
        free = Q(claimed_at__isnull=True) if row.claimed_at is None else Q(claimed_at=row.claimed_at)
        mine = SubmittedFile.objects.filter(free, pk=row.pk, state=row.state)
        if mine.update(claimed_at=now, tries=F("tries") + 1):
            row.claimed_at, row.tries = now, row.tries + 1
            return row
    return None


def _made_anew(row: SubmittedFile) -> CleanFile:
    content = read_bytes(row.stored, opened_text(row.key_sealed))
    if settings.CLAMD and finds_virus(content):
        raise _Virus
    return clean_file(content)


def _same(row: SubmittedFile) -> QuerySet[SubmittedFile]:
    """The row, if it is still the one that we claimed: not removed, and claimed by no one else."""
    return SubmittedFile.objects.filter(pk=row.pk, claimed_at=row.claimed_at).exclude(state=FileState.REMOVED)


def _finish(row: SubmittedFile, made: CleanFile | None, problem: FileProblem | None) -> None:
    """Keep what was made, or say why not; either way delete what was sent."""
    person, stored, key = row.participant_id, "", ""
    if made:
        stored, key = keep_bytes(made.content, made.pages)
    with transaction.atomic():
        ended = _same(row).update(
            state=FileState.REFUSED if problem else FileState.READY,
            problem=problem or "",
            stored=stored,
            key_sealed=sealed_text(key),
            pages=len(made.pages) if made else 0,
            scanned=bool(settings.CLAMD),
            claimed_at=None,
            tries=0,
            **({"digest": ""} if problem else {}),
        )
        if ended and problem:
            audit.record(Act.FILE_REFUSED, by="files", about=person)
    if ended:
        delete_bytes(row.stored, row.pages)
    elif made:
        delete_bytes(stored, len(made.pages))


def delete_removed_bytes() -> None:
    """Delete the bytes of files that their authors removed."""
    for row in SubmittedFile.objects.filter(state=FileState.REMOVED).exclude(stored="")[:500]:
        delete_bytes(row.stored, row.pages)
        SubmittedFile.objects.filter(pk=row.pk).update(stored="", pages=0)
