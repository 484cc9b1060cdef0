"""One question of a request."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.cases.queries import CaseCard, appointments, case_cards
from connect.cases.viewer import Viewer
from connect.contact import actions
from connect.contact.answers import (
    CASE_QUESTION,
    FILES_QUESTION,
    appointment_answer,
    call_time_in_words,
    call_times,
    in_words,
)
from connect.contact.kinds import AnswerForm, CaseChoice, Question, SubmissionKind, SubmissionState
from connect.contact.queries import OwnRequest, own_request
from connect.contact.receiving import NotTheirs
from connect.contact.request_kinds import REQUEST_KINDS
from connect.design.forms import PageForm
from connect.lib.weekdays import weekday_in_words
from connect.portal.frame.clock import today
from connect.portal.messages.new_message import NO_CASE_CHOICE, case_label
from connect.portal.requests.files_question import ask_for_files
from connect.portal.requests.question_fields import CHOOSE, common_of, question_field
from connect.portal.requests.wording import place_among, question_names
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in
from connect.web.uploads import takes_file


class QuestionForm(PageForm):
    """The one field `said`, which is as the question is."""

    def __init__(self, *args: Any, field: forms.Field | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field:
            self.fields["said"] = field


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("said", "file")
@takes_file
def question_page(request: SignedInRequest, public_id: str, name: str) -> HttpResponse:
    """GET: the question, with what was answered. POST: keeps the answer and goes on. What is sent leads to its
    receipt."""
    asked = own_request(request.viewer, public_id)
    if asked is None or asked.kind not in REQUEST_KINDS:
        raise Http404
    kind = REQUEST_KINDS[asked.kind]
    if name not in question_names(kind):
        raise Http404
    if asked.state != SubmissionState.DRAFT:  # the way back from the receipt, or another window
        return redirect("request", public_id)
    if name == FILES_QUESTION:
        return ask_for_files(request, asked, kind)
    field = _field(kind, name, request.viewer)
    if request.method != "POST":
        kept = typed(request)
        form = QuestionForm(field=field, initial={"said": _said(asked, kind, name)} | kept | retyped(request))
        return _shown(request, asked, kind, name, form, kept)
    form = QuestionForm(request.POST, field=field)
    if not form.is_valid():
        return _shown(request, asked, kind, name, form, {})
    try:
        _keep_answer(request, asked, name, form.cleaned_data["said"])
    except NotTheirs as sent:  # in another window, in the meantime
        raise Http404 from sent
    return acted(redirect(*_next(request, asked, kind, name)))


def _said(asked: OwnRequest, kind: SubmissionKind, name: str) -> str | date:
    question, answer = kind.question(name), asked.answers.get(name, "")
    if question is None:
        return asked.case_public_id
    return date.fromisoformat(answer) if answer and question.form is AnswerForm.DAY else answer


def _keep_answer(request: SignedInRequest, asked: OwnRequest, name: str, said: object) -> None:
    now = timezone.now()
    if name == CASE_QUESTION:
        kind = REQUEST_KINDS[asked.kind]
        numbers = {case.public_id: case.case_number for case in cases_for(kind, request.viewer)}
        number = numbers.get(str(said), "")
        actions.answer_in_draft(request.visit, asked.public_id, case_number=number, answers={}, now=now)
    else:
        text = said.isoformat() if hasattr(said, "isoformat") else str(said or "")
        actions.answer_in_draft(request.visit, asked.public_id, answers={name: text}, now=now)


def _next(request: SignedInRequest, asked: OwnRequest, kind: SubmissionKind, name: str) -> tuple[str, ...]:
    """The next question; after the last one, or where a single answer was changed, the answers."""
    names = question_names(kind)
    after = names[names.index(name) + 1 :]
    if request.GET.get("back") == "check" or not after:
        return ("request_check", asked.public_id)
    return ("request_question", asked.public_id, after[0])


def _field(kind: SubmissionKind, name: str, viewer: Viewer) -> forms.Field:
    """The field of a question, with our own words for what is wrong."""
    if name == CASE_QUESTION:
        return _case_field(kind, viewer)
    question = kind.question(name)
    assert question  # noqa: S101  # the name is one of the kind's
    if question.form is AnswerForm.CALL_TIME:
        return forms.ChoiceField(**common_of(question), choices=_call_choices(viewer.language), error_messages=CHOOSE)
    if question.form is AnswerForm.APPOINTMENT:
        choices = _appointment_choices(question, viewer)
        widget = forms.RadioSelect
        return forms.ChoiceField(**common_of(question), choices=choices, widget=widget, error_messages=CHOOSE)
    return question_field(question)


def _case_field(kind: SubmissionKind, viewer: Viewer) -> forms.ChoiceField:
    cases = cases_for(kind, viewer)
    choices = [(case.public_id, case_label(case)) for case in cases]
    if kind.case is CaseChoice.ONE_OR_NONE:
        choices.append((NO_CASE_CHOICE, gettext("No case")))
    wrong = dict.fromkeys(("required", "invalid_choice"), _("Choose a case."))
    return forms.ChoiceField(
        label=_("Which case is it about?"), choices=choices, widget=forms.RadioSelect, error_messages=wrong
    )


def cases_for(kind: SubmissionKind, viewer: Viewer) -> list[CaseCard]:
    """The viewer's cases in which they may ask for it."""
    return [case for case in case_cards(viewer) if not kind.roles or case.role in kind.roles]


def _call_choices(language: str) -> list[tuple[str, Any]]:
    """The hours of the next business days, one group a day."""
    groups: list[tuple[str, Any]] = [("", gettext("Choose one"))]
    for day, starts in call_times(today()):
        groups.append(
            (weekday_in_words(day, language), [(each, call_time_in_words(each, language)) for each in starts])
        )
    return groups


def _appointment_choices(question: Question, viewer: Viewer) -> list[tuple[str, str]]:
    values = [appointment_answer(each.on_date, each.starts, each.kind) for each in appointments(viewer, today())]
    return [(each, in_words(question, each, viewer.language)) for each in values]


def _shown(
    request: SignedInRequest, asked: OwnRequest, kind: SubmissionKind, name: str, form: QuestionForm, kept: object
) -> HttpResponse:
    names = question_names(kind)
    if kind.case is CaseChoice.ONE and name != CASE_QUESTION and len(cases_for(kind, request.viewer)) == 1:
        names = names[1:]  # the only case is chosen already
    facts = {
        "asked": asked,
        "kind": kind,
        "form": form,
        **place_among(names, name),
        "from_check": request.GET.get("back") == "check",
        "nothing_to_choose": name == "appointment" and not form.fields["said"].choices,  # type: ignore[attr-defined]
        "kept": kept,
        "retyped": retyped(request),
    }
    return page(request, "requests/question.html", facts)
