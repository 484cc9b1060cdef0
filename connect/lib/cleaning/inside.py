"""The process in which one file is opened: little memory, little time, no secrets, and nothing that outlasts it.

It reads the file from its standard input. It answers with a line of JSON, the lengths of the parts that follow, or with
why the file is not kept.
"""

import json
import os
import resource
import sys

from connect.lib.cleaning.limits import CPU_SECONDS, MEMORY_BYTES, FileRefusal, Unclean
from connect.lib.file_forms import form_of


def bind() -> None:
    """Take this process's rights to more, before anything of a stranger's is looked at."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def parts_of(content: bytes) -> list[bytes]:
    """What is kept of the file, and then its pages as pictures. Raises FileRefusal, and whatever a reader raises."""
    form = form_of(content)
    if form is None:
        raise FileRefusal(Unclean.DAMAGED)
    if form.is_picture:
        from connect.lib.cleaning.pictures import clean_picture  # noqa: PLC0415 - once the limits hold

        return [clean_picture(content)]
    from connect.lib.cleaning.papers import clean_paper  # noqa: PLC0415 - as above

    paper, pages = clean_paper(content)
    return [paper, *pages]


def main() -> None:
    bind()
    parts: list[bytes] = []
    try:
        parts = parts_of(sys.stdin.buffer.read())
        said: dict[str, object] = {"parts": [len(part) for part in parts]}
    except FileRefusal as refusal:
        said = {"refused": refusal.reason.value}
    except MemoryError:
        said = {"refused": Unclean.SIZE.value}
    except Exception:  # whatever a reader of a broken file may raise
        said = {"refused": Unclean.DAMAGED.value}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + b"".join(parts))
    sys.stdout.buffer.flush()
