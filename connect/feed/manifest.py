"""manifest.json: what a feed folder says it holds, and the checks of the folder as a whole."""

import binascii
import hashlib
import json
import os
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from connect.cases.models import Delivery
from connect.feed import records
from connect.feed.copies import Received, directory, small_file, why_unreadable
from connect.feed.outcome import FeedRefused
from connect.feed.record import Record
from connect.lib.by_hand import Unreadable, decode

NAME = "manifest.json"
SIGNATURE = "manifest.json.sig"
REJECTS = "rejects"
_BESIDES = {NAME, SIGNATURE, REJECTS}
_LARGEST = 1 << 20  # bytes of a manifest, or of its signature
_FIRST_YEAR = 2000
_CLOCKS_MAY_DIFFER = timedelta(days=1)


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the folder. `control_cents` is the sum of the file's control column (0 where it has none)."""

    name: str  # 'participants.csv' or 'participants.csv.gz'
    rows: int
    sha256: str  # of the bytes of the file in the folder
    control_cents: int
    mode: Literal["full", "changes"]

    @property
    def holds(self) -> str:
        """The name of the record whose file this is."""
        return self.name.removesuffix(".gz").removesuffix(".csv")


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed of one agency. Sequences start at 1 and have no gaps; the figures were true at `as_of`."""

    format: int
    agency: str
    sequence: int
    as_of: datetime  # with an offset, such as 2026-11-20T18:00:00-08:00
    files: list[FileEntry]
    demo: bool = False

    def records(self) -> dict[str, Record]:
        """The records by their names, as the format of this feed has them."""
        return {record.name: record for record in records.records_in(self.format)}


@dataclass(frozen=True)
class Folder:
    """A feed folder whose manifest was read. `sha256` is that of manifest.json, so it identifies the whole feed."""

    path: Path  # for messages; files are read through `opened`
    opened: int
    manifest: Manifest
    sha256: str

    @property
    def as_of(self) -> datetime:
        return self.manifest.as_of.astimezone(UTC)

    @cached_property
    def last(self) -> Delivery | None:
        """The feed that was loaded before this one."""
        return Delivery.objects.filter(state=Delivery.State.LOADED).order_by("sequence").last()

    @property
    def marks_at(self) -> datetime:
        """When the marks of this feed were set: as_of, but always later than everything on file.

        The marks of a feed that is refused for its as_of are taken too. A place that was on file before must not count
        as one that came with the mark.
        """
        last = self.last
        return max(self.as_of, last.as_of + timedelta(microseconds=1)) if last else self.as_of


@contextmanager
def opened_folder(path: Path) -> Iterator[Folder]:
    """The feed in `path`, its manifest and signature checked. Raises FeedRefused."""
    with directory(path) as opened:
        yield _read(path, opened)


def _read(path: Path, opened: int) -> Folder:
    try:
        raw = small_file(opened, NAME, _LARGEST)
    except OSError as problem:
        raise FeedRefused(f"{path / NAME} cannot be read: {why_unreadable(problem)}") from problem
    _check_signature(opened, raw)
    try:
        text = decode(raw, NAME)  # the signature and the hash cover the raw bytes, with a byte order mark
        manifest = msgspec.json.decode(text, type=Manifest)
        json.loads(text, object_pairs_hook=_each_once)
    except Unreadable as problem:
        raise FeedRefused(str(problem)) from problem
    except (msgspec.DecodeError, ValueError, RecursionError) as problem:
        raise FeedRefused(f"{NAME}: {problem}") from problem
    _check_whose(manifest)
    return Folder(path, opened, manifest, hashlib.sha256(raw).hexdigest())


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """Raises ValueError for a key that occurs twice: one parser would take the first value, another the last."""
    names = [name for name, _ in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"a key that stands there twice: {', '.join(twice)}")


def _check_signature(opened: int, raw: bytes) -> None:
    """Checks manifest.json against the agency's Ed25519 key, if the profile has one or requires one."""
    feed = settings.AGENCY.feed
    try:
        signature = small_file(opened, SIGNATURE, _LARGEST)
    except FileNotFoundError as problem:
        if feed.require_signature:
            raise FeedRefused(f"{SIGNATURE} is missing, and the agency profile requires a signature") from problem
        return
    except OSError as problem:
        raise FeedRefused(f"{SIGNATURE} cannot be read: {why_unreadable(problem)}") from problem
    if not feed.public_key:
        return
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(feed.public_key))
        key.verify(b64decode(decode(signature, SIGNATURE).strip(), validate=True), raw)
    except Unreadable as problem:
        raise FeedRefused(str(problem)) from problem
    except (InvalidSignature, ValueError, binascii.Error) as problem:
        raise FeedRefused(f"{SIGNATURE}: the signature is not the agency's for this {NAME}") from problem


