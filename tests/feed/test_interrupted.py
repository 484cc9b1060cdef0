"""A load that is killed, and people who sign in while one runs."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.audit.models import Entry
from connect.demo.county.writing import write_county
from connect.feed.pipeline.load import load
from tests.feed.folder import Box, small_county
from tests.support.process import ROOT, run_manage
from tests.support.sqlite_file import opened

KILLS = 20
TABLES = ("cases_delivery", "cases_participant", "cases_balance", "cases_disclosedcase", "payments_paymentline")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed that takes a second or two."""
    folder = tmp_path_factory.mktemp("county")
    as_of = datetime(2026, 1, 2, tzinfo=UTC)
    write_county(folder, participants=600, seed=3, agency="CA", sequence=1, as_of=as_of, demo=True)
    return folder


def counts(environment: dict[str, str]) -> list[int]:
    with opened(environment) as connected:
        return [connected.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


def empty(environment: dict[str, str]) -> None:
    """As if no feed had come."""
    with opened(environment) as connected:
        for table in ("cases_delivery", "audit_entry", "audit_chainhead", *_mirrored()):
            connected.execute(f"DELETE FROM {table}")


def _mirrored() -> list[str]:
    from tests.feed.folder import tables

    return tables()


def start(environment: dict[str, str], folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "feed", "load", str(folder)],
        cwd=ROOT,
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_at_random(environment: dict[str, str], folder: Path, chance: random.Random, turn: int) -> None:
    """Starts a load and kills it: every other time while it merges, else at any stage."""
    stages = ["Merging"] if turn % 2 else ["Checking", "Comparing", "Working out", "Merging"]
    stage = chance.choice(stages)
    with start(environment, folder) as load_process:
        assert load_process.stdout is not None
        for line in load_process.stdout:
            if line.startswith(stage):
                break
        time.sleep(chance.random() * 0.3)
        with contextlib.suppress(ProcessLookupError):
            os.kill(load_process.pid, signal.SIGKILL)


def test_a_load_killed_at_any_moment_leaves_nothing_half_done_and_the_next_completes(own_database, county):
    run_manage(own_database, "feed", "load", county)
    whole = counts(own_database)
    assert whole[0] == 1
    chance = random.Random(7)
    killed_early = 0
    for turn in range(KILLS):
        empty(own_database)
        kill_at_random(own_database, county, chance, turn)
        after = counts(own_database)
        assert after in (whole, [0] * len(TABLES))
        killed_early += after != whole
    assert killed_early >= KILLS / 3
    run_manage(own_database, "feed", "load", county)
    assert counts(own_database) == whole
    left = [path for path in Path(own_database["CONNECT_VAR"]).rglob("*") if path.name.startswith("workspace")]
    assert left == []


def write_entry(waited: list[float]) -> None:
    """A small write as a sign-in makes it, in a thread and connection of its own."""
    began = time.monotonic()
    with transaction.atomic():
        audit.record(Act.SIGNED_IN, by="1000000001", about="1000000001")
    waited.append(time.monotonic() - began)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_write_commits_in_every_stage_before_the_merge(tmp_path):
    waited: list[float] = []
    stages = set()

    def write_now(stage: str, done: int, total: int) -> None:
        if stage in stages or stage == "Merging":
            return
        stages.add(stage)
        writer = threading.Thread(target=write_entry, args=[waited])
        writer.start()
        writer.join(timeout=5)  # the load stands still until the write is through

    load(Box(tmp_path).write(small_county()), progress=write_now)
    assert len(stages) == 16
    assert len(waited) == len(stages)
    assert Entry.objects.filter(act="signed in").count() == len(stages)


@pytest.mark.django_db(transaction=True)
def test_people_sign_in_while_a_feed_loads(county):
    waited: list[float] = []
    done = threading.Event()

    def sign_in_again_and_again() -> None:
        while not done.is_set():
            write_entry(waited)
            time.sleep(0.01)

    people = threading.Thread(target=sign_in_again_and_again)
    people.start()
    try:
        outcome = load(county)
    finally:
        done.set()
        people.join()
    assert Entry.objects.filter(act="signed in").count() == len(waited)
    assert len(waited) > 5
    assert max(waited) < outcome.locked_seconds + 2
