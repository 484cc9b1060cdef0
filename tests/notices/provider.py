"""A mail provider on loopback, as Mailgun's API is, that behaves as told. For tests only."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from tests.support.loopback import running


class Provider(ThreadingHTTPServer):
    """`received`: the fields of every mail that was taken, its answer given or not. `status`: the answer to give."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[dict[str, str]] = []
        self.status = 200
        self.answer: bytes | None = None  # in place of what Mailgun says to a mail that it takes
        self.hang_up: str | None = None  # "before taking", "after taking", "in the answer"
        self.silent_for = 0.0  # seconds before the answer
        self.afterwards: Callable[[], object] = int  # done when a mail was taken, before its answer
        self.taken = threading.Condition()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def times_received(self) -> Counter[str]:
        """How often each Message-ID of ours came."""
        return Counter(mail["h:Message-Id"] for mail in list(self.received))

    def wait_for(self, count: int, seconds: float = 60) -> None:
        with self.taken:
            assert self.taken.wait_for(lambda: len(self.received) >= count, seconds), len(self.received)


class _Talk(BaseHTTPRequestHandler):
    server: Provider
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with suppress(OSError):  # the other side was killed
            super().handle()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.hang_up == "before taking":
            self.close_connection = True
            return
        if self.server.status == 200:
            with self.server.taken:
                self.server.received.append(_fields(self.headers["Content-Type"], body))
                self.server.taken.notify_all()
        self.server.afterwards()
        time.sleep(self.server.silent_for)
        if self.server.hang_up == "after taking":
            self.close_connection = True
            return
        number = len(self.server.received)
        said = json.dumps({"id": f"<{number}@provider.example>", "message": "Queued. Thank you."}).encode()
        answer = self.server.answer if self.server.answer is not None else said
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.server.hang_up == "in the answer":
            self.wfile.write(answer[:10])
            self.close_connection = True
            return
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def _fields(kind: str, body: bytes) -> dict[str, str]:
    """The fields of a form, in either of the two ways that a form is sent."""
    whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, EmailMessage, policy=policy.HTTP)
    if not whole.is_multipart():
        return dict(parse_qsl(body.decode()))
    names = ((part.get_param("name", header="content-disposition"), part) for part in whole.iter_parts())
    return {str(name): part.get_payload(decode=True).decode() for name, part in names}


def provider_on_loopback() -> AbstractContextManager[Provider]:
    return running(Provider())
