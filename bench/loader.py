"""A load generator: several persistent connections, each of which requests its next page after the previous answer."""

import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from statistics import quantiles

from bench.machine import HOST

COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+=[^;\r]*)", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass
class Answers:
    """The results of a load: the seconds of each answer, and the bytes of one page without its headers."""

    seconds: list[float] = field(default_factory=list)
    length: int = 0

    def percentile(self, hundredth: int) -> float:
        return quantiles(self.seconds, n=100)[hundredth - 1]


def request(path: str, cookies: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nAccept-Language: en-US,en;q=0.9\r\n"
    return f"{head}Accept: text/html\r\nUser-Agent: bench\r\nCookie: {cookies}\r\n\r\n".encode()


def ask(port: int, path: str, cookies: str) -> tuple[bytes, bytes]:
    """Request one page. Returns its head and its body."""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(request(path, cookies))
        return _receive(line)


def visited(port: int, path: str, cookies: str) -> str:
    """Return `cookies` and the ones the server set in reply, as a browser has at its second request."""
    head, _ = ask(port, path, cookies)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    jar = dict(pair.split("=", 1) for pair in cookies.split("; "))
    jar |= dict(cookie.decode().split("=", 1) for cookie in COOKIE.findall(head))
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def _receive(line: socket.socket) -> tuple[bytes, bytes]:
    """Receive the head and body of one answer, which has a Content-Length or comes in chunks."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    if length := LENGTH.search(head):
        while len(body) < int(length[1]):
            body += line.recv(65536)
        return head, body
    while not body.endswith(b"\r\n0\r\n\r\n"):
        body += line.recv(65536)
    content = b""
    while (size := int(body[: body.index(b"\r\n")], 16)) > 0:
        start = body.index(b"\r\n") + 2
        content += body[start : start + size]
        body = body[start + size + 2 :]
    return head, content


def load(port: int, requests: list[bytes], *, at_once: int, count: int) -> Answers:
    """Collect `count` answers to `requests` in turn over `at_once` connections. Raises RuntimeError for any but 200."""
    answers = Answers()
    ready = selectors.DefaultSelector()
    started: dict[int, float] = {}
    lines = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(at_once)]
    sent = 0
    for line in lines:
        ready.register(line, selectors.EVENT_READ)
        line.sendall(requests[sent % len(requests)])
        started[line.fileno()] = time.perf_counter()
        sent += 1
    while len(answers.seconds) < count:
        for key, _ in ready.select(20):
            line = key.fileobj
            head, body = _receive(line)
            answers.seconds.append(time.perf_counter() - started[line.fileno()])
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            answers.length = len(body)
            if sent < count:
                started[line.fileno()] = time.perf_counter()
                line.sendall(requests[sent % len(requests)])
                sent += 1
    for line in lines:
        line.close()
    return answers
