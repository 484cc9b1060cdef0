"""How pages name documents, the months they are about, and what people asked for."""

from datetime import date

from django.utils.translation import gettext as _

from connect.cases.kinds import DocumentKind
from connect.documents.kinds import RequestState, RequestWish
from connect.documents.queries import ListedDocument, RequestedDocument
from connect.lib.dates import month_in_words
from connect.portal.frame.wording import day_at_agency


def document_name(document: ListedDocument, language: str) -> str:
    """'Monthly Billing Statement, October 2026', or the name alone of one that is about no month."""
    name = str(document.kind.label)
    if document.month is None:
        return name
    return _("%(document)s, %(month)s") % {"document": name, "month": month_in_words(document.month, language)}


def months_in_words(first: date, last: date, language: str) -> str:
    """'October 2026', or 'May 2026 to October 2026'."""
    begins, ends = month_in_words(first, language), month_in_words(last, language)
    return begins if first == last else _("%(first)s to %(last)s") % {"first": begins, "last": ends}


def requested(request: RequestedDocument, language: str) -> dict[str, str]:
    """A request in finished texts. `document`: the one on file, or its kind, or the reader's own words."""
    about = [request.about] if request.about else []
    if request.document:
        about = [document_name(request.document, language)]
    elif request.kind:
        about = [str(DocumentKind(request.kind).label), *about]
    return {
        "wish": str(RequestWish(request.wish).label),
        "document": ", ".join(about),
        "number": request.number,
        "day": day_at_agency(request.made_at, language),
        "state": str(RequestState(request.state).label),
    }
