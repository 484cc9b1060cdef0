"""The PDF of a paper that is made of blocks, in normal or in large print."""

from dataclasses import asdict, dataclass
from datetime import datetime

from connect.paper.blocks import Block
from connect.paper.rendering import printable_all, render_pdf


@dataclass(frozen=True)
class Paper:
    """One paper for one reader.

    `sender` and `to` stand in the windows of the envelope. Without `to`, or where it does not fit, there are no windows
    and `sender` alone stands on top. `title`: of the file, and it names no one. `number`: of the document, on each
    sheet. `page_of`: "Page {page} of {pages}". `offers`: (language, line) of free interpreters.
    """

    language: str
    title: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    number: str
    page_of: str
    blocks: tuple[Block, ...]
    offers: tuple[tuple[str, str], ...] = ()
    large_print: bool = False


def paper_pdf(paper: Paper, *, made_at: datetime) -> bytes:
    """Return the PDF. The same paper and the same moment give the same bytes."""
    return render_pdf("paper", paper_data(paper), made_at=made_at)


def paper_data(paper: Paper) -> dict[str, object]:
    """What the layout gets: every text printable, every block with its name."""
    printed = {name: printable_all(value) for name, value in asdict(paper).items() if name != "blocks"}
    return printed | {"blocks": [printable_all({"block": block.name, **asdict(block)}) for block in paper.blocks]}
