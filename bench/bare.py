"""The lower bound: a WSGI function that runs the SQL of the payments page and formats the same bytes, nothing else.

It looks up the hashed key of the visit and its expiry as the product does and reads the same rows. It has no framework,
no routing, no access rights and no form token. BENCH_PAGE names the product's page that it repeats.
"""

import hashlib
import json
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

from bench.shape import ROW, Shape

COOKIE = re.compile(r"__Host-visit=([A-Za-z0-9_-]{43})")
SHAPE = Shape.of(Path(os.environ["BENCH_PAGE"]))
# The product's own SQL: visit, map and rows.
STATEMENTS = json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text())
ADDRESS = os.environ["CONNECT_DATABASE"]
TYPES = {
    "income_withholding": "INCOME WITHHOLDING ORDER",
    "federal_tax_offset": "FEDERAL TAX REFUND OFFSET",
    "direct": "PAYMENT BY THE PERSON PAYING SUPPORT",
}


def _connect():
    if ADDRESS.startswith("sqlite"):
        import sqlite3

        connection = sqlite3.connect(ADDRESS.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        return lambda statement, values: connection.execute(statement.replace("%s", "?"), values).fetchall()
    import psycopg

    connection = psycopg.connect(ADDRESS, autocommit=True)
    cursor = connection.cursor()
    return lambda statement, values: cursor.execute(statement, values).fetchall()


query = _connect()


def application(environ, start_response):
    cookie = COOKIE.search(environ.get("HTTP_COOKIE", ""))
    now = datetime.now(UTC).replace(tzinfo=None) if ADDRESS.startswith("sqlite") else datetime.now(UTC)
    key = hashlib.sha256(cookie[1].encode()).hexdigest()
    visit = query(STATEMENTS["visit"], [key, str(now) if ADDRESS.startswith("sqlite") else now])
    if not visit:
        start_response("403 Forbidden", [])
        return [b""]
    person, name = visit[0][0], visit[0][4]
    count = sum(lines for _, _, lines, _ in query(STATEMENTS["map"], [person, "received", person]))
    rows = query(STATEMENTS["rows"], [person, "received", "2025-01-01", "2026-12-31", SHAPE.size, 0])
    listed = "".join(
        ROW % (public_id, *_day(received), f"{amount // 100:,}", amount % 100, TYPES[source])
        for public_id, received, amount, source, *_ in rows
    )
    body = (SHAPE.page % {"name": name, "count": count, "rows": listed}).encode()
    start_response("200 OK", [*SHAPE.headers, ("Content-Length", str(len(body)))])
    return [body]


def _day(day: date | str) -> tuple[str, str, str]:
    text = str(day)
    return text[5:7], text[8:], text[:4]
