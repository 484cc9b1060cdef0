"""manage.py outbox list | retry | sent | give-up: mail and letters that need an operator."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.table import Table

from connect.lib.console import plain_console
from connect.lib.dates import moment_for_operators
from connect.notices import operator
from connect.notices.senders.mail import message_id


class Command(BaseCommand):
    help = "List the mail and letters that need an operator, and decide about them (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="list what is unsure, in trouble or late, by id and without names of people")
        for act, description in _HELP.items():
            parser_of_act = acts.add_parser(act, help=description)
            parser_of_act.add_argument("id", type=UUID)
            parser_of_act.add_argument("--by", required=True, metavar="NAME", help="who decides it")

    def handle(self, *, act: str, **options: Any) -> None:
        if act == "list":
            self._list()
            return
        try:
            _ACTS[act](row_id=options["id"], by=options["by"].strip(), now=timezone.now())
        except operator.RowRefused as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("Done.")

    def _list(self) -> None:
        table = Table("id", "what", "state", "since", "tries", "next", "trouble", "Message-ID")
        for row in operator.messages_needing_attention(now=timezone.now()):
            since, after = (
                moment_for_operators(timezone.localtime(at, settings.AGENCY.zone))
                for at in (row.made_at, row.not_before)
            )
            what = f"{row.channel} {row.event}"
            mail = message_id(row) if row.channel == "mail" else ""
            table.add_row(str(row.id), what, row.state, since, str(row.attempts), after, row.trouble, mail)
        plain_console(self.stdout, width=200).print(table)


_HELP = {
    "retry": "send it now, because the relay did not take it according to its log",
    "sent": "mark it as sent, because the relay took it according to its log",
    "give-up": "cancel it",
}
_ACTS = {"retry": operator.retry_message, "sent": operator.mark_message_sent, "give-up": operator.give_up_message}
