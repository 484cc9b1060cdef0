"""Documents: the list, one of them as a page and as a PDF, and asking for one."""

from connect.portal.documents import ask, document, document_list
from connect.web.navigation import DOCUMENTS
from connect.web.routes import Route, RouteAudience

DOCUMENT_ROUTES = (
    Route(
        "documents",
        document_list.document_list,
        "documents",
        DOCUMENTS,
        RouteAudience.SIGNED_IN,
        "documents of the last six months, by `?kind=` and `?month=`, and why a month has no statement",
    ),
    Route(
        "documents/older",
        document_list.older_list,
        "documents_older",
        DOCUMENTS,
        RouteAudience.SIGNED_IN,
        "documents from before, by year, to be asked for",
    ),
    Route(
        "documents/request",
        ask.request_documents,
        "request_documents",
        DOCUMENTS,
        RouteAudience.SIGNED_IN,
        "asks for a document on paper, in another form, or an older one; `?document=` names one",
    ),
    Route(
        "documents/requests",
        ask.document_requests,
        "document_requests",
        DOCUMENTS,
        RouteAudience.SIGNED_IN,
        "what was asked for: number, day and state",
    ),
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
