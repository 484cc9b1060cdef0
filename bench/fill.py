"""Fill a database with SQL for a measurement: people with a case each, payment lines, the pager's map, and visits.

Run it in its own process: `python -m bench.fill --people 5000 --lines 40 --visitors 200 --keys FILE`. It needs
CONNECT_DATABASE and the other variables of the product's environment, and a migrated database.
"""

import argparse
import json
import secrets
from datetime import timedelta
from pathlib import Path

import django

FIRST = 2_000_000_000  # the first Participant ID
DEEP = "2999999999"  # the Participant ID with a long history
SERIES = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"


def fill(people: int, lines: int, deep: int = 0) -> None:
    """Make `people` with `lines` received payments each, two weeks apart.

    `deep`: also one person with that many payments, a day or less apart over twenty years. ANALYZE runs at the end, as
    it does in a database in use.
    """
    from django.db import connection, transaction

    with transaction.atomic():
        _people(people)
        _lines(f"CAST({FIRST} + n.i / {lines} AS TEXT)", f"n.i % {lines}", people * lines, "14 * (n.i % {0})", lines)
        if deep:
            _people(1, first=int(DEEP))
            _lines(f"'{DEEP}'", "n.i", deep, "n.i * 7300 / {0}", deep)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO payments_paymentyear (participant_id, direction, case_number, year, lines, cents) "
                "SELECT participant_id, direction, case_number, year, count(*), sum(amount) FROM payments_paymentline "
                "GROUP BY participant_id, direction, case_number, year"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _people(count: int, first: int = FIRST) -> None:
    """Make participants with a case each. All have the same name, so their pages differ only in the payments."""
    from django.db import connection
    from django.utils import timezone

    from connect.cases.models import Delivery, Participant
    from tests.payments.rows import a_seen_case

    Delivery.objects.get_or_create(
        sequence=1,
        defaults={
            "agency": "bench",
            "as_of": timezone.now() - timedelta(hours=1),
            "manifest_sha256": "0" * 64,
            "state": "loaded",
            "rows_in": 0,
            "rows_rejected": 0,
            "finished_at": timezone.now(),
        },
    )
    Participant(participant_id=str(first), first_name="DANIEL", last_name="REYES", language="en").save()
    a_seen_case(participant_id=str(first), public_id=f"case-{first:0>17}").save()
    for model, own in ((Participant, {}), (type(a_seen_case()), {"public_id": "'case-0000000' || CAST({0} AS TEXT)"})):
        columns = [field.attname for field in model._meta.local_fields if field.column]
        computed = {"participant_id": "CAST({0} AS TEXT)", **own}
        values = ", ".join(computed.get(c, c).format(f"({first} + n.i)") for c in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{SERIES.format(last=count - 1)} INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
                f"SELECT {values} FROM n, {model._meta.db_table} WHERE participant_id = '{first}' AND n.i > 0"
                if connection.vendor == "postgresql"
                else f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) {SERIES.format(last=count - 1)} "
                f"SELECT {values} FROM n, {model._meta.db_table} WHERE participant_id = '{first}' AND n.i > 0"
            )


def _lines(who: str, which: str, count: int, days_before: str, of: int) -> None:
    from django.db import connection

    back = days_before.format(of)
    received = (
        f"(DATE '2026-11-01' - ({back})::int)"
        if connection.vendor == "postgresql"
        else f"date('2026-11-01', '-' || ({back}) || ' days')"
    )
    values = {
        "participant_id": who,
        "line_id": f"'C' || CAST(100000000 + {which} AS TEXT) || '.200000000123.received'",
        "public_id": f"CAST(100000000000 + n.i AS TEXT) || CAST(1000000000 + {which} AS TEXT)",
        "direction": "'received'",
        "case_number": "'200000000123'",
        "payer_hidden": "FALSE",
        "amount": "8308 + n.i % 30011 * 7919 % 250000",
        "source": "CASE n.i % 3 WHEN 0 THEN 'income_withholding' WHEN 1 THEN 'federal_tax_offset' ELSE 'direct' END",
        "year": f"CAST(substr(CAST({received} AS TEXT), 1, 4) AS INTEGER)",
        "received_on": received,
        "state": "'sent'",
        "method": "'direct_deposit'",
        "parts": '\'[["current",8308,"sent"]]\'',
    }
    target = f"INSERT INTO payments_paymentline ({', '.join(values)})"
    with connection.cursor() as cursor:
        cursor.execute(f"{target} {SERIES.format(last=count - 1)} SELECT {', '.join(values.values())} FROM n")


def visits(count: int) -> list[str]:
    """Make visits that last the day, evenly spread over the people. Returns their keys; the long history's is last."""
    from django.utils import timezone

    from connect.access.current_visit import row_key
    from connect.access.models import Account, Visit
    from connect.cases.models import Participant

    now = timezone.now()
    people = list(Participant.objects.order_by("participant_id").values_list("participant_id", flat=True))
    chosen = [*people[:: max(1, len(people) // count)][: count - 1], people[-1]]
    keys = [secrets.token_urlsafe(32) for _ in chosen]
    Account.objects.bulk_create(Account(participant_id=person, pin_hash="none", changed_at=now) for person in chosen)
    Visit.objects.bulk_create(
        Visit(
            session_key=row_key(key),
            session_data="",
            participant_id=person,
            started_at=now,
            expire_date=now + timedelta(hours=8),
        )
        for person, key in zip(chosen, keys, strict=True)
    )
    return keys


def statements() -> dict[str, str]:
    """The product's own SQL for the page, for those who must run the same."""
    from connect.access.current_visit import _VISIT
    from connect.payments import queries as payments

    return {"visit": _VISIT, "map": payments._MAP, "rows": payments._STATEMENTS[False, False]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--deep", type=int, default=0)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--keys", type=Path, required=True)
    options = parser.parse_args()
    django.setup()
    fill(options.people, options.lines, options.deep)
    options.keys.with_name("statements.json").write_text(json.dumps(statements()))
    options.keys.write_text("\n".join(visits(options.visitors)))
