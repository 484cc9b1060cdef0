"""manage.py keys status | rotate: which keys are still in use, and moving everything sealed to the newest."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.table import Table

from connect.access.pins.rotation_status import pin_rotation_status
from connect.feed.outcome import FeedRefused
from connect.lib.console import plain_console
from connect.operation import key_rotation


class Command(BaseCommand):
    help = "Show which keys are in use, and reseal everything with the newest (docs/operators.md, Keys)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("status", help="rows by key, PINs by pepper and cost")
        rotating = acts.add_parser("rotate", help="seal and index anew; may be killed and run again; 1 if any is left")
        rotating.add_argument("--batch", type=int, default=key_rotation.ROTATED_AT_ONCE, help="rows in one transaction")

    def handle(self, *, act: str, batch: int = key_rotation.ROTATED_AT_ONCE, **options: Any) -> None:
        out = plain_console(self.stdout, width=120)
        if act == "rotate":
            try:
                key_rotation.rotate(batch=batch, report=lambda name, count: out.print(f"{name}: {count} sealed anew"))
            except FeedRefused as problem:
                raise CommandError(f"{problem}; what is done stays done, run it again", returncode=1) from problem
        columns = key_rotation.rotation_status()
        out.print(_sealed(columns))
        if act == "status":
            out.print(_pins())
        left, lost = sum(column.left for column in columns), sum(column.lost for column in columns)
        if lost:
            out.print(f"{lost} rows cannot be opened with any key in the list: put the key that sealed them back.")
        out.print(f"{left} rows left to rotate." if left else "Nothing left: you can remove the older keys.")
        if act == "rotate" and (left or lost):
            sys.exit(1)


def _sealed(columns: list[key_rotation.ColumnRotationStatus]) -> Table:
    """A line for each column and each of its keys, the newest first."""
    table = Table("sealed column", "key", title="Sealed columns", title_justify="left")
    table.add_column("rows", justify="right")
    table.add_column("indexed", justify="right")
    for column in columns:
        keys = range(max(len(settings.FIELD_KEYS), len(settings.BLIND_INDEX_KEYS) if column.indexed else 0))
        for key in (*keys, None):
            name = "no key opens it" if key is None else "newest" if key == 0 else f"older {key}"
            indexed = f"{column.indexed[key]:,}" if column.indexed else ""
            table.add_row(column.name, name, f"{column.sealed[key]:,}", indexed)
    return table


def _pins() -> Table:
    pins = pin_rotation_status()
    table = Table("PINs", title="PINs are hashed anew at their owner's next sign-in", title_justify="left")
    table.add_column("accounts", justify="right")
    table.add_row("total", f"{pins.accounts:,}")
    table.add_row("under an older pepper", f"{pins.older_pepper:,}")
    table.add_row("with another cost", f"{pins.other_cost:,}")
    return table
