"""manage.py documents: make the statements of a month; list and settle what people asked for."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.table import Table

from connect.documents import actions
from connect.documents.kinds import RequestState
from connect.documents.models import DocumentRequest
from connect.documents.rules import NoSuchRun, month_of
from connect.documents.statements import run
from connect.lib.console import plain_console
from connect.lib.dates import moment_for_operators


class Command(BaseCommand):
    help = "Make the statements of a month that is over; list and settle requests for documents (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        statements = acts.add_parser("statements", help="make what is missing of a month's statements")
        statements.add_argument(
            "--month", required=True, metavar="2026-11", help="a month that is over by the last feed"
        )
        requests = acts.add_parser("requests", help="list what people asked for, the oldest first; or settle one")
        requests.add_argument("--all", action="store_true", help="also those that are settled")
        requests.add_argument("--settle", nargs=2, metavar=("PARTICIPANT_ID", "NUMBER"), help="one that is dealt with")
        requests.add_argument("--refused", action="store_true", help="with --settle: it could not be done")
        requests.add_argument("--by", default="", metavar="NAME", help="with --settle: who did it")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            {"statements": self._statements, "requests": self._requests}[act](options)
        except (NoSuchRun, actions.RequestRefused) as problem:
            raise CommandError(str(problem)) from problem

    def _statements(self, options: dict[str, Any]) -> None:
        made = run(month_of(options["month"]), now=timezone.now())
        if not made.parties:
            self.stdout.write(f"The statements of {made.month:%Y-%m} are made already. Nothing has changed.")
            return
        self.stdout.write(
            f"Statements of {made.month:%Y-%m}: {made.made:,} made, {made.parties:,} parties of cases looked at."
        )

    def _requests(self, options: dict[str, Any]) -> None:
        if options["settle"]:
            participant_id, number = options["settle"]
            state = RequestState.REFUSED if options["refused"] else RequestState.DONE
            actions.settle(
                participant_id=participant_id,
                number=number,
                state=state,
                by=options["by"].strip(),
                now=timezone.now(),
            )
            self.stdout.write(f"Settled {number}: {state.value}.")
            return
        rows = (
            DocumentRequest.objects.all()
            if options["all"]
            else DocumentRequest.objects.filter(state=RequestState.ASKED)
        )
        table = Table("asked", "participant", "number", "what", "document", "in their words", "state")
        for row in rows.order_by("made_at"):
            asked_at = moment_for_operators(timezone.localtime(row.made_at, settings.AGENCY.zone))
            which = row.document_id or row.kind
            table.add_row(asked_at, row.participant_id, row.number, row.wish, which, row.about, row.state)
        plain_console(self.stdout, width=160).print(table)
