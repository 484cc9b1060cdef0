"""Files of the cast, from the draft to what the worker makes of them."""

from django.db import transaction

from connect.audit.models import Entry
from connect.contact import files as incoming
from connect.contact import receiving
from connect.contact.checking import check_next_file
from connect.contact.file_rules import SentFile
from connect.contact.kinds import MESSAGE
from connect.contact.models import Submission, SubmittedFile
from connect.lib.doors import Door
from tests.access.ways import NOW
from tests.contact.conftest import KEY
from tests.contact.storage import folder, stored  # noqa: F401 - a fixture is found by its import
from tests.support import files
from tests.support.cast import DANA, Member

PDF, JPEG = files.pdf(), files.jpeg()


@transaction.atomic
def kept(member: Member = DANA, *, form_key: str = KEY, now=NOW, text: str = "Here it is.") -> Submission:
    return receiving.keep_draft(
        member.participant_id,
        MESSAGE,
        form_key=form_key,
        case_number="",
        answers={"topic": "papers", "text": text},
        now=now,
    )


@transaction.atomic
def add(row: Submission, content: bytes = PDF, name: str = "stub.pdf", now=NOW) -> SubmittedFile:
    return incoming.add_file(row, SentFile(name, content), door=Door.WEB, now=now)


def send(member: Member = DANA) -> Submission:
    """The draft as a message."""
    answers = {"topic": "papers", "text": "Here it is."}
    return receiving.receive_message(
        member.participant_id, form_key=KEY, case_number="", answers=answers, door=Door.WEB, now=NOW
    )


def check_all(now=NOW) -> None:
    while check_next_file(now):
        pass


def states() -> list[tuple[str, str]]:
    return list(SubmittedFile.objects.order_by("at", "public_id").values_list("state", "problem"))


def acts() -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(act__startswith="file").values_list("act", "by", "about")
    return sorted(found)
