"""The receipt of a request, on the screen and as a PDF, and where it stands."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from connect.contact import actions, reading
from connect.contact.answers import FILES_QUESTION
from connect.contact.change_kinds import CHANGE_KINDS
from connect.contact.kinds import SubmissionKind, SubmissionState
from connect.contact.models import OPEN_STATES
from connect.contact.queries import OwnRequest, own_request
from connect.contact.request_kinds import RECEIPT_KINDS
from connect.lib.dates import day_in_words
from connect.lib.doors import Door
from connect.paper.receipts import ReceiptSheet, receipt_pdf
from connect.portal.files.fields import file_rows
from connect.portal.frame.clock import today
from connect.portal.frame.wording import moment_at_agency
from connect.portal.requests.wording import answers_in_words, clock_sentences
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def receipt(request: SignedInRequest, public_id: str) -> HttpResponse:
    """GET: the receipt; a draft leads to its answers. POST `withdraw`: takes it back, where no one has read it."""
    asked = _sent(request, public_id)
    if asked is None:
        return redirect("request_check", public_id)
    if request.method == "POST" and "withdraw" in request.POST:
        if actions.withdraw_own_request(request.visit, public_id, door=Door.WEB, now=timezone.now()):
            messages.success(request, gettext("Your request is withdrawn."))
        else:
            messages.warning(request, gettext("We have read it, so it cannot be withdrawn. Write us a message."))
        return acted(redirect("request", public_id))
    if asked.unread:
        request.visit = replace(request.visit, unread_messages=reading.note_read(request.visit, public_id))
    kind, language = RECEIPT_KINDS[asked.kind], request.viewer.language
    waits = asked.state in OPEN_STATES and asked.answer_by is not None
    facts = {
        "asked": asked,
        "kind": kind,
        "answers": _answers(kind, asked, language),
        "files": file_rows(asked.files, discreet=is_discreet(kind)),
        "state": SubmissionState(asked.state).label,
        "sentence": kind.sentences[SubmissionState(asked.state)],
        "received": _received(asked, language),
        "clocks": _clocks(asked, language),
        "late_since": _late_since(asked, language) if waits else "",
        "is_change": kind.name in CHANGE_KINDS,
        "may_withdraw": asked.state == SubmissionState.SENT,
    }
    return page(request, "requests/receipt.html", facts)


def _answers(kind: SubmissionKind, asked: OwnRequest, language: str) -> list[tuple[str, str, str]]:
    """What was answered and may be repeated; files are listed beside."""
    found = [] if is_discreet(kind) else answers_in_words(kind, asked, language)
    return [each for each in found if each[2] and each[0] != FILES_QUESTION]


def is_discreet(kind: SubmissionKind) -> bool:
    """Whether no page may repeat what was answered: a PIN can be guessed, and it would say where someone is."""
    return bool(kind.discreet_title) or kind.name in CHANGE_KINDS


def _sent(request: SignedInRequest, public_id: str) -> OwnRequest | None:
    """The viewer's request; None for a draft. 404 for anything else."""
    asked = own_request(request.viewer, public_id)
    if asked is None:
        raise Http404
    return asked if asked.state != SubmissionState.DRAFT else None


def _received(asked: OwnRequest, language: str) -> str:
    return moment_at_agency(asked.sent_at, language) if asked.sent_at else ""


def _clocks(asked: OwnRequest, language: str) -> list[tuple[str, str]]:
    kind = RECEIPT_KINDS[asked.kind]
    return clock_sentences(kind, asked.received_on, language) if asked.received_on else []


def _late_since(asked: OwnRequest, language: str) -> str:
    late = asked.answer_by is not None and asked.answer_by < today()
    return day_in_words(asked.answer_by, language) if late and asked.answer_by else ""


@signed_in
@require_safe
def receipt_file(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The receipt as a PDF: number, day and times, and nothing that was typed."""
    asked = _sent(request, public_id)
    if asked is None or asked.sent_at is None:
        raise Http404
    kind, language, agency = RECEIPT_KINDS[asked.kind], request.viewer.language, settings.AGENCY
    rows = [
        (gettext("Number"), asked.number),
        (gettext("Request"), str(kind.shown_title)),
        (gettext("Case Number"), asked.case_number or gettext("No case")),
        (gettext("Received"), _received(asked, language)),
        (gettext("Where it stands"), str(SubmissionState(asked.state).label)),
    ]
    ending = gettext("Participant ID ending in %(digits)s") % {"digits": request.visit.participant_id[-4:]}
    paper = ReceiptSheet(
        language=language,
        title=gettext("Receipt of a request"),
        owner=(request.visit.full_name, ending),
        sender=(agency.names.agency.in_language(language), agency.phones.statewide),
        rows=tuple(rows),
        times_title=gettext("What happens when"),
        times=tuple(f"{sentence} ({source})" if source else sentence for sentence, source in _clocks(asked, language)),
    )
    pdf = receipt_pdf(paper, made_at=asked.sent_at)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="receipt.pdf"'}
    )
