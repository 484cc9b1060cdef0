"""What a paper is made of: blocks, drawn as PDF by typst/paper.typ and as a page by design/blocks.html.

A block holds finished texts in one language; its `name` is the word by which layout and template know what to draw. The
same blocks are drawn on the screen and on paper, so that no one reads here what they do not read there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

type ColumnKind = Literal["text", "day", "amount"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Of the whole paper at level 1, of a part of it at 2 and 3."""

    name: ClassVar = "heading"
    text: str
    level: int = 2

    def texts(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True, slots=True)
class Sentences:
    """A paragraph."""

    name: ClassVar = "sentences"
    text: str
    strong: bool = False

    def texts(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True, slots=True)
class LargeAmount:
    """The one figure that a paper is about, with its day below it."""

    name: ClassVar = "amount"
    label: str
    amount: str
    day: str

    def texts(self) -> Iterator[str]:
        yield from (self.label, self.amount, self.day)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values. A list of terms, because a table without header cells is an error to a screen reader."""

    name: ClassVar = "pairs"
    rows: tuple[tuple[str, str], ...]

    def texts(self) -> Iterator[str]:
        for name, value in self.rows:
            yield from (name, value)


@dataclass(frozen=True, slots=True)
class RuledTable:
    """Rows of cells below a head that every sheet repeats. `kinds`: of each column. `total`: the last row sums up."""

    name: ClassVar = "table"
    caption: str
    heads: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False

    @property
    def in_page(self) -> tuple[tuple[None, tuple[str, ...]], ...]:
        """The rows as design/table.html takes them: none of them leads anywhere."""
        return tuple((None, row) for row in self.rows)

    def texts(self) -> Iterator[str]:
        yield from (self.caption, *self.heads)
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Steps:
    """Lines of a list; `numbered` where their order counts."""

    name: ClassVar = "steps"
    lines: tuple[str, ...]
    numbered: bool = False

    def texts(self) -> Iterator[str]:
        yield from self.lines


@dataclass(frozen=True, slots=True)
class Box:
    """A part with a frame around it: what someone must not miss, or a right they have."""

    name: ClassVar = "box"
    heading: str
    paragraphs: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def texts(self) -> Iterator[str]:
        yield from (self.heading, *self.paragraphs, *self.lines)


@dataclass(frozen=True, slots=True)
class Slip:
    """What is cut off and sent along: facts, lines to fill in (a name without a value), where it goes."""

    name: ClassVar = "slip"
    heading: str
    rows: tuple[tuple[str, str], ...]
    address: tuple[str, ...] = ()
    note: str = ""

    def texts(self) -> Iterator[str]:
        yield self.heading
        if self.note:
            yield self.note
        for name, value in self.rows:
            yield name
            if value:
                yield value
        yield from self.address


type Block = Heading | Sentences | LargeAmount | Pairs | RuledTable | Steps | Box | Slip


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """Every text of the blocks, in reading order."""
    return [text for block in blocks for text in block.texts()]
