"""Measure a day of reminders: from appointments to rows of the outbox by the job's one statement, against a row put at a
time. Each step runs in its own process, on a new database."""

import json
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import machine

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
DAY = "2026-12-02"  # ten days later
ONE_BY_ONE = 2_000  # each costs the same
_NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
_PERSON = {"sqlite": "printf('%010d', n)", "postgresql": "lpad(n::text, 10, '0')"}
_UUID = {"sqlite": "printf('%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')::uuid"}
_ROWS = (
    "INSERT INTO cases_disclosedappointment (participant_id, appointment_id, case_number, on_date, starts, kind,"
    " place_hidden, place) SELECT {person}, '1', '201', '" + DAY + "', '08:00:00', 'interview', FALSE, '' FROM numbers",
    "INSERT INTO cases_appointmenthistory (participant_id, appointment_id, revision, set_on, on_date, starts, canceled)"
    " SELECT {person}, '1', 1, '2026-01-01', '" + DAY + "', '08:00:00', FALSE FROM numbers",
    "INSERT INTO notices_consent (participant_id, id, kind, wording, wording_hash, language, given_at, given_on, door,"
    " ended_by) SELECT {person}, {uuid}, 'appointments', '1', '', 'en', '2026-01-01 00:00:00+00:00', '2026-01-01', 'web',"
    " '' FROM numbers",
    "INSERT INTO notices_noticeemail (participant_id, email, place_hash, chosen_at, says, says_chosen_at, link_hash)"
    " SELECT {person}, '', 'x', '2026-01-01 00:00:00+00:00', 'kind', '2026-01-01 00:00:00+00:00', '' FROM numbers",
    "INSERT INTO notices_confirmedplace (participant_id, place_hash, confirmed_at)"
    " SELECT {person}, 'x', '2026-01-01 00:00:00+00:00' FROM numbers",
)


def fill(count: int) -> None:
    """`count` people, each with an appointment in ten days, who chose to be reminded."""
    from django.db import connection

    names = {"person": _PERSON[connection.vendor], "uuid": _UUID[connection.vendor]}
    with connection.cursor() as cursor:
        for rows in _ROWS:
            into, _, select = rows.format(**names).partition(" SELECT ")
            cursor.execute(f"{into} {_NUMBERS.format(count=count)} SELECT {select}")
        cursor.execute("ANALYZE")


def job() -> dict[str, float]:
    from connect.notices.reminders import write_reminders

    began, cpu = time.perf_counter(), time.process_time()
    rows = write_reminders(now=NOW)
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "rows": rows}


def one_by_one() -> dict[str, float]:
    """The same rows, put one at a time, each in a transaction as outbox.enqueue is called."""
    from django.db import transaction

    from connect.cases.models import DisclosedAppointment
    from connect.notices import outbox

    people = list(DisclosedAppointment.objects.values_list("participant_id", flat=True)[:ONE_BY_ONE])
    began, cpu = time.perf_counter(), time.process_time()
    for person in people:
        with transaction.atomic():
            outbox.enqueue_content_free("appointment_soon", participant_id=person, key="one by one", now=NOW)
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "rows": len(people)}


def measure(kind: str, count: int) -> dict[str, float]:
    """Figures of the job, of the job once more, and per row against one by one."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        environment = machine.environment(folder, machine.database(kind, folder))
        machine.run(environment, "manage.py", "migrate", "--verbosity", "0")
        machine.run(environment, "-m", "bench.reminders", "fill", count)
        slow = json.loads(machine.run(environment, "-m", "bench.reminders", "one_by_one"))
        fast = json.loads(machine.run(environment, "-m", "bench.reminders", "job"))
        second = json.loads(machine.run(environment, "-m", "bench.reminders", "job"))
        if (fast["rows"], second["rows"]) != (count, 0):
            raise RuntimeError(f"{fast['rows']} rows and then {second['rows']}, not {count} and none")
        return {
            "appointments": count,
            "seconds": fast["seconds"],
            "seconds of the job once more": second["seconds"],
            "times one by one": (slow["seconds"] / slow["rows"]) / (fast["seconds"] / fast["rows"]),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    import django

    django.setup()
    match sys.argv[1:]:
        case ["fill", number]:
            fill(int(number))
        case ["one_by_one"]:
            print(json.dumps(one_by_one()))
        case _:
            print(json.dumps(job()))
