"""Render PDFs: one of our layouts plus finished texts as data. The same input gives the same bytes."""

import json
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from connect.lib.folding import in_latin

_HERE = Path(__file__).resolve().parent
LAYOUTS = _HERE / "typst"
FONTS = _HERE / "fonts"
# Accessible (tagged) and archivable: PDF/UA-1 and PDF/A-2a in the same file.
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


def render_pdf(layout: str, data: object, *, made_at: datetime) -> bytes:
    """Render `data` (anything that JSON can hold) with `layout` into a PDF dated `made_at`.

    Each call uses a new compiler: a compiler that was kept would print the previous person again if a caller forgot to
    pass the data. Texts reach the layout as data, never as source, so nothing in them is ever executed.
    """
    return typst.compile(
        str(LAYOUTS / f"{layout}.typ"),
        root=str(LAYOUTS),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[*STANDARDS],
        timestamp=int(made_at.timestamp()),
    )


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


def printable_texts(value: object) -> object:
    """`value` with every text in it made printable, however deep; tuples become lists."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: printable_texts(entry) for name, entry in value.items()}
    return [printable_texts(entry) for entry in value] if isinstance(value, list | tuple) else value


def _nearest(character: str) -> str:
    spellings = (unicodedata.normalize("NFKD", character), in_latin(character))
    plain = ("".join(letter for letter in text if ord(letter) in printable_characters()) for text in spellings)
    return next(filter(None, plain), "") or ("" if unicodedata.category(character)[0] in "CM" else "?")


@cache
def printable_characters() -> frozenset[int]:
    """Return the code points of the font's characters, without control characters."""
    with TTFont(FONTS / "PublicSans-Regular.ttf", lazy=True) as font:
        return frozenset(character for character in font.getBestCmap() if character >= ord(" "))
