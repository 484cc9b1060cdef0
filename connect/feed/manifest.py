"""manifest.json: what a feed folder says it holds."""

from datetime import datetime
from typing import Literal

import msgspec


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the folder. `control_cents` is the sum of the file's control column (0 where it has none)."""

    name: str  # 'participants.csv' or 'participants.csv.gz'
    rows: int
    sha256: str  # of the file's bytes as they lie there
    control_cents: int
    mode: Literal["full", "changes"]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed: one agency, a sequence without gaps that starts at 1, and the time at which its figures were true."""

    format: int
    agency: str
    sequence: int
    as_of: datetime  # with an offset, such as 2026-11-20T18:00:00-08:00
    files: list[FileEntry]
    demo: bool = False
