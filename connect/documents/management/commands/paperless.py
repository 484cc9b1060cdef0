"""manage.py paperless export FOLDER: who gets no paper, and what must be mailed after all, for the print shop."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from connect.documents.paperless import ExportRefused, export_paperless


class Command(BaseCommand):
    help = "Tell the print shop who reads which documents online alone, and which must be mailed (docs/operators.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        export = acts.add_parser("export", help="write online.csv, mail.csv and manifest.json into a new folder")
        export.add_argument("folder", type=Path, metavar="FOLDER")
        export.add_argument("--by", default="operator", metavar="NAME", help="who makes it")

    def handle(self, *, act: str, folder: Path, by: str, **_: Any) -> None:
        try:
            manifest = export_paperless(folder, by=by.strip(), now=timezone.now())
        except ExportRefused as problem:
            raise CommandError(f"{problem}; name a folder that is not there yet") from problem
        for each in manifest.files:
            self.stdout.write(f"{folder / each.name}: {each.rows} rows, SHA-256 {each.sha256}")
