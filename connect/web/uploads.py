"""A file that comes with a form: of the pages that ask for one, from someone who is signed in, and cut off at a length.

Everywhere else no upload handler is set (settings.FILE_UPLOAD_HANDLERS), so nothing reads a file. Here it is read into
memory, never to a disk. What is longer than a file may be is cut off: the page then says so, with the text that came
before it. A view says that it takes one:

    @saves_input("text", "file")
    @takes_file
    def letter(request): ... sent_file(request)
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import parse_header_parameters

from connect.access.current_visit import is_open_visit, row_key
from connect.lib.file_forms import MOST_FILE_BYTES

FILE_FIELD = "file"
_MULTIPART = "multipart/form-data"


def takes_file[F: Callable[..., Any]](view: F) -> F:
    """Marks a view: its form brings a file, in the field `file`, behind all others."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def is_for_file(path: str, content_type: str) -> bool:
    """Whether a form with this head may bring a file."""
    if not content_type.lower().startswith(_MULTIPART):
        return False
    try:
        return getattr(resolve(path).func, "takes_file", False)
    except Resolver404:
        return False


def end_of_form(content_type: str) -> bytes:
    """What stands behind the last part of a form with this head: behind a file that is cut off, it ends the form."""
    boundary = parse_header_parameters(content_type)[1].get("boundary", "")
    return f"\r\n--{boundary}--\r\n".encode()


def visit_that_sends(cookies: str) -> str:
    """The visit in which a file comes; '' for none that is open. Asks the database: one statement."""
    key = parse_cookie(cookies).get(settings.VISIT_COOKIE_NAME, "")
    close_old_connections()
    try:
        return row_key(key) if key and is_open_visit(row_key(key), timezone.now()) else ""
    finally:
        close_old_connections()


class OneFile(FileUploadHandler):
    """Reads the first file of the field `file`, up to one byte more than a file may have, and skips any other."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._read = BytesIO()
        self._begun = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._begun or self.field_name != FILE_FIELD:
            raise SkipFile
        self._begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = MOST_FILE_BYTES + 1 - self._read.tell()
        if room > 0:
            self._read.write(raw_data[:room])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        length = self._read.tell()
        self._read.seek(0)
        name = self.file_name or ""
        return InMemoryUploadedFile(self._read, FILE_FIELD, name, self.content_type or "", length, self.charset)
