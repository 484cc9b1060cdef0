"""The files of a request: its last question."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from connect.contact import actions
from connect.contact.answers import FILES_QUESTION
from connect.contact.file_rules import FILES_A_DAY, FileNotTaken
from connect.contact.kinds import CaseChoice, SubmissionKind
from connect.contact.queries import OwnRequest
from connect.contact.receiving import NotTheirs
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.portal.files.fields import (
    ADD,
    REMOVE,
    file_field,
    file_rows,
    file_was_chosen,
    say_none_chosen,
    say_not_taken,
    sent_file,
    too_many_files,
)
from connect.portal.requests.wording import place_among, question_names
from connect.web.page import page
from connect.web.repeated_forms import acted
from connect.web.saved_input import typed
from connect.web.signed_in import SignedInRequest


class FilesForm(PageForm):
    """One file more."""

    file = file_field()


def ask_for_files(request: SignedInRequest, asked: OwnRequest, kind: SubmissionKind) -> HttpResponse:
    """GET: the files so far. POST: adds one, removes one, or goes on; also one that was chosen and not added."""
    if request.method != "POST":
        return _shown(request, asked, kind, FilesForm())
    form, file, now = FilesForm(request.POST, request.FILES), sent_file(request), timezone.now()
    form.is_valid()
    if REMOVE in request.POST:
        actions.remove_own_file(request.visit, request.POST[REMOVE], door=Door.WEB, now=now)
    elif file:
        try:
            actions.add_file_to_request(request.visit, file, asked.public_id, door=Door.WEB, now=now)
        except FileNotTaken as refused:
            say_not_taken(form, refused)
        except NotTheirs as sent:  # in another window, in the meantime
            raise Http404 from sent
    elif ADD in request.POST:
        say_none_chosen(form)
    if form.errors:
        return _shown(request, asked, kind, form)
    if {ADD, REMOVE} & request.POST.keys():
        back = "?back=check" if request.GET.get("back") == "check" else ""
        return acted(redirect(f"{reverse('request_question', args=(asked.public_id, FILES_QUESTION))}{back}"))
    return acted(redirect("request_check", asked.public_id))


def _shown(request: SignedInRequest, asked: OwnRequest, kind: SubmissionKind, form: FilesForm) -> HttpResponse:
    names = question_names(kind)
    if kind.case is CaseChoice.ONE and asked.case_number:
        names = names[1:]
    facts = {
        "asked": asked,
        "kind": kind,
        "form": form,
        "files": file_rows(asked.files),
        "choose_again": file_was_chosen(request, typed(request)),
        "most_files": FILES_A_DAY,
        **place_among(names, FILES_QUESTION),
        "from_check": request.GET.get("back") == "check",
    }
    return page(request, "requests/files.html", facts, status=429 if too_many_files(form) else 200)
