"""The one way to a PDF: a layout of ours, finished texts as data, the same bytes for the same input."""

import json
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from connect.lib.folding import in_latin

HERE = Path(__file__).resolve().parent
LAYOUTS = HERE / "typst"
FONTS = HERE / "fonts"
# Tagged, and good for the archive: PDF/UA-1 and PDF/A-2a in the same file (design/documents.md).
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


def render(layout: str, data: object, *, made_at: datetime) -> bytes:
    """`data` (what JSON can say) set in `layout`, as PDF dated `made_at`.

    Each call stands alone: a compiler that is kept would render the person before once more, if anybody forgot the
    data. Texts reach the layout as data, never as its source, so nothing in them is ever run.
    """
    return typst.compile(
        str(LAYOUTS / f"{layout}.typ"),
        root=str(LAYOUTS),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[*STANDARDS],
        timestamp=int(made_at.timestamp()),
    )


def ask(layout: str, label: str, data: object) -> Any:
    """What `layout` says of `data` under `label`, without a PDF: the value of its one metadata."""
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
    """`text` with what our font cannot print in its nearest Latin letters, else as '?': a paper never fails on a name.

    Composed first, so that an accent stays on its letter. The font has all of Spanish, Vietnamese and what else is
    written in Latin letters.
    """
    return "".join(each if ord(each) in covered() else _nearest(each) for each in unicodedata.normalize("NFC", text))


def _nearest(character: str) -> str:
    ways = (unicodedata.normalize("NFKD", character), in_latin(character))
    plain = ("".join(each for each in way if ord(each) in covered()) for way in ways)
    return next(filter(None, plain), "") or ("" if unicodedata.category(character)[0] in "CM" else "?")


@cache
def covered() -> frozenset[int]:
    """The characters of the font that can be seen or are a space."""
    with TTFont(FONTS / "PublicSans-Regular.ttf", lazy=True) as font:
        return frozenset(character for character in font.getBestCmap() if character >= ord(" "))
