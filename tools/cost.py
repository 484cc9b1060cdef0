"""Measure the processor time of a command and of every process that it starts.

    python tools/cost.py make test

Orphaned processes are counted too (Linux only). At the end one line on standard error gives the seconds of processor
time and of wall time. The exit code is that of the command.
"""

import ctypes
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def main(command: list[str]) -> int:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    started = time.monotonic()
    exit_code = subprocess.run(command, check=False).returncode  # noqa: S603 - what the caller typed
    _wait_for_orphans()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor, clock = usage.ru_utime + usage.ru_stime, time.monotonic() - started
    sys.stderr.write(f"{' '.join(command)}: {processor:.0f} s of processor time, {clock:.0f} s on the clock\n")
    return exit_code


def _wait_for_orphans() -> None:
    """Collect the orphans that have ended. One that still runs is left alone and not counted."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
