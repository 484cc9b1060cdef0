"""Files come in with a draft, wait for the worker, end ready or refused once, and leave nothing behind."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.db import connection, transaction

from connect.contact import checking, file_rules, receiving, scanner, staff
from connect.contact import files as incoming
from connect.contact.change_kinds import NEW_NAME
from connect.contact.checking import check_next_file, delete_removed_bytes
from connect.contact.file_rules import FileNotTaken, FileProblem, FileState, SentFile
from connect.contact.kinds import MESSAGE
from connect.contact.models import Submission, SubmittedFile
from connect.contact.queries import draft, files_of, own_file, own_request, thread
from connect.contact.receiving import StillUnanswered
from connect.contact.request_kinds import REVIEW
from connect.lib.cleaning.process import CleanFile
from connect.lib.doors import Door
from tests.access.ways import NOW
from tests.contact.conftest import KEY, viewer, write
from tests.contact.sent_files import JPEG, PDF, acts, add, check_all, kept, send, states
from tests.contact.storage import folder, stored  # noqa: F401 - a fixture is found by its import
from tests.support import files
from tests.support.cast import DANA, RILEY
from tests.support.files import CANARY
from tests.support.process import ROOT

pytestmark = pytest.mark.usefixtures("folder")


def test_a_file_waits_is_made_anew_and_what_was_sent_is_gone(cast, folder):  # noqa: F811
    row = kept()
    given = add(row, JPEG, "C:\\photos\\my house.jpg")
    before = stored(folder)
    assert len(before) == 1
    assert own_file(viewer(), given.public_id) is None  # nothing is shown before it is looked at
    (line,) = draft(viewer(), MESSAGE.name, row.public_id).files
    assert (line.name, line.state, line.problem) == ("my house.jpg", FileState.WAITING, "")
    check_all()
    after = stored(folder)
    assert len(after) == 1
    assert set(after).isdisjoint(before)
    (line,) = draft(viewer(), MESSAGE.name, row.public_id).files
    assert line.state is FileState.READY
    content, is_picture = own_file(viewer(), given.public_id)
    assert is_picture
    assert content.startswith(b"\xff\xd8\xff")
    assert b"CANARY" not in content
    assert states() == [("ready", "")]
    assert acts() == [("file added", DANA.participant_id, DANA.participant_id)]


def test_each_page_of_a_paper_is_kept_as_a_picture(cast, folder):  # noqa: F811
    row = kept()
    add(row, files.pdf(3))
    check_all()
    (found,) = SubmittedFile.objects.all()
    assert sorted(stored(folder)) == [found.stored, *(f"{found.stored}-{page}" for page in (1, 2, 3))]
    assert own_file(viewer(), found.public_id)[0].startswith(b"%PDF")


def test_nothing_of_a_file_lies_readable_and_its_bytes_open_in_their_place_alone(cast, folder):  # noqa: F811
    row = kept()
    add(row, JPEG, "CANARY-NAME.jpg")
    add(row, PDF)
    check_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM contact_submittedfile")
        assert "CANARY" not in str(cursor.fetchall())
    for name, content in stored(folder).items():
        assert not content.startswith((b"%PDF", b"\xff\xd8"))
        assert b"CANARY" not in content
        assert "CANARY" not in name
        assert (folder / name[:2] / name).stat().st_mode & 0o077 == 0
    assert (folder.stat().st_mode | (folder / name[:2]).stat().st_mode) & 0o077 == 0
    first, second = SubmittedFile.objects.order_by("is_picture")
    one, other = (folder / each.stored[:2] / each.stored for each in (first, second))
    one.write_bytes(other.read_bytes())
    with pytest.raises(InvalidTag):
        own_file(viewer(), first.public_id)


def test_the_place_of_a_picture_is_found_nowhere(cast, folder):  # noqa: F811
    row = kept()
    for name, content in (("a.jpg", JPEG), ("b.heic", files.heic()), ("c.pdf", files.pdf(change=files.acting))):
        add(row, content, name)
    check_all()
    assert [state for state, _ in states()] == ["ready"] * 3
    made = [own_file(viewer(), each.public_id)[0] for each in SubmittedFile.objects.all()]
    send()
    opened = staff.open_files(Submission.objects.get().number, by="C. Morales")
    made += [part for each in opened for part in (each.content, *each.pages)]
    assert len(made) == 7
    found = [word for content in made for word in (CANARY.encode(), b"GPS", b"Exif", b"JavaScript") if word in content]
    assert found == []


def test_files_go_with_the_message_and_with_the_reply(cast):
    row = kept()
    add(row)
    sent = send()
    again = send()
    assert sent.public_id == again.public_id == row.public_id
    with transaction.atomic():
        reply = receiving.keep_reply_draft(
            DANA.participant_id, row.public_id, form_key="r" * 22, text="And this.", now=NOW
        )
    add(reply, JPEG, "b.jpg")
    assert thread(viewer(), row.public_id).draft.files[0].name == "b.jpg"
    receiving.receive_reply(
        DANA.participant_id, row.public_id, form_key="r" * 22, text="And this.", door=Door.WEB, now=NOW
    )
    said = thread(viewer(), row.public_id)
    assert [[each.name for each in text.files] for text in said.texts] == [["stub.pdf"], ["b.jpg"]]
    assert said.draft is None
    assert Submission.objects.count() == 1


def test_the_same_form_again_adds_no_second_file_and_another_file_does(cast):
    row = kept()
    assert add(row).public_id == add(row).public_id
    add(row, PDF, "copy.pdf")
    add(row, JPEG, "stub.pdf")
    assert len(states()) == len(acts()) == 3


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (SentFile("a.pdf", b""), FileProblem.EMPTY),
        (SentFile("a.pdf", PDF, too_large=True), FileProblem.LARGE),
        (SentFile("a.pdf", PDF + bytes(10 * 1024 * 1024)), FileProblem.LARGE),
        (SentFile("a.pdf", b"MZ\x90\x00"), FileProblem.FORM),
        (SentFile("a.jpg", b"<svg onload=alert(1)>"), FileProblem.FORM),
        (SentFile("a.html", PDF), FileProblem.FORM),
        (SentFile("a.pdf.exe", PDF), FileProblem.FORM),
    ],
)
def test_what_can_be_seen_at_once_is_refused_and_leaves_nothing(cast, folder, file, problem):  # noqa: F811
    row = kept()
    with pytest.raises(FileNotTaken) as refused, transaction.atomic():
        incoming.add_file(row, file, door=Door.WEB, now=NOW)
    assert refused.value.problem is problem
    assert (states(), acts(), stored(folder)) == ([], [], {})


def test_ten_files_of_a_message_and_forty_megabytes(cast, monkeypatch):
    row = kept()
    for number in range(10):
        add(row, PDF, f"{number}.pdf")
    with pytest.raises(FileNotTaken) as refused:
        add(row, PDF, "11.pdf")
    assert refused.value.problem is FileProblem.MANY
    monkeypatch.setattr(file_rules, "MOST_BYTES_TOGETHER", len(PDF) * 2 + 1)
    other = kept(form_key="o" * 22)
    add(other, PDF, "1.pdf")
    add(other, PDF, "2.pdf")
    with pytest.raises(FileNotTaken) as refused:
        add(other, PDF, "3.pdf")
    assert refused.value.problem is FileProblem.TOGETHER


def test_forty_files_a_day_also_where_they_were_removed(cast):
    for turn in range(4):
        row = kept(form_key=f"{turn:022}")
        for number in range(10):
            public_id = add(row, PDF, f"{number}.pdf").public_id
            with transaction.atomic():
                assert incoming.remove_file(DANA.participant_id, public_id, door=Door.WEB)
    with pytest.raises(FileNotTaken) as refused:
        add(row, PDF, "one more.pdf")
    assert refused.value.problem is FileProblem.TODAY
    add(kept(RILEY), PDF)  # each person has their own
    add(row, PDF, "tomorrow.pdf", now=NOW + timedelta(days=1))


def test_a_removed_file_is_forgotten_and_its_bytes_go(cast, folder):  # noqa: F811
    row = kept()
    public_id = add(row).public_id
    with transaction.atomic():
        assert not incoming.remove_file(RILEY.participant_id, public_id, door=Door.WEB)
        assert not incoming.remove_file(DANA.participant_id, "\0", door=Door.WEB)  # PostgreSQL looks for none such
        assert incoming.remove_file(DANA.participant_id, public_id, door=Door.WEB)
        assert not incoming.remove_file(DANA.participant_id, public_id, door=Door.WEB)
    found = SubmittedFile.objects.get()
    assert (found.name_sealed, found.key_sealed, found.submission, found.digest) == ("", "", "", "")
    delete_removed_bytes()
    assert stored(folder) == {}
    check_all()
    assert states() == [("removed", "")]
    assert [act for act, _, _ in acts()] == ["file added", "file removed"]


def test_a_file_that_is_sent_is_not_removed_any_more(cast):
    row = kept()
    public_id = add(row).public_id
    send()
    with transaction.atomic():
        assert not incoming.remove_file(DANA.participant_id, public_id, door=Door.WEB)


def test_no_one_else_reads_a_file(cast):
    public_id = add(kept()).public_id
    check_all()
    assert own_file(viewer(DANA), public_id)
    assert own_file(viewer(RILEY), public_id) is None
    assert files_of(viewer(RILEY), Submission.objects.get().public_id) == ()


def test_a_failing_trail_undoes_the_file(cast, folder, monkeypatch):  # noqa: F811
    row = kept()

    def fail(*words, **more):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("connect.audit.actions.record", fail)
    with pytest.raises(RuntimeError):
        add(row)
    assert (states(), stored(folder)) == ([], {})
    monkeypatch.undo()
    add(row, files.pdf(encryption=files.pikepdf.Encryption(owner="o", user="u")), "locked.pdf")
    monkeypatch.setattr("connect.audit.actions.record", fail)
    with pytest.raises(RuntimeError):
        check_next_file(NOW)
    assert states() == [("waiting", "")]


REFUSED = {
    "locked.pdf": (files.pdf(encryption=files.pikepdf.Encryption(owner="o", user="u")), FileProblem.PASSWORD),
    "long.pdf": (files.pdf(101), FileProblem.PAGES),
    "lies.png": (files.png_that_lies(), FileProblem.SIZE),
    "broken.jpg": (JPEG[:300], FileProblem.DAMAGED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why_and_nothing_of_it_is_kept(cast, folder, name):  # noqa: F811
    content, problem = REFUSED[name]
    row = kept(text="The text stays.")
    public_id = add(row, content, name).public_id
    check_all()
    assert states() == [("refused", problem.value)]
    assert stored(folder) == {}
    assert own_file(viewer(), public_id) is None
    found = draft(viewer(), MESSAGE.name, row.public_id)
    assert found.answers["text"] == "The text stays."
    assert [(each.name, each.problem) for each in found.files] == [(name, str(problem.label))]
    assert acts()[-1] == ("file refused", "files", DANA.participant_id)
    assert SubmittedFile.objects.get().key_sealed == ""


class _Killed(BaseException):
    """No `except Exception` stops it, and a test that lets it out has failed."""


def test_a_worker_that_dies_leaves_the_file_to_the_next_and_at_last_it_is_refused(cast, folder, monkeypatch):  # noqa: F811
    """The third worker does not open it any more."""
    row = kept()
    add(row)
    opened = []

    def die(content: bytes) -> CleanFile:
        opened.append(content)
        raise _Killed

    monkeypatch.setattr(checking, "clean_file", die)
    now = NOW
    for _ in range(2):
        with pytest.raises(_Killed):
            check_next_file(now)
        assert not check_next_file(now + timedelta(minutes=4))  # it may still be at work
        now += timedelta(minutes=6)
    assert check_next_file(now)
    assert (states(), len(opened), stored(folder)) == ([("refused", "unchecked")], 2, {})


def test_a_file_that_is_removed_while_it_is_looked_at_stays_removed(cast, folder, monkeypatch):  # noqa: F811
    public_id = add(kept()).public_id

    def remove_meanwhile(content: bytes) -> CleanFile:
        with transaction.atomic():
            incoming.remove_file(DANA.participant_id, public_id, door=Door.WEB)
        return CleanFile(b"made", (b"page",))

    monkeypatch.setattr(checking, "clean_file", remove_meanwhile)
    check_all()
    delete_removed_bytes()
    assert (states(), stored(folder)) == ([("removed", "")], {})


def test_what_was_ready_before_there_was_a_scanner_is_not_shown_until_it_has_looked(cast, settings, monkeypatch):
    row = kept()
    public_id = add(row).public_id
    check_all()
    settings.CLAMD = "/no/such/socket"
    assert own_file(viewer(), public_id) is None
    assert draft(viewer(), MESSAGE.name, row.public_id).files[0].state is FileState.WAITING
    check_all()  # the scanner is away: it waits
    assert own_file(viewer(), public_id) is None
    assert SubmittedFile.objects.get().tries == 0
    monkeypatch.setattr(checking, "finds_virus", lambda content: content.startswith(b"nothing"))
    check_all()
    assert own_file(viewer(), public_id)


@pytest.mark.parametrize("answer", [b"", b"stream: size limit ERROR", b"UNKNOWN COMMAND"])
def test_a_scanner_that_says_something_else_has_said_nothing(answer):
    with pytest.raises(scanner.ScannerAway):
        scanner.means_virus(answer)
    assert scanner.means_virus(b"stream: Test.Virus FOUND")
    assert not scanner.means_virus(b"stream: OK")


def test_a_newer_key_opens_what_an_older_one_sealed(cast, settings):
    from cryptography.fernet import Fernet

    public_id = add(kept()).public_id
    check_all()
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    call_command("keys", "rotate", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert own_file(viewer(), public_id)[0].startswith(b"%PDF")


def test_a_request_with_files_and_the_proof_of_a_name(cast):
    with transaction.atomic():
        row = receiving.begin_request(DANA.participant_id, REVIEW, form_key=KEY, case_number="", now=NOW)
    add(row)
    assert [each.name for each in own_request(viewer(), row.public_id).files] == ["stub.pdf"]
    with transaction.atomic():
        change = receiving.receive_change(
            DANA.participant_id, NEW_NAME, form_key="n" * 22, answers={"last": "Okafor"}, door=Door.WEB, now=NOW
        )
    proof = add(change, JPEG, "proof.jpg")
    check_all()
    assert own_file(viewer(), proof.public_id) is None  # no page repeats what someone sent about themselves
    assert staff.open_files(change.number, by="C. Morales")[0].content.startswith(b"\xff\xd8")


def test_where_a_file_must_come_none_and_a_refused_one_are_not_enough(cast, monkeypatch):
    import dataclasses

    strict = dataclasses.replace(REVIEW, files_required=True)
    monkeypatch.setitem(receiving.REQUEST_KINDS, "review", strict)
    answers = {"direction": "up", "reason": "job", "more": ""}
    with transaction.atomic():
        row = receiving.begin_request(DANA.participant_id, strict, form_key=KEY, case_number="", now=NOW)
        receiving.answer_question(
            DANA.participant_id, row.public_id, case_number="200000000101", answers=answers, now=NOW
        )
    add(row, JPEG[:300], "broken.jpg")
    check_all()
    with pytest.raises(StillUnanswered) as missing:
        receiving.receive_request(DANA.participant_id, row.public_id, door=Door.WEB, now=NOW)
    assert missing.value.args[0] == ["files"]
    add(row, JPEG, "whole.jpg")
    receiving.receive_request(DANA.participant_id, row.public_id, door=Door.WEB, now=NOW)


def test_staff_get_what_we_made_and_the_trail_says_so(cast, tmp_path):
    row = kept()
    add(row, files.pdf(2))
    add(row, JPEG, "b.jpg")
    add(row, JPEG[:300], "broken.jpg")
    check_all()
    send()
    number = Submission.objects.get().number
    said = StringIO()
    call_command("contact", "show", number, "--by", "C. Morales", stdout=said)
    assert sorted(line.partition(": ")[2] for line in said.getvalue().splitlines() if line.startswith("file ")) == [
        "b.jpg, ready", "broken.jpg, refused", "stub.pdf, ready",
    ]  # fmt: skip
    call_command("contact", "files", number, "--by", "C. Morales", "--to", str(tmp_path), stdout=said)
    written = sorted(path.suffix for path in tmp_path.iterdir() if path.is_file())
    assert written == [".jpg", ".jpg", ".jpg", ".pdf"]
    assert acts()[-1] == ("files opened", "C. Morales", DANA.participant_id)


# Six files, of which two cannot be opened.
PUT = """
import django; django.setup()
from django.db import transaction
from django.utils import timezone
from connect.contact import files, receiving
from connect.contact.file_rules import SentFile
from connect.contact.kinds import MESSAGE
from connect.lib.doors import Door
from tests.support.files import jpeg, pdf
with transaction.atomic():
    row = receiving.keep_draft("1000000001", MESSAGE, form_key="k" * 22, case_number="", answers={}, now=timezone.now())
    for number, content in enumerate((pdf(5), jpeg(), pdf(101), jpeg((3000, 2000)), jpeg()[:300], pdf(3))):
        name = f"{number}.pdf"
        files.add_file(row, SentFile(name, content), door=Door.WEB, now=timezone.now())
