"""manage.py feed load | list | marks | release | describe: the agency's files, at the operator's desk."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from connect.cases.models import Delivery
from connect.feed import releases
from connect.feed.description import describe
from connect.feed.outcome import Changes, FeedRefused, Outcome
from connect.feed.pipeline.load import MARKS_SET, Confirmation, load
from connect.lib.console import plain_console
from connect.lib.dates import moment_for_operators
from connect.lib.money import in_dollars

DESCRIPTION = settings.ROOT / "docs" / "feed-format.md"


class Command(BaseCommand):
    help = "Loads the agency's feed folders, and answers for what came of them (docs/feed-format.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        loading = acts.add_parser("load", help="load a feed folder; exit code 0 loaded, 1 refused, 2 rejects, 3 held")
        loading.add_argument("folder", type=Path)
        loading.add_argument(
            "--confirm",
            action="append",
            default=[],
            metavar="REASON",
            help="load a feed that was held for this reason; once for each reason it names",
        )
        loading.add_argument("--by", default="", metavar="NAME", help="who confirms it")
        loading.add_argument(
            "--compare-all", action="store_true", help="compare even files that came before as they are"
        )
        acts.add_parser("list", help="the feeds that came")
        marking = acts.add_parser("marks", help="non-disclosure marks whose removal is held")
        marking.add_argument("--kept", action="store_true", help="marks of parties who are not on file")
        releasing = acts.add_parser("release", help="let the removal of a mark happen")
        releasing.add_argument("participant")
        releasing.add_argument("case")
        releasing.add_argument("--by", required=True, metavar="NAME", help="who releases it")
        acts.add_parser("describe", help="write docs/feed-format.md")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            code = _ACTS[act](plain_console(self.stdout, width=140), options)
        except FeedRefused as problem:
            raise CommandError(str(problem), returncode=1) from problem
        if code:
            sys.exit(code)


def _load(console: Console, options: dict[str, Any]) -> int:
    by = options["by"].strip()
    reasons = frozenset(options["confirm"])
    if reasons and not by:
        raise FeedRefused('--confirm needs --by "NAME"')
    with _Watching(console) as watching:
        outcome = load(
            options["folder"],
            confirmed=Confirmation(by, reasons) if reasons else None,
            compare_all=options["compare_all"],
            progress=watching,
        )
    _say(console, outcome)
    return outcome.exit_code


class _Watching:
    """A bar for each stage on a terminal; elsewhere a line for each stage."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.stage = ""
        self.bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )
        self.task: Any = None

    def __enter__(self) -> "_Watching":
        if self.console.is_terminal:
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.console.is_terminal:
            self.bar.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self.console.is_terminal:
            if stage != self.stage:
                self.console.print(stage)
        else:
            if stage != self.stage:
                self._finish()
                self.task = self.bar.add_task(stage, total=total or None)
            self.bar.update(self.task, completed=done)
        self.stage = stage

    def _finish(self) -> None:
        """A stage of unknown length has ended when the next begins."""
        if self.task is not None:
            total = self.bar.tasks[self.task].total or 1
            self.bar.update(self.task, total=total, completed=total)


def _say(console: Console, outcome: Outcome) -> None:
    """The summary at the end."""
    if outcome.marks_set:
        console.print(f"{MARKS_SET.format(outcome.marks_set)}.")
    if outcome.state == "nothing":
        console.print(f"Feed {outcome.sequence} is loaded already: nothing changes.")
        return
    table = Table("file", title=f"Feed {outcome.sequence}")
    for heading in ("rows in", "accepted", "rejected", "control total", "added", "changed", "removed"):
        table.add_column(heading, justify="right")
    for count in outcome.files:
        changes = outcome.changes.get(count.name, Changes())
        numbers = (count.rows, count.accepted, count.rejected)
        done = (changes.added, changes.changed, changes.removed)
        cents = in_dollars(count.cents) if count.cents else ""
        table.add_row(count.name, *(f"{n:,}" for n in numbers), cents, *(f"{n:,}" for n in done))
    console.print(table)
    if same := ", ".join(count.name for count in outcome.files if count.repeated):
        console.print(f"The same as before, so not compared: {same}.")
    for count in outcome.files:
        if count.absences_ignored:
            console.print(f"{count.name}: a row names no one that can be read, so no absence counts as gone.")
    if outcome.rejected:
        console.print(f"{outcome.rejected:,} rows rejected: see rejects/ in the folder.")
    if outcome.unused:
        said = f"Values that nothing can use: {outcome.unused:,}. See rejects/*.unused.csv in the folder."
        console.print(said, highlight=False)
    if outcome.marks_held:
        console.print(f"{outcome.marks_held} removals of non-disclosure marks are held: manage.py feed marks")
    if outcome.state == "held":
        _say_held(console, outcome)
    else:
        _say_loaded(console, outcome)


def _say_loaded(console: Console, outcome: Outcome) -> None:
    payments, rest = outcome.not_shared_out
    said = f"Not shared out yet, of all payments on file: {payments:,}, {in_dollars(rest)}."
    console.print(said, highlight=False)
    if outcome.unexplained:
        said = f"Disbursements on file that are not their shares less their deductions: {outcome.unexplained:,}."
        console.print(said, highlight=False)
    console.print(f"Loaded in {outcome.seconds:.1f} s, {outcome.locked_seconds:.2f} s of them in the merge.")


def _say_held(console: Console, outcome: Outcome) -> None:
    console.print("HELD, nothing loaded but new non-disclosure marks:")
    for name, reason in outcome.reasons.items():
        said = "" if name in outcome.unconfirmed else " (confirmed)"
        console.print(f"  {name}: {reason}{said}")
    confirm = " ".join(f"--confirm {name}" for name in outcome.reasons)
    console.print(f'To load it, name each reason: {confirm} --by "NAME"', soft_wrap=True)


def _list(console: Console, options: dict[str, Any]) -> int:
    table = Table("sequence", "as of", "state", "rows in", "rejected", "confirmed by", "held because")
    for feed in Delivery.objects.order_by("sequence"):
        as_of = moment_for_operators(feed.as_of.astimezone(settings.AGENCY.zone))
        numbers = (f"{feed.rows_in:,}", f"{feed.rows_rejected:,}")
        table.add_row(str(feed.sequence), as_of, feed.state, *numbers, feed.confirmed_by, feed.held_because)
    console.print(table)
    return 0


def _marks(console: Console, options: dict[str, Any]) -> int:
    if options["kept"]:
        table = Table("participant", "case", "set", title="Marks of parties who are not on file")
        for mark in releases.kept():
            set_at = moment_for_operators(mark.set_at.astimezone(settings.AGENCY.zone))
            table.add_row(mark.participant_id, mark.case_number, set_at)
        console.print(table)
        return 0
    table = Table("participant", "case", "the feed took away")
    for party in releases.held():
        table.add_row(party.participant_id, party.case_number, "the party" if party.gone_held else "the mark")
    console.print(table)
    return 0


def _release(console: Console, options: dict[str, Any]) -> int:
    releases.release(options["participant"], options["case"], by=options["by"].strip())
    console.print("Released.")
    return 0


def _describe(console: Console, options: dict[str, Any]) -> int:
    DESCRIPTION.write_text(describe(), encoding="utf-8")
    console.print(f"Wrote {DESCRIPTION}")
    return 0


_ACTS = {"load": _load, "list": _list, "marks": _marks, "release": _release, "describe": _describe}
