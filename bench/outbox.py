"""Measure whether claiming and sending a mail stays as fast with a million mails waiting as with a thousand.

The mail server takes each mail at once, so what is left is ours: claim, work out, write, save the answer, trail.
"""

import json
import shutil
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

import django

from bench import machine

TURN = 40
ROUNDS = 5


def measure(kind: str, sizes: tuple[int, int]) -> dict[int, float]:
    """Return the mails a second by how many wait: the median of ROUNDS, the two sizes by turns."""
    folders = {size: Path(tempfile.mkdtemp(prefix="bench-")) for size in sizes}
    try:
        ready = {size: machine.environment(folder, machine.database(kind, folder)) for size, folder in folders.items()}
        for size, environment in ready.items():
            machine.run(environment, "manage.py", "migrate", "--verbosity", "0")
            machine.run(environment, "-m", "bench.outbox", "fill", size)
        rates: dict[int, list[float]] = {size: [] for size in sizes}
        for _ in range(ROUNDS):
            for size, environment in ready.items():
                rates[size].append(json.loads(machine.run(environment, "-m", "bench.outbox", "send", TURN)))
    finally:
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)
    return {size: median(found) for size, found in rates.items()}


def table(measured: dict[int, float]) -> str:
    few, many = min(measured), max(measured)
    return (
        f"| mails sent a second | ratio |\n|---|---|\n"
        f"| {many:,} waiting : {few:,} waiting | {measured[many] / measured[few]:.2f} |"
    )


def _fill(size: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from tests.support.waiting_mail import let_wait

    now = timezone.now()
    let_wait(size, kind="reminder", since=now - timedelta(hours=1), until=now + timedelta(days=1))
    with connection.cursor() as cursor:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT") if connection.vendor == "postgresql" else ("ANALYZE",):
            cursor.execute(statement)


def _rate(mails: int) -> float:
    """Mails a second: the fastest of three turns of `mails`, after one that warms up."""
    from django.conf import settings
    from django.utils import timezone

    from connect.notices.by_kind import WorkedOut, works_out
    from connect.notices.events import CallUs
    from connect.notices.kinds import NOTICE_KINDS, NoticeKind, NoticeReaders
    from connect.notices.senders.mail_queue import send_waiting

    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    NOTICE_KINDS["reminder"] = NoticeKind(
        name="reminder", tells="nothing", readers=NoticeReaders.ENROLLED, content_free=True, told_by=("call_us",)
    )
    works_out("reminder", lambda *_: WorkedOut("dana@example.org", CallUs(), ("en",)))
    rates = []
    for _turn in range(4):
        began = time.perf_counter()
        sent = send_waiting(now=timezone.now(), most=mails, seconds=60.0).counts
        rates.append(sent["sent"] / (time.perf_counter() - began))
    return max(rates[1:])


if __name__ == "__main__":
    django.setup()
    what, count = sys.argv[1], int(sys.argv[2])
    print(_fill(count) if what == "fill" else json.dumps(_rate(count)))
