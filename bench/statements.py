"""Measure a month's run of statements against a loop over the ORM that makes the same rows, case by case; and how fast
the Documents page is beside a run and without one.

Each step runs in its own process, on a new database with a synthetic county.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from bench import loader, machine

MONTH = date(2026, 10, 1)
AS_OF = datetime(2026, 11, 20, 18, tzinfo=UTC)
PARTIES_A_PERSON = 1.2  # of the synthetic county
LOOP_PARTIES = 600  # the loop is slow, and each of its parties costs the same
PATH = "/documents"


def write(folder: Path, cases: int) -> None:
    from django.conf import settings

    from connect.demo.county.writing import write_county

    people = round(2 * cases / PARTIES_A_PERSON)
    write_county(folder, participants=people, seed=1, agency=settings.AGENCY.code, sequence=1, as_of=AS_OF, demo=False)


def run_month() -> dict[str, float]:
    """The product's run. `cpu`: of this process; on PostgreSQL the server's is beside it."""
    from connect.documents.statements import run

    began, cpu = time.perf_counter(), time.process_time()
    made = run(MONTH, now=AS_OF)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "parties": made.parties,
        "made": made.made,
    }


def loop(most: int = LOOP_PARTIES) -> dict[str, float]:
    """The same rows as one would write it: for each case of each person read what is needed, and save, in turn."""
    from connect.cases.models import DisclosedCase

    parties = list(DisclosedCase.objects.order_by("?").values_list("participant_id", "case_number")[:most])
    began, cpu = time.perf_counter(), time.process_time()
    made = sum(_one(person, case) for person, case in parties)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "parties": len(parties),
        "made": made,
    }


def _one(participant_id: str, case_number: str) -> int:
    """One party's statement of the month; the facts are those of the product, read row by row."""
    from django.db import transaction
    from django.db.models import Q

    from connect.cases.models import DisclosedCase, DisclosedLedgerEntry, DisclosedNotice, DisclosedObligation
    from connect.documents import billing, collected, rules
    from connect.documents.kinds import StatementOutcome
    from connect.documents.making import CaseNow, Contacts, people
    from connect.documents.models import Document, MonthOutcome
    from connect.documents.rules import PartOfMonth
    from connect.documents.snapshots import to_json
    from connect.documents.wording import current_version
    from connect.payments.models import PaymentLine, Receipt, SentMoney

    last = rules.next_month(MONTH) - timedelta(days=1)
    own = {"participant_id": participant_id, "case_number": case_number}
    row = DisclosedCase.objects.get(**own)
    case = CaseNow(*(getattr(row, name) for name in CaseNow.__slots__))
    person = people(Q(participant_id=participant_id))[participant_id]
    entries = [
        billing.EntryRow(*(getattr(entry, name) for name in billing.EntryRow._fields))
        for entry in DisclosedLedgerEntry.objects.filter(**own, month__range=(MONTH, rules.next_month(MONTH)))
    ]
    receipts = [
        collected.ReceiptRow(*(getattr(receipt, name) for name in collected.ReceiptRow._fields))
        for receipt in Receipt.objects.filter(**own, received_on__range=(MONTH, last))
    ]
    told = rules.outcome(
        PartOfMonth(
            case.role,
            person.mailable,
            case.income_withholding,
            len(receipts),
            case.owes_anything or bool(entries),
            False,
        )
    )
    common = {"contact": Contacts().of_case(case), "month": MONTH, "dated_on": AS_OF.date(), "as_of": AS_OF}
    with transaction.atomic():
        MonthOutcome.objects.update_or_create(**own, month=MONTH, defaults={"outcome": told})
        if told != StatementOutcome.MADE:
            return 0
        if case.role == "paying":
            made = [
                billing.MadeRow(*(getattr(line, name) for name in billing.MadeRow._fields))
                for line in PaymentLine.objects.filter(**own, direction="made", received_on__range=(MONTH, last))
            ]
            due = DisclosedObligation.objects.filter(**own).first()
            day = due.due_day if due and due.due_day else 1
            snapshot = billing.billing_statement(person, [(case, entries, made)], unshared=[], due_day=day, **common)
        else:
            lines = {
                (participant_id, line.line_id): collected.LineRow(line.payer_hidden, line.source, line.parts)
                for line in PaymentLine.objects.filter(**own, direction="received", received_on__range=(MONTH, last))
            }
            sent = [
                collected.SentRow(*(getattr(money, name) for name in collected.SentRow._fields))
                for money in SentMoney.objects.filter(**own, sent_on__range=(MONTH, last))
            ]
            fee = DisclosedNotice.objects.filter(**own, kind="annual_fee").first()
            snapshot = collected.collection_statement(
                person,
                case,
                receipts=receipts,
                lines=lines,
                sent=sent,
                entries=entries,
                fee=(fee.amount or 0, fee.recovered or 0) if fee else None,
                **common,
            )
        Document.objects.update_or_create(
            participant_id=participant_id,
            document_id=f"loop.{case_number}.{MONTH:%Y-%m}",
            defaults={
                "public_id": f"loop{participant_id}{case_number[-8:]}",
                "kind": snapshot.kind,
                "case_number": case_number,
                "month": MONTH,
                "dated_on": AS_OF.date(),
                "made_at": AS_OF,
                "language": person.language,
                "wording": current_version(snapshot.kind),
                "snapshot": to_json(snapshot),
            },
        )
    return 1


