"""A first load of payments, compared with a plain load of the same rows, with the same feed unchanged and with one
changed payment; and the memory it takes.

Each step runs in its own process, on a new database with the product's tables and indexes.
"""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

from bench import machine

OWED = ("past_due_installment", "current_support", "arrears_family", "arrears_state", "interest", "medical", "spousal")
OWED += ("fees",)
SOURCE = "income_withholding"
PAYMENTS_PER_CASE = 25  # two weeks apart


def write(folder: Path, payments: int, sequence: int, last: str, version: int = 2) -> None:
    """Write a full feed of `payments` collections, each with one share and one disbursement.

    There are two people and a case for every 25 payments; in format 2 also an order with its amount, a year of charges
    and interest, a notice for each of the two, and a deduction. `last`: the source of the last payment.
    """
    from django.conf import settings

    from connect.feed.writer import FeedWriter

    as_of = datetime(2026, 11, 20, 18, tzinfo=UTC) + timedelta(hours=sequence)
    with FeedWriter(folder, agency=settings.AGENCY.code, sequence=sequence, as_of=as_of, version=version) as feed:
        for family in range(-(-payments // PAYMENTS_PER_CASE)):
            left = payments - family * PAYMENTS_PER_CASE
            _family(feed, family, min(PAYMENTS_PER_CASE, left), last if left <= PAYMENTS_PER_CASE else SOURCE, version)


def write_one(folder: Path) -> None:
    """The smallest feed: one file with one person."""
    from django.conf import settings

    from connect.feed.records.participants import PARTICIPANTS
    from connect.feed.writer import FeedWriter

    as_of = datetime(2026, 11, 20, 18, tzinfo=UTC)
    with FeedWriter(
        folder, agency=settings.AGENCY.code, sequence=1, as_of=as_of, files=(PARTICIPANTS,), version=1
    ) as feed:
        feed.put("participants", {"participant_id": "1000000001", "first_name": "DANA", "last_name": "OKAFOR"})


def _family(feed: object, family: int, payments: int, last: str, version: int) -> None:
    case, payer, payee = f"2{family:011d}", f"1{2 * family:09d}", f"1{2 * family + 1:09d}"
    for person, role, name in ((payer, "paying", "DANA"), (payee, "receiving", "RILEY")):
        feed.put(
            "participants", {"participant_id": person, "first_name": name, "last_name": "OKAFOR", "language": "en"}
        )
        feed.put(
            "parties",
            {"participant_id": person, "case_number": case, "role": role, "monthly_support": "130.15"}
            | dict.fromkeys(OWED, "0.00")
            | {"balances_on": "2026-10-31", "includes_interest": "no"}
            | {"income_withholding": "yes", "nondisclosure": "no", "past_due_support": "83.08"},
        )
    feed.put("cases", {"case_number": case, "county": "MADERA", "status": "open", "opened_on": "2018-01-10"})
    for number in range(payments):
        payment, day = family * PAYMENTS_PER_CASE + number, str(date(2026, 11, 1) - timedelta(14 * number))
        feed.put(
            "collections",
            {"collection_id": f"C{payment:09d}", "participant_id": payer, "amount": "83.08", "received_on": day}
            | {"source": SOURCE if number + 1 < payments else last, "collected_on": day, "posted_on": day},
        )
        feed.put(
            "allocations",
            {"allocation_id": f"A{payment:09d}", "collection_id": f"C{payment:09d}", "case_number": case}
            | {"payee_id": payee, "bucket": "current", "amount": "83.08"},
        )
        feed.put(
            "disbursements",
            {"disbursement_id": f"D{payment:09d}", "payee_id": payee, "allocations": f"A{payment:09d}"}
            | {"amount": "83.08" if number or version == 1 else "82.08", "method": "direct_deposit"}
            | {"sent_on": day, "status": "sent"},
        )
    if version > 1:
        _account(feed, family, case, payer, payee)


def _account(feed: object, family: int, case: str, payer: str, payee: str) -> None:
    order, first = {"case_number": case, "order_id": f"R{family}"}, f"D{family * PAYMENTS_PER_CASE:09d}"
    court = {"file_date": "2018-03-27", "county": "MADERA", "court_case_number": f"MFL{family:06d}", "status": "active"}
    feed.put("orders", order | court)
    due = {"kind": "child_support", "amount": "130.15", "frequency": "monthly", "due_day": "1"}
    feed.put("obligations", order | due | {"obligation_id": f"B{family}", "starts_on": "2018-04-01"})
    for month, kind in product(range(1, 13), ("charge", "interest")):
        day = f"2026-{month:02d}-01" if month < 12 else "2025-12-01"
        entry = {"entry_id": f"L{family}{kind[0]}{month}", "participant_id": payer, "case_number": case, "month": day}
        entry |= {"on_date": day, "kind": kind, "amount": "1.30", "due_on": day if kind == "charge" else ""}
        feed.put("ledger", entry | {"bucket": "current" if kind == "charge" else "interest"})
    for reader in (payer, payee):
        notice = {"participant_id": reader, "notice_id": f"N{family}", "case_number": case, "kind": "review"}
        feed.put("notices", notice | {"variant": "right_to_ask", "dated_on": "2026-03-01"})
    taken = {"deduction_id": f"X{family}", "disbursement_id": first, "case_number": case}
    feed.put("deductions", taken | {"kind": "recoupment", "amount": "1.00"})


def load(folder: Path) -> dict[str, float]:
    """The product's load: seconds, those with the write lock held, and the most memory the process had, in bytes."""
    from connect.feed.pipeline.load import load

    stages: dict[str, float] = {}
    last = [time.perf_counter(), "start"]

    def progress(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        stages[last[1]] = stages.get(last[1], 0) + now - last[0]
        last[:] = [now, stage]

    began = time.perf_counter()
    outcome = load(folder, progress=progress)
    progress("end", 0, 0)
    if outcome.state != "loaded" or outcome.rejected:
        raise RuntimeError(f"the feed {outcome.state}, {outcome.rejected} rejected")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "seconds": time.perf_counter() - began,
        "locked": outcome.locked_seconds,
        "memory": most,
        "stages": stages,
    }


def plain(how: str) -> dict[str, float]:
    """Write all rows of the loaded feed again into emptied tables. Only the writing is timed.

    `how`: 'rows' for COPY or executemany, 'models' for `bulk_create`.
    """
    from django.apps import apps
    from django.db import connection, transaction

    from connect.feed.pipeline.tables import all_tables

    models = {model._meta.db_table: model for model in apps.get_models()}
    tables = [table.main for table in all_tables()]
    seconds = 0.0
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {table}")
            else:
                cursor.execute(f"DELETE FROM {table}")
    for table in tables:
        model = models[table]
        names = [field.attname for field in model._meta.local_fields if field.column]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(names)} FROM kept_{table}")
            rows = cursor.fetchall()
        began = time.perf_counter()
        with transaction.atomic():
            if how == "models":
                for start in range(0, len(rows), 5_000):
                    made = [model(**dict(zip(names, row, strict=True))) for row in rows[start : start + 5_000]]
                    model.objects.bulk_create(made)
            else:
                _as_rows(table, names, rows)
        seconds += time.perf_counter() - began
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            if cursor.fetchone()[0] != len(rows):
                raise RuntimeError(f"{table} has not all of its rows")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE kept_{table}")
    return {"seconds": seconds}


def _as_rows(table: str, names: list[str], rows: list[tuple]) -> None:
    from django.db import connection

    columns = ", ".join(names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            connection.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


Measured = dict[str, dict[str, float]]
Act = Callable[..., dict[str, float]]


def measure(kind: str, payments: int) -> Measured:
    """Measure on one database of `kind`: a new feed, the same unchanged, one changed payment, COPY or executemany, and
    bulk_create. Measure on another database: a new feed with three times as many payments."""
    with _database(kind) as (act, folder):
        measured = dict(_measured(act, folder, payments))
    with _database(kind) as (act, folder):
        act("write", folder, 3 * payments, 1, SOURCE)
        measured["three times"] = act("load", folder)
    return measured


@contextmanager
def _database(kind: str) -> Iterator[tuple[Act, Path]]:
    """Make a new database. Yields a function that runs one step in its own process, and a folder for feeds."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        environment = machine.environment(folder, machine.database(kind, folder))
        machine.run(environment, "manage.py", "migrate", "--verbosity", "0")
        yield (
            lambda *words: json.loads(machine.run(environment, "-m", "bench.feed", *words) or "{}"),
            folder / "delivery",
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Of the feed as it was before its steps ran only where there is something to do, which stands in the history.
BEFORE = "5d9e771"
_SMALL = """
import sys, time, pathlib, django
django.setup()
try:
    from connect.feed.pipeline.load import load
except ImportError:
    from connect.feed.loading import load
began = time.process_time()
load(pathlib.Path(sys.argv[1]))
print(time.process_time() - began)
"""


def small(kind: str, times: int = 7) -> str:
    """Processor time of two small feeds beside a load of them by the code of BEFORE, by turns: one person; and one
    payment, with a row or two in every file but two."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        (folder / "before").mkdir()
        archive = subprocess.run(["git", "archive", BEFORE], cwd=machine.ROOT, capture_output=True, check=False)
        if archive.returncode:
            return f"The smallest feed: commit {BEFORE} is not here, so nothing to compare with."
        subprocess.run(["tar", "x", "-C", folder / "before"], input=archive.stdout, check=True)
        lines = []
        for name, words in (("one person", ("write one",)), ("one payment", ("write",))):
            taken: dict[Path, list[float]] = {folder / "before": [], machine.ROOT: []}
            for turn, (root, seconds) in product(range(times), taken.items()):
                own = folder / f"{root.name} {name} {turn}"
                own.mkdir()
                environment = machine.environment(own, machine.database(kind, own))
                more = (1, 1, SOURCE, 1) if words == ("write",) else ()
                machine.run(environment, "-m", "bench.feed", *words, own / "delivery", *more)
                environment |= {"PYTHONPATH": str(root)}
                machine.run(environment, "manage.py", "migrate", "--verbosity", "0", root=root)
                seconds.append(float(machine.run(environment, "-c", _SMALL, own / "delivery", root=root)))
            before, now = (statistics.median(seconds) for seconds in taken.values())
            lines.append(f"A feed of {name}, processor time / that of {BEFORE}: {now / before:.2f} ({now:.3f} s)")
        return "\n".join(lines)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(act: Act, folder: Path, payments: int) -> Iterator[tuple[str, dict[str, float]]]:
    for sequence, (name, last) in enumerate((("new", SOURCE), ("unchanged", SOURCE), ("one changed", "direct")), 1):
        act("write", folder, payments, sequence, last)
        yield name, act("load", folder)
    yield "rows", act("plain", "rows")
    yield "models", act("plain", "models")


def table(measured: Measured) -> str:
    """Return the ratios as a Markdown table."""
    new, most = measured["new"]["seconds"], measured["new"]["memory"]
    lines = ["| what | ratio |", "|---|---|"]
    for label, ratio in (
        ("COPY (executemany) of the same rows / a new feed", measured["rows"]["seconds"] / new),
        ("`bulk_create` of the same rows / a new feed", measured["models"]["seconds"] / new),
        ("a new feed / the same feed unchanged", new / measured["unchanged"]["seconds"]),
        ("a new feed / the same feed with one payment changed", new / measured["one changed"]["seconds"]),
        ("the write lock held / a new feed", measured["new"]["locked"] / new),
        ("COPY (executemany) / the write lock held", measured["rows"]["seconds"] / measured["new"]["locked"]),
        ("memory of a new feed of three times as many / of a new feed", measured["three times"]["memory"] / most),
    ):
        lines.append(f"| {label} | {ratio:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    import django

    django.setup()
    match sys.argv[1:]:
        case ["write", folder, payments, sequence, last, *version]:
            shutil.rmtree(folder, ignore_errors=True)
            write(Path(folder), int(payments), int(sequence), last, *map(int, version))
        case ["write one", folder]:
            write_one(Path(folder))
        case ["load", folder]:
            print(json.dumps(load(Path(folder))))
        case ["plain", how]:
            print(json.dumps(plain(how)))
