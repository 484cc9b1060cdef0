"""A mail server on loopback that behaves as told: it takes, refuses, hangs up, or answers nothing. For tests only."""

import socketserver
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.support.loopback import running


class MailServer(socketserver.ThreadingTCPServer):
    """`received`: every mail that was taken, its answer given or not. `rcpt` and `data`: the answers to give."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[EmailMessage] = []
        self.connections = 0
        self.rcpt = "250 ok"
        self.data = "250 taken"
        self.hang_up: str | None = None  # "at RCPT", "before taking", "after taking"
        self.meanwhile: Callable[[], object] = int  # done before RCPT is answered
        self.afterwards: Callable[[], object] = int  # done when a mail was taken, before its answer
        self.taken = threading.Condition()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def times_received(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(str(mail["Message-ID"]) for mail in list(self.received))

    def wait_for(self, count: int, seconds: float = 60) -> None:
        with self.taken:
            assert self.taken.wait_for(lambda: len(self.received) >= count, seconds), len(self.received)


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 test")
        try:
            while line := self.rfile.readline().decode().strip():
                if not self.answer(line.partition(" ")[0].upper()):
                    return
        except OSError:  # the other side was killed
            return

    def answer(self, word: str) -> bool:
        if word == "RCPT" and self.server.hang_up == "at RCPT":
            return False
        if word == "RCPT":
            self.server.meanwhile()
        if word == "DATA":
            return self.take()
        self.say({"QUIT": "221 bye", "RCPT": self.server.rcpt, "EHLO": "250 test"}.get(word, "250 ok"))
        return word != "QUIT"

    def take(self) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.server.hang_up == "before taking":
            return False
        if self.server.data.startswith("250"):
            with self.server.taken:
                self.server.received.append(message_from_bytes(b"".join(lines), EmailMessage, policy=policy.default))
                self.server.taken.notify_all()
        self.server.afterwards()
        if self.server.hang_up == "after taking":
            return False
        self.say(self.server.data)
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def mail_server() -> AbstractContextManager[MailServer]:
    return running(MailServer())
