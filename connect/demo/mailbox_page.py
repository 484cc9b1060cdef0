"""The page /demo/mail: every sent mail and every letter of the demo, which needs no mail server. Demo only."""

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
from connect.web.headers import shown_mail
from connect.web.page import page

STATES = {
    OutboxState.QUEUED: _("Waiting"),
    OutboxState.SENDING: _("Being sent"),
    OutboxState.UNSURE: _("Staff are looking into it"),
    OutboxState.PRINTED: _("Printed, not mailed yet"),
    OutboxState.SENT: _("Sent"),
    OutboxState.CONFIRMED: _("In the mail"),
    OutboxState.WITHDRAWN: _("Withdrawn"),
    OutboxState.FAILED: _("Could not be sent"),
}


def demo_mail(request: HttpRequest) -> HttpResponse:
    """List mails and letters, newest first."""
    _only_in_the_demo()
    language = get_language() or settings.LANGUAGE_CODE
    return page(
        request, "demo/mailbox/index.html", {"entries": [_entry(item, language) for item in mailbox.mailbox_items()]}
    )


def demo_letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """Show one letter as a PDF; 404 if its text was deleted."""
    _only_in_the_demo()
    pdf = mailbox.letter_pdf(letter)
    if pdf is None:
        raise Http404
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})


def demo_mail_html(request: HttpRequest, mail: UUID) -> HttpResponse:
    """Show the HTML part of one mail, as a mail program does; 404 if there is none."""
    _only_in_the_demo()
    html = mailbox.mail_html(mail)
    if html is None:
        raise Http404
    return shown_mail(HttpResponse(html))


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _entry(item: MailboxItem, language: str) -> dict[str, object]:
    return {
        "item": item,
        "state": STATES[item.state],
        "at": moment_in_words(timezone.localtime(item.at, settings.AGENCY.zone), language),
        "paragraphs": [linked(paragraph) for paragraph in item.mail.split("\n\n") if paragraph.strip()],
    }


def linked(paragraph: str) -> Markup:
    """Return a paragraph of a mail as HTML, with links, and without the mail's own line breaks.

    The signature below "--" keeps its lines.
    """
    if not paragraph.startswith("-- "):
        paragraph = paragraph.replace("\n", " ")
    pieces = re.split(r"(https?://\S+)", paragraph)
    markup = (_link(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))
    return Markup("").join(markup).replace("\n", Markup("<br>"))


def _link(address: str) -> Markup:
    text = Markup("<wbr>").join(address[at : at + 20] for at in range(0, len(address), 20))
    return Markup('<a href="{}">{}</a>').format(address, text)
