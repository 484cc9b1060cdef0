"""Measure whether the payments page stays fast as the database and one person's history grow, and the pager's map."""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench import loader, machine, pages

LINES = 40
DEEP = 20_000


@contextmanager
def _server(kind: str, lines: int) -> Iterator[tuple[machine.Server, tuple[dict[str, str], list[str]]]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        filled = pages.prepared(kind, folder, lines // LINES, "--deep", DEEP)
        with machine.serving(machine.PRODUCT, filled[0]) as server:
            yield server, filled
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(kind: str, sizes: tuple[int, ...], *, rounds: int, count: int) -> tuple[dict[str, float], str]:
    """Return p50 in seconds by name, and the database's plan for page 1 of an account with 20,000 lines.

    p50 is measured for page 1 at the first and last of `sizes` in turns, and for three pages of that account.
    """
    os.sched_setaffinity(0, {machine.LOAD_CORE})
    medians: dict[str, list[float]] = {"small": [], "large": [], "first": [], "middle": [], "deepest": []}
    with _server(kind, sizes[0]) as (small, (_, small_keys)), _server(kind, sizes[-1]) as (large, (environment, keys)):
        targets = {
            "small": (small, pages.PATH, _cookies(small, small_keys[:-1])),
            "large": (large, pages.PATH, _cookies(large, keys[:-1])),
        }
        last = -(-DEEP // 15)
        for name, page in (("first", 1), ("middle", last // 2), ("deepest", last)):
            targets[name] = (large, f"{pages.PATH}?page={page}", _cookies(large, keys[-1:]))
        for turn in range(rounds + 1):
            for name, (server, path, cookies) in targets.items():
                requests = [loader.request(path, cookie) for cookie in cookies]
                answers = loader.load(server.port, requests, at_once=1, count=count)
                if turn:  # the first turn warms the caches
                    medians[name].append(answers.percentile(50))
        times = {name: min(values) for name, values in medians.items()}  # the rounds with the least other work
        return times | {f"map {name}": value for name, value in _map(environment).items()}, _plan(environment)


def _cookies(server: machine.Server, keys: list[str]) -> list[str]:
    return [loader.visited(server.port, pages.PATH, f"__Host-visit={key}") for key in keys]


def _map(environment: dict[str, str]) -> dict[str, float]:
    """Return the seconds of the map and of what it replaces for 20,000 lines: counting, and OFFSET to the last page."""
    return json.loads(machine.run(environment, "-m", "bench.growth"))


def _plan(environment: dict[str, str]) -> str:
    """Return the database's plan for page 1 of that account."""
    return machine.run(environment, "-m", "bench.growth", "--plan")


def table(times: dict[str, float], sizes: tuple[int, ...]) -> str:
    rows = (
        (f"page 1 at {sizes[-1]:,} lines / at {sizes[0]:,}", times["large"] / times["small"]),
        ("page 1 of an account with 20,000 lines / of one with 40", times["first"] / times["large"]),
        ("its middle page / its page 1", times["middle"] / times["first"]),
        ("its deepest page / its page 1", times["deepest"] / times["first"]),
        ("count(*) of its lines / the map", times["map count"] / times["map map"]),
        ("LIMIT 15 OFFSET 19,985 / the deepest page's statement", times["map offset"] / times["map span"]),
        (
            "count(*) + OFFSET / map + statement",
            (times["map count"] + times["map offset"]) / (times["map map"] + times["map span"]),
        ),
    )
    return "\n".join(["| p50 | ratio |", "|---|---|", *(f"| {label} | {ratio:.2f} |" for label, ratio in rows)])


if __name__ == "__main__":
    import django

    django.setup()
    from django.db import connection

    from bench.fill import DEEP as PARTICIPANT_ID
    from connect.payments import queries

    account = [PARTICIPANT_ID, "received"]
    newest = queries._STATEMENTS[False, False]
    oldest = queries._STATEMENTS[True, False]
    statements = {
        "count": ("SELECT count(*) FROM payments_paymentline WHERE participant_id = %s AND direction = %s", account),
        "map": (queries._MAP, [*account, PARTICIPANT_ID]),
        "offset": (newest, [*account, "1990-01-01", "2026-12-31", 15, DEEP - 15]),
        "span": (oldest, [*account, "2006-01-01", "2007-12-31", 5, 0]),
    }
    with connection.cursor() as cursor:
        if "--plan" in sys.argv:
            explain = "EXPLAIN (COSTS OFF) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + newest, [*account, "2026-01-01", "2026-12-31", 15, 0])
            print("\n".join(str(row[-1]) for row in cursor.fetchall()))
            sys.exit()
        medians = {}
        for name, (statement, values) in statements.items():
            seconds = []
            for _ in range(30):
                began = time.perf_counter()
                cursor.execute(statement, values)
                cursor.fetchall()
                seconds.append(time.perf_counter() - began)
            medians[name] = median(seconds)
    print(json.dumps(medians))
