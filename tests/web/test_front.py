"""What the front makes of a request before the application sees it, and of an application that fails."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from connect.web.request_front import Front


class Names(list):
    """The head's lines, as the server gives them."""

    def get(self, name, default=""):
        return dict(self).get(name, default)

    def items(self):
        return list(self)


class Line:
    """Sends the pieces of a body and keeps the answer."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    async def __aiter__(self):
        for piece in self.pieces:
            yield piece

    def response_bytes(self, status, headers, body):
        self.status, self.headers, self.body = status, dict(headers), body


def scope(*names, method="GET", path="/"):
    return SimpleNamespace(
        headers=Names(names), method=method, path=path, query_string="a=1", http_version="1.1", scheme="http",
        server="127.0.0.1:8000", client="203.0.113.7:5000",
    )  # fmt: skip


def run(coroutine):
    """On a thread of its own: a browser that another test drives has left a loop running on this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def asked(application, line, *names, **more):
    async def ask():
        await Front(application, threads=2).__rsgi__(scope(*names, **more), line)

    run(ask())
    return line


def seen(*names, body=(), **more):
    """The WSGI environment of a request with these lines in its head."""
    environ = {}

    def application(given, start_response):
        environ.update(given, body=given["wsgi.input"].read())
        start_response("200 OK", [])
        return [b"ok"]

    assert asked(application, Line(*body), *names, **more).status == 200
    return environ


def test_a_name_with_an_underscore_does_not_pass_for_the_header_of_a_proxy():
    environ = seen(("x_forwarded_for", "10.0.0.1"), ("x_forwarded_proto", "https"))
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"} & set(environ)


def test_a_name_that_stands_twice_is_one_line_in_its_order():
    """The last address is the one a proxy of ours added, however many lines there are."""
    environ = seen(
        ("x-forwarded-for", "10.0.0.1"), ("x-forwarded-for", "203.0.113.9"), ("cookie", "a=1"), ("cookie", "b=2")
    )
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.0.0.1,203.0.113.9"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_the_address_asked_for_and_who_asks():
    environ = seen(path="/café")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café"
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"], environ["QUERY_STRING"]) == ("203.0.113.7", "8000", "a=1")


def test_the_length_is_what_came_and_not_what_was_said():
    environ = seen(("transfer-encoding", "chunked"), ("content-length", "3"), body=(b"abc", b"def"), method="POST")
    assert (environ["CONTENT_LENGTH"], environ["body"]) == ("6", b"abcdef")


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_body_that_grows_too_long_is_never_seen_by_the_application(method, settings):
    settings.BODY_MOST_BYTES = 5
    environ = seen(("transfer-encoding", "chunked"), body=(b"abc", b"def"), method=method)
    assert (environ["connect.refused"], environ["body"]) == ("too-large", b"")


def test_a_form_that_finds_no_thread_in_its_time_is_asked_to_come_back(settings):
    """The first holds the one thread that forms have until the second has its answer."""
    settings.FORM_WAIT_SECONDS = 0.05
    answered = threading.Event()
    said = []

    def application(environ, start_response):
        if not environ["connect.refused"]:
            answered.wait(5)
        said.append(environ["connect.refused"])
        start_response("200 OK", [])
        return [b""]

    async def both():
        front = Front(application, threads=2)
        first = asyncio.ensure_future(front.__rsgi__(scope(method="POST"), Line()))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(front.__rsgi__(scope(method="POST"), Line()))
        await asyncio.wait({second}, timeout=2)
        answered.set()
        await asyncio.gather(first, second)

    run(both())
    assert said == ["too-many", ""]


