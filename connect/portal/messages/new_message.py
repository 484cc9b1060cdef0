"""Writing to the agency."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.cases.queries import CaseCard, case_cards
from connect.contact import actions, queries
from connect.contact.kinds import MESSAGE, MessageTopic
from connect.contact.receiving import NotTheirs, TooManyDrafts, TooManyToday
from connect.contact.rules import MESSAGES_A_DAY, MOST_DRAFTS
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.lib.weekdays import weekday_in_words
from connect.portal.frame.clock import day_of, today
from connect.portal.frame.wording import isolated_names
from connect.portal.messages.fields import form_key, message_text_field
from connect.web.language_switch import asked, retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in

NO_CASE_CHOICE = "none"


class MessageForm(PageForm):
    """A case or none, what it is about, and the text."""

    case = forms.ChoiceField(
        label=_("Which case is it about?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose a case. If it is about none of them, choose “No case”.")
        ),
    )
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Choose one")), *MessageTopic.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what your message is about.")),
    )
    text = message_text_field(_("Your message"))

    def __init__(self, *args: Any, cases: tuple[CaseCard, ...] = (), later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = {case.public_id: case.case_number for case in cases}
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [*((case.public_id, case_label(case)) for case in cases), (NO_CASE_CHOICE, _("No case"))]
        if later:
            for each in self.fields.values():
                each.required = False

    def said(self) -> dict[str, Any]:
        """The case's number and the answers, as the acts take them."""
        data = self.cleaned_data
        answers = {name: data[name] for name in ("topic", "text")}
        return {"case_number": self.numbers.get(data["case"], ""), "answers": answers}


def case_label(case: CaseCard) -> str:
    """'Case 200000000101, RILEY OKAFOR-STONE'."""
    names = isolated_names(case.other_parties)
    label = gettext("Case %(number)s") % {"number": case.case_number}
    return f"{label}, {names}" if names else label


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("case", "topic", "text")
def new_message(request: SignedInRequest) -> HttpResponse:
    """GET: the form, empty or with a draft. POST: sends it, keeps it for later, or deletes the draft."""
    cases = case_cards(request.viewer)
    draft = _draft(request)
    if request.method == "POST" and "delete" in request.POST:
        if draft and actions.delete_draft(request.visit, draft.public_id, now=timezone.now()):
            messages.success(request, gettext("The draft is deleted."))
        return acted(redirect("messages"))
    key = form_key(request, draft.form_key if draft else "")
    if request.method == "POST":
        form = MessageForm(request.POST, cases=cases, later="later" in request.POST)
        if form.is_valid() and (done := _done(request, form, key)):
            return acted(done)
        return _shown(request, form, key, draft, {})
    kept = typed(request)
    first = {"case": _first_case(request, cases, draft)} | (draft.answers if draft else {})
    return _shown(request, MessageForm(cases=cases, initial=first | kept | retyped(request)), key, draft, kept)


def _draft(request: SignedInRequest) -> queries.Draft | None:
    """The draft that the address names. Another person's, or one that was sent, is a 404."""
    public_id = request.GET.get("draft", "")
    draft = queries.draft(request.viewer, MESSAGE.name, public_id) if public_id else None
    if public_id and draft is None and request.method != "POST":
        raise Http404
    return draft


def _first_case(request: SignedInRequest, cases: tuple[CaseCard, ...], draft: queries.Draft | None) -> str:
    """The case that the address or the draft names, or the only one."""
    if draft:
        return next((case.public_id for case in cases if case.case_number == draft.case_number), "")
    return asked(request, "case") or (cases[0].public_id if len(cases) == 1 else "")


def _done(request: SignedInRequest, form: MessageForm, key: str) -> HttpResponse | None:
    """Where sending or keeping leads; None where the form says what is wrong."""
    now = timezone.now()
    try:
        if "later" in request.POST:
            actions.save_for_later(request.visit, MESSAGE, form_key=key, now=now, **form.said())
            until = day_of(now + timedelta(days=settings.AGENCY.retention.drafts_days))
            day = weekday_in_words(until, request.viewer.language)
            messages.success(request, gettext("Your draft is saved. We keep it until %(day)s.") % {"day": day})
            return redirect("messages")
        sent = actions.send_message(request.visit, form_key=key, door=Door.WEB, now=now, **form.said())
    except NotTheirs:  # a feed took the case away in the meantime
        form.add_error("case", gettext("Choose a case. If it is about none of them, choose “No case”."))
    except TooManyToday:
        form.add_error(None, too_many_today())
    except TooManyDrafts:
        said = gettext("You have %(most)s drafts, as many as we keep. Send this message, or delete a draft.")
        form.add_error(None, said % {"most": MOST_DRAFTS})
    else:
        messages.success(request, gettext("Your message is sent."))
        return redirect("message", sent)
    return None


def too_many_today() -> str:
    said = gettext(
        "You have sent %(most)s messages today, as many as we take in a day. Send this one tomorrow, or call."
    )
    return said % {"most": MESSAGES_A_DAY}


def _shown(
    request: SignedInRequest, form: MessageForm, key: str, draft: queries.Draft | None, kept: object
) -> HttpResponse:
    agency = settings.AGENCY
    due = agency.hours.business_days_after(today(), agency.promises.message_days)
    facts = {
        "form": form,
        "form_key": key,
        "draft": draft,
        "kept": kept,
        "retyped": retyped(request),
        "due": weekday_in_words(due, request.viewer.language),
        "most": MESSAGES_A_DAY,
    }
    too_many = any(form.non_field_errors())
    return page(request, "messages/new.html", facts, status=429 if too_many else 200)
