"""Files that people write by hand. They must be UTF-8, with or without a byte order mark.

A refusal says what the file is instead. We never guess an encoding: a wrong guess puts a wrong name on a page.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

_BOM = "\ufeff"
# How other files begin. UTF-32 comes before UTF-16, because its mark begins with the mark of UTF-16.
_OTHER_FORMATS = (
    (codecs.BOM_UTF32_LE, "UTF-32; save it as UTF-8"),
    (codecs.BOM_UTF32_BE, "UTF-32; save it as UTF-8"),
    (codecs.BOM_UTF16_LE, 'UTF-16, which some programs call "Unicode"; save it as UTF-8'),
    (codecs.BOM_UTF16_BE, 'UTF-16, which some programs call "Unicode"; save it as UTF-8'),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a ZIP file (spreadsheets and documents are ZIP files too); save it as text in UTF-8"),
)
_FORBIDDEN = {
    "\0": "a NUL (0x00), which means that the file was saved as UTF-16 or is damaged; save it as UTF-8",
    "\x1a": "a Ctrl-Z (0x1A), which some programs write at the end of a file; remove it",
}


class Unreadable(Exception):
    """The file cannot be read as text; the message names the file, the line if there is one, and the reason."""


def not_utf8(raw: bytes) -> str:
    """Return the operator's explanation of bytes that are not UTF-8, from how they begin."""
    for beginning, description in _OTHER_FORMATS:
        if raw.startswith(beginning):
            return f"not UTF-8 but {description}"
    return "not UTF-8 (a file saved as Windows-1252 or Latin-1 must be saved as UTF-8)"


def decode(raw: bytes, name: object) -> str:
    """Return the text of the file called `name`, without its byte order mark. Raises Unreadable."""
    try:
        text = raw.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{name}: line {_line(raw[: problem.start].decode())}: {not_utf8(raw)}") from problem
    for character, description in _FORBIDDEN.items():
        if character in text:
            raise Unreadable(f"{name}: line {_line(text.partition(character)[0])}: {description}")
    return text


def _line(before: str) -> int:
    return before.count("\n" if "\n" in before else "\r") + 1


def load_text(path: Path) -> str:
    """Return the text of a file with every line ending as \\n. Raises Unreadable."""
    return _load(path).replace("\r\n", "\n").replace("\r", "\n")


def _load(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Unreadable(f"{path}: cannot be read ({problem.strerror})") from problem
    return decode(raw, path)


def load_table(path: Path, columns: Iterable[str] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) for each row of a CSV file. Empty lines are skipped.

    `columns`: the header that the file must have; without it any header is accepted. Raises Unreadable for another
    header, a row with too many or too few values, and a quote that does not end where its value ends.
    """
    reader = csv.reader(io.StringIO(_load(path), newline=""), strict=True)
    before = 0
    try:
        header = next(reader, [])
        names = list(columns or header)
        if header != names:
            raise Unreadable(f"{path}: the columns must be {', '.join(names)}")
        before = reader.line_num
        for row in reader:
            if row and len(row) != len(names):
                raise Unreadable(f"{path}: line {before + 1}: {len(row)} values instead of {len(names)}")
            if row:
                yield before + 1, dict(zip(names, row, strict=True))
            before = reader.line_num
    except csv.Error as problem:
        raise Unreadable(f"{path}: line {before + 1}: quotes are wrong in this row ({problem})") from problem
