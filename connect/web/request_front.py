"""Between the sockets and the threads: a thread is taken only for a request that is there in full, within its limits.

The server (granian, RSGI) hands every request to one coroutine. A body is waited for there, which costs no thread, and
within settings.BODY_*; forms and PDFs wait there too while their share of the threads is busy, so that pages to read
always have some. Why, and what it costs: docs/adr/0015. What is not taken is answered by connect.web.body_limits, with
a page.

A form of a page that asks for a file (connect.web.uploads) may be longer where an open visit sends it. What is longer
still, or comes without a visit, is cut off and answered as far as it came, so what was typed is not lost (adr/0030).
"""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Protocol

from django.conf import settings

from connect.web.body_limits import REFUSED, too_long
from connect.web.headers import everywhere
from connect.web.uploads import end_of_form, is_for_file, visit_that_sends

_LOG = logging.getLogger(__name__)
_CLOSE = ("connection", "close")
FILES_OF_A_VISIT = 2  # that may be on their way at once
_ALIKE: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}

type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
type Application = Callable[..., Any]  # of WSGI (PEP 3333)


class _Names(Protocol):
    def get(self, name: str, default: str = ...) -> str | None: ...
    def items(self) -> list[tuple[str, str]]: ...


class Scope(Protocol):
    """What the server tells of a request (RSGI)."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: _Names


class Connection(Protocol):
    """The two directions of a request: its body in pieces, and its answer."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...


class Refused(Exception):
    """A body that is not taken; the word is a name of connect.web.errors.ERRORS."""


class Front:
    """A WSGI application behind an RSGI server, on `threads` threads of each process."""

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._forms = asyncio.Semaphore(max(1, threads // 2))
        self._files = asyncio.Semaphore(settings.FILES_AT_ONCE)
        self._sending: Counter[str] = Counter()
        self._pdfs = asyncio.Semaphore(settings.PDFS_AT_ONCE)

    async def __rsgi__(self, scope: Scope, line: Connection) -> None:
        if scope.method in {"GET", "HEAD"} and not _has_body(scope):
            if scope.path.endswith(".pdf"):
                await self._in_turn(self._pdfs, settings.PDF_WAIT_SECONDS, scope, line, b"")
            else:
                await self._on_a_thread(scope, line, b"", "")
            return
        coming = _pieces(line)
        try:
            if _may_bring_file(scope):
                body, cut = await self._with_file(scope, coming)
                body = _ended(scope, body) if cut else body
            else:
                body, cut = await _whole(scope, coming), False
        except Refused as refused:
            await self._on_a_thread(scope, line, b"", str(refused))
            if str(refused) != "too-slow":
                await _read_on(coming, settings.BODY_READ_ON_SECONDS, settings.BODY_READ_ON_BYTES)
            return
        await self._in_turn(self._forms, settings.FORM_WAIT_SECONDS, scope, line, body, cut)
        if cut:
            await _read_on(coming, settings.FILE_READ_ON_SECONDS, settings.FILE_READ_ON_BYTES)

    async def _in_turn(
        self, places: asyncio.Semaphore, seconds: float, scope: Scope, line: Connection, body: bytes, cut: bool = False
    ) -> None:
        """Waits here, on no thread, for one of `places`; after so many seconds without one the answer is 429."""
        try:
            await asyncio.wait_for(places.acquire(), seconds)
        except TimeoutError:
            await self._on_a_thread(scope, line, b"", "too-many")
            return
        try:
            await self._on_a_thread(scope, line, body, "", cut=cut)
        finally:
            places.release()

    async def _with_file(self, scope: Scope, coming: AsyncIterator[bytes]) -> tuple[bytes, bool]:
        """The body of a form with a file, and whether it was cut off. Raises Refused."""
        cookies = scope.headers.get("cookie", "") or ""
        visit = await asyncio.get_running_loop().run_in_executor(self._threads, visit_that_sends, cookies)
        if not visit:
            return await _beginning(coming, settings.BODY_MOST_BYTES, settings.BODY_SECONDS)
        if self._sending[visit] >= FILES_OF_A_VISIT:
            raise Refused("too-many")
        self._sending[visit] += 1
        try:
            await asyncio.wait_for(self._files.acquire(), settings.FORM_WAIT_SECONDS)
        except TimeoutError:
            raise Refused("too-many") from None
        else:
            try:
                return await _beginning(coming, settings.FILE_BODY_MOST_BYTES, settings.FILE_BODY_SECONDS)
            finally:
                self._files.release()
        finally:
            self._sending[visit] -= 1
            self._sending += Counter()  # forgets who sends nothing

    async def _on_a_thread(self, scope: Scope, line: Connection, body: bytes, refused: str, cut: bool = False) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._answer, scope, line, body, refused, cut)

    def _answer(self, scope: Scope, line: Connection, body: bytes, refused: str, cut: bool) -> None:
        """Runs the application and sends its answer at once: a slow reader holds no thread."""
        said: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, exc_info: object = None) -> None:
            said.append((int(status[:3]), headers))

        try:
            answer = self._application(_environ(scope, body, refused), start_response)
            try:
                whole = b"".join(answer)
            finally:
                if close := getattr(answer, "close", None):
                    close()
            status, headers = said[-1]
        except Exception as problem:  # the application answers its own mistakes, so this is another one
            _LOG.error("no answer: %s", type(problem).__name__)
            status, headers, whole = 500, [*everywhere(), ("content-length", "0")], b""
        line.response_bytes(status, [*headers, _CLOSE] if refused or cut else headers, whole)


