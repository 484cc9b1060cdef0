"""Files come in with a draft, and leave it again. Like `receiving`, in the transaction of a caller who has locked the
person's account: what is counted cannot be passed by forty files at once.
"""

import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet, Sum

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.contact import file_rules
from connect.contact.file_rows import empty_files
from connect.contact.file_rules import FileNotTaken, FileProblem, FileState, SentFile
from connect.contact.jobs import check_sent_files
from connect.contact.models import Submission, SubmittedFile
from connect.contact.receiving import midnight
from connect.contact.sealed_texts import sealed_text
from connect.contact.stored_files import delete_bytes, keep_bytes
from connect.lib.doors import Door
from connect.lib.file_forms import FileForm, form_of
from connect.lib.public_id import is_public_id


def add_file(draft: Submission, file: SentFile, *, door: Door, now: datetime) -> SubmittedFile:
    """Put a file into a draft; the same file again is the same row. Raises FileNotTaken."""
    digest, name = _digest(draft, file), file.plain_name
    if earlier := _here(draft).filter(digest=digest).first():
        return earlier
    if problem := file_rules.problem_of(file) or _too_many(draft, file, now):
        raise FileNotTaken(problem)
    person, form = draft.participant_id, form_of(file.content)
    stored, key = keep_bytes(file.content)
    try:
        row = SubmittedFile.objects.create(
            participant_id=person,
            public_id=secrets.token_urlsafe(16),
            submission=draft.public_id,
            name_sealed=sealed_text(name),
            is_picture=form is not FileForm.PDF,
            digest=digest,
            sent_bytes=len(file.content),
            stored=stored,
            key_sealed=sealed_text(key),
            at=now,
        )
        audit.record(Act.FILE_ADDED, by=person, about=person, door=door)
        check_sent_files.enqueue()
    except BaseException:
        delete_bytes(stored, 0)
        raise
    return row


def _here(draft: Submission) -> QuerySet[SubmittedFile]:
    rows = SubmittedFile.objects.filter(participant_id=draft.participant_id, submission=draft.public_id, place=0)
    return rows.exclude(state=FileState.REMOVED)


def _digest(draft: Submission, file: SentFile) -> str:
    """Tells a file from another within one draft, and without the key says nothing of either."""
    said = f"{draft.participant_id}\x1f{draft.public_id}\x1f{file.plain_name}\x1f".encode()
    return hmac.digest(settings.BLIND_INDEX_KEYS[0].encode(), said + file.content, "sha256").hex()


def _too_many(draft: Submission, file: SentFile, now: datetime) -> FileProblem | None:
    mine = SubmittedFile.objects.filter(participant_id=draft.participant_id)
    if mine.filter(at__gte=midnight(now)).count() >= file_rules.FILES_A_DAY:
        return FileProblem.TODAY
    here = _here(draft)
    if here.count() >= file_rules.MOST_FILES:
        return FileProblem.MANY
    length = here.aggregate(all=Sum("sent_bytes"))["all"] or 0
    return FileProblem.TOGETHER if length + len(file.content) > file_rules.MOST_BYTES_TOGETHER else None


def remove_file(participant_id: str, public_id: str, *, door: Door) -> bool:
    """Take a file out of a draft. False where there is none."""
    if not is_public_id(public_id):
        return False
    drafts = Submission.objects.filter(participant_id=participant_id, state="draft").values("public_id")
    found = SubmittedFile.objects.filter(participant_id=participant_id, public_id=public_id, submission__in=drafts)
    if not empty_files(found):
        return False
    audit.record(Act.FILE_REMOVED, by=participant_id, about=participant_id, door=door)
    return True
