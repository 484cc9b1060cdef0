"""What comes in makes one row, waits for an answer until a day, and is read by its author alone."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from connect.access.models import Account
from connect.audit.models import Entry
from connect.cases.models import Absence, DisclosedCase, Email, NondisclosureMark, Participant
from connect.contact import receiving, rules, staff
from connect.contact.jobs import tell_of_late_answers
from connect.contact.kinds import MESSAGE, SubmissionState
from connect.contact.models import Message, Submission
from connect.contact.queries import conversations, thread
from connect.contact.receiving import NotTheirs, TooManyDrafts, TooManyToday
from connect.lib.agency import Retention
from connect.lib.doors import Door
from connect.lib.retention import rules as rules_of_retention
from connect.notices.by_kind import WorkedOut
from connect.notices.confirmed import place_hash
from connect.notices.enrolment import set_email
from connect.notices.events import NewAnswer, SomethingNew
from connect.notices.kinds import Channel, MailSays
from connect.notices.models import ConfirmedPlace, OutboxMessage
from connect.notices.release_checks import what_leaves
from connect.notices.texts import notice_text
from tests.access.ways import NOW
from tests.contact.conftest import CASE, KEY, viewer, write
from tests.support.cast import DANA, NOOR, RILEY, SAM

OFFICER = "C. Morales"


def mails() -> list[tuple[str, str]]:
    return list(OutboxMessage.objects.order_by("made_at", "key").values_list("participant_id", "event"))


def entries(act: str) -> list[tuple[str, str, dict]]:
    return list(Entry.objects.filter(act=act).values_list("by", "about", "detail"))


def test_a_message_is_one_row_with_a_number_and_a_day(cast):
    row = write()
    assert (row.state, row.kind, row.case_number) == ("sent", "message", CASE[DANA.participant_id])
    assert row.received_on == date(2026, 11, 24)
    assert row.answer_by == date(2026, 12, 1)  # Thanksgiving and the day after do not count
    assert rules.form_key_of(row.public_id) == row.public_id
    assert len(row.number.replace("-", "")) == 10
    assert entries("message sent") == [
        (DANA.participant_id, DANA.participant_id, {"door": "web", "number": row.number})
    ]


def test_the_day_is_that_of_the_agency(cast):
    evening = datetime(2026, 11, 25, 7, 30, tzinfo=NOW.tzinfo)  # November 24, 11:30 PM at the agency
    assert write(now=evening).received_on == date(2026, 11, 24)


def test_the_same_form_makes_one_row_and_a_changed_text_another(cast):
    first, again = write(), write()
    assert again.public_id == first.public_id
    changed, changed_again = write(text="And where is the other?"), write(text="And where is the other?")
    assert changed.public_id == changed_again.public_id != first.public_id
    assert Submission.objects.count() == Message.objects.count() == len(entries("message sent")) == 2
    assert write(SAM).public_id != first.public_id  # the same key of another person is another form


def test_a_reply_is_one_text_too(cast):
    row = write()
    for _ in range(2):
        receiving.receive_reply(
            DANA.participant_id, row.public_id, form_key="r" * 22, text="Still nothing.", door=Door.WEB, now=NOW
        )
    receiving.receive_reply(
        DANA.participant_id, row.public_id, form_key="r" * 22, text="It came.", door=Door.WEB, now=NOW
    )
    said = thread(viewer(DANA), row.public_id)
    assert [each.text for each in said.texts] == ["Where is my payment?", "Still nothing.", "It came."]
    assert write(form_key="r" * 22).public_id != row.public_id  # a conversation may come with the key of a reply


def test_nothing_that_was_typed_lies_readable_in_the_database(cast):
    row = write(text="MY-CANARY-TEXT")
    staff.answer_message(row.number, "OUR-CANARY-TEXT", by=OFFICER, now=NOW)
    with connection.cursor() as cursor:
        for table in ("contact_submission", "contact_message"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            assert DANA.participant_id in rows
            assert "CANARY" not in rows
            assert OFFICER not in rows
    assert [each.text for each in thread(viewer(DANA), row.public_id).texts] == ["MY-CANARY-TEXT", "OUR-CANARY-TEXT"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        (" \n a\tb \n ", "a b"),
        ("a\x00b\x1b[31mc\x9dd", "ab[31mcd"),
        ("left\u202eright", "leftright"),
        ("cafe\u0301 ñ 你好 שלום", "café ñ 你好 שלום"),
    ],
)
def test_a_text_keeps_its_words_and_loses_what_is_none(typed, kept):
    assert rules.plain_text(typed) == kept


def test_a_person_reads_their_own_alone(cast):
    row = write(DANA)
    assert thread(viewer(RILEY), row.public_id) is None
    assert conversations(viewer(RILEY), page=1).lines == ()
    with pytest.raises(NotTheirs):
        receiving.receive_reply(
            RILEY.participant_id, row.public_id, form_key="r" * 22, text="x", door=Door.WEB, now=NOW
        )
    assert len(conversations(viewer(DANA), page=1).lines) == 1


def test_a_case_of_someone_else_is_refused(cast):
    with pytest.raises(NotTheirs):
        receiving.receive_message(
            SAM.participant_id,
            form_key=KEY,
            case_number=CASE[DANA.participant_id],
            answers={"topic": "payments", "text": "x"},
            door=Door.WEB,
            now=NOW,
        )
    assert not Submission.objects.exists()


def test_twenty_messages_a_day_and_no_more(cast):
    for number in range(rules.MESSAGES_A_DAY):
        write(text=f"message {number}", form_key=f"{number:022}")
    with pytest.raises(TooManyToday):
        write(text="one more", form_key="m" * 22)
    write(SAM, form_key="m" * 22)  # each person has their own twenty
    assert write(text="message 3", form_key=f"{3:022}").state == "sent"  # sent before, so no message more
    write(text="the day after", form_key="d" * 22, now=NOW + timedelta(days=1))


def test_a_draft_is_kept_changed_and_sent_as_the_same_row(cast):
    def keep(text: str, form_key: str = KEY) -> Submission:
        answers = {"topic": "", "text": text}
        person = DANA.participant_id
        return receiving.keep_draft(person, MESSAGE, form_key=form_key, case_number="", answers=answers, now=NOW)

    draft = keep("begun")
    assert keep("begun, and more").public_id == draft.public_id
    assert (draft.number, draft.state, Message.objects.count()) == ("", "draft", 0)
    assert thread(viewer(DANA), draft.public_id) is None
    sent = write(text="begun, and finished")
    assert (sent.public_id, sent.state) == (draft.public_id, "sent")
    assert keep("a later thought").public_id != draft.public_id  # what is sent is no draft again
    for number in range(rules.MOST_DRAFTS - 1):
        keep("x", f"{number:022}")
    with pytest.raises(TooManyDrafts):
        keep("x", "z" * 22)


def test_an_answer_is_unread_until_it_is_read_and_goes_by_mail_without_a_word(cast):
    row = write()
    assert mails() == []
    staff.answer_message(row.number, "It was mailed on Friday.", by=OFFICER, now=NOW)
    assert Account.objects.get(participant_id=DANA.participant_id).unread_messages == 1
    said = thread(viewer(DANA), row.public_id)
    assert (said.state, said.unread, said.texts[1].name) == ("done", 1, OFFICER)
    assert mails() == [(DANA.participant_id, "new_answer")]
    assert entries("message answered") == [(OFFICER, DANA.participant_id, {"number": row.number})]


def leaving(kind: str, now=NOW) -> WorkedOut | None:
    row = OutboxMessage.objects.get(event=kind)
    assert (row.content_free, row.sealed) == (True, "")
    return what_leaves(row, now)


def test_a_mail_to_an_author_says_no_more_than_they_allow_when_it_leaves(cast):
    row = write()
    staff.answer_message(row.number, "It was mailed on Friday.", by=OFFICER, now=NOW)
    email = Email.objects.get(participant_id=DANA.participant_id, valid_to=None).email
    assert leaving("new_answer") == WorkedOut(email, NewAnswer(link=settings.SITE), ("en",))
    with transaction.atomic():
        set_email(DANA.participant_id, email="", says=MailSays.NOTHING, now=NOW)
    silent = leaving("new_answer")
    assert silent == WorkedOut(email, SomethingNew(link=settings.SITE, signed_up=""), ("en",))
    said = str(notice_text(silent.event, Channel.MAIL, "en"))
    assert "There is something new for you" in said
    assert "signed up" not in said  # they may never have


def test_a_mail_to_a_protected_author_says_nothing_and_one_who_moved_gets_none(cast):
    row = write()
    staff.answer_message(row.number, "It was mailed on Friday.", by=OFFICER, now=NOW)
    NondisclosureMark.objects.create(
        participant_id=DANA.participant_id, case_number=CASE[DANA.participant_id], set_at=NOW - timedelta(days=900)
    )
    assert leaving("new_answer") is None  # not before they confirmed the place
    email = Email.objects.get(participant_id=DANA.participant_id, valid_to=None).email
    tomorrow = timezone.now() + timedelta(days=1)
    ConfirmedPlace.objects.create(
        participant_id=DANA.participant_id, place_hash=place_hash("email", (email,)), confirmed_at=tomorrow
    )
    later = tomorrow + timedelta(days=11)
    assert leaving("new_answer", later) == WorkedOut(email, SomethingNew(link=settings.SITE, signed_up=""), ("en",))
    Email.objects.filter(participant_id=DANA.participant_id).delete()
    assert leaving("new_answer", later) is None


def test_writing_below_an_answer_waits_for_another(cast):
    row = write()
    staff.answer_message(row.number, "It was mailed on Friday.", by=OFFICER, now=NOW)
    later = NOW + timedelta(days=14)
    receiving.receive_reply(
        DANA.participant_id, row.public_id, form_key="r" * 22, text="It has not come.", door=Door.WEB, now=later
    )
    again = Submission.objects.get()
    assert (again.state, again.answer_by) == ("sent", date(2026, 12, 11))


@pytest.mark.parametrize(("member", "name"), [(DANA, "Q. Halvorsen"), (SAM, ""), (NOOR, "Q. Halvorsen")])
def test_who_answered_is_not_said_where_a_name_gives_away_an_office(cast, member, name):
    """Noor is hidden from Sam, so to him the county, the office and the officer of their case are hidden."""
    row = write(member)
    staff.answer_message(row.number, "We look into it.", by="Q. Halvorsen", now=NOW)
    assert thread(viewer(member), row.public_id).texts[1].name == name
    DisclosedCase.objects.filter(participant_id=DANA.participant_id).update(
        location_hidden=True, county="", office="", officer=""
    )
    if member is DANA:  # a mark that comes later hides the name of an earlier answer too
        assert thread(viewer(DANA), row.public_id).texts[1].name == ""


def test_staff_read_and_the_author_sees_it(cast):
    row = write(SAM)
    read = staff.read_submission(row.number, by=OFFICER, now=NOW)
    assert read.names_no_place
    assert read.answers == (("What is it about?", "Payments"),)
    assert [each.text for each in read.thread] == ["Where is my payment?"]
    assert Submission.objects.get().state == SubmissionState.SEEN
    assert entries("submission read") == [(OFFICER, SAM.participant_id, {"number": row.number})]


def test_a_failing_trail_undoes_the_write(cast, settings):
    settings.AUDIT_KEYS = []
    with pytest.raises(IndexError), transaction.atomic():
        write()
    assert not Submission.objects.exists()
    assert not Message.objects.exists()


def test_the_trail_of_the_other_party_says_nothing(cast):
    row = write(DANA)
    staff.read_submission(row.number, by=OFFICER, now=NOW)
    staff.answer_message(row.number, "Yes.", by=OFFICER, now=NOW)
    assert {entry.about for entry in Entry.objects.filter(act__contains="message")} == {DANA.participant_id}
    assert not Entry.objects.filter(chain=RILEY.participant_id).exclude(act__startswith="PIN").exists()


def test_a_late_answer_is_told_once(cast):
    row = write(now=timezone.now() - timedelta(days=30))
    early = write(text="just now", form_key="e" * 22, now=timezone.now())
    tell_of_late_answers.call()
    tell_of_late_answers.call()
    assert mails() == [(DANA.participant_id, "answer_late")]
    assert set(Submission.objects.filter(late_told_at=None).values_list("number", flat=True)) == {early.number}
    staff.answer_message(row.number, "Sorry.", by=OFFICER, now=NOW)


def test_what_is_over_leaves_with_its_thread_and_what_waits_stays(cast):
    over, waits = write(), write(text="unanswered", form_key="w" * 22)
    staff.answer_message(over.number, "Yes.", by=OFFICER, now=NOW)
    receiving.keep_draft(
        DANA.participant_id, MESSAGE, form_key="d" * 22, case_number="", answers={"text": "begun"}, now=NOW
    )
    kept, every = Retention(), rules_of_retention()
    for day, left in ((NOW + timedelta(days=29), 3), (NOW + timedelta(days=31), 2)):
        every["drafts"](day, kept, 10)
        assert Submission.objects.count() == left
    for months, left in ((35, 2), (37, 1)):
        every["messages and requests"](NOW + timedelta(days=months * 30.5), kept, 10)
        assert Submission.objects.count() == left
    assert Submission.objects.get().number == waits.number
    assert Message.objects.count() == 1


def test_a_closed_account_leaves_nothing_behind(cast):
    write()
    write(SAM)
    Participant.objects.filter(participant_id=DANA.participant_id).update(gone=True)
    Absence.objects.create(participant_id=DANA.participant_id, noted_at=NOW - timedelta(days=1000))
    for name, rule in rules_of_retention().items():
        if name.endswith("of closed accounts"):
            rule(NOW, settings.AGENCY.retention, 100)
    assert {row.participant_id for row in Submission.objects.all()} == {SAM.participant_id}
    assert {row.participant_id for row in Message.objects.all()} == {SAM.participant_id}


def command(*words: str) -> str:
    said = StringIO()
    call_command("contact", *words, stdout=said)
    return said.getvalue()


def test_the_command_plays_the_other_side(cast, tmp_path):
    row = write(text="line one\nline two")
    assert row.number in command("list")
    assert DANA.participant_id not in command("list")
    shown = command("show", row.number.lower().replace("-", " "), "--by", OFFICER)
    assert "line one\nline two" in shown
    assert "A location is hidden" not in shown
    answer = tmp_path / "answer.txt"
    answer.write_text("It was mailed.\nOn Friday.", encoding="utf-8")
    command("answer", row.number, "--by", OFFICER, "--file", str(answer))
    assert thread(viewer(DANA), row.public_id).texts[1].text == "It was mailed.\nOn Friday."
    assert row.number not in command("list")
    hidden = write(SAM)
    assert "name no county, office, court or officer" in command("show", hidden.number, "--by", OFFICER)


def by(words: tuple[str, ...]) -> tuple[str, ...]:
    return () if "--by" in words else ("--by", OFFICER)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "AAAAA-AAAAA"), "nothing has the number"),
        (("answer", "{number}", "--text", " "), "an answer has a text"),
        (("answer", "{number}", "--text", "x", "--by", "a\nb"), "--by is a name"),
        (("answer", "{number}", "--text", "x", "--by", "n" * 61), "--by is a name"),
        (("decide", "{number}", "accept"), "is a message: answer it"),
    ],
)
def test_the_command_refuses_and_says_what_to_do(cast, words, said):
    row = write()
    before = Entry.objects.count()
    with pytest.raises(CommandError, match=said):
        command(*({"{number}": row.number}.get(word, word) for word in words), *by(words))
    assert Submission.objects.get().state == "sent"
    assert before == Entry.objects.count()
