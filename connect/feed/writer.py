"""Writes a feed folder row by row in constant memory: the CSV files of the format, then the manifest that seals it."""

import csv
import gzip
import hashlib
import io
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from connect.feed.manifest import FileEntry, Manifest
from connect.feed.record import Record
from connect.feed.records import VERSION, records_in
from connect.lib.money import cents

Mode = Literal["full", "changes"]


class FileWriter:
    """One CSV file of a feed. In mode 'changes' every row starts with the column `op`: put or gone."""

    def __init__(self, folder: Path, file: Record, *, mode: Mode, zipped: bool) -> None:
        self.name = f"{file.name}.csv" + (".gz" if zipped else "")
        self.mode = mode
        self.rows = 0
        self.control_cents = 0
        self._control = file.control
        self._columns = [column.name for column in file]
        self._known = frozenset(self._columns)
        self._path = folder / self.name
        self._bytes = self._path.open("wb")
        # No name and no time in the gzip header: the same rows give the same bytes.
        self._zip = gzip.GzipFile(filename="", mode="wb", fileobj=self._bytes, mtime=0) if zipped else None
        self._text = io.TextIOWrapper(self._zip or self._bytes, encoding="utf-8", newline="")
        self._csv = csv.writer(self._text, lineterminator="\n")
        self._csv.writerow((["op"] if mode == "changes" else []) + self._columns)

    def put(self, row: Mapping[str, str]) -> None:
        """Append `row`; a column it does not name is blank. Raises ValueError for a column the file does not have."""
        self._append("put", row)

    def gone(self, row: Mapping[str, str]) -> None:
        """Append the removal of `row`, of which the key is enough. Only in mode 'changes'."""
        if self.mode != "changes":
            raise ValueError(f"{self.name} is full: what is gone is left out of it")
        self._append("gone", row)

    def _append(self, op: str, row: Mapping[str, str]) -> None:
        if unknown := row.keys() - self._known:
            raise ValueError(f"{self.name} has no column {', '.join(sorted(unknown))}")
        fields = [row.get(name, "") for name in self._columns]
        self._csv.writerow([op, *fields] if self.mode == "changes" else fields)
        self.rows += 1
        if self._control and row.get(self._control):
            self.control_cents += cents(row[self._control])

    def close(self) -> None:
        self._text.close()
        self._bytes.close()  # GzipFile leaves the file under it open

    def entry(self) -> FileEntry:
        """What the manifest says of this file. Only once it is closed."""
        with self._path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileEntry(self.name, self.rows, digest, self.control_cents, self.mode)


class FeedWriter:
    """A feed folder being written: `with Feed(...) as feed: feed.put("cases", row)`.

    The manifest is written last, and only when the block ends well: a folder without one is no feed. `as_of` carries
    an offset. With `sign_with`, manifest.json.sig holds the base64 of the Ed25519 signature of manifest.json's bytes.
    """

    def __init__(
        self,
        folder: Path,
        *,
        agency: str,
        sequence: int,
        as_of: datetime,
        mode: Mode = "full",
        files: tuple[Record, ...] = (),
        zipped: bool = False,
        demo: bool = False,
        sign_with: Ed25519PrivateKey | None = None,
        version: int = VERSION,
    ) -> None:
        if as_of.tzinfo is None:
            raise ValueError("as_of needs an offset, such as 2026-11-20T18:00:00-08:00")
        self.folder = folder
        self._head = (agency, sequence, as_of)
        self._how: tuple[Mode, bool] = (mode, zipped)
        self._files = files or records_in(version)
        self._version = version
        self._demo = demo
        self._sign_with = sign_with
        self._writers: dict[str, FileWriter] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for seal in ("manifest.json", "manifest.json.sig"):
            (self.folder / seal).unlink(missing_ok=True)
        mode, zipped = self._how
        self._writers = {f.name: FileWriter(self.folder, f, mode=mode, zipped=zipped) for f in self._files}
        return self

    def put(self, file: str, row: Mapping[str, str]) -> None:
        self._writers[file].put(row)

    def gone(self, file: str, row: Mapping[str, str]) -> None:
        self._writers[file].gone(row)

    @property
    def rows(self) -> dict[str, int]:
        """Rows written so far, by file."""
        return {name: writer.rows for name, writer in self._writers.items()}

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        if kind is None:
            self._seal()

    def _seal(self) -> None:
        agency, sequence, as_of = self._head
        entries = [writer.entry() for writer in self._writers.values()]
        manifest = msgspec.json.format(
            msgspec.json.encode(Manifest(self._version, agency, sequence, as_of, entries, self._demo)), indent=2
        )
        if self._sign_with:
            signature = b64encode(self._sign_with.sign(manifest))
            (self.folder / "manifest.json.sig").write_bytes(signature + b"\n")
        (self.folder / "manifest.json").write_bytes(manifest)
