"""manage.py worker: sends mail and runs the scheduled jobs until it is stopped."""

import os
import signal
import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = (
        "Send mail within seconds and run the jobs of settings.JOBS on schedule. On SIGTERM or Ctrl-C the worker"
        " finishes its current job and ends. Several workers may run, also on several machines."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with", type=int, metavar="PID", help="also stop when its parent PID is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with"]:
            threading.Thread(target=_stop_without, args=(options["with"],), daemon=True).start()
        call_command("ox_worker", concurrency=1, interval=1.0, verbosity=0)


def _stop_without(parent: int) -> None:
    """Ask this process to stop once `parent` is no longer its parent."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
