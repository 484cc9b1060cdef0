"""What a request does and does not, before anything is asked."""

from contextlib import suppress

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from connect.cases.queries import appointments, case_cards, closure_notices
from connect.contact import actions
from connect.contact.kinds import CaseChoice, SubmissionKind
from connect.contact.receiving import NotTheirs, TooManyDrafts
from connect.contact.request_kinds import APPOINTMENT, CLOSURE, REQUEST_KINDS
from connect.contact.rules import MOST_DRAFTS
from connect.lib.dates import day_in_words
from connect.portal.frame.clock import today
from connect.portal.messages.fields import form_key
from connect.portal.requests.request_list import may_ask
from connect.portal.requests.wording import clock_sentences, question_names
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start_request(request: SignedInRequest, name: str) -> HttpResponse:
    """GET: what it does, and its times. POST: begins a draft. 404 for someone whom this kind is not for."""
    kind, cases = REQUEST_KINDS[name], case_cards(request.viewer)
    if not may_ask(kind, frozenset(case.role for case in cases)):
        raise Http404
    key, trouble = form_key(request), ""
    fitting = [case for case in cases if not kind.roles or case.role in kind.roles]
    letters = closure_notices(request.viewer, today()) if kind is CLOSURE else ()
    if request.method == "POST":
        one = len(fitting) == 1 and kind.case is CaseChoice.ONE
        case_number = letters[0].case_number if len(letters) == 1 else fitting[0].case_number if one else ""
        try:
            draft = actions.begin_request_draft(
                request.visit, kind, form_key=key, case_number=case_number, now=timezone.now()
            )
        except NotTheirs as problem:  # the key of another form
            raise Http404 from problem
        except TooManyDrafts:
            trouble = gettext("You have %(most)s drafts, as many as we keep. Delete one first.") % {"most": MOST_DRAFTS}
        else:
            first = question_names(kind)[1 if one else 0]
            if len(letters) == 1:  # the letter says which case it is about, and its day
                answers = {"notice_on": letters[0].dated_on.isoformat()}
                with suppress(NotTheirs):  # the form came again, and its request is sent
                    actions.answer_in_draft(request.visit, draft, answers=answers, now=timezone.now())
                first = "why"
            return acted(redirect("request_question", draft, first))
    facts = {
        "kind": kind,
        "clocks": clock_sentences(kind, today(), request.viewer.language),
        "form_key": key,
        "trouble": trouble,
        "letters": [
            (each.case_number, *(day_in_words(day, request.viewer.language) for day in (each.dated_on, each.acts_on)))
            for each in letters
        ],
        "lacking": _lacking(request, kind, has_case=bool(fitting)),
    }
    return page(request, "requests/start.html", facts, status=429 if trouble else 200)


def _lacking(request: SignedInRequest, kind: SubmissionKind, *, has_case: bool) -> str:
    """Why there is nothing that the person could ask for; '' where there is."""
    if kind.case is CaseChoice.ONE and not has_case:
        return gettext("You have no case for this.")
    if kind is APPOINTMENT and not appointments(request.viewer, today()):
        return gettext("You have no appointment that could be moved.")
    return ""
