"""Files that only the portal's own account may read."""

import contextlib
import os
from pathlib import Path

_OTHERS = 0o077


def make_private(database: Path) -> None:
    """Restrict the SQLite file and its -wal, -shm and -journal to this account; create the file if it is missing.

    SQLite gives a new -wal and -shm the permissions of the database file. A file that we do not own or cannot create is
    left alone: SQLite reports that error itself.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(database, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for path in (database, *(Path(f"{database}{ending}") for ending in ("-wal", "-shm", "-journal"))):
        with contextlib.suppress(OSError):
            mode = path.stat().st_mode
            if mode & _OTHERS:
                path.chmod(mode & 0o700)
