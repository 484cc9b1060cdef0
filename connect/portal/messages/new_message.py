"""Writing to the agency."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.cases.queries import CaseCard, case_cards
from connect.contact import actions, queries
from connect.contact.file_rules import FILES_A_DAY, FileNotTaken
from connect.contact.kinds import MESSAGE, MessageTopic
from connect.contact.receiving import NotTheirs, TooManyDrafts, TooManyToday
from connect.contact.rules import MESSAGES_A_DAY, MOST_DRAFTS
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.lib.public_id import is_public_id
from connect.lib.weekdays import weekday_in_words
from connect.portal.files.fields import (
    ADD,
    REMOVE,
    file_field,
    file_rows,
    file_was_chosen,
    say_choose_again,
    say_none_chosen,
    say_not_taken,
    sent_file,
    too_many_files,
)
from connect.portal.frame.clock import day_of, today
from connect.portal.frame.wording import isolated_names
from connect.portal.messages.fields import form_key, message_text_field
from connect.web.language_switch import asked, retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import Typed, saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in
from connect.web.uploads import takes_file

NO_CASE_CHOICE = "none"
LATER = "later"
NOT_SENDING = {LATER, ADD, REMOVE}  # the buttons that keep a draft


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
    file = file_field()

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
@saves_input("case", "topic", "text", "file")
@takes_file
def new_message(request: SignedInRequest) -> HttpResponse:
    """GET: the form, empty or with a draft. POST: sends it, keeps it for later, adds or removes a file, or deletes the
    draft."""
    cases = case_cards(request.viewer)
    draft = _draft(request)
    if draft is None and "draft" in request.GET and request.method != "POST":
        return _sent_meanwhile(request)
    if request.method == "POST" and "delete" in request.POST:
        if draft and actions.delete_draft(request.visit, draft.public_id, now=timezone.now()):
            messages.success(request, gettext("The draft is deleted."))
        return acted(redirect("messages"))
    key = form_key(request, draft.form_key if draft else "")
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES, cases=cases, later=bool(NOT_SENDING & request.POST.keys()))
        # A file is added also where the rest cannot be sent yet, and also without its own button.
        kept = MessageForm(request.POST, cases=cases, later=True)
        file_is_fine = _file_added(request, form, kept, key)
        if form.is_valid() and file_is_fine and (done := _done(request, form, key)):
            return acted(done)
        return _shown(request, form, key, _draft(request), {})
    kept_input = typed(request)
    first = {"case": _first_case(request, cases, draft)} | (draft.answers if draft else {})
    form = MessageForm(cases=cases, initial=first | kept_input | retyped(request))
    return _shown(request, form, key, draft, kept_input)


def _file_added(request: SignedInRequest, form: MessageForm, kept: MessageForm, key: str) -> bool:
    """Adds the file that came along, where one did, and keeps the rest as a draft. False where something is wrong."""
    file = sent_file(request)
    if file is None:
        if ADD in request.POST:
            say_none_chosen(form)
        return ADD not in request.POST
    if not kept.is_valid():
        say_choose_again(form)
        return False
    try:
        actions.add_file_to_message(request.visit, file, form_key=key, door=Door.WEB, now=timezone.now(), **kept.said())
    except FileNotTaken as refused:
        say_not_taken(form, refused)
    except NotTheirs:
        form.add_error("case", gettext("Choose a case. If it is about none of them, choose “No case”."))
        say_choose_again(form)
    except TooManyDrafts:
        form.add_error(None, too_many_drafts())
        say_choose_again(form)
    else:
        return True
    return False


def _draft(request: SignedInRequest) -> queries.Draft | None:
    """The draft that the address names, or of the form that is sent."""
    public_id = request.GET.get("draft", "")
    if request.method == "POST":
        return queries.draft_of_form(request.viewer, MESSAGE.name, form_key(request))
    return queries.draft(request.viewer, MESSAGE.name, public_id) if is_public_id(public_id) else None


def _sent_meanwhile(request: SignedInRequest) -> HttpResponse:
    """To the conversation that the draft became: the way back from there leads here. 404 for anything else."""
    public_id = request.GET["draft"]
    if not is_public_id(public_id) or queries.thread(request.viewer, public_id) is None:
        raise Http404
    return redirect("message", public_id)


def _first_case(request: SignedInRequest, cases: tuple[CaseCard, ...], draft: queries.Draft | None) -> str:
    """The case that the address or the draft names, or the only one."""
    if draft:
        return next((case.public_id for case in cases if case.case_number == draft.case_number), "")
    return asked(request, "case") or (cases[0].public_id if len(cases) == 1 else "")


def _done(request: SignedInRequest, form: MessageForm, key: str) -> HttpResponse | None:
    """Where sending or keeping leads; None where the form says what is wrong."""
    now = timezone.now()
    try:
        if NOT_SENDING & request.POST.keys():
            draft = actions.save_for_later(request.visit, MESSAGE, form_key=key, now=now, **form.said())
        if REMOVE in request.POST:
            actions.remove_own_file(request.visit, request.POST[REMOVE], door=Door.WEB, now=now)
        if {ADD, REMOVE} & request.POST.keys():
            return redirect(f"{reverse('message_new')}?draft={draft}#files-part")
        if LATER in request.POST:
            say_saved(request, now)
            return redirect("messages")
        sent = actions.send_message(request.visit, form_key=key, door=Door.WEB, now=now, **form.said())
    except NotTheirs:  # a feed took the case away in the meantime
        form.add_error("case", gettext("Choose a case. If it is about none of them, choose “No case”."))
    except TooManyToday:
        form.add_error(None, too_many_today())
    except TooManyDrafts:
        form.add_error(None, too_many_drafts())
    else:
        messages.success(request, gettext("Your message is sent."))
        return redirect("message", sent)
    return None


def say_saved(request: SignedInRequest, now: datetime) -> None:
    until = day_of(now + timedelta(days=settings.AGENCY.retention.drafts_days))
    day = weekday_in_words(until, request.viewer.language)
    messages.success(request, gettext("Your draft is saved. We keep it until %(day)s.") % {"day": day})


def too_many_drafts() -> str:
    said = gettext("You have %(most)s drafts, as many as we keep. Send this message, or delete a draft.")
    return said % {"most": MOST_DRAFTS}


def too_many_today() -> str:
    said = gettext(
        "You have sent %(most)s messages today, as many as we take in a day. Send this one tomorrow, or call."
    )
    return said % {"most": MESSAGES_A_DAY}


def _shown(
    request: SignedInRequest, form: MessageForm, key: str, draft: queries.Draft | None, kept: Typed
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
        "most_files": FILES_A_DAY,
        "files": file_rows(draft.files if draft else ()),
        "choose_again": file_was_chosen(request, kept),
    }
    too_many = form.non_field_errors() or too_many_files(form)
    return page(request, "messages/new.html", facts, status=429 if too_many else 200)
