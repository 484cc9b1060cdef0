"""manage.py letters batch | confirm | list: letters for the print shop."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.table import Table

from connect.lib.console import plain_console
from connect.lib.dates import moment_for_operators
from connect.notices.models import LetterBatch
from connect.notices.senders import letter_batches


class Command(BaseCommand):
    help = "One PDF of the letters that wait, for window envelopes; done with when it is confirmed (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        batch = acts.add_parser("batch", help="make the PDF; again and again the same one, until it is confirmed")
        batch.add_argument("--by", default="operator", metavar="NAME", help="who prints it")
        confirming = acts.add_parser("confirm", help="the letters of a batch are in the mail")
        confirming.add_argument("batch", type=int)
        confirming.add_argument("--by", required=True, metavar="NAME", help="who says so")
        confirming.add_argument("--posted", action="store_true", help="though one was withdrawn after it was printed")
        acts.add_parser("list", help="the batches")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            {"batch": self._batch, "confirm": self._confirm, "list": self._list}[act](options)
        except letter_batches.BatchRefused as problem:
            raise CommandError(str(problem)) from problem
        except InvalidToken as problem:
            raise CommandError("a letter cannot be opened: is a key missing in CONNECT_OUTBOX_KEYS?") from problem

    def _batch(self, options: dict[str, Any]) -> None:
        made = letter_batches.make_batch(now=timezone.now(), by=options["by"].strip())
        if aside := letter_batches.put_aside():
            self.stdout.write(f"Left out, for the address does not fit the window: {aside}. See: outbox list")
        if made is None:
            self.stdout.write("No letters wait.")
            return
        number = made.batch.pk
        self.stdout.write(f"Batch {number}: {made.batch.letters} letters in {made.pdf}")
        self.stdout.write(f"SHA-256 {made.batch.sha256}, also in {made.manifest.name}")
        if made.waiting:
            self.stdout.write(f"{made.waiting} more wait for the next batch.")
        self.stdout.write(f'When they are in the mail: letters confirm {number} --by "YOUR NAME"')

    def _confirm(self, options: dict[str, Any]) -> None:
        by, posted = options["by"].strip(), options["posted"]
        count = letter_batches.confirm_batch(number=options["batch"], by=by, now=timezone.now(), posted=posted)
        self.stdout.write(f"Confirmed: {count} letters. Their PDF is deleted.")

    def _list(self, options: dict[str, Any]) -> None:
        table = Table("batch", "made", "letters", "confirmed", "SHA-256")
        for batch in LetterBatch.objects.order_by("pk"):
            made, done = (
                moment_for_operators(timezone.localtime(at, settings.AGENCY.zone)) if at else "no"
                for at in (batch.made_at, batch.confirmed_at)
            )
            table.add_row(str(batch.pk), made, str(batch.letters), done, batch.sha256)
        plain_console(self.stdout, width=140).print(table)
