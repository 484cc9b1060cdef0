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
    help = "Make one PDF of the waiting letters for window envelopes; confirm it when it is mailed (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        batch = acts.add_parser("batch", help="make the PDF; until it is confirmed, every run makes the same PDF")
        batch.add_argument("--by", default="operator", metavar="NAME", help="who prints it")
        confirm = acts.add_parser("confirm", help="record that the letters of a batch are in the mail")
        confirm.add_argument("batch", type=int)
        confirm.add_argument("--by", required=True, metavar="NAME", help="who confirms it")
        confirm.add_argument("--posted", action="store_true", help="even if a letter was withdrawn after printing")
        acts.add_parser("list", help="list the batches")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            {"batch": self._batch, "confirm": self._confirm, "list": self._list}[act](options)
        except letter_batches.BatchRefused as problem:
            raise CommandError(str(problem)) from problem
        except InvalidToken as problem:
            raise CommandError("a letter cannot be decrypted: is a key missing in CONNECT_OUTBOX_KEYS?") from problem

    def _batch(self, options: dict[str, Any]) -> None:
        printed = letter_batches.make_batch(now=timezone.now(), by=options["by"].strip())
        if put_aside := letter_batches.count_put_aside():
            self.stdout.write(f"Left out because the address does not fit the window: {put_aside}. See: outbox list")
        if printed is None:
            self.stdout.write("No letters are waiting.")
            return
        number = printed.batch.pk
        self.stdout.write(f"Batch {number}: {printed.batch.letters} letters in {printed.pdf}")
        self.stdout.write(f"SHA-256 {printed.batch.sha256}, also in {printed.manifest.name}")
        if printed.waiting:
            self.stdout.write(f"{printed.waiting} more are waiting for the next batch.")
        self.stdout.write(f'When they are in the mail: letters confirm {number} --by "YOUR NAME"')

    def _confirm(self, options: dict[str, Any]) -> None:
        by, posted = options["by"].strip(), options["posted"]
        count = letter_batches.confirm_batch(number=options["batch"], by=by, now=timezone.now(), posted=posted)
        self.stdout.write(f"Confirmed {count} letters. Their PDF is deleted.")

    def _list(self, options: dict[str, Any]) -> None:
        table = Table("batch", "made", "letters", "confirmed", "SHA-256")
        for batch in LetterBatch.objects.order_by("pk"):
            made, done = (
                moment_for_operators(timezone.localtime(at, settings.AGENCY.zone)) if at else "no"
                for at in (batch.made_at, batch.confirmed_at)
            )
            table.add_row(str(batch.pk), made, str(batch.letters), done, batch.sha256)
        plain_console(self.stdout, width=140).print(table)
