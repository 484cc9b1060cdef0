"""Between the sockets and the threads: a thread is taken only for a request that is there in full, within its limits.

The server (granian, RSGI) hands every request to one coroutine. A body is waited for there, which costs no thread, and
within settings.BODY_*; forms and PDFs wait there too while their share of the threads is busy, so that pages to read
always have some. Why, and what it costs: docs/adr/0015. What is not taken is answered by connect.web.body_limits, with
a page.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Protocol

from django.conf import settings

from connect.web.body_limits import REFUSED, too_long
from connect.web.headers import everywhere

_LOG = logging.getLogger(__name__)
_CLOSE = ("connection", "close")
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
            body = await _whole(scope, coming)
        except Refused as refused:
            await self._on_a_thread(scope, line, b"", str(refused))
            if str(refused) == "too-large":
                await _read_on(coming)
            return
        await self._in_turn(self._forms, settings.FORM_WAIT_SECONDS, scope, line, body)

    async def _in_turn(
        self, places: asyncio.Semaphore, seconds: float, scope: Scope, line: Connection, body: bytes
    ) -> None:
        """Waits here, on no thread, for one of `places`; after so many seconds without one the answer is 429."""
        try:
            await asyncio.wait_for(places.acquire(), seconds)
        except TimeoutError:
            await self._on_a_thread(scope, line, b"", "too-many")
            return
        try:
            await self._on_a_thread(scope, line, body, "")
        finally:
            places.release()

    async def _on_a_thread(self, scope: Scope, line: Connection, body: bytes, refused: str) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._answer, scope, line, body, refused)

    def _answer(self, scope: Scope, line: Connection, body: bytes, refused: str) -> None:
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
        line.response_bytes(status, [*headers, _CLOSE] if refused else headers, whole)


def _has_body(scope: Scope) -> bool:
    return scope.headers.get("content-length", "0") != "0" or bool(scope.headers.get("transfer-encoding", ""))


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
    now = asyncio.get_running_loop().time
    latest = now() + settings.BODY_SECONDS
    body = bytearray()
    try:
        async with asyncio.timeout(settings.BODY_SILENCE_SECONDS) as patience:
            async for piece in coming:
                body += piece
                if len(body) > settings.BODY_MOST_BYTES:
                    raise Refused("too-large")
                patience.reschedule(min(latest, now() + settings.BODY_SILENCE_SECONDS))
    except TimeoutError:
        raise Refused("too-slow") from None
    return bytes(body)


async def _read_on(coming: AsyncIterator[bytes]) -> None:
    """Reads and drops a long body for a moment more: a sender who is cut off while sending never reads the answer."""
    length = 0
    try:
        async with asyncio.timeout(settings.BODY_READ_ON_SECONDS):
            async for piece in coming:
                length += len(piece)
                if length > settings.BODY_READ_ON_BYTES:
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
