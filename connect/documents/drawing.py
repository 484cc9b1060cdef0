"""A document drawn: its blocks for the page, and its PDF. Only so many PDFs at once in one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from threading import BoundedSemaphore

from django.conf import settings

from connect.documents.papers import paper_blocks
from connect.documents.queries import OpenedDocument
from connect.documents.wording import Wording, wording
from connect.lib.dates import day_in_words
from connect.paper.blocks import Block, Pairs, Slip
from connect.paper.letters import address_lines
from connect.paper.pdf import Paper, paper_pdf
from connect.paper.rendering import can_print

_AT_ONCE = BoundedSemaphore(settings.PDFS_AT_ONCE)  # so that papers cannot starve pages


class BusyDrawing(Exception):
    """No free place to draw a PDF within PDF_WAIT_SECONDS (429). Nothing was changed."""


@dataclass(frozen=True)
class DrawnDocument:
    """What a page shows of a document. `in_other_language`: what its link to the other language says, in that one."""

    language: str
    blocks: tuple[Block, ...]
    number: str
    in_other_language: str

    @property
    def answer(self) -> tuple[Block, ...]:
        """The title and what the document is about: all before the facts of whose it is."""
        return tuple(takewhile(lambda block: not isinstance(block, Pairs), self.blocks))

    @property
    def rest(self) -> tuple[Block, ...]:
        return self.blocks[len(self.answer) :]


def drawn_document(opened: OpenedDocument, language: str) -> DrawnDocument:
    """The document in `language`, in the words that counted when it was made."""
    said = wording(opened.kind, opened.wording, language)
    number = f"{said.label('document')} {opened.number}"
    return DrawnDocument(language, tuple(_blocks(opened, said)), number, said.label("other_language"))


def document_pdf(opened: OpenedDocument, language: str) -> bytes:
    """The same as a PDF: the same bytes for the same document, language and profile. Raises BusyDrawing."""
    said = wording(opened.kind, opened.wording, language)
    paper = paper_of(opened, said)
    with _turn():
        return paper_pdf(paper, made_at=opened.snapshot.as_of)


def paper_of(opened: OpenedDocument, said: Wording) -> Paper:
    """What is printed. The mailing address stands in the window of the envelope, except for a reader who carries the
    non-disclosure mark: a paper that lies open must not say where they live."""
    agency, reader = settings.AGENCY, opened.snapshot.reader
    phone = agency.phones.statewide
    return Paper(
        language=said.language,
        title=said.title,
        sender=address_lines(agency.addresses.letters),
        to=() if opened.protected else reader.address,
        number=f"{said.label('document')} {opened.number}",
        page_of=said.label("page_of"),
        blocks=tuple(_blocks(opened, said)),
        offers=tuple(
            (each.code, each.says.replace("{phone}", phone))
            for each in agency.interpreters
            if each.code != said.language and can_print(each.says)
        ),
        large_print=opened.large_print,
    )


def _blocks(opened: OpenedDocument, said: Wording) -> Iterator[Block]:
    """The paper's own, with what only we know of it: that it was withdrawn, and which language is the official one."""
    title, *rest = paper_blocks(opened.snapshot, said, settings.RULES)
    slips = [block for block in rest if isinstance(block, Slip)]
    official = settings.AGENCY.documents.official_language == said.language
    yield title
    if opened.withdrawn_on:
        yield from said.box("withdrawn", withdrawn_on=day_in_words(opened.withdrawn_on, said.language))
    yield from (block for block in rest if block not in slips)
    yield from said.blocks("official_here" if official else "official_elsewhere")
    yield from slips


@contextmanager
def _turn() -> Iterator[None]:
    """Hold one of the PDFS_AT_ONCE places. Raises BusyDrawing after PDF_WAIT_SECONDS without one."""
    if not _AT_ONCE.acquire(timeout=settings.PDF_WAIT_SECONDS):
        raise BusyDrawing
    try:
        yield
    finally:
        _AT_ONCE.release()
