"""Letters for the print shop. A batch is made once, its PDF as often as necessary; a confirmation ends the batch."""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import LetterBatch, OutboxMessage
from connect.notices.release_checks import fail, keep_back, may_leave
from connect.notices.sealed_rows import finished_columns, if_unchanged
from connect.notices.senders.letters import letter
from connect.paper.letters import SENDER, letters_pdf, what_does_not_fit

MOST_LETTERS = 1000  # letters in one PDF
DOES_NOT_FIT = "it does not fit the window"  # the trouble of a letter that an operator must look at


class BatchRefused(Exception):
    """The batch cannot be confirmed; the message says why and what to do."""


@dataclass(frozen=True)
class PrintedBatch:
    """A batch whose PDF and manifest exist. `waiting`: the number of letters for the next batch."""

    batch: LetterBatch
    pdf: Path
    manifest: Path
    waiting: int


def make_batch(*, now: datetime, by: str, most: int = MOST_LETTERS) -> PrintedBatch | None:
    """Return the unconfirmed batch, or a new one of up to `most` letters, with its PDF; None if there are no letters.

    1. Choose the letters in one transaction; a letter belongs to one batch for ever. 2. Write the PDF to a temporary
    file and rename it. 3. Save its hash. If a run is killed, the next run continues with the same letters, but without
    any that were withdrawn since. A letter that does not fit the window of its envelope is left out and waits for an
    operator (operator.py). Raises BatchRefused if the sender's address does not fit.
    """
    _drop_what_is_too_late(now)
    _keep_back_what_may_not_leave(now)
    _put_aside_what_does_not_fit(_queued().filter(trouble=""))
    batch = open_batch() or _choose(now, by, most)
    if batch is None:
        return None
    if not _is_whole(batch):
        _put_aside_what_does_not_fit(_letters_of(batch))
        _write(batch)
    if not batch.letters:  # every letter was withdrawn: there is nothing to print or confirm
        _finish(batch, now)
        return make_batch(now=now, by=by, most=most)
    return PrintedBatch(batch, pdf_of(batch), pdf_of(batch).with_suffix(".json"), _for_a_batch().count())


def confirm_batch(*, number: int, by: str, now: datetime, posted: bool = False) -> int:
    """Record that the letters of batch `number` are in the mail; delete their secrets and the PDF.

    Returns the number of letters. Raises BatchRefused for an unknown or confirmed batch, and for a PDF that still
    contains a withdrawn letter; `posted` confirms that one too, because it is already in the mail.
    """
    with transaction.atomic():
        batch = LetterBatch.objects.select_for_update().filter(pk=number).first()
        if batch is None or batch.confirmed_at or not batch.sha256:
            raise BatchRefused(f"batch {number} is not waiting for confirmation: see letters list")
        count = _letters_of(batch).update(**finished_columns(OutboxState.CONFIRMED, now))
        gone = batch.letters - count
        if gone and not posted:
            raise BatchRefused(
                f"{gone} of its letters were withdrawn after the PDF was made. If it is not printed yet, run letters"
                " batch again and print the new PDF. If it is already in the mail, confirm it with --posted."
            )
        LetterBatch.objects.filter(pk=batch.pk).update(confirmed_at=now)
        audit.record(Act.LETTERS_CONFIRMED, by=by, batch=batch.pk, letters=count)
    _delete(batch)
    return count


def open_batch() -> LetterBatch | None:
    """Return the batch that no one has confirmed yet."""
    return LetterBatch.objects.filter(confirmed_at__isnull=True).order_by("pk").first()


def pdf_of(batch: LetterBatch) -> Path:
    return batch_folder() / f"batch-{batch.pk}.pdf"


def batch_folder() -> Path:
    """Return the folder of the unconfirmed PDFs. They contain PINs, so only this user may read it."""
    place = Path(settings.VAR) / "letters"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _queued() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(channel=Channel.LETTER, state=OutboxState.QUEUED)


def count_put_aside() -> int:
    """Count the letters that wait for an operator because they do not fit."""
    return _queued().filter(trouble=DOES_NOT_FIT).count()


def _for_a_batch() -> QuerySet[OutboxMessage]:
    return _queued().exclude(trouble=DOES_NOT_FIT)


