"""Files that people write by hand: read as UTF-8, with or without a byte order mark, or refused with what they are.

No encoding is guessed: a guess that is wrong once in a thousand files is a wrong name on a page.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

_BOM = "\ufeff"
# What the first bytes of other files say; UTF-32 before UTF-16, whose mark begins alike.
_OTHERS = (
    (codecs.BOM_UTF32_LE, "UTF-32; save it as UTF-8"),
    (codecs.BOM_UTF32_BE, "UTF-32; save it as UTF-8"),
    (codecs.BOM_UTF16_LE, 'UTF-16, which some programs call "Unicode"; save it as UTF-8'),
    (codecs.BOM_UTF16_BE, 'UTF-16, which some programs call "Unicode"; save it as UTF-8'),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a ZIP file (a spreadsheet or a document is one, too); save it as text in UTF-8"),
)
_STRANGE = {
    "\0": "a NUL (0x00), as in a file that was saved as UTF-16 or is damaged; save it as UTF-8",
    "\x1a": "a Ctrl-Z (0x1A), which some programs write at the end of a file; take it out",
}


class Unreadable(Exception):
    """The file cannot be read as text; the message names it, the line where there is one, and what is wrong."""


def not_utf8(raw: bytes) -> str:
    """What bytes that are not UTF-8 are instead, as far as their beginning tells it."""
    for beginning, what in _OTHERS:
        if raw.startswith(beginning):
            return f"not UTF-8 but {what}"
    return "not UTF-8 (a file saved as Windows-1252 or Latin-1 must be saved as UTF-8)"


def decode(raw: bytes, name: object) -> str:
    """The text of a file called `name`, without its byte order mark. Raises Unreadable."""
    try:
        text = raw.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{name}: line {_line(raw[: problem.start].decode())}: {not_utf8(raw)}") from problem
    for sign, what in _STRANGE.items():
        if sign in text:
            raise Unreadable(f"{name}: line {_line(text.partition(sign)[0])}: {what}")
    return text


def _line(before: str) -> int:
    return before.count("\n" if "\n" in before else "\r") + 1


def load_text(path: Path) -> str:
    """The text of a file, its lines ended by \\n however they are ended there. Raises Unreadable."""
    return _text_of(path).replace("\r\n", "\n").replace("\r", "\n")


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Unreadable(f"{path}: cannot be read ({problem.strerror})") from problem
    return decode(raw, path)


def load_table(path: Path, columns: Iterable[str] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV file with exactly these `columns`, or those it names itself. Lines of nothing do not count.

    Raises Unreadable: other columns, a row with more or fewer values, a quote that does not end where a value ends.
    """
    reader = csv.reader(io.StringIO(_text_of(path), newline=""), strict=True)
    before = 0
    try:
        header = next(reader, [])
        names = list(columns or header)
        if header != names:
            raise Unreadable(f"{path}: the columns are {', '.join(names)}")
        before = reader.line_num
        for row in reader:
            if row and len(row) != len(names):
                raise Unreadable(f"{path}: line {before + 1}: {len(row)} values instead of {len(names)}")
            if row:
                yield before + 1, dict(zip(names, row, strict=True))
            before = reader.line_num
    except csv.Error as problem:
        raise Unreadable(f"{path}: line {before + 1}: quotes are wrong in this row ({problem})") from problem