def _check_whose(manifest: Manifest) -> None:
    """Checks that the feed is for this portal and not from the future. Raises FeedRefused."""
    agency = settings.AGENCY.code
    if manifest.format not in records.VERSIONS:
        known = " and ".join(map(str, records.VERSIONS))
        raise FeedRefused(f"{NAME}: format {manifest.format} is not known; this version reads formats {known}")
    if manifest.agency != agency:
        raise FeedRefused(f"{NAME}: the feed is of agency {manifest.agency!r}; this portal belongs to {agency!r}")
    if manifest.demo and settings.PRODUCTION:
        raise FeedRefused(f"{NAME}: a feed marked demo is never loaded in production; its PINs are published")
    if manifest.sequence < 1:
        raise FeedRefused(f"{NAME}: sequence is {manifest.sequence}; the first feed is 1")
    if manifest.as_of.tzinfo is None:
        raise FeedRefused(f"{NAME}: as_of has no offset; write it like 2026-11-20T18:00:00-08:00")
    if manifest.as_of.year < _FIRST_YEAR:
        raise FeedRefused(f"{NAME}: as_of lies before {_FIRST_YEAR}")
    if manifest.as_of > datetime.now(UTC) + _CLOCKS_MAY_DIFFER:
        raise FeedRefused(f"{NAME}: as_of lies more than a day in the future")


def is_news(folder: Folder) -> bool:
    """Whether the feed is newer than what is loaded, even if it is out of turn."""
    last, said = folder.last, folder.manifest
    if last is None or said.sequence > last.sequence:
        return True
    return said.sequence == last.sequence and folder.as_of > last.as_of and folder.sha256 != last.manifest_sha256


def check_entries(manifest: Manifest) -> None:
    """Checks of the named files that types cannot express. Raises FeedRefused."""
    seen, known = set(), manifest.records()
    for entry in manifest.files:
        name = entry.holds
        if name not in known or entry.name not in (f"{name}.csv", f"{name}.csv.gz"):
            raise FeedRefused(f"{NAME}: {entry.name!r} is not a file of format {manifest.format}")
        if name in seen:
            raise FeedRefused(f"{NAME}: the file {name} is named twice")
        seen.add(name)
        if entry.rows < 0 or entry.control_cents < 0:
            raise FeedRefused(f"{NAME}: {entry.name} has a negative count or total")


def is_loaded_already(folder: Folder) -> bool:
    """Whether this very feed is the last one loaded. Raises FeedRefused for one that is out of turn."""
    last = folder.last
    sequence, due = folder.manifest.sequence, (last.sequence if last else 0) + 1
    if last and sequence == last.sequence:
        if folder.sha256 == last.manifest_sha256:
            return True
        raise FeedRefused(f"sequence {sequence} is loaded already, with other contents; a correction is feed {due}")
    if sequence < due:
        raise FeedRefused(f"sequence {sequence} is older than the last feed loaded, {due - 1}")
    if sequence > due:
        missing = f"feed {due} is" if sequence == due + 1 else f"feeds {due} to {sequence - 1} are"
        raise FeedRefused(f"sequence {sequence} cannot be loaded: {missing} missing; load in order")
    if last and folder.as_of <= last.as_of:
        raise FeedRefused(f"as_of of sequence {sequence} is not later than that of sequence {last.sequence}")
    return False


def check_files(folder: Folder, received: Received) -> None:
    """Checks that exactly the named files are there, with their hashes, and copies them. Raises FeedRefused."""
    named = {entry.name for entry in folder.manifest.files}
    with os.scandir(folder.opened) as items:
        found = {item.name for item in items if not item.name.startswith(".")} - _BESIDES
    if missing := sorted(named - found):
        raise FeedRefused(f"missing from the folder: {', '.join(missing)}")
    if extra := sorted(found - named):
        raise FeedRefused(f"not named in {NAME}: {', '.join(extra)}")
    with ThreadPoolExecutor() as several:
        for _ in several.map(lambda entry: received.take(entry.name, entry.sha256), folder.manifest.files):
            pass
