"""Documents: one of them, as a page and as a PDF."""

from connect.portal.documents import document
from connect.web.navigation import DOCUMENTS
from connect.web.routes import Route, RouteAudience

DOCUMENT_ROUTES = (
    Route(
        "documents/<public_id:public_id>",
        document.read_document,
        "document",
        DOCUMENTS,
        RouteAudience.SIGNED_IN,
        "one document to read, in the language of the page or of `?in=`",
    ),
    Route(
        "documents/<public_id:public_id>.pdf",
        document.keep_document,
        "document_pdf",
        DOCUMENTS,
        RouteAudience.SIGNED_IN,
        "the same document as a PDF to keep",
        has_page=False,
    ),
)
