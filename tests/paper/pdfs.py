"""Reading back a PDF of ours: its tags with their texts, and where words stand on a sheet."""

import io
from dataclasses import dataclass
from functools import cache

import pikepdf
import pypdf
from fontTools.ttLib import TTFont

from connect.paper.rendering import FONTS


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


def everything(pdf: bytes) -> str:
    """All that a PDF says to a reader, a search or a tool: its sheets, its metadata, every text of its objects."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        facts = document.Root.Metadata.read_bytes().decode()
        said = [str(text) for each in document.objects for text in _strings(each)]
    return "\n".join([*texts(pdf), facts, *said])


def _strings(value: pikepdf.Object, depth: int = 0) -> list[pikepdf.Object]:
    if isinstance(value, pikepdf.String):
        return [value]
    if depth < 4 and isinstance(value, pikepdf.Dictionary):
        return [text for key in value.keys() for text in _strings(value[key], depth + 1)]  # noqa: SIM118 - not a dict
    if depth < 4 and isinstance(value, pikepdf.Array):
        return [text for each in value for text in _strings(each, depth + 1)]
    return []


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


@dataclass(frozen=True)
class Run:
    """A piece of text of one sheet, in points from the left and the top edge; `right`: where its last letter ends."""

    text: str
    page: int
    left: float
    right: float
    top: float
    size: float


def runs(pdf: bytes) -> list[Run]:
    """Every piece of text with the room that it takes, by the widths of our own fonts."""
    found: list[Run] = []
    for number, sheet in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages):
        height = float(sheet.mediabox.height)

        def visit(text, cm, tm, font, size, number=number, height=height):
            if text.strip():
                x, y = cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
                bold = "SemiBold" in str((font or {}).get("/BaseFont", ""))
                width = sum(advances(bold).get(ord(letter), 0) for letter in text.strip()) * size
                found.append(Run(text.strip(), number, x, x + width, height - y, size))

        sheet.extract_text(visitor_text=visit)
    return found


@cache
def advances(bold: bool) -> dict[int, float]:
    """{character: its width in ems} of the font that papers are set in."""
    with TTFont(FONTS / f"PublicSans-{'SemiBold' if bold else 'Regular'}.ttf") as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        return {character: widths[glyph][0] / em for character, glyph in font.getBestCmap().items()}


def elements(pdf: bytes, kind: str) -> list[dict[str, str]]:
    """Of each tag of a kind what it says of itself: its parent's kind, its scope, its language."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = []
        for element in _elements(document.Root.StructTreeRoot):
            if str(element.S) == kind:
                attributes = element.get("/A", pikepdf.Array())
                several = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
                scopes = [
                    str(each.Scope) for each in several if isinstance(each, pikepdf.Dictionary) and "/Scope" in each
                ]
                found.append({"parent": str(element.P.get("/S", "")), "scope": "".join(scopes)})
        return found


def fonts_not_embedded(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        described = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        return [
            str(each.FontName)
            for each in described
            if each.get("/Type") == pikepdf.Name.FontDescriptor and not {"/FontFile2", "/FontFile3"} & set(each.keys())
        ]
