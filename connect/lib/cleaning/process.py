"""Have one file opened and made anew by a process of its own (connect.lib.cleaning.inside.py)."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from connect.lib.cleaning.limits import MOST_MADE_BYTES, MOST_SECONDS, FileRefusal, Unclean

_CODE = Path(__file__).resolve().parents[3]
_LONGEST_LINE = 4096
_ENDED_BY_A_LIMIT = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)  # a library without memory aborts


def isolated_command(code: str) -> tuple[str, ...]:
    """Run `code` with this product's modules, and with nothing that the environment or a folder could add."""
    return (sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(_CODE)!r})\n{code}")


_COMMAND = isolated_command("from connect.lib.cleaning.inside import main; main()")


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What is kept of a file: a JPEG, or a PDF with each of its pages as a JPEG."""

    content: bytes
    pages: tuple[bytes, ...]


def clean_file(content: bytes) -> CleanFile:
    """`content` made anew. Raises FileRefusal: what a reader crashes on, or takes too much for, is one too.

    The process has none of our environment, so no key; it ends with this one, whose end of the pipe it writes to.
    """
    given = os.memfd_create("file")  # no writer can wait for a reader that hangs, and nothing is on a disk
    with os.fdopen(given, "w+b") as file:
        file.write(content)
        file.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own words, no shell
            _COMMAND, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        ) as child:
            too_slow = threading.Timer(MOST_SECONDS, child.kill)
            too_slow.start()
            try:
                return _read(child)
            finally:
                too_slow.cancel()
                child.kill()


def _read(child: subprocess.Popen[bytes]) -> CleanFile:
    assert child.stdout  # noqa: S101  # it is a pipe
    line = child.stdout.readline(_LONGEST_LINE)
    try:
        said = json.loads(line)
    except ValueError:  # it was ended, by one of its limits or by what it read
        raise FileRefusal(Unclean.SIZE if child.wait() in _ENDED_BY_A_LIMIT else Unclean.DAMAGED) from None
    if "refused" in said:
        raise FileRefusal(Unclean(said["refused"]))
    lengths = [int(length) for length in said["parts"]]
    if not lengths or sum(lengths) > MOST_MADE_BYTES:
        raise FileRefusal(Unclean.SIZE)
    parts = [child.stdout.read(length) for length in lengths]
    if [len(part) for part in parts] != lengths:
        raise FileRefusal(Unclean.SIZE)
    return CleanFile(parts[0], tuple(parts[1:]))
