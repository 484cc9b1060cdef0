"""Letters for the print shop: a batch is made once, its PDF as often as need be, and it ends when it is confirmed."""

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
from connect.notices.sealed_rows import as_it_was, ended
from connect.notices.senders.letters import letter
from connect.paper.letters import SENDER, letters_pdf, what_does_not_fit

MOST_LETTERS = 1000  # letters in one PDF
DOES_NOT_FIT = "it does not fit the window"  # the trouble of a letter that waits for somebody


class BatchRefused(Exception):
    """The batch cannot be confirmed; the message says why and what to do."""


@dataclass(frozen=True)
class Printed:
    """A batch whose PDF and manifest are there. `waiting`: letters that are for the next one."""

    batch: LetterBatch
    pdf: Path
    manifest: Path
    waiting: int


def make_batch(*, now: datetime, by: str, most: int = MOST_LETTERS) -> Printed | None:
    """The batch that waits to be confirmed, else a new one of up to `most` letters, with its PDF; None: no letters.

    1. Choose (one transaction): each letter goes into one batch, once for ever. 2. Write the PDF beside its place and
    move it there whole. 3. Note its hash. Killed anywhere, the next run goes on with the same letters; what was
    withdrawn meanwhile is left out; so is what would not stand in the window of its envelope, which waits for somebody
    (desk.py). Raises Refused where the sender's address does not.
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
    if not batch.letters:  # all withdrawn: nothing to print or to confirm
        _finish(batch, now)
        return make_batch(now=now, by=by, most=most)
    return Printed(batch, pdf_of(batch), pdf_of(batch).with_suffix(".json"), _for_a_batch().count())


def confirm_batch(*, number: int, by: str, now: datetime, posted: bool = False) -> int:
    """The letters of batch `number` went to the post: their secrets go, its PDF is deleted. Returns how many letters.

    Raises Refused for a batch that is not there, is confirmed, or whose PDF no longer fits: a letter was withdrawn
    after it was made. `posted` confirms that one too, when it is in the mail already.
    """
    with transaction.atomic():
        batch = LetterBatch.objects.select_for_update().filter(pk=number).first()
        if batch is None or batch.confirmed_at or not batch.sha256:
            raise BatchRefused(f"batch {number} does not wait to be confirmed: see letters list")
        count = _letters_of(batch).update(**ended(OutboxState.CONFIRMED, now))
        gone = batch.letters - count
        if gone and not posted:
            raise BatchRefused(
                f"{gone} of its letters were withdrawn after the PDF was made. Not printed yet: run letters batch again"
                " and print the new PDF. In the mail already: confirm it with --posted."
            )
        LetterBatch.objects.filter(pk=batch.pk).update(confirmed_at=now)
        audit.record(Act.LETTERS_CONFIRMED, by=by, batch=batch.pk, letters=count)
    _delete(batch)
    return count


def open_batch() -> LetterBatch | None:
    """The batch that nobody confirmed yet."""
    return LetterBatch.objects.filter(confirmed_at__isnull=True).order_by("pk").first()


def pdf_of(batch: LetterBatch) -> Path:
    return batch_folder() / f"batch-{batch.pk}.pdf"


def batch_folder() -> Path:
    """Where the PDFs lie until they are confirmed; they hold PINs, so only this user may look in."""
    place = Path(settings.VAR) / "letters"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _queued() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(channel=Channel.LETTER, state=OutboxState.QUEUED)


def put_aside() -> int:
    """How many letters wait for somebody, because they do not fit."""
    return _queued().filter(trouble=DOES_NOT_FIT).count()


def _for_a_batch() -> QuerySet[OutboxMessage]:
    return _queued().exclude(trouble=DOES_NOT_FIT)


def _put_aside_what_does_not_fit(rows: QuerySet[OutboxMessage]) -> None:
    """Those of `rows` wait for somebody, in no batch. A batch that an earlier release chose may hold one."""
    for some in batched(rows.order_by("made_at", "id"), MOST_LETTERS, strict=False):
        for row, whose in zip(some, what_does_not_fit([letter(row) for row in some]), strict=True):
            if whose == SENDER:
                raise BatchRefused("addresses.letters of agency.toml does not fit the sender's window: shorten it")
            if whose:
                as_it_was(row).update(state=OutboxState.QUEUED, batch_id=None, printed_at=None, trouble=DOES_NOT_FIT)


def _letters_of(batch: LetterBatch) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(batch_id=batch.pk, state=OutboxState.PRINTED)


def _drop_what_is_too_late(now: datetime) -> None:
    fail(_queued().filter(not_after__lt=now), now, trouble="too late")


def _keep_back_what_may_not_leave(now: datetime) -> None:
    """Also of a batch that nobody confirmed: what is taken out of it changes its PDF."""
    for row in OutboxMessage.objects.filter(
        channel=Channel.LETTER, state__in=(OutboxState.QUEUED, OutboxState.PRINTED)
    ):
        if not may_leave(row, now):
            keep_back(as_it_was(row), now)


@transaction.atomic
def _choose(now: datetime, by: str, most: int) -> LetterBatch | None:
    """A new batch with the oldest letters that wait. A row that another run took meanwhile stays with that one."""
    keys = list(
        _for_a_batch().filter(not_before__lte=now).order_by("made_at", "id").values_list("participant_id", "id")[:most]
    )
    if not keys:
        return None
    batch = LetterBatch.objects.create(made_at=now)
    for participant_id, each in keys:
        mine = OutboxMessage.objects.filter(participant_id=participant_id, id=each, state=OutboxState.QUEUED)
        mine.update(state=OutboxState.PRINTED, batch_id=batch.pk, printed_at=now)
    audit.record(Act.LETTERS_PRINTED, by=by, batch=batch.pk, letters=_letters_of(batch).count())
    return batch


def _is_whole(batch: LetterBatch) -> bool:
    """Whether the PDF is the one of `batch` as it is now."""
    if not batch.sha256 or _letters_of(batch).count() != batch.letters or not pdf_of(batch).exists():
        return False
    return hashlib.sha256(pdf_of(batch).read_bytes()).hexdigest() == batch.sha256


def _write(batch: LetterBatch) -> None:
    """The PDF, the manifest, and the hash in `batch`. The same letters make the same bytes."""
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
    """`content` at `path`, whole or not at all, readable by this user alone."""
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
    """The PDF goes, the manifest stays: it holds no personal data, and says what was printed."""
    pdf_of(batch).unlink(missing_ok=True)
