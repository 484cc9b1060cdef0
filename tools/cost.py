"""What a command costs: its processor time, with all that it starts, and the time that passes.

    python tools/cost.py make test

Processes that lose their parent are counted too (Linux). Prints one line to standard error when the command has ended:
seconds of processor time, and of the clock; ends as the command ended.
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
    ended = subprocess.run(command, check=False).returncode  # noqa: S603 - what the caller typed
    _wait_for_orphans()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor, clock = spent.ru_utime + spent.ru_stime, time.monotonic() - started
    sys.stderr.write(f"{' '.join(command)}: {processor:.0f} s of processor time, {clock:.0f} s on the clock\n")
    return ended


def _wait_for_orphans() -> None:
    """Those that ended; one that still runs is left alone, and not counted."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
