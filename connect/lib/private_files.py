"""Files that only the account of the portal may read."""

import contextlib
import os
from pathlib import Path

_OTHERS = 0o077


def make_private(database: Path) -> None:
    """The SQLite file, made if it is not there, is for this account alone, and so are the files that stand beside it.

    SQLite gives a new -wal and -shm the rights of the file itself. What is not ours, or cannot be made, is left for
    SQLite to complain of.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(database, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for path in (database, *(Path(f"{database}{ending}") for ending in ("-wal", "-shm", "-journal"))):
        with contextlib.suppress(OSError):
            mode = path.stat().st_mode
            if mode & _OTHERS:
                path.chmod(mode & 0o700)
