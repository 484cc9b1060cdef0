"""manage.py serve: the server, with every limit that docs/operators.md names. The demo and the tests start the same."""

import os
import resource
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

HEAD_SECONDS = 10  # for the head of a request, and how long a kept connection may be silent
HEAD_BYTES = 64 * 1024
CONNECTIONS = 4096  # of one process; a connection that waits costs no thread
STOP_SECONDS = 40  # longer than the slowest body may take


class Command(BaseCommand):
    help = "Serve the portal: slow, long and idle requests are ended within their limits and hold no thread."
    requires_system_checks = []  # each process looks for itself (connect/wsgi.py)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="an IP address; default 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="default 8000")
        parser.add_argument("--workers", type=int, default=1, help="processes; default 1")
        parser.add_argument("--threads", type=int, default=4, help="threads of each process, half for forms; default 4")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["threads"] < 2:
            raise CommandError("--threads is 2 or more: one for forms, and one that always answers pages")
        _allow_open_files(CONNECTIONS + 256)
        os.environ["CONNECT_THREADS"] = str(options["threads"])
        os.chdir(settings.ROOT)
        import_module(settings.ROOT_URLCONF)  # reads the agency's texts: what is wrong with them is said here, once
        Granian(
            "connect.rsgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.RSGI,
            workers=options["workers"],
            loop=Loops.asyncio,
            http=HTTPModes.http1,
            websockets=False,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
            log_level=LogLevels.warning,
            workers_kill_timeout=STOP_SECONDS,
        ).serve()


def _allow_open_files(number: int) -> None:
    """As many as connections need, where the machine lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
