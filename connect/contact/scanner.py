"""A virus scanner beside us: clamd, asked over its socket (INSTREAM), where settings.CLAMD says that there is one."""

import socket
from contextlib import closing

from django.conf import settings

_SECONDS = 60
_PIECE = 1024 * 1024
_LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner does not answer, or answers something else. Nothing is known of the file."""


def finds_virus(content: bytes) -> bool:
    """Whether the scanner finds something in `content`. Raises ScannerAway."""
    try:
        with closing(_connection()) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                line.sendall(len(piece).to_bytes(4) + piece)
            line.sendall(bytes(4))
            answer = _answer(line)
    except OSError as problem:
        raise ScannerAway(type(problem).__name__) from problem
    return means_virus(answer)


def means_virus(answer: bytes) -> bool:
    """What the scanner's answer says. Raises ScannerAway for one that says neither."""
    if answer.endswith(b" FOUND"):
        return True
    if answer != b"stream: OK":
        raise ScannerAway("no answer that we know")
    return False


def _connection() -> socket.socket:
    """To `/path/of/a/socket`, or to `host:port`."""
    if not settings.CLAMD.startswith("/"):
        host, _, port = settings.CLAMD.rpartition(":")
        return socket.create_connection((host, int(port)), _SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_SECONDS)
    try:
        line.connect(settings.CLAMD)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    answer = b""
    while (piece := line.recv(_LONGEST_ANSWER)) and len(answer) < _LONGEST_ANSWER:
        answer += piece
    return answer.rstrip(b"\0\n")
