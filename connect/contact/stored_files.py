"""The bytes of files, in the storage "attachments": sealed, under random names that say nothing of whose they are.

A file's name in the storage is its row's `stored`; the pictures of its pages have "-1", "-2" ... behind it.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from connect.lib.sealed_bytes import new_bytes_key, seal_bytes, unseal_bytes

_FOLDERS = [f"{number:02x}" for number in range(256)]
_YOUNG = timedelta(hours=1)  # bytes whose row may still be written


def _storage() -> Storage:
    return storages["attachments"]


def keep_bytes(content: bytes, pages: Iterable[bytes] = ()) -> tuple[str, str]:
    """Store `content`, and the pictures of its pages; their name and their key."""
    name, key = secrets.token_hex(16), new_bytes_key()
    _put(name, key, content)
    for number, page in enumerate(pages, start=1):
        _put(f"{name}-{number}", key, page)
    return name, key


def _put(name: str, key: str, content: bytes) -> None:
    _storage().save(_path(name), ContentFile(seal_bytes(key, name, content)))


def read_bytes(name: str, key: str) -> bytes:
    """What was stored. Raises FileNotFoundError, and InvalidTag for bytes that someone else put there."""
    with _storage().open(_path(name)) as file:
        return unseal_bytes(key, name, file.read())


def delete_bytes(name: str, pages: int) -> None:
    """Delete what `keep_bytes` stored; what is gone already is fine."""
    for each in (name, *(f"{name}-{number}" for number in range(1, pages + 1))):
        with suppress(FileNotFoundError):
            _storage().delete(_path(each))


def old_names(now: datetime) -> Iterator[list[str]]:
    """The names of all bytes that have lain there for a while, a folder at a time."""
    storage = _storage()
    for folder in _FOLDERS:
        with suppress(FileNotFoundError):
            names = storage.listdir(folder)[1]
            yield [name for name in names if storage.get_modified_time(f"{folder}/{name}") < now - _YOUNG]


def _path(name: str) -> str:
    return f"{name[:2]}/{name}"
