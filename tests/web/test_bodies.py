"""What may come with a request: how long it may be, and no files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from connect.access.models import Visit
from connect.web.body_limits import REFUSED
from tests.support.cast import DANA

MULTIPART = "multipart/form-data; boundary=b"


def ask(length: str, language: str = "en"):
    """A form whose body is said to be `length` long, and is not there to be read."""
    return Client(headers={"accept-language": language}).generic(
        "POST", "/login", b"", content_type=MULTIPART, CONTENT_LENGTH=length
    )


@pytest.mark.parametrize("length", ["102401", "300000000", "9" * 40, "9" * 5000, "-1", "x"])
@pytest.mark.parametrize(
    ("language", "heading"), [("en", "That was too long"), ("es", "Lo que envió es demasiado largo")]
)
def test_a_body_that_is_said_to_be_too_long_is_refused_before_it_is_read(length, language, heading):
    answer = ask(length, language)
    assert (answer.status_code, answer["Content-Language"]) == (413, language)
    assert f"<h1>{heading}</h1>" in answer.content.decode()


@pytest.mark.parametrize(("path", "length"), [("/messages/new", "10588161"), ("/messages", "102401")])
def test_a_form_with_a_file_may_be_longer_on_the_pages_that_ask_for_one_and_has_its_limit(path, length):
    said = Client().generic("POST", path, b"", CONTENT_TYPE=MULTIPART, CONTENT_LENGTH=length)
    assert said.status_code == 413


def test_the_longest_body_is_read(db):
    assert ask("102400").status_code == 200  # the form again: nothing was typed into it


def test_a_file_that_somebody_sends_is_read_by_nobody():
    sent = {"file": SimpleUploadedFile("file.bin", b"x" * 50_000), "note": "kept"}
    request = RequestFactory().post("/login", sent)
    assert (dict(request.FILES), request.POST["note"]) == ({}, "kept")


def test_more_fields_than_any_form_of_ours_has_are_refused(cast):
    form = {"participant_id": DANA.participant_id, "pin": DANA.pin}
    assert Client().post("/login", form | {f"field{number}": "" for number in range(199)}).status_code == 400
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "That took too long to reach us"), ("es", "Su envío tardó demasiado en llegar")]
)
def test_what_the_front_gave_up_waiting_for_gets_a_page(language, heading):
    answer = Client(headers={"accept-language": language}).get("/login", **{REFUSED: "too-slow"})
    assert (answer.status_code, answer["Content-Language"]) == (408, language)
    assert f"<h1>{heading}</h1>" in answer.content.decode()
