"""manage.py outbox list | retry | sent | give-up | bounced: mail and letters that need an operator."""

from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.table import Table

from connect.lib.console import plain_console
from connect.lib.dates import moment_for_operators
from connect.notices import operator
from connect.notices.bounces import NoSuchMail, mark_bounced
from connect.notices.senders.mail import message_id

MOST_LISTED = 200  # the oldest; a million may wait behind a mail server that is down


class Command(BaseCommand):
    help = "List the mail and letters that need an operator, and decide about them (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="list what is unsure, in trouble or late, by id and without names of people")
        for act, description in _HELP.items():
            parser_of_act = acts.add_parser(act, help=description)
            parser_of_act.add_argument("id", type=UUID)
            parser_of_act.add_argument("--by", required=True, metavar="NAME", help="who decides it")
        came_back = acts.add_parser("bounced", help="stop mail to the address of a mail that came back for good")
        came_back.add_argument("message_id", metavar="MESSAGE-ID", help="as in the mail that came back, or the id")
        came_back.add_argument("--by", required=True, metavar="NAME", help="who says so")

    def handle(self, *, act: str, **options: Any) -> None:
        if act == "list":
            self._list()
            return
        by, now = options["by"].strip(), timezone.now()
        try:
            if act == "bounced":
                mark_bounced(message_id=options["message_id"], by=by, now=now)
            else:
                _ACTS[act](row_id=options["id"], by=by, now=now)
        except (operator.RowRefused, NoSuchMail) as problem:
            raise CommandError(str(problem)) from problem
        except InvalidToken as problem:
            raise CommandError("the mail cannot be decrypted: is a key missing in CONNECT_OUTBOX_KEYS?") from problem
        self.stdout.write("Done.")

    def _list(self) -> None:
        table = Table("id", "what", "state", "since", "tries", "next", "trouble", "Message-ID")
        rows = operator.messages_needing_attention(now=timezone.now())
        for row in rows[:MOST_LISTED]:
            since, after = (
                moment_for_operators(timezone.localtime(at, settings.AGENCY.zone))
                for at in (row.made_at, row.not_before)
            )
            what = f"{row.channel} {row.event}"
            mail = message_id(row) if row.channel == "mail" else ""
            table.add_row(str(row.id), what, row.state, since, str(row.attempts), after, row.trouble, mail)
        plain_console(self.stdout, width=200).print(table)
        if (more := rows.count() - MOST_LISTED) > 0:
            self.stdout.write(f"{more} more, all of them newer.")


_HELP = {
    "retry": "send it now, because the relay did not take it according to its log",
    "sent": "mark it as sent, because the relay took it according to its log",
    "give-up": "cancel it",
}
_ACTS = {"retry": operator.retry_message, "sent": operator.mark_message_sent, "give-up": operator.give_up_message}
