"""Render PDFs: one of our layouts plus finished texts as data. The same input gives the same bytes."""

import io
import json
import re
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pikepdf
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from connect.lib.folding import in_latin

_HERE = Path(__file__).resolve().parent
_INDENTATION = re.compile(rb"\n +")
LAYOUTS = _HERE / "typst"
FONTS = _HERE / "fonts"
# Accessible (tagged) and archivable: PDF/UA-1 and PDF/A-2a in the same file.
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


def render_pdf(layout: str, data: object, *, made_at: datetime) -> bytes:
    """Render `data` (anything that JSON can hold) with `layout` into a PDF dated `made_at`.

    Each call uses a new compiler: a compiler that was kept would print the previous person again if a caller forgot to
    pass the data. Texts reach the layout as data, never as source, so nothing in them is ever executed.
    """
    compiled = typst.compile(
        str(LAYOUTS / f"{layout}.typ"),
        root=str(LAYOUTS),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[*STANDARDS],
        timestamp=int(made_at.timestamp()),
    )
    return _packed(compiled)


def _packed(pdf: bytes) -> bytes:
    """The same PDF with its tags in object streams: a list of 2,000 rows shrinks to a fifth.

    Its id follows from what is in it, and it ends with a line feed, which PDF/A asks for where it is signed.
    """
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        facts = document.Root.Metadata.read_bytes()  # XML, never compressed, a third of it indentation
        document.Root.Metadata.write(_INDENTATION.sub(b"\n", facts))
        document.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def query_layout(layout: str, label: str, data: object) -> Any:
    """Return the value of the one metadata element that `layout` labels `label` for `data`. Makes no PDF."""
    answer = typst.query(
        str(LAYOUTS / f"{layout}.typ"),
        f"<{label}>",
        field="value",
        one=True,
        root=str(LAYOUTS),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
    )
    return json.loads(answer)


pikepdf.settings.set_flate_compression_level(9)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def printable(text: str) -> str:
    """Replace characters that our font lacks with the nearest Latin letters, or with '?': no name can stop a paper.

    The text is composed first, which keeps an accent on its letter. The font has all letters of Spanish, Vietnamese and
    the other languages in Latin script.
    """
    composed = unicodedata.normalize("NFC", text)
    known = printable_characters()
    return "".join(character if ord(character) in known else _nearest(character) for character in composed)


def can_print(text: str) -> bool:
    """Whether our font has every character of the text."""
    return all(ord(character) in printable_characters() for character in unicodedata.normalize("NFC", text))


def printable_all(value: object) -> object:
    """`value` with every text in it printable: a text, or texts in mappings, lists and tuples."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: printable_all(entry) for name, entry in value.items()}
    return [printable_all(entry) for entry in value] if isinstance(value, list | tuple) else value


def _nearest(character: str) -> str:
    spellings = (unicodedata.normalize("NFKD", character), in_latin(character))
    plain = ("".join(letter for letter in text if ord(letter) in printable_characters()) for text in spellings)
    return next(filter(None, plain), "") or ("" if unicodedata.category(character)[0] in "CM" else "?")


@cache
def printable_characters() -> frozenset[int]:
    """Return the code points of the font's characters, without control characters."""
    with TTFont(FONTS / "PublicSans-Regular.ttf", lazy=True) as font:
        return frozenset(character for character in font.getBestCmap() if character >= ord(" "))
