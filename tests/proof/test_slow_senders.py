"""The server as it is shipped, beside people who send slowly, too much or nothing, and while sign-in is jammed."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from tests.proof.browser import Browser
from tests.support.cast import DANA
from tests.support.process import server

pytestmark = pytest.mark.enable_socket
SILENCE, WHOLE = 5, 10  # seconds, where the shipped settings say 10 and 30
STYLE = re.compile(r'href="(/static/[^"]+\.css)"')


class Running(NamedTuple):
    """A server, and the folder in which it would lay what it does not keep in memory."""

    address: str
    scratch: Path
    lines: list[socket.socket | Browser]

    def connect(self) -> socket.socket:
        place = urlsplit(self.address)
        line = socket.create_connection((place.hostname, place.port))
        line.settimeout(25)
        self.lines.append(line)
        return line

    def browser(self) -> Browser:
        browser = Browser(self.address)
        self.lines.append(browser)
        return browser

    def hang_up(self) -> None:
        while self.lines:
            self.lines.pop().close()


@contextmanager
def running(environment: dict[str, str], folder: Path, **limits: str) -> Iterator[Running]:
    """The demo's database and files behind a server of one process with four threads."""
    (folder / "static").symlink_to(Path(environment["CONNECT_VAR"], "static"))
    scratch = folder / "scratch"
    scratch.mkdir()
    told = {"CONNECT_VAR": str(folder), "TMPDIR": str(scratch)}
    with server(environment | told | limits) as address:
        yield Running(address, scratch, [])


@pytest.fixture(scope="module")
def limited(demo_environment, tmp_path_factory) -> Iterator[Running]:
    limits = {"CONNECT_BODY_SILENCE_SECONDS": str(SILENCE), "CONNECT_BODY_SECONDS": str(WHOLE)}
    with running(demo_environment, tmp_path_factory.mktemp("limited"), **limits) as server:
        yield server


@pytest.fixture
def shipped(limited) -> Iterator[Running]:
    yield limited
    limited.hang_up()


