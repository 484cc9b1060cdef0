"""manage.py audit verify | seal: whether the trail is whole, and the daily seal."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from connect.audit.daily_seals import seal_days
from connect.audit.verification import Verdict, verify
from connect.lib.by_hand import Unreadable, load_text
from connect.lib.console import plain_console

_PUBLISHED = re.compile(r"(\d{4}-\d{2}-\d{2}) ([0-9a-f]{64})\b.*", re.ASCII)


class Command(BaseCommand):
    help = "Checks the trail of who did what, and seals its days (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verifying = acts.add_parser("verify", help="find what was edited, removed or moved; exit code 1 if anything")
        verifying.add_argument("--participant", default="", metavar="ID", help="the chain of one person, without seals")
        verifying.add_argument("--published", type=Path, metavar="FILE", help="lines that `audit seal` printed earlier")
        acts.add_parser("seal", help="seal every day that is over; prints a line for each, to be kept elsewhere")

    def handle(self, *, act: str, **options: Any) -> None:
        out = plain_console(self.stdout, width=140)
        if act == "seal":
            for seal in seal_days(timezone.now()):
                out.print(f"{seal.day} {seal.hash} entries {seal.entries} lanes {seal.lanes}", soft_wrap=True)
            return
        verdict = verify(timezone.now(), participant=options["participant"], published=_published(options["published"]))
        _say(out, verdict, seals=not options["participant"])
        if verdict.problems:
            sys.exit(1)


def _published(file: Path | None) -> dict[date, str]:
    """The seals written down in `file`. Raises CommandError for a file or a line that cannot be read."""
    if file is None:
        return {}
    try:
        lines = load_text(file).split("\n")
    except Unreadable as problem:
        raise CommandError(str(problem)) from problem
    found: dict[date, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if (seal := _seal_of(line)) is None:
            raise CommandError(f"{file} line {number}: not a line of `audit seal`")
        day, text = seal
        if found.setdefault(day, text) != text:
            raise CommandError(f"{file} line {number}: {day} stands there twice, with two seals")
    return found


def _seal_of(line: str) -> tuple[date, str] | None:
    parts = _PUBLISHED.fullmatch(line)
    try:
        return (date.fromisoformat(parts[1]), parts[2]) if parts else None
    except ValueError:
        return None


def _say(out: Console, verdict: Verdict, *, seals: bool) -> None:
    """A line for each problem, then what was looked at."""
    for problem in verdict.problems:
        lane = f" lane {problem.lane}" if problem.lane else ""
        line = f"{problem.kind.name}: {problem.kind.value}: {problem.chain}{lane} {problem.number}"
        out.print(line, soft_wrap=True)
    table = Table("looked at", title="The trail", title_justify="left")
    table.add_column("number", justify="right")
    table.add_row("entries", f"{verdict.entries:,}")
    table.add_row("lanes", f"{verdict.lanes:,}")
    if seals:
        table.add_row("seals", f"{verdict.seals:,}")
    table.add_row("problems", f"{len(verdict.problems):,}")
    out.print(table)
    out.print("Whole: nothing was edited, removed or moved." if not verdict.problems else "NOT whole.")
