"""Reading back a PDF of ours: its tags with their texts, and where words stand on a sheet."""

import io
from dataclasses import dataclass

import pikepdf
import pypdf


@dataclass(frozen=True)
class Word:
    """A piece of text; inches from the left and the top edge of the sheet to its base line's beginning."""

    text: str
    left: float
    top: float


def words(pdf: bytes, page: int) -> list[Word]:
    found = []
    sheet = pypdf.PdfReader(io.BytesIO(pdf)).pages[page]
    height = float(sheet.mediabox.height)

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append(Word(text.strip(), round(x / 72, 2), round((height - y) / 72, 2)))

    sheet.extract_text(visitor_text=visit)
    return found


def texts(pdf: bytes) -> list[str]:
    """The text of each sheet."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def tags(pdf: bytes) -> list[str]:
    """The kinds of the structure tree in reading order, from the document's own."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(element.S) for element in _elements(document.Root.StructTreeRoot)][1:]


def languages(pdf: bytes) -> set[str]:
    """The document's own language, and every other that a part of it is tagged with."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        marked = {str(each.Lang) for each in _elements(document.Root.StructTreeRoot) if "/Lang" in each}
        return marked | {str(document.Root.Lang)}


def _elements(element: pikepdf.Object):
    if "/S" in element:
        yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and ("/S" in kid or "/K" in kid):
            yield from _elements(kid)
