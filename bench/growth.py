"""Does the payments page stay fast as the database and one person's history grow? And the pager's map, measured."""

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
    """p50 of page 1 at the first and last of `sizes` (in turns), and of pages of an account with 20,000 lines;
    then the plan of its page 1."""
    os.sched_setaffinity(0, {machine.LOAD_CORE})
    seen: dict[str, list[float]] = {"small": [], "large": [], "first": [], "middle": [], "deepest": []}
    with _server(kind, sizes[0]) as (small, (_, small_keys)), _server(kind, sizes[-1]) as (large, (environment, keys)):
        usual = {
            "small": (small, pages.PATH, _cookies(small, small_keys[:-1])),
            "large": (large, pages.PATH, _cookies(large, keys[:-1])),
        }
        last = -(-DEEP // 15)
        for name, page in (("first", 1), ("middle", last // 2), ("deepest", last)):
            usual[name] = (large, f"{pages.PATH}?page={page}", _cookies(large, keys[-1:]))
        for turn in range(rounds + 1):
            for name, (server, path, cookies) in usual.items():
                asked = [loader.request(path, cookie) for cookie in cookies]
                got = loader.load(server.port, asked, at_once=1, count=count)
                if turn:  # the first turn warms the caches
                    seen[name].append(got.percentile(50))
        told = {name: min(found) for name, found in seen.items()}  # the rounds that others disturbed least
        return told | {f"map {name}": value for name, value in _map(environment).items()}, _plan(environment)


def _cookies(server: machine.Server, keys: list[str]) -> list[str]:
    return [loader.visited(server.port, pages.PATH, f"__Host-session={key}") for key in keys]


def _map(environment: dict[str, str]) -> dict[str, float]:
    """Seconds of what the map replaces, for the account of 20,000 lines: counting, and OFFSET to the last page."""
    return json.loads(machine.run(environment, "-m", "bench.growth"))


def _plan(environment: dict[str, str]) -> str:
    """How the database finds page 1 of that account."""
    return machine.run(environment, "-m", "bench.growth", "--plan")


def table(told: dict[str, float], sizes: tuple[int, ...]) -> str:
    rows = (
        (f"page 1 at {sizes[-1]:,} lines / at {sizes[0]:,}", told["large"] / told["small"]),
        ("page 1 of an account with 20,000 lines / of one with 40", told["first"] / told["large"]),
        ("its middle page / its page 1", told["middle"] / told["first"]),
        ("its deepest page / its page 1", told["deepest"] / told["first"]),
        ("count(*) of its lines / the map", told["map count"] / told["map map"]),
        ("LIMIT 15 OFFSET 19,985 / the deepest page's statement", told["map offset"] / told["map span"]),
        (
            "count(*) + OFFSET / map + statement",
            (told["map count"] + told["map offset"]) / (told["map map"] + told["map span"]),
        ),
    )
    return "\n".join(["| p50 | ratio |", "|---|---|", *(f"| {said} | {ratio:.2f} |" for said, ratio in rows)])


if __name__ == "__main__":
    import django

    django.setup()
    from django.db import connection

    from bench.fill import DEEP as WHO
    from connect.payments import queries

    who = [WHO, "received"]
    newest = queries._STATEMENTS[False, False]
    oldest = queries._STATEMENTS[True, False]
    asked = {
        "count": ("SELECT count(*) FROM payments_paymentline WHERE participant_id = %s AND direction = %s", who),
        "map": (queries._MAP, [*who, WHO]),
        "offset": (newest, [*who, "1990-01-01", "2026-12-31", 15, DEEP - 15]),
        "span": (oldest, [*who, "2006-01-01", "2007-12-31", 5, 0]),
    }
    with connection.cursor() as cursor:
        if "--plan" in sys.argv:
            explain = "EXPLAIN (COSTS OFF) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + newest, [*who, "2026-01-01", "2026-12-31", 15, 0])
            print("\n".join(str(row[-1]) for row in cursor.fetchall()))
            sys.exit()
        told = {}
        for name, (statement, values) in asked.items():
            taken = []
            for _ in range(30):
                began = time.perf_counter()
                cursor.execute(statement, values)
                cursor.fetchall()
                taken.append(time.perf_counter() - began)
            told[name] = median(taken)
    print(json.dumps(told))
