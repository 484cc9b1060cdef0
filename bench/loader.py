"""A load of our own: several kept connections, each asking for its next page when it has the last one."""

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
    """What came back: seconds each, and the bytes of one page (without its head)."""

    seconds: list[float] = field(default_factory=list)
    length: int = 0

    def percentile(self, hundredth: int) -> float:
        return quantiles(self.seconds, n=100)[hundredth - 1]


def request(path: str, cookies: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nAccept-Language: en-US,en;q=0.9\r\n"
    return f"{head}Accept: text/html\r\nUser-Agent: bench\r\nCookie: {cookies}\r\n\r\n".encode()


def ask(port: int, path: str, cookies: str) -> tuple[bytes, bytes]:
    """One page: its head and its body."""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(request(path, cookies))
        return _receive(line)


def visited(port: int, path: str, cookies: str) -> str:
    """`cookies` and those the server gave for them: a browser's second visit."""
    head, _ = ask(port, path, cookies)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    kept = dict(pair.split("=", 1) for pair in cookies.split("; "))
    kept |= dict(given.decode().split("=", 1) for given in COOKIE.findall(head))
    return "; ".join(f"{name}={value}" for name, value in kept.items())


def _receive(line: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one answer, whether it tells its length or comes in chunks."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    if found := LENGTH.search(head):
        while len(body) < int(found[1]):
            body += line.recv(65536)
        return head, body
    while not body.endswith(b"\r\n0\r\n\r\n"):
        body += line.recv(65536)
    whole = b""
    while (size := int(body[: body.index(b"\r\n")], 16)) > 0:
        start = body.index(b"\r\n") + 2
        whole += body[start : start + size]
        body = body[start + size + 2 :]
    return head, whole


def load(port: int, requests: list[bytes], *, at_once: int, count: int) -> Answers:
    """`count` answers to `requests` in turn, `at_once` of them under way. Raises RuntimeError for one not 200."""
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
