"""Telling us one thing about the other party of a case.

What the page and its answer say depends on nothing that we know: not on what is on file, not on a mark. No field is
ever filled in, and what was sent is not shown again (45 CFR 303.21, V3, V4).
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.cases.queries import CaseCard, case_cards
from connect.contact import actions
from connect.contact.kinds import SubmissionKind
from connect.contact.receiving import Answers, NotTheirs, TooManyToday
from connect.contact.report_kinds import PERSON_QUESTION, REPORT_KINDS, TOPICS
from connect.contact.rules import REQUESTS_A_DAY
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.portal.messages.fields import form_key
from connect.portal.messages.new_message import case_label
from connect.portal.requests.question_fields import named_question_field
from connect.web.language_switch import asked, retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in

REPORT_FIELDS = tuple(dict.fromkeys(each.name for kind in REPORT_KINDS.values() for each in kind.questions))


class ReportForm(PageForm):
    """The questions of a topic. `persons`: (value, case number, name as the case shows it) of whom it may be about."""

    def __init__(
        self,
        *args: Any,
        kind: SubmissionKind | None = None,
        persons: tuple[tuple[str, str, str], ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.persons = persons
        for question in kind.questions if kind else ():
            if question.name == PERSON_QUESTION:
                self.fields[PERSON_QUESTION] = self._whom(question.label)
            else:
                self.fields[question.name] = named_question_field(question)

    def _whom(self, label: Any) -> forms.ChoiceField:
        choices = [(value, self._shown(number, name)) for value, number, name in self.persons]
        wrong = dict.fromkeys(("required", "invalid_choice"), _("Choose the person."))
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=wrong)

    @staticmethod
    def _shown(number: str, name: str) -> str:
        return case_label(CaseCard("", number, name, "", ""))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        questions = [name for name in self.fields if name != PERSON_QUESTION]
        if questions and not self.errors and not any(said.get(name) for name in questions):
            self.add_error(questions[0], _("Enter what you know."))
        return said

    def case_number(self) -> str:
        return next(number for value, number, _name in self.persons if value == self.cleaned_data[PERSON_QUESTION])

    def answers(self) -> Answers:
        whom = self.cleaned_data[PERSON_QUESTION]
        name = next(name for value, _number, name in self.persons if value == whom)
        return {key: str(value) for key, value in self.cleaned_data.items()} | {PERSON_QUESTION: name}


def persons_of(cases: tuple[CaseCard, ...]) -> tuple[tuple[str, str, str], ...]:
    """Each other party of each case, as a choice; a case that names none has one without a name."""
    return tuple(
        (f"{case.public_id}.{place}", case.case_number, name)
        for case in cases
        for place, name in enumerate(case.other_parties.splitlines() or [""])
    )


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input(*REPORT_FIELDS)
def report(request: SignedInRequest, topic: str) -> HttpResponse:
    kind, persons, key = TOPICS[topic], persons_of(case_cards(request.viewer)), form_key(request)
    if not persons:
        raise Http404
    if request.method != "POST":
        kept = typed(request)
        first = {PERSON_QUESTION: _first_person(request, persons)}
        form = ReportForm(kind=kind, persons=persons, initial=first | kept | retyped(request))
        return _shown(request, kind, form, key, kept)
    form = ReportForm(request.POST, kind=kind, persons=persons)
    if form.is_valid() and _sent(request, kind, form, key):
        messages.success(request, gettext("Thank you. We have what you told us."))
        return acted(redirect("other_party"))
    return _shown(request, kind, form, key, None)


def _first_person(request: SignedInRequest, persons: tuple[tuple[str, str, str], ...]) -> str:
    """Whom it is about where there is but one, or but one in the case that the address names."""
    of_case = [value for value, _number, _name in persons if value.startswith(f"{asked(request, 'case')}.")]
    mine = of_case or [value for value, _number, _name in persons]
    return mine[0] if len(mine) == 1 else ""


def _sent(request: SignedInRequest, kind: SubmissionKind, form: ReportForm, key: str) -> bool:
    try:
        actions.send_report(
            request.visit,
            kind,
            form_key=key,
            case_number=form.case_number(),
            answers=form.answers(),
            door=Door.WEB,
            now=timezone.now(),
        )
    except NotTheirs:  # a feed took the case away in the meantime
        form.add_error(PERSON_QUESTION, gettext("Choose the person."))
    except TooManyToday:
        said = gettext("You have sent %(most)s requests today, as many as we take in a day. Send this one tomorrow.")
        form.add_error(None, said % {"most": REQUESTS_A_DAY})
    else:
        return True
    return False


def _shown(request: SignedInRequest, kind: SubmissionKind, form: ReportForm, key: str, kept: object) -> HttpResponse:
    facts = {"kind": kind, "form": form, "form_key": key, "kept": kept, "retyped": retyped(request)}
    return page(request, "other_party/report.html", facts, status=429 if any(form.non_field_errors()) else 200)