def _put_aside_what_does_not_fit(rows: QuerySet[OutboxMessage]) -> None:
    """Take the letters of `rows` that do not fit out of their batch; an operator must decide about them.

    A batch that an earlier release made may contain such a letter.
    """
    for chunk in batched(rows.order_by("made_at", "id"), MOST_LETTERS, strict=False):
        for row, unfit in zip(chunk, what_does_not_fit([letter(row) for row in chunk]), strict=True):
            if unfit == SENDER:
                raise BatchRefused("addresses.letters in agency.toml does not fit the sender's window: shorten it")
            if unfit:
                if_unchanged(row).update(state=OutboxState.QUEUED, batch_id=None, printed_at=None, trouble=DOES_NOT_FIT)


def _letters_of(batch: LetterBatch) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(batch_id=batch.pk, state=OutboxState.PRINTED)


def _drop_what_is_too_late(now: datetime) -> None:
    fail(_queued().filter(not_after__lt=now), now, trouble="too late")


def _keep_back_what_may_not_leave(now: datetime) -> None:
    """Withdraw letters that may not be sent any more, also those of an unconfirmed batch, whose PDF then changes."""
    for row in OutboxMessage.objects.filter(
        channel=Channel.LETTER, state__in=(OutboxState.QUEUED, OutboxState.PRINTED)
    ):
        if not may_leave(row, now):
            keep_back(if_unchanged(row), now)


@transaction.atomic
def _choose(now: datetime, by: str, most: int) -> LetterBatch | None:
    """Make a new batch of the oldest waiting letters. A row that another run has taken stays with that run."""
    keys = list(
        _for_a_batch().filter(not_before__lte=now).order_by("made_at", "id").values_list("participant_id", "id")[:most]
    )
    if not keys:
        return None
    batch = LetterBatch.objects.create(made_at=now)
    for participant_id, row_id in keys:
        mine = OutboxMessage.objects.filter(participant_id=participant_id, id=row_id, state=OutboxState.QUEUED)
        mine.update(state=OutboxState.PRINTED, batch_id=batch.pk, printed_at=now)
    audit.record(Act.LETTERS_PRINTED, by=by, batch=batch.pk, letters=_letters_of(batch).count())
    return batch


def _is_whole(batch: LetterBatch) -> bool:
    """Whether the PDF exists and contains exactly the letters that `batch` has now."""
    if not batch.sha256 or _letters_of(batch).count() != batch.letters or not pdf_of(batch).exists():
        return False
    return hashlib.sha256(pdf_of(batch).read_bytes()).hexdigest() == batch.sha256


def _write(batch: LetterBatch) -> None:
    """Write the PDF and the manifest, and save the hash in `batch`. The same letters give the same bytes."""
    rows = list(_letters_of(batch).order_by("made_at", "id"))
    batch.letters = len(rows)
    if rows:
        pdf = letters_pdf([letter(row) for row in rows], title=f"Letters, batch {batch.pk}", made_at=batch.made_at)
        batch.sha256 = hashlib.sha256(pdf).hexdigest()
        manifest = {
            "batch": batch.pk,
            "made_at": batch.made_at.isoformat(),
            "pdf": pdf_of(batch).name,
            "sha256": batch.sha256,
            "count": len(rows),
            "sheets": [{"sheet": number, "id": str(row.id)} for number, row in enumerate(rows, 1)],
        }
        _put_in_place(pdf_of(batch), pdf)
        _put_in_place(pdf_of(batch).with_suffix(".json"), json.dumps(manifest, indent=1).encode())
    batch.save(update_fields=["letters", "sha256"])


def _put_in_place(path: Path, content: bytes) -> None:
    """Write `content` to `path` completely or not at all, readable by this user alone."""
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _finish(batch: LetterBatch, now: datetime) -> None:
    LetterBatch.objects.filter(pk=batch.pk).update(confirmed_at=now)
    _delete(batch)


def _delete(batch: LetterBatch) -> None:
    """Delete the PDF. The manifest stays: it records what was printed and contains no personal data."""
    pdf_of(batch).unlink(missing_ok=True)
