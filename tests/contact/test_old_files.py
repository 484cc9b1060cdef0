"""Files go with what they came with, and leave no bytes behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from connect.cases.models import Absence, Participant
from connect.contact import checking, staff
from connect.contact.models import Submission, SubmittedFile
from connect.lib.agency import Retention
from connect.lib.retention import rules as rules_of_retention
from tests.access.ways import NOW
from tests.contact.sent_files import PDF, add, check_all, kept, send, states
from tests.contact.storage import folder, stored  # noqa: F401 - a fixture is found by its import
from tests.support import files
from tests.support.cast import DANA, RILEY

pytestmark = pytest.mark.usefixtures("folder")

SWEEP = "bytes of no file"


def remove_old(now, *, without: str = "") -> dict[str, int]:
    return {name: rule(now, Retention(), 500) for name, rule in rules_of_retention().items() if name != without}


def test_a_draft_goes_after_thirty_days_with_its_files_and_their_bytes(cast, folder):  # noqa: F811
    row = kept()
    add(row, files.pdf(2))
    check_all()
    later = NOW + timedelta(days=20)
    add(kept(now=later), PDF, "later.pdf", now=later)  # each file keeps it thirty days more
    remove_old(NOW + timedelta(days=31))
    assert len(states()) == 2
    remove_old(later + timedelta(days=31), without=SWEEP)
    assert (states(), stored(folder), Submission.objects.count()) == ([], {}, 0)


def test_old_messages_and_closed_accounts_go_with_their_bytes(cast, folder):  # noqa: F811
    for member in (DANA, RILEY):
        add(kept(member))
        send(member)
    check_all()
    staff.answer_message(Submission.objects.get(participant_id=DANA.participant_id).number, "Ok", by="C", now=NOW)
    remove_old(NOW + timedelta(days=366 * 3 + 5), without=SWEEP)
    assert [each.participant_id for each in SubmittedFile.objects.all()] == [RILEY.participant_id]
    Participant.objects.filter(participant_id=RILEY.participant_id).update(gone=True)
    Absence.objects.create(participant_id=RILEY.participant_id, noted_at=NOW)
    remove_old(NOW + timedelta(days=366 * 3 + 5), without=SWEEP)
    assert (states(), stored(folder)) == ([], {})


def test_bytes_without_a_row_go_and_those_that_may_still_get_one_stay(cast, folder):  # noqa: F811
    add(kept(), files.pdf(2))
    check_all()
    mine = set(stored(folder))
    checking.keep_bytes(b"no row", (b"page",))
    now = timezone.now()
    remove_old(now + timedelta(minutes=50))
    assert len(stored(folder)) == len(mine) + 2
    remove_old(now + timedelta(minutes=70))
    assert set(stored(folder)) == mine
