"""The server as it is shipped, and files that are too large: cut off while they are read, with the text kept."""

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.proof.browser import Browser
from tests.proof.test_slow_senders import running
from tests.support import files
from tests.support.cast import DANA

pytestmark = pytest.mark.enable_socket
FORM_KEY = re.compile(r'name="form_key" value="([^"]+)"')
TEXT = "MY-CANARY-TEXT stays here"


@pytest.fixture(scope="module")
def serving(demo_environment, tmp_path_factory):
    with running(demo_environment, tmp_path_factory.mktemp("files")) as server:
        yield server


@pytest.fixture
def portal(serving):
    yield serving
    serving.hang_up()


def form(browser: Browser, content: bytes, name: str = "stub.pdf") -> bytes:
    """The form of a new message with a file, as a browser writes it."""
    key = FORM_KEY.search(browser.get("/messages/new").text())[1]
    fields = {"csrfmiddlewaretoken": browser.token, "form_key": key, "case": "none", "topic": "papers", "text": TEXT}
    fields["add"] = "1"
    parts = [f'--b\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n{fields[each]}\r\n' for each in fields]
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return ("".join(parts) + head).encode() + content + b"\r\n--b--\r\n"


def send(address: str, browser: Browser, body: bytes) -> str:
    """All that comes back, read while we send."""
    place = urlsplit(address)
    head = [
        "POST /messages/new HTTP/1.1",
        f"Host: {browser.host}",
        f"Origin: http://{browser.host}",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    with socket.create_connection((place.hostname, place.port)) as line:
        line.settimeout(60)
        line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        got = b""
        while piece := line.recv(65536):
            got += piece
    return got.decode()


def left_behind(portal) -> list[Path]:
    """Files that were written down: bytes of people's files, and whatever lies in the folder for such."""
    folder = portal.scratch.parent / "attachments"
    return [path for place in (portal.scratch, folder) for path in place.rglob("*") if path.is_file()]


def test_twenty_megabytes_are_cut_off_and_the_text_is_kept(portal):
    browser = portal.browser()
    browser.sign_in(DANA.participant_id, DANA.pin)
    browser.post("/language", language="en")  # whatever another test chose for her
    answer = send(portal.address, browser, form(browser, files.pdf() + bytes(20 * 1024 * 1024)))
    assert answer.startswith("HTTP/1.1 200 ")
    assert "This file is larger than 10 MB." in answer
    assert TEXT in answer
    assert left_behind(portal) == []


def test_without_a_visit_a_long_form_is_not_read_and_leads_to_the_sign_in(portal):
    browser = portal.browser()
    browser.sign_in(DANA.participant_id, DANA.pin)
    browser.post("/language", language="en")  # whatever another test chose for her
    body = form(browser, files.pdf() + bytes(5 * 1024 * 1024))
    other = portal.browser()
    other.cookies = dict(browser.cookies)
    browser.get("/home")
    browser.post("/logout")
    answer = send(portal.address, other, body)
    assert answer.startswith("HTTP/1.1 302 ")
    assert "/login?next=/messages/new" in answer
    assert left_behind(portal) == []


def test_a_file_of_ten_megabytes_is_taken(portal):
    browser = portal.browser()
    browser.sign_in(DANA.participant_id, DANA.pin)
    browser.post("/language", language="en")  # whatever another test chose for her
    content = files.pdf()
    content += b"\n%" + b"x" * (10 * 1024 * 1024 - len(content) - 2)
    answer = send(portal.address, browser, form(browser, content))
    assert answer.startswith("HTTP/1.1 302 "), answer[:500]
    (kept,) = left_behind(portal)
    assert kept.stat().st_size == 10 * 1024 * 1024 + 28  # sealed
