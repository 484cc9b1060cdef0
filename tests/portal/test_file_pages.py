"""Files on the pages: one comes with one form, it is said what is wrong, and what we made of it is shown alone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from connect.access.models import Visit
from connect.audit.models import Entry
from connect.contact.checking import check_next_file
from connect.contact.file_rules import FILES_A_DAY, FileState
from connect.contact.models import Message, Submission, SubmittedFile
from connect.web.headers import SANDBOX
from tests.contact.storage import folder, stored  # noqa: F401 - a fixture is found by its import
from tests.portal.crawl import words
from tests.support import files
from tests.support.cast import DANA, RILEY
from tests.support.html import html_errors
from tests.support.page import Page
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("folder")
PDF, JPEG = files.pdf(), files.jpeg()
TEXT = "Here is my pay stub."


def upload(content: bytes = PDF, name: str = "stub.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(browser: Client, address: str = "/messages/new", **fields: object):
    """The page's form as a browser sends it: what is hidden in it, and `fields`."""
    page = Page(browser.get(address))
    form = "#typed"
    typed = {"text": TEXT} if page.all("textarea") else {}
    if page.all("[name=topic]"):
        typed |= {"case": "none", "topic": "papers"}
    return browser.post(address.partition("#")[0], page.hidden(form) | typed | fields)


def check_all() -> None:
    while check_next_file(timezone.now()):
        pass


def names(answer) -> list[str]:
    return [re.sub(r"\s+", " ", each).strip() for each in Page(answer).texts(".files li > span")]


def error(answer) -> str:
    (said,) = Page(answer).texts(".error-summary li")
    return said