def test_pdfs_that_wait_occupy_no_thread_and_pages_go_on(settings):
    """One place and two threads: while a PDF is drawn and two wait, a page is answered; who waited too long is told."""
    settings.PDFS_AT_ONCE, settings.PDF_WAIT_SECONDS = 1, 0.3
    drawn = threading.Event()
    said = []

    def application(environ, start_response):
        path = environ["PATH_INFO"]
        if path.endswith(".pdf") and not environ["connect.refused"]:
            drawn.wait(5)
        said.append((path, environ["connect.refused"]))
        start_response("200 OK", [])
        return [b""]

    async def everyone():
        front = Front(application, threads=2)
        pdfs = [asyncio.ensure_future(front.__rsgi__(scope(path=f"/{n}.pdf"), Line())) for n in range(3)]
        await asyncio.sleep(0.05)
        await asyncio.wait_for(front.__rsgi__(scope(path="/home"), Line()), timeout=2)
        await asyncio.wait(pdfs[1:], timeout=2)
        drawn.set()
        await asyncio.gather(*pdfs)

    run(everyone())
    assert said[0] == ("/home", "")
    assert sorted(said[1:3]) == [("/1.pdf", "too-many"), ("/2.pdf", "too-many")]
    assert said[3] == ("/0.pdf", "")


FORM = (("content-type", "multipart/form-data; boundary=b"), ("cookie", "__Host-visit=key"))
PIECES = tuple(b"x" * 50_000 for _ in range(300))  # 15 MB


def with_file(monkeypatch, visit: str, path: str = "/messages/new", pieces=PIECES, length: str = "15000000"):
    """What the application sees of a long form, and what the sender is told."""
    monkeypatch.setattr("connect.web.request_front.visit_that_sends", lambda cookies: visit)
    seen = []

    def application(given, start_response):
        seen.append((given["connect.refused"], len(given["wsgi.input"].read()), given["CONTENT_LENGTH"]))
        start_response("200 OK", [])
        return [b"ok"]

    line = asked(application, Line(*pieces), *FORM, ("content-length", length), method="POST", path=path)
    return (*seen, line.headers.get("connection", ""))


def test_a_file_is_read_up_to_its_limit_where_an_open_visit_sends_it(monkeypatch, settings):
    most = settings.FILE_BODY_MOST_BYTES
    assert with_file(monkeypatch, "visit") == (("", most, str(most)), "close")
    short = with_file(monkeypatch, "visit", pieces=PIECES[:100], length="5000000")
    assert short == (("", 5_000_000, "5000000"), "")


def test_of_a_long_form_without_a_visit_only_the_beginning_is_read(monkeypatch):
    """What was typed stands there, and waits for its author to sign in again."""
    assert with_file(monkeypatch, "") == (("", 102_400, "102400"), "close")


@pytest.mark.parametrize("path", ["/login", "/no/such/page", "/messages"])
def test_a_page_that_asks_for_no_file_takes_no_long_form(monkeypatch, path):
    assert with_file(monkeypatch, "visit", path)[0] == ("too-large", 0, "0")


@pytest.mark.parametrize("length", ["-1", "9" * 5000, "x"])
def test_a_length_that_is_none_opens_nothing(monkeypatch, length):
    assert with_file(monkeypatch, "visit", length=length)[0] == ("too-large", 0, "0")


@pytest.mark.parametrize(
    ("visits", "taken"), [("aaa", 2), ("abcd", 3)], ids=["two of one visit", "three of all together"]
)
def test_so_many_files_are_sent_at_once_and_no_more(monkeypatch, settings, visits, taken):
    settings.FORM_WAIT_SECONDS, settings.FILES_AT_ONCE = 0.05, 3
    monkeypatch.setattr("connect.web.request_front.visit_that_sends", lambda cookies: cookies)
    said = []

    class Slow(Line):
        async def __aiter__(self):
            await asyncio.sleep(0.3)
            yield b"x"

    def application(given, start_response):
        said.append(given["connect.refused"])
        start_response("200 OK", [])
        return [b""]

    async def all_of_them():
        front = Front(application, threads=8)
        head = (FORM[0], ("content-length", "5000000"))
        forms = [scope(*head, ("cookie", who), method="POST", path="/messages/new") for who in visits]
        await asyncio.gather(*(front.__rsgi__(form, Slow()) for form in forms))

    run(all_of_them())
    assert sorted(said) == [""] * taken + ["too-many"]


def test_an_application_that_fails_is_an_answer_with_every_header():
    def application(environ, start_response):
        raise RuntimeError("secret")

    line = asked(application, Line())
    assert (line.status, line.body) == (500, b"")
    assert line.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert line.headers["X-Content-Type-Options"] == "nosniff"