"""
CHECK = """
import django, sys; django.setup()
from datetime import timedelta
from django.utils import timezone
from connect.contact.checking import check_next_file
print("ready", flush=True)
while check_next_file(timezone.now() + timedelta(minutes=6 * int(sys.argv[1]))): pass
"""
LEFT = """
import django; django.setup()
from datetime import timedelta
from django.conf import settings
from django.utils import timezone
from connect.audit.models import Entry
from connect.contact.models import SubmittedFile
from connect.contact.retention import remove_bytes_of_no_file
from connect.contact.stored_files import old_names
now = timezone.now() + timedelta(hours=2)
remove_bytes_of_no_file(now, None, 500)
rows = list(SubmittedFile.objects.order_by("at", "public_id"))
names = sorted(name for each in old_names(now) for name in each)
wanted = [row.stored for row in rows if row.stored]
wanted += [f"{row.stored}-{page + 1}" for row in rows for page in range(row.pages)]
print(*(row.state for row in rows))
print(names == sorted(wanted), Entry.objects.filter(act="file refused").count())
"""


def python(environment: dict[str, str], code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_worker_killed_at_any_moment_ends_each_file_once(own_database):
    python(own_database, PUT)
    moments = random.Random(16)
    for round_ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", CHECK, str(round_)], cwd=ROOT, env=own_database, stdout=subprocess.PIPE, text=True
        ) as worker:
            worker.stdout.readline()
            time.sleep(moments.uniform(0.01, 1.5))
            os.kill(worker.pid, signal.SIGKILL)
    python(own_database, CHECK.replace("int(sys.argv[1])", "7"))
    ended, rest = python(own_database, LEFT).splitlines()
    assert set(ended.split()) <= {"ready", "refused"}
    assert ended.split().count("refused") >= 2
    assert rest == f"True {ended.split().count('refused')}"


def test_a_message_without_files_has_none(cast):
    row = write()
    assert thread(viewer(), row.public_id).texts[0].files == ()
