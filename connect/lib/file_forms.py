"""What people may send us as a file: which forms, told by their first bytes, and what a name may be."""

import re
from enum import Enum
from pathlib import PurePosixPath

from connect.lib.characters import UNSAFE

MEGABYTE = 1024 * 1024
MOST_FILE_BYTES = 10 * MEGABYTE  # of one file that someone sends
FIRST_BYTES = 32  # as many as `form_of` looks at
_LONGEST_NAME = 80
_UNSAFE = re.compile(f"[{UNSAFE}]")
# Of an ISO base media file: still pictures coded with HEVC, one or many.
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"))


class FileForm(Enum):
    """What a file is, and the endings that its name may have."""

    PDF = ("pdf",)
    JPEG = ("jpg", "jpeg", "jfif")
    PNG = ("png",)
    HEIC = ("heic", "heif")

    @property
    def is_picture(self) -> bool:
        return self is not FileForm.PDF


ENDINGS = frozenset(ending for form in FileForm for ending in form.value)


def form_of(content: bytes) -> FileForm | None:
    """The form that the first bytes say; None for any other file, whatever it is called."""
    if content.startswith(b"%PDF-"):
        return FileForm.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileForm.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileForm.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return FileForm.HEIC
    return None


def has_fitting_name(name: str) -> bool:
    """Whether the ending of `name`, where it has one, is that of a file that we take."""
    ending = PurePosixPath(name).suffix
    return not ending or ending[1:].lower() in ENDINGS


def plain_name(name: str) -> str:
    """`name` for people to read: without folders, and without what controls a terminal or turns what stands beside it.

    It is shown and sealed, and never names anything in a storage.
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = " ".join(_UNSAFE.sub("", last).split()).lstrip(".")
    if len(kept) > _LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{(stem or ending)[: _LONGEST_NAME - 8]}…{dot}{ending[:6]}" if stem else f"{kept[: _LONGEST_NAME - 1]}…"
    return kept
