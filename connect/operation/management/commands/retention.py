"""manage.py retention: removes what is older than the profile keeps it."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.table import Table

from connect.lib.console import plain_console
from connect.operation.retention_run import REMOVED_AT_ONCE, remove_what_is_old


class Command(BaseCommand):
    help = "Remove rows that are older than [retention] in the profile allows, in small batches (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--batch", type=int, default=REMOVED_AT_ONCE, help=f"rows in one transaction ({REMOVED_AT_ONCE})"
        )

    def handle(self, *, batch: int, **options: Any) -> None:
        stopped: list[int] = []
        before = signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
        try:
            removed = remove_what_is_old(timezone.now(), ended=lambda: bool(stopped), batch=batch)
        finally:
            signal.signal(signal.SIGTERM, before)
        table = Table("rows", title="Retention", title_justify="left")
        table.add_column("removed", justify="right")
        for name, count in removed.items():
            table.add_row(name, f"{count:,}")
        out = plain_console(self.stdout, width=100)
        out.print(table)
        if stopped:
            out.print("Stopped by a signal; the next run continues.")
