"""One document: a page to read it, and the same as a PDF to keep. Someone else's is the 404 of one that never was."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from connect.documents.actions import mark_opened
from connect.documents.drawing import document_pdf, drawn_document
from connect.documents.queries import OpenedDocument, document
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

_FILE_NAME = "document.pdf"  # it says nothing: a list of downloads is read by others too


@signed_in
def read_document(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The document as a page, in the reader's language or in that of `?in=`."""
    opened = _opened(request, public_id)
    language = _language(request)
    other = next(each for each in settings.AGENCY.languages if each != language)
    drawn = drawn_document(opened, language)
    facts = {
        "document": drawn,
        "other": other,
        "in_other": f"?in={other}",
        "pdf": f"{reverse('document_pdf', args=[public_id])}?in={language}",
        "ask": f"{reverse('request_documents')}?document={public_id}",
        "offers": [each for each in settings.AGENCY.interpreters if each.code != language],
    }
    return page(request, "documents/document.html", facts)


@signed_in
def keep_document(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The same as a PDF, shown in the browser. Raises BusyDrawing while too many are being drawn."""
    drawn = document_pdf(_opened(request, public_id), _language(request))
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{_FILE_NAME}"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _opened(request: SignedInRequest, public_id: str) -> OpenedDocument:
    """The viewer's document, noted as opened."""
    opened = document(request.viewer, public_id)
    if opened is None:
        raise Http404
    if opened.opened_at is None:
        mark_opened(request.viewer, public_id, now=timezone.now())
    return opened


def _language(request: SignedInRequest) -> str:
    asked = request.GET.get("in", "")
    return asked if asked in settings.AGENCY.languages else request.viewer.language
