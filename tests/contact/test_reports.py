"""What a person tells us about the other party: it goes one way, and is emptied."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from connect.audit.models import Entry
from connect.contact import receiving, staff
from connect.contact.kinds import MESSAGE, SubmissionState
from connect.contact.models import Submission
from connect.contact.queries import own_request, requests_of, sent_reports
from connect.contact.receiving import NotTheirs, answers_of
from connect.contact.report_kinds import REPORT_KINDS, TOPICS
from connect.contact.retention import empty_old_reports
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from tests.access.ways import NOW
from tests.contact.conftest import CASE, KEY, viewer
from tests.support.cast import DANA, RILEY

BY = "C. Morales"
DAY = timedelta(days=1)
TOLD = {"person": "RILEY OKAFOR-STONE", "employer": "SECRET MILL", "place": "FRESNO", "since": "", "more": ""}
EMPLOYER = TOPICS["employer"]


@transaction.atomic
def tell(answers=TOLD, *, form_key: str = KEY, now=NOW, case_number: str = "") -> Submission:
    person = DANA.participant_id
    return receiving.receive_report(
        person,
        EMPLOYER,
        form_key=form_key,
        case_number=case_number or CASE[person],
        answers=answers,
        door=Door.WEB,
        now=now,
    )


def test_the_topics_are_those_of_the_list():
    assert list(TOPICS) == [
        *("address", "phone-email", "employer", "income", "vehicle", "property", "license", "insurance"),
        *("held", "other"),
    ]


def test_a_report_is_sent_once_and_the_trail_names_its_author_alone(cast):
    row = tell()
    assert tell().public_id == row.public_id
    assert (Submission.objects.count(), row.state) == (1, "sent")
    entry = Entry.objects.get(act="information sent")
    assert entry.chain == DANA.participant_id
    assert RILEY.participant_id not in f"{entry.detail}"
    assert not OutboxMessage.objects.exists()


def test_the_key_of_another_form_makes_a_report_of_its_own(cast):
    with transaction.atomic():
        kept = receiving.keep_draft(
            DANA.participant_id, MESSAGE, form_key=KEY, case_number="", answers={"text": "Not yet."}, now=NOW
        )
    row = tell()
    assert tell().public_id == row.public_id != kept.public_id
    assert sorted(Submission.objects.values_list("kind", "state")) == [("message", "draft"), ("their_employer", "sent")]
    with transaction.atomic():  # the same words on another topic are another report
        other = receiving.receive_report(
            DANA.participant_id,
            TOPICS["vehicle"],
            form_key=KEY,
            case_number=CASE[DANA.participant_id],
            answers=TOLD,
            door=Door.WEB,
            now=NOW,
        )
    assert other.kind == "their_vehicle"


def test_a_case_of_someone_else_takes_none(cast):
    with pytest.raises(NotTheirs):
        tell(case_number="200000000104")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("decision", [SubmissionState.ACCEPTED, SubmissionState.REFUSED, SubmissionState.DONE])
def test_what_becomes_of_it_moves_nothing_that_its_author_sees(cast, decision):
    row = tell()
    before = sent_reports(viewer(DANA))
    staff.decide_request(row.number, decision, "We knew.", by=BY, now=NOW + DAY)
    row.refresh_from_db()
    assert (sent_reports(viewer(DANA)), row.unread) == (before, 0)
    assert not OutboxMessage.objects.exists()


def test_its_author_reads_the_day_and_the_topic_and_not_a_word_of_it(cast):
    row = tell()
    assert [(each.kind, each.sent_at) for each in sent_reports(viewer(DANA))] == [("their_employer", NOW)]
    assert own_request(viewer(DANA), row.public_id) is None
    assert requests_of(viewer(DANA)) == ()


def test_the_content_goes_90_days_after_the_agency_confirmed_it(cast):
    row, kept = tell(), settings.AGENCY.retention
    assert empty_old_reports(NOW + 400 * DAY, kept, 10) == 0  # no one has confirmed it: it waits for us
    staff.decide_request(row.number, SubmissionState.ACCEPTED, "", by=BY, now=NOW)
    assert empty_old_reports(NOW + 90 * DAY, kept, 10) == 0
    assert answers_of(Submission.objects.get())["employer"] == "SECRET MILL"
    assert empty_old_reports(NOW + 90 * DAY + timedelta(minutes=1), kept, 10) == 1
    assert empty_old_reports(NOW + 91 * DAY, kept, 10) == 0
    assert answers_of(Submission.objects.get()) == {}
    assert len(sent_reports(viewer(DANA))) == 1


def test_the_agency_reads_it_and_the_reading_is_in_its_authors_trail(cast):
    row = tell()
    read = staff.read_submission(row.number, by=BY, now=NOW)
    assert ("Name of the employer", "SECRET MILL") in read.answers
    assert Entry.objects.filter(chain=DANA.participant_id, act="submission read").count() == 1
    assert not Entry.objects.filter(chain=RILEY.participant_id, act="submission read").exists()


def test_each_kind_is_asked_of_a_case_and_a_person():
    assert {kind.questions[0].name for kind in REPORT_KINDS.values()} == {"person"}
