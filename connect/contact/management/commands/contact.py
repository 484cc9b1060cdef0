"""manage.py contact list | show | files | answer | decide: what people wrote to the agency, until it has a desk."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.table import Table

from connect.contact import staff
from connect.contact.file_rules import FileState
from connect.contact.kinds import SubmissionState
from connect.contact.request_kinds import SUBMISSION_KINDS
from connect.lib.by_hand import Unreadable, load_text
from connect.lib.console import plain_console
from connect.lib.dates import moment_for_operators

DECISIONS = {
    "accept": SubmissionState.ACCEPTED,
    "refuse": SubmissionState.REFUSED,
    "done": SubmissionState.DONE,
}


class Command(BaseCommand):
    help = "List, read, answer and decide about what people wrote to the agency (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="what waits for an answer, by number and without names of people")
        for act, description in _HELP.items():
            parser_of_act = acts.add_parser(act, help=description)
            parser_of_act.add_argument("number")
            parser_of_act.add_argument("--by", required=True, metavar="NAME", help="who does it, for the trail")
            if act == "files":
                parser_of_act.add_argument("--to", required=True, type=Path, help="a folder that is there")
            elif act == "answer":
                text = parser_of_act.add_mutually_exclusive_group(required=True)
                text.add_argument("--text", default="")
                text.add_argument("--file", type=Path, help="a text in UTF-8")
            elif act == "decide":
                parser_of_act.add_argument("decision", choices=DECISIONS)
                parser_of_act.add_argument("--reason", default="", help="a refusal needs one; its author reads it")

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            {
                "list": self._list,
                "show": self._show,
                "files": self._files,
                "answer": self._answer,
                "decide": self._decide,
            }[act](options)
        except (staff.SubmissionUnchanged, Unreadable, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def _list(self, options: dict[str, Any]) -> None:
        table = Table("number", "what", "state", "sent", "due")
        for row in staff.waiting_for_us():
            sent = moment_for_operators(timezone.localtime(row.sent_at, settings.AGENCY.zone))
            table.add_row(row.number, row.kind, row.state, sent, str(row.answer_by or ""))
        plain_console(self.stdout, width=120).print(table)

    def _show(self, options: dict[str, Any]) -> None:
        read = staff.read_submission(options["number"], by=options["by"], now=timezone.now())
        say = plain_console(self.stdout, width=120).print
        title = SUBMISSION_KINDS[read.kind].title
        say(f"{title}, {read.state}, received on {read.received_on}, due {read.answer_by or 'nothing'}")
        say(f"from participant {read.participant_id}, case {read.case_number or 'none'}")
        if read.names_no_place:
            say("A location is hidden from this person: name no county, office, court or officer.")
        for question, answer in read.answers:
            say(f"{question}: {answer}")
        for text in read.thread:
            at = moment_for_operators(timezone.localtime(text.at, settings.AGENCY.zone))
            say(f"\n{text.name or 'They'} on {at}:\n{text.text}")

        for number, file in enumerate(read.files, start=1):
            say(f"file {number}: {file.name}, {file.state}")

    def _files(self, options: dict[str, Any]) -> None:
        for number, file in enumerate(staff.open_files(options["number"], by=options["by"]), start=1):
            if file.state != FileState.READY:
                continue
            path = options["to"] / f"file-{number}.{'jpg' if file.is_picture else 'pdf'}"
            path.write_bytes(file.content)
            for page, picture in enumerate(file.pages, start=1):
                (options["to"] / f"file-{number}-page-{page}.jpg").write_bytes(picture)
            self.stdout.write(f"{path} and {len(file.pages)} pictures of its pages" if file.pages else str(path))

    def _answer(self, options: dict[str, Any]) -> None:
        text = load_text(options["file"]) if options["file"] else options["text"]
        staff.answer_message(options["number"], text, by=options["by"], now=timezone.now())
        self.stdout.write("Answered. Its author gets a mail that says that there is a message.")

    def _decide(self, options: dict[str, Any]) -> None:
        decision = DECISIONS[options["decision"]]
        staff.decide_request(options["number"], decision, options["reason"], by=options["by"], now=timezone.now())
        self.stdout.write("Done. Its author gets a mail that says that there is news.")


_HELP = {
    "show": "read one; its author sees that it was read",
    "files": "write what we made of its files into a folder, each page of a PDF as a picture too",
    "answer": "answer a message",
    "decide": "accept, refuse or finish a request",
}
