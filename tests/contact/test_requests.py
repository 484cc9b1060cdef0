"""Requests: their clocks with literal days, how they come in, how far they are, and that no one else learns of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.conf import settings
from django.db import transaction

from connect.access.models import Account
from connect.audit.models import Entry
from connect.contact import receiving, rules, staff
from connect.contact.answers import call_times, in_words, last_days, too_late_since, unanswered
from connect.contact.jobs import tell_of_late_answers
from connect.contact.kinds import AnswerForm, SubmissionState
from connect.contact.models import Submission
from connect.contact.queries import own_request, requests_of
from connect.contact.receiving import NotTheirs, StillUnanswered, TooManyToday
from connect.contact.report_kinds import REPORT_KINDS
from connect.contact.request_kinds import (
    APPOINTMENT,
    CALL_BACK,
    CLOSURE,
    COMPLAINT,
    DISPUTE,
    REQUEST_KINDS,
    REVIEW,
    SECRECY,
    SUBMISSION_KINDS,
)
from connect.contact.secrecy import note_secrecy_kept, secrecy_asked_for
from connect.contact.staff import SubmissionUnchanged
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from tests.access.ways import NOW
from tests.contact.conftest import CASE, KEY, viewer
from tests.support.cast import DANA, RILEY, SAM

BY = "C. Morales"
REVIEWED = {"direction": "down", "reason": "job", "more": "Since October."}


@transaction.atomic
def ask(member, kind, answers, *, form_key: str = KEY, now=NOW) -> Submission:
    """A request of theirs, from its draft to its receipt."""
    person = member.participant_id
    number = "" if kind.case == "none" else CASE[person]
    row = receiving.begin_request(person, kind, form_key=form_key, case_number=number, now=now)
    receiving.answer_question(person, row.public_id, answers=answers, now=now)
    return receiving.receive_request(person, row.public_id, door=Door.WEB, now=now)


@pytest.mark.parametrize(
    ("kind", "received_on", "days"),
    [
        ("review", date(2026, 11, 24), [date(2026, 12, 17), date(2027, 5, 24)]),  # Thanksgiving and the day after
        ("review", date(2026, 12, 14), [date(2027, 1, 6), date(2027, 6, 14)]),  # Christmas, New Year; then a Saturday
        ("accounting", date(2026, 11, 27), [date(2026, 12, 28)]),  # a Sunday moves on
        ("accounting", date(2028, 1, 30), [date(2028, 2, 29)]),  # a leap day
        ("accounting", date(2027, 1, 29), [date(2027, 3, 1)]),  # February 28 is a Sunday
        ("dispute", date(2026, 10, 27), [date(2026, 11, 30)]),  # two holidays and a weekend in a row
        ("complaint", date(2026, 11, 27), [date(2026, 12, 28), date(2027, 1, 26)]),
        ("complaint", date(2026, 12, 2), [date(2027, 1, 4), date(2027, 2, 1)]),  # January 1 and 31 are closed
        ("closure", date(2026, 11, 30), [date(2026, 12, 3)]),
        ("appointment", date(2026, 12, 24), [date(2026, 12, 30)]),
        ("call_back", date(2026, 11, 30), []),
    ],
)
def test_the_last_days_of_each_clock(kind, received_on, days):
    assert [day for _, day in last_days(REQUEST_KINDS[kind], received_on)] == days


@pytest.mark.parametrize(
    ("zone", "moment", "received_on"),
    [
        ("America/Los_Angeles", datetime(2027, 3, 14, 7, 59, tzinfo=ZoneInfo("UTC")), date(2027, 3, 13)),
        (
            "America/Los_Angeles",
            datetime(2027, 3, 15, 6, 59, tzinfo=ZoneInfo("UTC")),
            date(2027, 3, 14),
        ),  # clocks moved
        ("America/Los_Angeles", datetime(2026, 11, 2, 7, 59, tzinfo=ZoneInfo("UTC")), date(2026, 11, 1)),  # and back
        ("Pacific/Guam", datetime(2026, 11, 24, 15, 0, tzinfo=ZoneInfo("UTC")), date(2026, 11, 25)),
        ("America/New_York", datetime(2026, 11, 25, 4, 30, tzinfo=ZoneInfo("UTC")), date(2026, 11, 24)),
    ],
)
def test_the_day_received_is_the_agencys(cast, monkeypatch, zone, moment, received_on):
    monkeypatch.setattr(settings, "AGENCY", msgspec.structs.replace(settings.AGENCY, time_zone=zone))
    assert ask(DANA, REVIEW, REVIEWED, now=moment).received_on == received_on


def test_a_request_is_sent_once_and_has_its_day(cast):
    row = ask(DANA, REVIEW, REVIEWED)
    assert (row.state, row.answer_by, row.received_on) == ("sent", date(2026, 12, 17), date(2026, 11, 24))
    again = receiving.receive_request(DANA.participant_id, row.public_id, door=Door.WEB, now=NOW)
    assert again.number == row.number
    assert ask_again(row).public_id == row.public_id
    assert Submission.objects.count() == Entry.objects.filter(act="request sent").count() == 1


@transaction.atomic
def ask_again(row: Submission) -> Submission:
    """The form that began it, sent again when it is long sent."""
    return receiving.begin_request(row.participant_id, REVIEW, form_key=KEY, case_number="", now=NOW)


def test_what_is_sent_is_answered_no_more(cast):
    row = ask(DANA, REVIEW, REVIEWED)
    with pytest.raises(NotTheirs):
        receiving.answer_question(DANA.participant_id, row.public_id, answers={"direction": "up"}, now=NOW)
    assert own_request(viewer(DANA), row.public_id).answers == REVIEWED


def test_what_is_missing_is_asked_for_first(cast):
    with pytest.raises(StillUnanswered) as missing:
        ask(DANA, REVIEW, {"reason": "job"})
    assert missing.value.args[0] == ["direction"]
    assert unanswered(REVIEW, "", {}, NOW) == ["case", "direction", "reason"]
    assert unanswered(COMPLAINT, "", {"known_on": "2026-11-01", "what": "x"}, NOW) == []


def test_a_time_that_has_passed_is_no_answer(cast):
    said = {"phone": "559-555-0102", "call_time": "2026-11-24T09:00"}  # NOW is 9:00 AM of that day
    assert unanswered(CALL_BACK, "", said, NOW) == ["call_time"]
    assert unanswered(CALL_BACK, "", said | {"call_time": "2026-11-24T10:00"}, NOW) == []


def test_a_call_is_due_on_its_day(cast):
    row = ask(DANA, CALL_BACK, {"phone": "559-555-0102", "call_time": "2026-12-01T10:00"})
    assert row.answer_by == date(2026, 12, 1)


def test_the_hours_of_a_call_are_those_of_the_agency():
    found = dict(call_times(date(2026, 11, 24)))
    assert list(found) == [
        date(2026, 11, 25),
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 2),
        date(2026, 12, 3),
    ]
    assert found[date(2026, 11, 30)][0] == "2026-11-30T08:00"
    assert found[date(2026, 11, 30)][-1] == "2026-11-30T16:00"


@pytest.mark.parametrize(
    ("kind", "name", "answer", "words"),
    [
        (REVIEW, "direction", "up", "Up"),
        (COMPLAINT, "known_on", "2026-11-01", "November 1, 2026"),
        (CALL_BACK, "call_time", "2026-12-01T10:00", "Tuesday, December 1, 10:00 AM - 11:00 AM Pacific Time"),
        (
            APPOINTMENT,
            "appointment",
            "2026-12-02T08:00 interview",
            "Interview, December 2, 2026, 8:00 AM Pacific Time",
        ),
        (DISPUTE, "why", "It is too much.", "It is too much."),
        (REVIEW, "more", "", ""),
    ],
)
def test_answers_are_read_in_words(kind, name, answer, words):
    assert in_words(kind.question(name), answer, "en") == words


def test_who_learned_of_it_long_ago_is_told_that_it_may_be_too_late():
    assert too_late_since(COMPLAINT, {"known_on": "2026-08-26"}, date(2026, 11, 24)) is None  # 90 days
    assert too_late_since(COMPLAINT, {"known_on": "2026-08-25"}, date(2026, 11, 24)) == date(2026, 11, 23)
    assert too_late_since(COMPLAINT, {"known_on": "2026-08-28"}, date(2026, 11, 27)) is None  # Thanksgiving moves on
    assert too_late_since(CLOSURE, {"notice_on": ""}, date(2026, 11, 24)) is None
    assert too_late_since(REVIEW, {}, date(2026, 11, 24)) is None


def test_only_who_receives_support_answers_a_closure(cast):
    said = {"notice_on": "", "why": "I know where he works."}
    assert ask(RILEY, CLOSURE, said).state == "sent"
    with pytest.raises(NotTheirs):
        ask(DANA, CLOSURE, said)


def test_twenty_requests_a_day(cast):
    for number in range(rules.REQUESTS_A_DAY):
        ask(DANA, REVIEW, REVIEWED, form_key=f"{number:022}")
    with pytest.raises(TooManyToday):
        ask(DANA, REVIEW, REVIEWED, form_key="m" * 22)
    ask(SAM, REVIEW, REVIEWED)


@pytest.mark.parametrize("state", ["sent", "seen"])
def test_only_what_no_one_has_read_is_withdrawn(cast, state):
    row = ask(DANA, REVIEW, REVIEWED)
    if state == "seen":
        staff.read_submission(row.number, by=BY, now=NOW)
    with transaction.atomic():
        done = receiving.withdraw_request(DANA.participant_id, row.public_id, door=Door.WEB, now=NOW)
    assert done is (state == "sent")
    assert Submission.objects.get().state == ("withdrawn" if done else "seen")
    assert Entry.objects.filter(act="request withdrawn").count() == int(done)
    with pytest.raises(NotTheirs):
        receiving.withdraw_request(RILEY.participant_id, row.public_id, door=Door.WEB, now=NOW)


def test_a_decision_reaches_its_author_with_its_reason_and_by_mail_without_it(cast):
    row = ask(DANA, REVIEW, REVIEWED)
    staff.decide_request(row.number, SubmissionState.REFUSED, "REASON-CANARY", by=BY, now=NOW)
    told = own_request(viewer(DANA), row.public_id)
    assert (told.state, told.reason, told.unread, told.answer_by) == ("refused", "REASON-CANARY", 1, None)
    assert Account.objects.get(participant_id=DANA.participant_id).unread_messages == 1
    assert list(OutboxMessage.objects.values_list("participant_id", "event")) == [
        (DANA.participant_id, "request_moved")
    ]
    with pytest.raises(SubmissionUnchanged, match="it cannot become"):
        staff.decide_request(row.number, SubmissionState.ACCEPTED, "", by=BY, now=NOW)


def test_what_is_accepted_can_be_done_and_a_refusal_says_why(cast):
    row = ask(DANA, REVIEW, REVIEWED)
    with pytest.raises(SubmissionUnchanged, match="a refusal says why"):
        staff.decide_request(row.number, SubmissionState.REFUSED, " ", by=BY, now=NOW)
    for decision in (SubmissionState.ACCEPTED, SubmissionState.DONE):
        staff.decide_request(row.number, decision, "", by=BY, now=NOW)
    assert Submission.objects.get().ended_at == NOW
    with pytest.raises(SubmissionUnchanged, match="is a request: decide"):
        staff.answer_message(row.number, "x", by=BY, now=NOW)


@pytest.mark.parametrize("decision", [SubmissionState.ACCEPTED, SubmissionState.REFUSED, SubmissionState.DONE])
def test_no_one_decides_about_secrecy_before_the_mark_is_set(cast, decision):
    row = ask(RILEY, SECRECY, {"know": ""})
    staff.read_submission(row.number, by=BY, now=NOW)
    with pytest.raises(SubmissionUnchanged, match="is carried out without us"):
        staff.decide_request(row.number, decision, "Too early.", by=BY, now=NOW)
    (waiting,) = secrecy_asked_for()
    with transaction.atomic():
        assert note_secrecy_kept(waiting, now=NOW)
    staff.decide_request(row.number, SubmissionState.DONE, "", by=BY, now=NOW)
    assert Submission.objects.get().state == "done"


def test_what_may_stay_empty_says_so():
    asked = [each for kind in (REQUEST_KINDS | REPORT_KINDS).values() for each in kind.questions if not each.required]
    assert len(asked) > 20
    assert [each.name for each in asked if "(optional)" not in each.label and "empty" not in str(each.hint)] == []


def test_staff_read_every_answer_in_words(cast):
    row = ask(DANA, REVIEW, REVIEWED)
    read = staff.read_submission(row.number, by=BY, now=NOW)
    assert read.answers == (
        ("Should the amount go up or down?", "Down"),
        ("What has changed?", "Someone’s job ended, or there is a new one"),
        ("Tell us more about it", "Since October."),
    )


def test_no_one_else_reads_it_and_the_trail_names_its_author_alone(cast):
    row = ask(DANA, REVIEW, REVIEWED)
    staff.decide_request(row.number, SubmissionState.ACCEPTED, "", by=BY, now=NOW)
    assert own_request(viewer(RILEY), row.public_id) is None
    assert requests_of(viewer(RILEY)) == ()
    assert not Entry.objects.filter(chain=RILEY.participant_id).exclude(act__startswith="PIN").exists()
    assert set(Entry.objects.filter(act__startswith="request").values_list("about", flat=True)) == {DANA.participant_id}


def test_a_late_request_is_told_of(cast):
    ask(DANA, REVIEW, REVIEWED, now=NOW - timedelta(days=400))
    tell_of_late_answers.call()
    assert list(OutboxMessage.objects.values_list("event", flat=True)) == ["answer_late"]


@pytest.mark.parametrize("kind", SUBMISSION_KINDS.values(), ids=SUBMISSION_KINDS)
def test_every_kind_has_a_sentence_for_each_state_that_it_can_be_in(kind):
    states = set(SubmissionState) - {SubmissionState.DRAFT}
    if kind.name == "message":
        states -= {SubmissionState.ACCEPTED, SubmissionState.REFUSED, SubmissionState.WITHDRAWN}
    assert kind.sentences.keys() == states
    of_reports = kind.name in REPORT_KINDS  # one sentence, whatever becomes of it
    assert len({str(sentence) for sentence in kind.sentences.values()}) == (1 if of_reports else len(states))
    assert len({each.name for each in kind.questions}) == len(kind.questions)
    assert all(bool(each.choices) == (each.form is AnswerForm.CHOICE) for each in kind.questions)
    for each in (*kind.deadlines, *kind.rules):
        assert getattr(settings.AGENCY.clocks, each.clock)
