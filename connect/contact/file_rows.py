"""What becomes of the rows of files as their submission moves on. Their bytes: connect/contact/checking.py deletes them
where a row has let go of them."""

from django.db.models import QuerySet

from connect.contact.file_rules import FileState
from connect.contact.models import Message, Submission, SubmittedFile


def move_files(draft: Submission, to: Submission, message: Message) -> None:
    """The files of what was a draft came with `message`."""
    _files(draft).filter(place=0).update(submission=to.public_id, place=message.place, digest="")


def has_files(row: Submission) -> bool:
    """Whether a file came with it that was not refused."""
    return _files(row).exclude(state=FileState.REFUSED).exists()


def delete_with_files(drafts: QuerySet[Submission]) -> None:
    """Throw drafts away, with their files."""
    for draft in drafts:
        empty_files(_files(draft))
        draft.delete()


def empty_files(rows: QuerySet[SubmittedFile]) -> int:
    """Forget files and how to open their bytes, which the worker deletes; how many. The rows count until the day ends:
    else one could add and remove all day."""
    left = rows.exclude(state=FileState.REMOVED)
    nothing = dict.fromkeys(("problem", "key_sealed", "name_sealed", "submission", "digest"), "")
    return left.update(state=FileState.REMOVED, **nothing)


def _files(row: Submission) -> QuerySet[SubmittedFile]:
    files = SubmittedFile.objects.filter(participant_id=row.participant_id, submission=row.public_id)
    return files.exclude(state=FileState.REMOVED)
