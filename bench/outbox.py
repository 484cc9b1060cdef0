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

TURN = 50
TURNS = 15


def measure(kind: str, sizes: tuple[int, ...]) -> dict[int, float]:
    """Return the mails a second by how many wait."""
    found = {}
    for size in sizes:
        folder = Path(tempfile.mkdtemp(prefix="bench-"))
        try:
            environment = machine.environment(folder, machine.database(kind, folder))
            machine.run(environment, "manage.py", "migrate", "--verbosity", "0")
            found[size] = json.loads(machine.run(environment, "-m", "bench.outbox", size))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found


def table(measured: dict[int, float]) -> str:
    few, many = min(measured), max(measured)
    return (
        f"| mails sent a second | ratio |\n|---|---|\n"
        f"| {many:,} waiting : {few:,} waiting | {measured[many] / measured[few]:.2f} |"
    )


def _rate(size: int) -> float:
    """Mails a second, the median of the turns after the first, with `size` mails waiting."""
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from connect.notices.by_kind import WorkedOut, works_out
    from connect.notices.events import CallUs
    from connect.notices.kinds import NOTICE_KINDS, NoticeKind, NoticeReaders
    from connect.notices.senders.mail_queue import send_waiting
    from tests.support.waiting_mail import let_wait

    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    NOTICE_KINDS["reminder"] = NoticeKind(
        name="reminder", tells="nothing", readers=NoticeReaders.ENROLLED, content_free=True, told_by=("call_us",)
    )
    works_out("reminder", lambda *_: WorkedOut("dana@example.org", CallUs(), ("en",)))
    now = timezone.now()
    let_wait(size, kind="reminder", since=now - timedelta(hours=1), until=now + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    rates = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        sent = send_waiting(now=timezone.now(), most=TURN, seconds=60.0).counts
        rates.append(sent["sent"] / (time.perf_counter() - began))
    return median(rates[1:])


if __name__ == "__main__":
    django.setup()
    print(json.dumps(_rate(int(sys.argv[1]))))
