"""manage.py demo: run the whole portal on this machine, with a synthetic county and the cast."""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max, Min
from django.utils import timezone
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from connect.access.models import Account
from connect.access.pins.change import set_pin
from connect.cases.models import AgencyAppointment, Delivery
from connect.demo.county.cast import members, write_cast
from connect.demo.county.writing import write_county
from connect.demo.history import write_history
from connect.documents.kinds import RequestWish
from connect.documents.models import Document, DocumentRequest, StatementRun
from connect.documents.rules import last_month_over, next_month
from connect.documents.statements import run
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import load
from connect.lib.by_hand import Unreadable
from connect.lib.console import plain_console

DEMO_FOLDER = settings.ROOT / "demo"
COUNTY_PEOPLE = 2_000
SEED = 1
MONTHS_OF_STATEMENTS = 9  # three of them are older than the six that the page shows

Say = Callable[[str], None]


def prepare(
    var: Path, *, participants: int = COUNTY_PEOPLE, now: datetime | None = None, say: Say = lambda line: None
) -> None:
    """Prepare the demo's database and static files; existing data stays. The feeds are written to `var`.

    1. Migrate. 2. If no feed is loaded: load the county, then the cast as it was earlier. 3. Set the cast's PINs as
    printed, and a visit of theirs on the day before. 4. Load the current cast, which gives them news; load it again,
    dated from today, when an appointment has passed or the last feed is late. 5. Make the statements of the months that
    are over. 6. What the cast wrote to the agency. 7. Collect the static files.
    """
    now = now or datetime.now(settings.AGENCY.zone)
    as_of = now.replace(microsecond=0)
    call_command("migrate", interactive=False, verbosity=0)
    last = Delivery.objects.aggregate(last=Max("sequence"))["last"] or 0
    if last < 1:
        say(f"Loading a synthetic county of {participants:,} people")
        load_county(var, participants, as_of - timedelta(hours=1))
    if last < 2:
        _load_cast(var, 2, as_of - timedelta(minutes=30), earlier=True)
    for member in members(DEMO_FOLDER):
        set_pin(
            participant_id=member.participant_id,
            pin=member.pin,
            temporary=member.temporary,
            by="demo",
            now=timezone.now(),
        )
    _set_last_visits()
    if last < 3 or _cast_is_late(now):
        say("Loading the cast, dated from today")
        _load_cast(var, max(last + 1, 3), as_of)
    _make_documents(now, say)
    write_history(members(DEMO_FOLDER), timezone.now())
    _collect_static(say)


def load_county(var: Path, participants: int, as_of: datetime) -> None:
    """Write and load the synthetic county as sequence 1."""
    folder = var / "feeds" / "1"
    agency = settings.AGENCY.code
    write_county(folder, participants=participants, seed=SEED, agency=agency, sequence=1, as_of=as_of, demo=True)
    _load(folder)


def _load_cast(var: Path, sequence: int, as_of: datetime, *, earlier: bool = False) -> None:
    folder = var / "feeds" / str(sequence)
    write_cast(folder, demo=DEMO_FOLDER, agency=settings.AGENCY.code, sequence=sequence, as_of=as_of, earlier=earlier)
    _load(folder)


def _make_documents(now: datetime, say: Say) -> None:
    """The statements of the last months that are over, each as if it were made on the morning after; and a request."""
    oldest = now.date().replace(day=1) - relativedelta(months=MONTHS_OF_STATEMENTS)
    months = [oldest + relativedelta(months=nth) for nth in range(MONTHS_OF_STATEMENTS)]
    over = last_month_over(Delivery.objects.latest("sequence").as_of, settings.AGENCY.zone)
    for month in months:
        if month <= over and not StatementRun.objects.filter(month=month, finished_at__isnull=False).exists():
            say(f"Making the statements of {month:%Y-%m}")
            morning = min(datetime.combine(next_month(month), time(5, 10), settings.AGENCY.zone), now)
            run(month, now=morning, as_of=morning)
    _read_the_older_ones(now)
    _ask_for_a_document(now)


def _read_the_older_ones(now: datetime) -> None:
    """The cast has had the older notices for long, and has opened them."""
    own = Document.objects.filter(participant_id__in=[member.participant_id for member in members(DEMO_FOLDER)])
    before = (now - timedelta(days=30)).date()
    for document in own.filter(dated_on__lt=before, opened_at=None):
        came = datetime.combine(document.dated_on, time(5, 10), settings.AGENCY.zone)
        own.filter(pk=document.pk).update(made_at=came, opened_at=came + timedelta(days=2))


