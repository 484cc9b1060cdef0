"""What a test starts ends with it, with every process that it started in turn."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.process import end, run_to_its_end

# A server that does not end when it is asked to, and its worker.
DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
time.sleep(600)
"""


def gone(process: int) -> bool:
    """Ended, though it may wait for its parent to hear of it. Waits for five seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_server_that_must_be_killed_leaves_no_worker_behind():
    words = [sys.executable, "-c", DEAF]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        worker = int(process.stdout.readline())
        end(process, 0.1)
    assert gone(worker)


def test_what_takes_too_long_leaves_nothing_behind(tmp_path):
    said = tmp_path / "worker"
    code = DEAF.replace("print(", f"open({str(said)!r}, 'w').write(str(").replace(".pid, flush=True)", ".pid))")
    with pytest.raises(subprocess.TimeoutExpired):
        run_to_its_end([sys.executable, "-c", code], {}, 2)
    assert gone(int(said.read_text()))
