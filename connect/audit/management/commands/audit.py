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

from connect.audit.sealing import seal_days
from connect.audit.verifying import Verdict, verify

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
        self.stdout.ending = ""  # lines end where rich ends them
        width = None if self.stdout.isatty() else 140
        console = Console(file=self.stdout, width=width, highlight=False)  # type: ignore[arg-type]  # like a file
        if act == "seal":
            for seal in seal_days(timezone.now()):
                console.print(f"{seal.day} {seal.hash} entries {seal.entries} strands {seal.strands}", soft_wrap=True)
            return
        verdict = verify(timezone.now(), participant=options["participant"], published=_published(options["published"]))
        _say(console, verdict, seals=not options["participant"])
        if verdict.problems:
            sys.exit(1)


def _published(file: Path | None) -> dict[date, str]:
    """The seals written down in `file`. Raises CommandError for a file or a line that cannot be read."""
    if file is None:
        return {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}") from problem
    found = {}
    for number, line in enumerate(lines, 1):
        if not (parts := _PUBLISHED.fullmatch(line)):
            raise CommandError(f"{file} line {number}: not a line of `audit seal`")
        found[date.fromisoformat(parts[1])] = parts[2]
    return found


def _say(console: Console, verdict: Verdict, *, seals: bool) -> None:
    """A line for each problem, then what was looked at."""
    for problem in verdict.problems:
        strand = f" strand {problem.strand}" if problem.strand else ""
        line = f"{problem.kind.name}: {problem.kind.value}: {problem.chain}{strand} {problem.number}"
        console.print(line, soft_wrap=True, markup=False)
    table = Table("looked at", title="The trail", title_justify="left")
    table.add_column("number", justify="right")
    table.add_row("entries", f"{verdict.entries:,}")
    table.add_row("strands", f"{verdict.strands:,}")
    if seals:
        table.add_row("seals", f"{verdict.seals:,}")
    table.add_row("problems", f"{len(verdict.problems):,}")
    console.print(table)
    console.print("Whole: nothing was edited, removed or moved." if not verdict.problems else "NOT whole.")