def _ask_for_a_document(now: datetime) -> None:
    """Of the first of the cast: a copy in large print."""
    dana = members(DEMO_FOLDER)[0].participant_id
    if not DocumentRequest.objects.filter(participant_id=dana).exists():
        document = Document.objects.filter(participant_id=dana).order_by("-dated_on").first()
        DocumentRequest.objects.create(
            participant_id=dana,
            number="D40718263",
            request_key="demo",
            wish=RequestWish.LARGE_PRINT,
            document_id=document.document_id if document else "",
            kind=document.kind if document else "",
            made_at=now - timedelta(days=3),
        )


def _set_last_visits() -> None:
    """Set the last visit of everyone without a temporary PIN to the day before the cast was loaded.

    Home compares with that visit and shows news.
    """
    visited_at = Delivery.objects.get(sequence=2).finished_at - timedelta(days=1)
    Account.objects.filter(
        participant_id__in=[member.participant_id for member in members(DEMO_FOLDER)], temporary_hash=""
    ).update(visited_at=visited_at)


def _load(folder: Path) -> None:
    """Load one of the demo's own feeds. Raises CommandError if it is refused or any row is rejected."""
    try:
        outcome = load(folder)
    except FeedRefused as problem:
        raise CommandError(f"the demo's own feed was refused: {problem}") from problem
    if outcome.exit_code:
        raise CommandError(f"the demo's own feed is {outcome.state}, {outcome.rejected} rows rejected: see {folder}")


def _cast_is_late(now: datetime) -> bool:
    """Whether an appointment of the cast has passed, or the last feed is late for /readyz."""
    cast = [member.participant_id for member in members(DEMO_FOLDER)]
    first = AgencyAppointment.objects.filter(participant_id__in=cast).aggregate(first=Min("on_date"))["first"]
    as_of = Delivery.objects.latest("sequence").as_of
    return first is None or first < now.date() or now - as_of > timedelta(hours=settings.AGENCY.feed.stale_after_hours)


def _collect_static(say: Say) -> None:
    """Collect the static files unless nothing has changed since the last time."""
    digest = hashlib.sha256()
    for line in sorted(_static_files()):
        digest.update(line.encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_bytes() == digest.hexdigest().encode():
        return
    say("Collecting static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_bytes(digest.hexdigest().encode())


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            yield f"{path} {file.st_size} {file.st_mtime_ns}\n"


class Command(BaseCommand):
    help = "Prepare the demo, print who can sign in, and serve it on this machine."
    requires_system_checks = []  # the database may not exist yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default 8000")
        parser.add_argument("--no-serve", action="store_true", help="prepare and print, but do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(f"the demo runs only with CONNECT_PROFILE=demo; this is {settings.PROFILE}")
        port, serve = options["port"], not options["no_serve"]
        if serve:
            _refuse_a_taken_port(port)
        settings.VAR.mkdir(parents=True, exist_ok=True)
        out = plain_console()
        try:
            prepare(settings.VAR, say=out.print)
        except Unreadable as problem:  # a file of the cast
            raise CommandError(str(problem)) from problem
        out.print(_who_can_sign_in())
        out.print("Every start sets these PINs again.")
        out.print(Text.assemble("Open ", (f"http://localhost:{port}", "bold"), "   (Ctrl-C stops it)" * serve))
        out.print(f"Mail and letters: http://localhost:{port}/demo/mail")
        sys.stdout.flush()
        if serve:
            _start_the_worker()
            _serve(port)


def _who_can_sign_in() -> Table:
    table = Table(title="Who can sign in", title_justify="left", box=SIMPLE, pad_edge=False)
    for heading in ("Name", "Participant ID", "PIN", "What to see"):
        table.add_column(heading, no_wrap=heading != "What to see")
    for member in members(DEMO_FOLDER):
        table.add_row(member.name, member.participant_id, member.pin, member.story)
    return table


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        # As the server does: a server that has just ended does not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise CommandError(
                f"port {port} cannot be used ({problem.strerror}); choose another: PORT={port + 1} make demo"
            ) from problem


def _start_the_worker() -> None:
    """Start the worker for mail and jobs. This process becomes the server, so the worker ends with the server."""
    command = [sys.executable, "manage.py", "worker", "--with", str(os.getpid())]
    subprocess.Popen(command, cwd=settings.ROOT, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words, no shell


def _serve(port: int) -> None:
    """Replace this process with the server. Ctrl-C and stop signals then reach the server directly."""
    # An address rather than a name, because localhost may resolve to ::1 first. Only this machine can connect.
    command = ["manage.py", "serve", "--host", "127.0.0.1", "--port", str(port)]
    os.chdir(settings.ROOT)
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - our own words, no shell