def head(path: str = "/login", *, length: int | None = None, **headers: str) -> bytes:
    """The head of a form sent to `path`; without `length` its body comes in chunks."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", size]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def of_a_form(reader: Browser) -> dict[str, str]:
    """The head of somebody who has opened the sign-in page, so that the form token of what they send is looked for."""
    reader.get("/login")
    cookie = "; ".join(f"{name}={value}" for name, value in reader.cookies.items())
    return {"Cookie": cookie, "Content_Type": "application/x-www-form-urlencoded", "Connection": "close"}


def answer(line: socket.socket) -> str:
    """All that comes until the server hangs up."""
    got = b""
    try:
        while piece := line.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got.decode()


def trickle(line: socket.socket) -> None:
    """A byte of a body a second, for ever."""
    try:
        while True:
            line.sendall(b"p")
            time.sleep(1)
    except OSError:
        return


def test_fifty_senders_who_do_not_finish_hold_nobody_up_and_are_hung_up_on(shipped):
    reader = shipped.browser()
    told = of_a_form(reader)
    lines = [shipped.connect() for _ in range(50)]
    began = time.monotonic()
    silent, slow = lines[:25], lines[25:]
    for line in lines:
        line.sendall(head(length=400, **told))
    for line in slow:
        threading.Thread(target=trickle, args=(line,), daemon=True).start()
    assert reader.get("/healthz").body == b"ok\n"
    assert reader.sign_in(DANA.participant_id, DANA.pin).header("Location") == "/home"
    assert "Logout" in reader.get("/home").text()
    assert time.monotonic() - began < SILENCE, "the sockets were to be held meanwhile"
    for line in silent:
        assert answer(line).startswith("HTTP/1.1 408 ")
    assert SILENCE <= time.monotonic() - began < WHOLE
    for line in slow:
        assert answer(line).startswith("HTTP/1.1 408 ")
    assert WHOLE - 1 <= time.monotonic() - began < WHOLE + 8


def test_a_head_that_does_not_come_ends_after_ten_seconds(shipped):
    lines = [shipped.connect() for _ in range(3)]
    began = time.monotonic()
    lines[1].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
    lines[2].sendall(
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )  # and then keeps the connection, and is silent
    assert [answer(line)[:15] for line in lines] == ["", "", "HTTP/1.1 200 OK"]
    assert 9 < time.monotonic() - began < 16


def send_on(line: socket.socket, piece: bytes, most: int) -> None:
    """`piece` again and again up to `most` bytes, or until the server hangs up."""
    try:
        for _ in range(most // len(piece)):
            line.sendall(piece)
    except OSError:
        return


FILE = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
PIECE = b"x" * 100_000


@pytest.mark.parametrize(
    ("length", "piece"),
    [(300_000_000, PIECE), (None, b"%x\r\n%b\r\n" % (len(PIECE), PIECE))],
    ids=["a length is said", "in chunks"],
)
def test_three_hundred_megabytes_are_refused_in_words_and_nothing_lies_on_the_disk(shipped, length, piece):
    seen: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.005):
            seen.append(sum(file.lstat().st_size for file in shipped.scratch.rglob("*")))

    watch = threading.Thread(target=look)
    watch.start()
    told = of_a_form(shipped.browser()) | {"Content_Type": "multipart/form-data; boundary=b", "Accept_Language": "es"}
    line = shipped.connect()
    line.sendall(head(length=length, **told))
    line.sendall(FILE if length else b"%x\r\n%b\r\n" % (len(FILE), FILE))
    sender = threading.Thread(target=send_on, args=(line, piece, 300_000_000))
    sender.start()
    said = answer(line)
    line.close()
    sender.join()
    over.set()
    watch.join()
    assert said.startswith("HTTP/1.1 413 ")
    assert "connection: close" in said
    assert "default-src 'none'" in said
    assert "Lo que envió es demasiado largo" in said
    assert set(seen) == {0}


def test_a_length_that_is_too_long_is_refused_before_anything_of_it_comes(shipped):
    line = shipped.connect()
    began = time.monotonic()
    line.sendall(head(length=102_401))
    assert "That was too long" in line.recv(65536).decode()
    assert time.monotonic() - began < 4
    line.close()


def test_a_form_that_comes_in_pieces_or_in_chunks_is_read(shipped):
    """What a slow telephone sends is as good as what comes at once."""
    reader = shipped.browser()
    told = of_a_form(reader)
    form = urlencode(
        {"csrfmiddlewaretoken": reader.token, "participant_id": DANA.participant_id, "pin": DANA.pin}
    ).encode()
    for length in (len(form), None):
        line = shipped.connect()
        line.sendall(head(length=length, **told))
        for piece in (form[:50], form[50:]):
            time.sleep(1)
            line.sendall(piece if length else b"%x\r\n%b\r\n" % (len(piece), piece))
        line.sendall(b"" if length else b"0\r\n\r\n")
        assert "location: /home" in answer(line)


@pytest.fixture
def jammed(demo_environment, tmp_path) -> Iterator[Running]:
    """No PIN's turn comes."""
    limits = {"CONNECT_PIN_HASHES_AT_ONCE": "0", "CONNECT_PIN_HASH_WAIT_SECONDS": "9", "CONNECT_FORM_WAIT_SECONDS": "6"}
    with running(demo_environment, tmp_path, **limits) as server:
        yield server
        server.hang_up()


def test_what_is_only_read_is_answered_while_a_hundred_sign_ins_wait(jammed):
    reader = jammed.browser()
    told = of_a_form(reader)
    style = STYLE.search(reader.get("/login").text())[1]
    said = {"csrfmiddlewaretoken": reader.token, "participant_id": DANA.participant_id}
    lines = [jammed.connect() for _ in range(100)]
    began = time.monotonic()
    for number, line in enumerate(lines):  # no two the same: that would be one form sent again
        form = urlencode({**said, "pin": f"000{number:03}"})
        line.sendall(head(length=len(form), **told) + form.encode())
    time.sleep(0.5)
    for path in ("/healthz", style, "/login", "/help", "/"):
        assert reader.get(path).status == 200
    assert time.monotonic() - began < 6, "the sign-ins were to wait meanwhile"
    assert {answer(line)[:13] for line in lines} == {"HTTP/1.1 429 "}
    assert time.monotonic() - began < 15
