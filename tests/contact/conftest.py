"""The cast as the feed loads them, and what they write."""

from django.db import transaction

from connect.cases.viewer import Viewer
from connect.contact import receiving
from connect.contact.models import Submission
from connect.lib.doors import Door
from tests.access.ways import NOW
from tests.portal.conftest import cast, cast_rows, signed_in  # noqa: F401 - fixtures are found by their import
from tests.support.cast import DANA, Member

CASE = {"1000000001": "200000000101", "1000000002": "200000000101", "1000000004": "200000000104"}
KEY = "k" * 22


def viewer(member: Member = DANA) -> Viewer:
    return Viewer(member.participant_id, member.first_name, "en", None)


@transaction.atomic
def write(
    member: Member = DANA, text: str = "Where is my payment?", *, form_key: str = KEY, now=NOW, topic: str = "payments"
) -> Submission:
    """A message of theirs about their case."""
    return receiving.receive_message(
        member.participant_id,
        form_key=form_key,
        case_number=CASE.get(member.participant_id, ""),
        answers={"topic": topic, "text": text},
        door=Door.WEB,
        now=now,
    )
