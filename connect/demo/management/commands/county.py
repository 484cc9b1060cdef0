"""manage.py county FOLDER --participants N: write a synthetic county as a feed folder."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from connect.demo.county.writing import write_county
from connect.lib.console import plain_console


class Command(BaseCommand):
    help = "Write a feed folder for a synthetic county of any size. The same seed gives the same folder."
    requires_system_checks = []  # needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is empty or does not exist")
        parser.add_argument("--participants", type=int, required=True, help="the number of people")
        parser.add_argument("--seed", type=int, default=1, help="each seed gives another county (default 1)")
        parser.add_argument("--sequence", type=int, default=1, help="the feed's sequence number (default 1)")
        parser.add_argument("--as-of", help="for example 2026-11-20T18:00:00-08:00 (default: the current hour)")
        parser.add_argument("--gzip", action="store_true", help="compress the files")
        parser.add_argument("--demo", action="store_true", help="mark the feed as demo data, which production refuses")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if options["participants"] < 1:
            raise CommandError("--participants: must be at least 1")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not an empty folder")
        with Progress(console=plain_console(stderr=True), transient=True) as bar:
            task = bar.add_task("People", total=options["participants"])
            rows = write_county(
                folder,
                participants=options["participants"],
                seed=options["seed"],
                agency=settings.AGENCY.code,
                sequence=options["sequence"],
                as_of=_as_of(options["as_of"]),
                zipped=options["gzip"],
                demo=options["demo"],
                progress=lambda people: bar.advance(task, people),
            )
        for name, count in rows.items():
            self.stdout.write(f"{count:>12,} {name}")


def _as_of(text: str | None) -> datetime:
    """Parse `text`, or return the start of the current hour in the agency's zone. Raises CommandError."""
    if not text:
        return datetime.now(settings.AGENCY.zone).replace(minute=0, second=0, microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise CommandError(f"--as-of: {text!r} is not a time like 2026-11-20T18:00:00-08:00") from problem
    if moment.tzinfo is None:
        raise CommandError("--as-of: add the offset, as in 2026-11-20T18:00:00-08:00")
    return moment
