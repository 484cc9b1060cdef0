"""The sample papers drawn once a run, as blocks and as PDF."""

from functools import cache

from django.conf import settings

from connect.cases.kinds import DocumentKind
from connect.documents.drawing import document_pdf, drawn_document
from connect.documents.papers import paper_blocks
from connect.documents.queries import OpenedDocument
from connect.documents.snapshots import AnySnapshot
from connect.documents.wording import current_version, wording
from connect.paper.blocks import Block, texts_of
from tests.documents.samples import STATES, sample

LANGUAGES = ("en", "es")
PAPERS = [(kind, state, language) for kind in DocumentKind for state in STATES for language in LANGUAGES]
IDS = ["-".join(map(str, paper)) for paper in PAPERS]


def opened(snapshot: AnySnapshot, **changes: object) -> OpenedDocument:
    facts: dict[str, object] = {
        "public_id": "A" * 22,
        "number": "4821-0937-55",
        "kind": snapshot.kind,
        "language": "en",
        "wording": current_version(snapshot.kind),
        "dated_on": snapshot.dated_on,
        "month": getattr(snapshot, "month", None),
        "snapshot": snapshot,
        "opened_at": None,
        "withdrawn_on": None,
        "large_print": False,
        "protected": False,
    }
    return OpenedDocument(**(facts | changes))


def blocks_of(snapshot: AnySnapshot, language: str = "en") -> list[Block]:
    said = wording(snapshot.kind, current_version(snapshot.kind), language)
    return paper_blocks(snapshot, said, settings.RULES)


def said_by(snapshot: AnySnapshot, language: str = "en") -> str:
    """All that a paper says, in one text."""
    return " ".join(texts_of(blocks_of(snapshot, language)))


@cache
def sample_pdf(kind: DocumentKind, state: str, language: str) -> bytes:
    return document_pdf(opened(sample(kind, state), large_print=state == "large"), language)


@cache
def sample_blocks(kind: DocumentKind, state: str, language: str) -> tuple[Block, ...]:
    return drawn_document(opened(sample(kind, state)), language).blocks
