"""A month's run that is killed, and goes on to the same rows as a run in one piece."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from connect.demo.county.writing import write_county
from tests.support.process import ROOT, run_manage
from tests.support.sqlite_file import opened

pytestmark = pytest.mark.only_on("sqlite")
AS_OF = datetime(2026, 1, 2, tzinfo=UTC)
RUN = ["documents", "statements", "--month", "2025-12"]
KILLS = 3
# Everything but the moment at which a row was written.
WRITTEN = {
    "documents_document": "participant_id, document_id, public_id, kind, case_number, month, dated_on, language, "
    "wording, snapshot",
    "documents_monthoutcome": "participant_id, case_number, month, outcome",
}


def rows(environment: dict[str, str]) -> dict[str, list[tuple]]:
    with opened(environment) as connected:
        return {
            table: connected.execute(
                f"SELECT {columns} FROM {table} WHERE month = '2025-12-01' ORDER BY 1, 2"
            ).fetchall()
            for table, columns in WRITTEN.items()
        }


def forget(environment: dict[str, str]) -> None:
    with opened(environment) as connected:
        connected.execute("DELETE FROM documents_document WHERE month IS NOT NULL")
        connected.execute("DELETE FROM documents_monthoutcome")
        connected.execute("DELETE FROM documents_statementrun")


def kill_while_it_writes(environment: dict[str, str]) -> None:
    """Starts a run and kills it once it has written more than was there."""
    before = len(rows(environment)["documents_monthoutcome"])
    with subprocess.Popen([sys.executable, "manage.py", *RUN], cwd=ROOT, env=environment) as running:
        while running.poll() is None and len(rows(environment)["documents_monthoutcome"]) == before:
            time.sleep(0.005)
        os.kill(running.pid, signal.SIGKILL)


def test_a_run_killed_three_times_ends_with_the_same_rows(own_database, tmp_path):
    folder = tmp_path / "county"
    write_county(folder, participants=2_600, seed=3, agency="CA", sequence=1, as_of=AS_OF, demo=True)
    run_manage(own_database, "feed", "load", folder)
    run_manage(own_database, *RUN)
    whole = rows(own_database)
    forget(own_database)
    reached = []
    for _ in range(KILLS):
        kill_while_it_writes(own_database)
        reached.append(len(rows(own_database)["documents_monthoutcome"]))
    assert 0 < reached[0] < reached[1] < reached[2] < len(whole["documents_monthoutcome"])
    assert "made" in run_manage(own_database, *RUN).stdout
    assert rows(own_database) == whole
