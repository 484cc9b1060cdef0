"""All answers of a request, before it is sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from connect.contact import actions
from connect.contact.answers import CASE_QUESTION, too_late_since, unanswered
from connect.contact.file_rules import FileState
from connect.contact.kinds import SubmissionState
from connect.contact.queries import OwnRequest, own_request
from connect.contact.receiving import StillUnanswered, TooManyToday
from connect.contact.request_kinds import REQUEST_KINDS
from connect.contact.rules import REQUESTS_A_DAY
from connect.lib.dates import day_in_words
from connect.lib.doors import Door
from connect.portal.frame.clock import today
from connect.portal.requests.wording import answers_in_words, clock_sentences, question_names
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check_answers(request: SignedInRequest, public_id: str) -> HttpResponse:
    """GET: the answers. POST: sends it and leads to the receipt, also where it is sent already."""
    asked = own_request(request.viewer, public_id)
    if asked is None:
        raise Http404
    if asked.state != SubmissionState.DRAFT:
        return redirect("request", public_id)
    if request.method != "POST":
        return _shown(request, asked)
    if "delete" in request.POST:
        actions.delete_draft(request.visit, public_id, now=timezone.now())
        messages.success(request, gettext("The draft is deleted."))
        return acted(redirect("requests"))
    try:
        actions.send_request(request.visit, public_id, door=Door.WEB, now=timezone.now())
    except StillUnanswered as missing:
        return redirect("request_question", public_id, missing.args[0][0])
    except TooManyToday:
        said = gettext("You have sent %(most)s requests today, as many as we take in a day. Send this one tomorrow.")
        return _shown(request, asked, said % {"most": REQUESTS_A_DAY})
    messages.success(request, gettext("Your request is sent."))
    return acted(redirect("request", public_id))


def _shown(request: SignedInRequest, asked: OwnRequest, trouble: str = "") -> HttpResponse:
    kind, language = REQUEST_KINDS[asked.kind], request.viewer.language
    has_files = any(each.state is not FileState.REFUSED for each in asked.files)
    missing = unanswered(kind, asked.case_number, asked.answers, timezone.now(), has_files=has_files)
    late = too_late_since(kind, asked.answers, today())
    facts = {
        "asked": asked,
        "kind": kind,
        "has_case": CASE_QUESTION in question_names(kind),
        "answers": answers_in_words(kind, asked, language),
        "missing": missing,
        "clocks": clock_sentences(kind, today(), language),
        "late_since": day_in_words(late, language) if late else "",
        "trouble": trouble,
    }
    return page(request, "requests/check.html", facts, status=429 if trouble else 200)
