"""One conversation, and writing below it."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.contact import actions, reading
from connect.contact.queries import Thread, thread
from connect.contact.receiving import NotTheirs, TooManyToday
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.portal.frame.clock import today
from connect.portal.frame.wording import moment_at_agency
from connect.portal.messages.fields import form_key, message_text_field
from connect.portal.messages.message_list import answer_due, topic_in_words
from connect.portal.messages.new_message import too_many_today
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in


class ReplyForm(PageForm):
    """One more message."""

    text = message_text_field(_("Write again"))


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("text")
def thread_page(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The whole thread; 404 for anyone else's. POST: sends one more message."""
    found = thread(request.viewer, public_id)
    if found is None:
        raise Http404
    key = form_key(request)
    if request.method != "POST":
        kept = typed(request)
        return _shown(request, found, ReplyForm(initial=kept | retyped(request)), key, kept)
    form = ReplyForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            actions.send_reply(request.visit, public_id, form_key=key, text=text, door=Door.WEB, now=timezone.now())
        except NotTheirs as gone:  # retention took it away in the meantime
            raise Http404 from gone
        except TooManyToday:
            form.add_error(None, too_many_today())
        else:
            messages.success(request, gettext("Your message is sent."))
            return acted(redirect("message", public_id))
    return _shown(request, found, form, key, {})


def _shown(request: SignedInRequest, found: Thread, form: ReplyForm, key: str, kept: object) -> HttpResponse:
    if found.unread and request.method != "POST":
        request.visit = replace(request.visit, unread_messages=reading.note_read(request.visit, found.public_id))
    language = request.viewer.language
    facts = {
        "thread": found,
        "topic": topic_in_words(found.topic),
        "texts": [(each, moment_at_agency(each.at, language)) for each in found.texts],
        "form": form,
        "form_key": key,
        "kept": kept,
        "retyped": retyped(request),
        **answer_due(found.state, found.answer_by, language, today()),
    }
    return page(request, "messages/thread.html", facts, status=429 if form.non_field_errors() else 200)