def _has_body(scope: Scope) -> bool:
    return scope.headers.get("content-length", "0") != "0" or bool(scope.headers.get("transfer-encoding", ""))


def _ended(scope: Scope, body: bytes) -> bytes:
    """A form that was cut off, with an end that its reader knows."""
    end = end_of_form(scope.headers.get("content-type", "") or "")
    return body[: len(body) - len(end)] + end


def _may_bring_file(scope: Scope) -> bool:
    """Whether the form may be longer than one without a file, and says a length that can be."""
    said = scope.headers.get("content-length", "0") or "0"
    if scope.method != "POST" or not (too_long(said) and said.isdecimal() and len(said) <= 12):
        return False
    return is_for_file(scope.path, scope.headers.get("content-type", "") or "")


async def _pieces(line: Connection) -> AsyncIterator[bytes]:
    """The body as it comes; the server gives it once, so what was begun goes on where it stopped."""
    async for piece in line:
        yield piece


async def _whole(scope: Scope, coming: AsyncIterator[bytes]) -> bytes:
    """The body, when all of it is there. Raises Refused: it is longer than may be, said or sent, or slower.

    Slower: silent for BODY_SILENCE_SECONDS, or not whole after BODY_SECONDS.
    """
    if too_long(scope.headers.get("content-length", "0") or "0"):
        raise Refused("too-large")
    body, cut = await _beginning(coming, settings.BODY_MOST_BYTES, settings.BODY_SECONDS)
    if cut:
        raise Refused("too-large")
    return body


async def _beginning(coming: AsyncIterator[bytes], most: int, seconds: float) -> tuple[bytes, bool]:
    """The body up to `most` bytes, and whether there is more of it. Raises Refused for a slow one."""
    now = asyncio.get_running_loop().time
    latest = now() + seconds
    body = bytearray()
    try:
        async with asyncio.timeout(settings.BODY_SILENCE_SECONDS) as patience:
            async for piece in coming:
                body += piece
                if len(body) > most:
                    return bytes(body[:most]), True
                patience.reschedule(min(latest, now() + settings.BODY_SILENCE_SECONDS))
    except TimeoutError:
        raise Refused("too-slow") from None
    return bytes(body), False


async def _read_on(coming: AsyncIterator[bytes], seconds: float, most: int) -> None:
    """Reads and drops a long body for a moment more: a sender who is cut off while sending never reads the answer."""
    length = 0
    try:
        async with asyncio.timeout(seconds):
            async for piece in coming:
                length += len(piece)
                if length > most:
                    return
    except TimeoutError:
        return


def _environ(scope: Scope, body: bytes, refused: str) -> Environ:
    """The request as WSGI names it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ = _ALIKE | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    for name, value in scope.headers.items():
        if "_" in name:  # would pass for the one with a hyphen, which a proxy of ours may have set
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}" if key in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ[REFUSED] = refused
    return environ
