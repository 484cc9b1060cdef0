"""One conversation, and writing below it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.contact import actions, reading
from connect.contact.file_rules import FileNotTaken
from connect.contact.queries import Thread, thread
from connect.contact.receiving import NotTheirs, TooManyDrafts, TooManyToday
from connect.design.forms import PageForm
from connect.lib.doors import Door
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
from connect.portal.frame.clock import today
from connect.portal.frame.wording import moment_at_agency
from connect.portal.messages.fields import form_key, message_text_field
from connect.portal.messages.message_list import answer_due, topic_in_words
from connect.portal.messages.new_message import LATER, NOT_SENDING, say_saved, too_many_drafts, too_many_today
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import Typed, saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in
from connect.web.uploads import takes_file


class ReplyForm(PageForm):
    """One more message."""

    text = message_text_field(_("Write again"))
    file = file_field()

    def __init__(self, *args: Any, later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if later:
            self.fields["text"].required = False


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("text", "file")
@takes_file
def thread_page(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The whole thread; 404 for anyone else's. POST: sends one more message, keeps it for later, adds or removes a
    file, or deletes what was kept."""
    found = thread(request.viewer, public_id)
    if found is None:
        raise Http404
    key = form_key(request, found.draft.form_key if found.draft else "")
    if request.method != "POST":
        kept = typed(request)
        first = found.draft.answers if found.draft else {}
        return _shown(request, found, ReplyForm(initial=first | kept | retyped(request)), key, kept)
    if "delete" in request.POST:
        if found.draft and actions.delete_draft(request.visit, found.draft.public_id, now=timezone.now()):
            messages.success(request, gettext("The draft is deleted."))
        return acted(redirect("message", public_id))
    form = ReplyForm(request.POST, request.FILES, later=bool(NOT_SENDING & request.POST.keys()))
    try:
        if _file_added(request, form, public_id, key) and form.is_valid():
            return acted(_done(request, form, public_id, key))
    except NotTheirs as gone:  # retention took it away in the meantime
        raise Http404 from gone
    except FileNotTaken as refused:
        say_not_taken(form, refused)
    except TooManyToday:
        form.add_error(None, too_many_today())
    except TooManyDrafts:
        form.add_error(None, too_many_drafts())
    return _shown(request, thread(request.viewer, public_id) or found, form, key, {})


def _file_added(request: SignedInRequest, form: ReplyForm, public_id: str, key: str) -> bool:
    """Adds the file that came along, where one did, and keeps the text. False where something is wrong."""
    file = sent_file(request)
    if file is None:
        if ADD in request.POST:
            say_none_chosen(form)
        return ADD not in request.POST
    kept = ReplyForm(request.POST, later=True)
    if not kept.is_valid():
        say_choose_again(form)
        return False
    text = kept.cleaned_data["text"]
    actions.add_file_to_reply(
        request.visit, file, public_id, form_key=key, text=text, door=Door.WEB, now=timezone.now()
    )
    return True


def _done(request: SignedInRequest, form: ReplyForm, public_id: str, key: str) -> HttpResponse:
    """Where sending or keeping leads."""
    text, now = form.cleaned_data["text"], timezone.now()
    if NOT_SENDING & request.POST.keys():
        actions.save_reply(request.visit, public_id, form_key=key, text=text, now=now)
        if REMOVE in request.POST:
            actions.remove_own_file(request.visit, request.POST[REMOVE], door=Door.WEB, now=now)
        if LATER in request.POST:
            say_saved(request, now)
        return redirect(f"{reverse('message', args=(public_id,))}#typed")
    actions.send_reply(request.visit, public_id, form_key=key, text=text, door=Door.WEB, now=now)
    messages.success(request, gettext("Your message is sent."))
    return redirect("message", public_id)


def _shown(request: SignedInRequest, found: Thread, form: ReplyForm, key: str, kept: Typed) -> HttpResponse:
    if found.unread and request.method != "POST":
        request.visit = replace(request.visit, unread_messages=reading.note_read(request.visit, found.public_id))
    language = request.viewer.language
    facts = {
        "thread": found,
        "topic": topic_in_words(found.topic),
        "texts": [(each, moment_at_agency(each.at, language), file_rows(each.files)) for each in found.texts],
        "files": file_rows(found.draft.files if found.draft else ()),
        "choose_again": file_was_chosen(request, kept),
        "form": form,
        "form_key": key,
        "kept": kept,
        "retyped": retyped(request),
        **answer_due(found.state, found.answer_by, language, today()),
    }
    return page(
        request, "messages/thread.html", facts, status=429 if form.non_field_errors() or too_many_files(form) else 200
    )
