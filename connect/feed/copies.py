"""The files of a feed folder. Each is opened once, so what was checked is what is read, whatever happens to the folder.

A file is hashed while it is copied into a private folder, and everything reads the copy. The copy of a file with
Social Security numbers is encrypted under a key that exists only in memory. Links, devices and pipes are not followed:
the folder belongs to the sender of the feed, and the load runs under an account that may read more.
"""

import errno
import hashlib
import io
import os
import shutil
import stat
from collections.abc import Buffer, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from connect.feed.outcome import FeedRefused
from connect.feed.records import RECORDS

_BLOCK = 1 << 20  # bytes copied at a time
_SECRET = {f"{f.name}.csv{z}" for f in RECORDS if any(column.kind == "ssn" for column in f) for z in ("", ".gz")}
_HERE = os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def directory(path: Path) -> Iterator[int]:
    """An open folder: replacing it afterwards changes nothing. Raises FeedRefused."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _HERE)
    except OSError as problem:
        raise FeedRefused(f"{path} cannot be read: {_why(problem, folder=True)}") from problem
    try:
        yield opened
    finally:
        os.close(opened)


@contextmanager
def regular_file(folder: int, name: str) -> Iterator[int]:
    """The file `name` of an open folder. Raises OSError if there is none, or if it is not a regular file."""
    # A pipe that no one writes to would wait.
    opened = os.open(name, os.O_RDONLY | os.O_NONBLOCK | _HERE, dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        yield opened
    finally:
        os.close(opened)


def small_file(folder: int, name: str, most: int) -> bytes:
    """The bytes of a file that has at most `most`. Raises OSError."""
    with regular_file(folder, name) as opened, os.fdopen(os.dup(opened), "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes")
    return content


def why_unreadable(problem: OSError) -> str:
    """Why a file of the folder cannot be read, without its path."""
    return _why(problem)


def _why(problem: OSError, *, folder: bool = False) -> str:
    link = problem.errno == errno.ELOOP or (folder and problem.errno == errno.ENOTDIR)
    return "it is a link, or no folder" if folder and link else "it is a link" if link else str(problem.strerror)


@dataclass(frozen=True)
class Copy:
    """A file of the feed in the private folder. It is encrypted if there is a `key`."""

    path: Path
    key: bytes = field(default=b"", repr=False)

    def open(self) -> BinaryIO:
        """Opens the original bytes. The caller closes the file."""
        if self.key:
            return cast(BinaryIO, io.BufferedReader(_Deciphered(self.path, self.key), _BLOCK))
        return self.path.open("rb")


class _Deciphered(io.RawIOBase):
    def __init__(self, path: Path, key: bytes) -> None:
        self._file = path.open("rb", buffering=0)
        self._cipher = _cipher(key).decryptor()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        block = self._cipher.update(self._file.read(memoryview(buffer).nbytes) or b"")
        memoryview(buffer)[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()


def _cipher(key: bytes) -> Cipher[modes.CTR]:
    return Cipher(algorithms.AES(key[:32]), modes.CTR(key[32:]))  # a key of its own for each copy: never used twice


class Received:
    """The copies, in the private folder `private`."""

    def __init__(self, folder: int, private: Path) -> None:
        self.folder = folder
        self.private = private
        self._digests: dict[str, str] = {}
        self._keys = {name: os.urandom(48) for name in _SECRET}

    def take(self, name: str, sha256: str) -> Copy:
        """The copy of the file `name` with this hash; a second call opens nothing. Raises FeedRefused."""
        if name not in self._digests:
            self._digests[name] = self._copied(name)
        if self._digests[name] != sha256:
            raise FeedRefused(
                f"{name}: its SHA-256 is not the one in manifest.json; the file is damaged or not of this feed"
            )
        return Copy(self.private / name, self._keys.get(name, b""))

    def _copied(self, name: str) -> str:
        digest, size = hashlib.sha256(), 0
        most = settings.AGENCY.feed.max_file_megabytes * 1_000_000
        cipher = _cipher(self._keys[name]).encryptor() if name in self._keys else None
        try:
            with regular_file(self.folder, name) as opened, self._new(name) as copy:
                while block := os.read(opened, _BLOCK):
                    size += len(block)
                    if size > most:
                        raise FeedRefused(f"{name}: more than {most:,} bytes (feed.max_file_megabytes)")
                    digest.update(block)
                    _write(copy, cipher.update(block) if cipher else block)
        except OSError as problem:
            raise FeedRefused(f"{name} cannot be read: {why_unreadable(problem)}") from problem
        return digest.hexdigest()

    @contextmanager
    def _new(self, name: str) -> Iterator[int]:
        opened = os.open(self.private / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _HERE, 0o600)
        try:
            yield opened
        finally:
            os.close(opened)


def _write(copy: int, block: bytes) -> None:
    """Raises FeedRefused if the disk has no room for the copy."""
    rest = memoryview(block)
    try:
        while rest:
            rest = rest[os.write(copy, rest) :]
    except OSError as problem:
        raise FeedRefused(f"no copy of the feed can be made in CONNECT_VAR: {problem.strerror}") from problem


@contextmanager
def receiving(folder: int, private: Path) -> Iterator[Received]:
    """Copies in `private`, which is emptied before (a killed run leaves files) and after. Hold the lock."""
    shutil.rmtree(private, ignore_errors=True)
    private.mkdir(parents=True, mode=0o700)
    try:
        yield Received(folder, private)
    finally:
        shutil.rmtree(private, ignore_errors=True)


def remove(folder: int, name: str) -> None:
    """Removes `name`: a file, a folder with its contents, or a link without its target."""
    try:
        kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(kind):
        shutil.rmtree(name, dir_fd=folder)
    else:
        os.unlink(name, dir_fd=folder)


@contextmanager
def new_folder(folder: int, name: str) -> Iterator[int]:
    """A new, empty folder `name` in an open one; it replaces anything of that name. Raises OSError."""
    remove(folder, name)
    os.mkdir(name, dir_fd=folder)
    opened = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _HERE, dir_fd=folder)
    try:
        yield opened
    finally:
        os.close(opened)


def new_file(folder: int, name: str) -> int:
    """A new file, open for writing. Raises OSError if the name exists."""
    return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _HERE, 0o666, dir_fd=folder)
