"""What each of the seven papers says: pure functions of a snapshot, the wording and the rules, one module a kind."""

from collections.abc import Callable
from typing import Any

from connect.cases.kinds import DocumentKind
from connect.documents.papers.annual_fee import annual_fee_paper
from connect.documents.papers.billing import billing_paper
from connect.documents.papers.closure import closure_paper
from connect.documents.papers.collections import collections_paper
from connect.documents.papers.license_release import license_release_paper
from connect.documents.papers.review import review_paper
from connect.documents.papers.warning import warning_paper
from connect.documents.snapshots import AnySnapshot
from connect.documents.wording import Wording
from connect.lib.rulebook import Rulebook
from connect.paper.blocks import Block

PAPERS_BY_KIND: dict[DocumentKind, Callable[[Any, Wording, Rulebook], list[Block]]] = {
    DocumentKind.ANNUAL_FEE: annual_fee_paper,
    DocumentKind.WARNING: warning_paper,
    DocumentKind.BILLING: billing_paper,
    DocumentKind.COLLECTIONS: collections_paper,
    DocumentKind.CLOSURE: closure_paper,
    DocumentKind.REVIEW: review_paper,
    DocumentKind.LICENSE_RELEASE: license_release_paper,
}


def paper_blocks(snapshot: AnySnapshot, wording: Wording, rules: Rulebook) -> list[Block]:
    """The paper of a snapshot, in the language and the version of the wording."""
    return PAPERS_BY_KIND[snapshot.kind](snapshot, wording, rules)