def visit_keys() -> list[str]:
    from bench.fill import visits

    return visits(200)


def measure(kind: str, cases: int) -> dict[str, float]:
    """Figures of both per party, and of the page beside the run and without one."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        environment = machine.environment(folder, machine.database(kind, folder))
        machine.run(environment, "manage.py", "migrate", "--verbosity", "0")
        machine.run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        machine.run(environment, "-m", "bench.statements", "write", folder / "county", cases)
        machine.run(environment, "manage.py", "feed", "load", folder / "county")
        keys = json.loads(machine.run(environment, "-m", "bench.statements", "visits"))
        slow = json.loads(machine.run(environment, "-m", "bench.statements", "loop"))
        machine.run(environment, "-m", "bench.statements", "forget")
        with machine.serving(machine.PRODUCT, environment) as server:
            cookies = [loader.visited(server.port, PATH, f"__Host-visit={key}") for key in keys]
            requests = [loader.request(PATH, cookie) for cookie in cookies]
            loader.load(server.port, requests, at_once=1, count=200)  # the first turn warms the caches
            quiet = median(loader.load(server.port, requests, at_once=1, count=200).percentile(95) for _ in range(3))
            fast, beside = _beside(environment, server.port, requests)
        return {
            "parties": fast["parties"],
            "made": fast["made"],
            "seconds": fast["seconds"],
            "times": (slow["seconds"] / slow["parties"]) / (fast["seconds"] / fast["parties"]),
            "times of processor time": (slow["cpu"] / slow["parties"]) / (fast["cpu"] / fast["parties"]),
            "page p95 beside / quiet": beside / quiet,
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _beside(environment: dict[str, str], port: int, requests: list[bytes]) -> tuple[dict[str, float], float]:
    """A run, and p95 of the page meanwhile."""
    command = [sys.executable, "-m", "bench.statements", "run"]
    answers = loader.Answers()
    with subprocess.Popen(command, cwd=machine.ROOT, env=environment, stdout=subprocess.PIPE, text=True) as running:
        while running.poll() is None or len(answers.seconds) < 100:
            answers.seconds += loader.load(port, requests, at_once=1, count=50).seconds
        assert running.stdout is not None
        return json.loads(running.stdout.read()), answers.percentile(95)


def forget() -> None:
    from connect.documents.models import Document, MonthOutcome, StatementRun

    Document.objects.filter(month__isnull=False).delete()
    MonthOutcome.objects.all().delete()
    StatementRun.objects.all().delete()


if __name__ == "__main__":
    import django

    django.setup()
    match sys.argv[1:]:
        case ["write", path, number]:
            write(Path(path), int(number))
        case ["visits"]:
            print(json.dumps(visit_keys()))
        case ["loop"]:
            print(json.dumps(loop()))
        case ["forget"]:
            forget()
        case _:
            print(json.dumps(run_month()))