def test_a_file_is_added_checked_and_sent_without_a_script(signed_in):
    browser = signed_in(DANA)
    page = browser.get("/messages/new")
    for said in ("up to 10 MB each", "Up to 10 files, 40 MB together", "40 files a day", "PDF, JPEG, PNG or HEIC"):
        assert said in words(page)
    assert html_errors(page.content.decode()) == []
    answer = post(browser, add="1", file=upload())
    draft = Submission.objects.get()
    assert answer["Location"] == f"/messages/new?draft={draft.public_id}#files-part"
    page = browser.get(answer["Location"])
    assert names(page) == ["stub.pdf (PDF, 1 KB) Being checked"]
    assert Page(page).text("textarea") == TEXT  # what was typed stays
    assert html_errors(page.content.decode()) == []
    check_all()
    page = browser.get(answer["Location"])
    assert names(page) == ["stub.pdf (PDF, 1 KB) Ready"]
    sent = post(browser, answer["Location"])
    page = browser.get(sent["Location"])
    assert names(page) == ["stub.pdf (PDF, 1 KB) Ready"]
    assert Submission.objects.get().state == "sent"
    (link,) = Page(page).attributes(".files a", "href")
    found = browser.get(link)
    assert found.content.startswith(b"%PDF")
    assert (found["Content-Type"], found["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="file.pdf"',
    )
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Content-Security-Policy"] == SANDBOX
    assert found["Cache-Control"] == "no-store"


def test_our_own_picture_is_shown_and_runs_nothing(signed_in):
    browser = signed_in(DANA)
    post(browser, add="1", file=upload(files.heic(), "IMG_0001.HEIC"))
    check_all()
    found = browser.get(f"/files/{SubmittedFile.objects.get().public_id}")
    assert found.content.startswith(b"\xff\xd8\xff")
    assert (found["Content-Type"], found["Content-Disposition"]) == ("image/jpeg", 'inline; filename="picture.jpg"')
    assert found["Content-Security-Policy"] == SANDBOX
    assert SANDBOX.endswith("; sandbox")
    assert "default-src 'none'" in SANDBOX


def test_a_file_that_is_chosen_and_not_added_goes_with_the_message(signed_in):
    browser = signed_in(DANA)
    sent = post(browser, file=upload())
    assert names(browser.get(sent["Location"])) == ["stub.pdf (PDF, 1 KB) Being checked"]
    assert Message.objects.count() == 1


def test_one_that_is_chosen_stays_where_the_rest_is_wrong(signed_in):
    browser = signed_in(DANA)
    answer = post(browser, file=upload(), topic="")
    assert error(answer) == "Choose what your message is about."
    assert names(answer) == ["stub.pdf (PDF, 1 KB) Being checked"]
    again = Page(answer)
    sent = browser.post("/messages/new", again.hidden("#typed") | {"case": "none", "topic": "papers", "text": TEXT})
    assert names(browser.get(sent["Location"])) == ["stub.pdf (PDF, 1 KB) Being checked"]


def test_a_text_that_is_too_long_asks_to_choose_the_file_again(signed_in):
    answer = post(signed_in(DANA), add="1", file=upload(), text="x" * 5001)
    assert Page(answer).texts(".error-summary li")[1] == "Correct the rest, then choose the file again."
    assert not SubmittedFile.objects.exists()


def test_a_file_is_removed_and_what_was_typed_stays(signed_in):
    browser = signed_in(DANA)
    address = post(browser, add="1", file=upload())["Location"]
    post(browser, address, add="1", file=upload(JPEG, "b.jpg"))
    first = SubmittedFile.objects.get(is_picture=False).public_id
    answer = post(browser, address, remove=first, text="Another text.")
    page = browser.get(answer["Location"])
    assert names(page) == ["b.jpg (Picture, 1 KB) Being checked"]
    assert Page(page).text("textarea") == "Another text."


BAD = {
    "nothing": (b"", "empty.pdf", "This file is empty."),
    "a program": (b"MZ\x90", "a.pdf", "We take PDF, JPEG, PNG and HEIC files."),
    "a page": (b"<html><script>alert(1)</script>", "a.jpg", "We take PDF, JPEG, PNG and HEIC files."),
    "a name": (PDF, "a.html", "We take PDF, JPEG, PNG and HEIC files."),
    "too long": (PDF + bytes(10 * 1024 * 1024), "a.pdf", "This file is larger than 10 MB."),
}


@pytest.mark.parametrize(("content", "name", "said"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_with_a_file_is_said_and_the_text_stays(signed_in, folder, content, name, said):  # noqa: F811
    answer = post(signed_in(DANA), add="1", file=upload(content, name))
    assert answer.status_code == 200
    assert error(answer).startswith(f"“{name}” was not added. {said}")
    assert Page(answer).text("textarea") == TEXT
    assert (Submission.objects.count(), SubmittedFile.objects.count(), stored(folder)) == (0, 0, {})


def test_add_without_a_file_says_to_choose_one(signed_in):
    assert error(post(signed_in(DANA), add="1")) == "Choose a file first, then add it."


def test_a_name_leads_nowhere_and_runs_nothing(signed_in, folder):  # noqa: F811
    browser = signed_in(DANA)
    name = "../../../etc/<img src=x onerror=alert(1)>\u202egpj.pdf"
    page = browser.get(post(browser, add="1", file=upload(PDF, name))["Location"])
    assert Page(page).all("img[onerror], .files script") == []
    assert html_errors(page.content.decode()) == []
    assert names(page)[0].startswith("<img src=x onerror=alert(1)>gpj.pdf")
    (only,) = stored(folder)
    assert re.fullmatch(r"[0-9a-f]{32}", only)


def test_the_forty_first_of_a_day_is_429_and_the_text_stays(signed_in):
    browser = signed_in(DANA)
    SubmittedFile.objects.bulk_create(
        SubmittedFile(
            participant_id=DANA.participant_id, public_id=f"{number:022}", submission="", is_picture=False,
            sent_bytes=1, state=FileState.REMOVED, at=timezone.now(),
        )
        for number in range(FILES_A_DAY)
    )  # fmt: skip
    answer = post(browser, add="1", file=upload())
    assert answer.status_code == 429
    assert "You have added 40 files today" in error(answer)
    assert Page(answer).text("textarea") == TEXT


def test_one_form_adds_one_file_however_often_it_is_sent(signed_in):
    browser = signed_in(DANA)
    form = Page(browser.get("/messages/new")).hidden("#typed")
    typed = form | {"case": "none", "topic": "papers", "text": TEXT, "add": "1"}
    told = {browser.post("/messages/new", typed | {"file": upload()})["Location"] for _ in range(3)}
    assert len(told) == SubmittedFile.objects.count() == 1
    browser.post("/messages/new", typed | {"file": upload(JPEG, "b.jpg")})  # with another file it is another form
    assert SubmittedFile.objects.count() == 2


def test_a_reply_takes_files_and_waits_below_the_conversation(signed_in):
    browser = signed_in(DANA)
    address = post(browser)["Location"]
    answer = post(browser, address, add="1", file=upload(), text="And my pay stub.")
    assert answer["Location"] == f"{address}#typed"
    page = browser.get(address)
    assert Page(page).text("textarea") == "And my pay stub."
    assert names(page) == ["stub.pdf (PDF, 1 KB) Being checked"]
    assert html_errors(page.content.decode()) == []
    drafts = Page(browser.get("/messages")).attributes("table a", "href")
    assert drafts == [address, address]  # the draft leads to its conversation
    post(browser, address, text="And my pay stub.")
    assert names(browser.get(address)) == ["stub.pdf (PDF, 1 KB) Being checked"]
    assert Page(browser.get(address)).texts(".thread__text") == [TEXT, "And my pay stub."]
    assert Page(browser.get(address)).text("textarea") == ""
    assert Submission.objects.count() == 1


def test_a_reply_is_saved_and_thrown_away(signed_in):
    browser = signed_in(DANA)
    address = post(browser)["Location"]
    post(browser, address, later="1", text="Half a")
    assert Page(browser.get(address)).text("textarea") == "Half a"
    post(browser, address, add="1", file=upload(), text="Half a")
    post(browser, address, delete="1")
    assert Page(browser.get(address)).text("textarea") == ""
    assert SubmittedFile.objects.get().state == "removed"


def test_a_request_asks_for_papers_last(signed_in):
    browser = signed_in(DANA)
    form = Page(browser.get("/requests/new/dispute")).hidden("main form")
    address = browser.post("/requests/new/dispute", form)["Location"].rpartition("/")[0] + "/files"
    page = browser.get(address)
    assert "Papers that show the right amount, such as a receipt" in words(page)
    assert html_errors(page.content.decode()) == []
    assert error(post(browser, address, add="1")) == "Choose a file first, then add it."
    assert post(browser, address, add="1", file=upload())["Location"] == address
    assert names(browser.get(address)) == ["stub.pdf (PDF, 1 KB) Being checked"]
    check = post(browser, address, file=upload(JPEG, "b.jpg"))["Location"]
    assert check.endswith("/check")
    assert "b.jpg" in words(browser.get(check))
    post(browser, f"{address}?back=check", remove=SubmittedFile.objects.get(is_picture=True).public_id)
    assert names(browser.get(address)) == ["stub.pdf (PDF, 1 KB) Being checked"]


def test_a_new_name_comes_with_its_proof_and_no_page_repeats_it(signed_in):
    browser = signed_in(DANA)
    address = "/profile/information/name"
    typed = {"first": "DANA", "last": "STONE", "why": "Marriage."}
    wrong = post(browser, address, file=upload(b"MZ", "a.pdf"), **typed)
    assert error(wrong).startswith("“a.pdf” was not added. We take PDF")
    assert Page(wrong).value("last") == "STONE"
    assert not Submission.objects.exists()
    sent = post(browser, address, file=upload(JPEG, "CANARY.jpg"), **typed)
    check_all()
    page = browser.get(sent["Location"])
    assert names(page) == ["A file (Picture, 1 KB) Ready"]
    assert "CANARY" not in words(page)
    assert Page(page).all(".files a") == []
    assert browser.get(f"/files/{SubmittedFile.objects.get().public_id}").status_code == 404


def test_a_stranger_cannot_tell_that_a_file_exists(signed_in, client):
    browser = signed_in(DANA)
    post(browser, add="1", file=upload())
    check_all()
    mine, none = f"/files/{SubmittedFile.objects.get().public_id}", f"/files/{'B' * 22}"
    assert browser.get(mine).status_code == 200
    other = signed_in(RILEY)
    foreign, absent = other.get(mine), other.get(none)
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content
    assert client.get(mine)["Location"].startswith("/login")
    draft = Submission.objects.get().public_id
    assert other.get(f"/messages/new?draft={draft}").status_code == 404
    post(other, remove=SubmittedFile.objects.get().public_id)
    assert SubmittedFile.objects.get().state == "ready"


def test_where_the_visit_has_ended_the_text_waits_and_the_file_is_asked_for_again(signed_in):
    browser = signed_in(DANA)
    form = Page(browser.get("/messages/new")).hidden("#typed")
    Visit.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    typed = form | {"case": "none", "topic": "papers", "text": TEXT, "add": "1", "file": upload()}
    answer = browser.post("/messages/new", typed)
    assert answer["Location"].startswith("/login")
    assert not SubmittedFile.objects.exists()
    browser.post(answer["Location"], {"participant_id": DANA.participant_id, "pin": DANA.pin})
    page = browser.get("/messages/new")
    assert Page(page).text("textarea") == TEXT
    assert "Choose the file again. We could not keep it." in words(page)


def test_the_language_button_keeps_the_text_and_asks_for_the_file_again(signed_in):
    browser = signed_in(DANA)
    page = post(browser, switch="es", file=upload())
    assert Page(page).text("textarea") == TEXT
    assert "Elija el archivo de nuevo. No pudimos guardarlo." in words(page)
    assert not SubmittedFile.objects.exists()


def test_no_other_page_reads_a_file(signed_in):
    browser = signed_in(DANA)
    browser.post("/login", {"participant_id": "1", "file": upload()})
    assert browser.post("/language", {"language": "es", "file": upload()}).wsgi_request.FILES == {}


def test_the_history_names_the_file_s_act_and_not_its_name(signed_in):
    browser = signed_in(DANA)
    post(browser, add="1", file=upload(PDF, "CANARY.pdf"))
    page = words(browser.get("/security/history"))
    assert "Added a file to what you write to us" in page
    assert "CANARY" not in page
    assert "CANARY" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_what_the_pages_cost(signed_in):
    browser = signed_in(DANA)
    address = post(browser, add="1", file=upload())["Location"].partition("#")[0]
    post(browser, address, add="1", file=upload(JPEG, "b.jpg"))
    check_all()
    # The visit, the cases, the draft, its files, and what waits since a visit ended.
    assert statements(browser, address) == 5
    assert statements(browser, f"/files/{SubmittedFile.objects.all()[0].public_id}") == 2
    assert django_settings.FILE_UPLOAD_HANDLERS == []
