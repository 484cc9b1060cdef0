"""How many files people may send, how far a file is, and why one is not taken. No database, no clock."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from connect.lib.cleaning.limits import Unclean
from connect.lib.file_forms import MEGABYTE, MOST_FILE_BYTES, form_of, has_fitting_name, plain_name

MOST_FILES = 10  # of one message or request
MOST_BYTES_TOGETHER = 40 * MEGABYTE
FILES_A_DAY = 40

# A worker that has not come to an end with a file by then has died.
CHECK_LEASE = timedelta(minutes=5)
MOST_CHECKS = 2  # of one file; a worker that dies of it does so no third time


class FileState(TextChoices):
    """How far a file is. Of one that was removed, a row stays that says nothing but that it was one of that day."""

    WAITING = "waiting", _("Being checked")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Not taken")
    REMOVED = "removed"


class FileProblem(TextChoices):
    """Why a file is not taken, and what to do."""

    EMPTY = "empty", _("This file is empty. Choose another file.")
    LARGE = "large", _("This file is larger than 10 MB. Choose a smaller one, or send it in parts.")
    FORM = "form", _("We take PDF, JPEG, PNG and HEIC files. Save it as one of these, or take a picture of it.")
    MANY = "many", _("You have added 10 files, as many as we take at once. Send the others afterwards.")
    TOGETHER = "together", _("Together, these files are larger than 40 MB. Send this one afterwards.")
    TODAY = "today", _("You have added 40 files today, as many as we take in a day. Add this one tomorrow.")
    PASSWORD = "password", _("This PDF is locked. Save a copy that anyone can open, then send that.")
    PAGES = "pages", _("This PDF has more than 100 pages. Send it in parts.")
    SIZE = "size", _("This file takes too much to open. Take a picture of each page, and send the pictures.")
    DAMAGED = "damaged", _("We could not open this file. It may be damaged. Save it again, or take a picture of it.")
    VIRUS = (
        "virus",
        _("Our virus scanner found something in this file. Send it from another device, or bring it to us."),
    )
    UNCHECKED = "unchecked", _("We could not check this file. Send it again, or bring it to us.")


PROBLEM_OF = {
    Unclean.PASSWORD: FileProblem.PASSWORD,
    Unclean.PAGES: FileProblem.PAGES,
    Unclean.SIZE: FileProblem.SIZE,
    Unclean.DAMAGED: FileProblem.DAMAGED,
}


class FileNotTaken(Exception):
    """The file is not taken, and nothing of it is kept."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as someone sends it. `too_large`: it was cut off while it was read."""

    name: str
    content: bytes
    too_large: bool = False

    @property
    def plain_name(self) -> str:
        return plain_name(self.name)


def problem_of(file: SentFile) -> FileProblem | None:
    """What can be said of a file at once: its length, its first bytes, its name."""
    if file.too_large or len(file.content) > MOST_FILE_BYTES:
        return FileProblem.LARGE
    if not file.content:
        return FileProblem.EMPTY
    if form_of(file.content) is None or not has_fitting_name(file.plain_name):
        return FileProblem.FORM
    return None
