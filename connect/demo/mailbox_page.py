"""The demo's letter box: every mail that was sent and every letter, so that a demo needs no mail server. Demo only."""

import re
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from connect.demo import mailbox
from connect.demo.mailbox import MailboxItem
from connect.lib.dates import moment_in_words
from connect.notices.kinds import OutboxState
from connect.web.page import page

STATES = {
    OutboxState.QUEUED: _("Waits"),
    OutboxState.SENDING: _("Is being sent"),
    OutboxState.UNSURE: _("An operator looks into it"),
    OutboxState.PRINTED: _("Printed, not yet in the mail"),
    OutboxState.SENT: _("Sent"),
    OutboxState.CONFIRMED: _("In the mail"),
    OutboxState.WITHDRAWN: _("Withdrawn"),
    OutboxState.FAILED: _("Could not be sent"),
}


def demo_mail(request: HttpRequest) -> HttpResponse:
    """Mails and letters, newest first."""
    _only_in_the_demo()
    language = get_language() or settings.LANGUAGE_CODE
    return page(
        request, "demo/mailbox/index.html", {"kept": [_shown(each, language) for each in mailbox.mailbox_items()]}
    )


def demo_letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """One letter as its PDF; 404 for one whose text is gone."""
    _only_in_the_demo()
    pdf = mailbox.letter_pdf(letter)
    if pdf is None:
        raise Http404
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _shown(each: MailboxItem, language: str) -> dict[str, object]:
    return {
        "kept": each,
        "state": STATES[each.state],
        "at": moment_in_words(timezone.localtime(each.at, settings.AGENCY.zone), language),
        "paragraphs": [linked(paragraph) for paragraph in each.mail.split("\n\n") if paragraph.strip()],
    }


def linked(paragraph: str) -> Markup:
    """A paragraph as the page breaks it (the mail's own short lines are for mail), its addresses as links.

    The lines below "--", who sends it, stay lines.
    """
    if not paragraph.startswith("-- "):
        paragraph = paragraph.replace("\n", " ")
    pieces = re.split(r"(https?://\S+)", paragraph)
    marked = (_link(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))
    return Markup("").join(marked).replace("\n", Markup("<br>"))


def _link(address: str) -> Markup:
    shown = Markup("<wbr>").join(address[at : at + 20] for at in range(0, len(address), 20))
    return Markup('<a href="{}">{}</a>').format(address, shown)
