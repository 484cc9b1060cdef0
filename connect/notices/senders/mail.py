"""A mail as it leaves: text only, short lines, and nothing on a locked screen but the name of the site."""

import re
from textwrap import fill

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.notices.kinds import Channel
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import event_of
from connect.notices.texts import NoticeText, Paragraph, text_of

SUBJECT = "Customer Connect"  # always, in every language: a subject is read over shoulders
WIDTH = 68


def message(row: OutboxMessage) -> EmailMessage:
    """The mail of `row`. Its Message-ID is the row's own, so that the relay's log can say whether it was taken.

    Raises ValueError for an address that is none, InvalidToken when no key of CONNECT_OUTBOX_KEYS opens the row.
    """
    to, event = event_of(row)
    text = text_of(event, Channel.MAIL, row.language)
    headers = {
        "Message-ID": message_id(row),
        "Content-Language": row.language,
        "Auto-Submitted": "auto-generated",  # no out-of-office answers (RFC 3834)
    }
    sender = f'"{SUBJECT}" <{settings.MAIL_FROM}>'
    return EmailMessage(SUBJECT, body(text, row.language), sender, [to], headers=headers)


def message_id(row: OutboxMessage) -> str:
    return f"<{row.id.hex}@{settings.MAIL_FROM.rpartition('@')[2]}>"


def body(text: NoticeText, language: str) -> str:
    """The text; its beginning, which a locked screen shows, fills the preview and says nothing."""
    with override(language):
        first = _(
            "This is a message from Customer Connect. It is for you alone: please read it where nobody else sees your"
            " screen. If you did not expect it, read it to the end."
        )
        last = _("You cannot answer this mail. Our telephone number is %(phone)s.") % {
            "phone": settings.AGENCY.phones.statewide
        }
        agency = settings.AGENCY.names.agency.in_language(language)
        pieces = [
            _lines(first),
            text.heading.upper(),
            *map(_piece, text.paragraphs),
            f"-- \n{agency}\n{_lines(last)}",
        ]
    return "\n\n".join(pieces) + "\n"


def _piece(part: Paragraph) -> str:
    """A link or a code stands alone on its line, whole, so that it can be tapped or copied."""
    return _lines(part.text) if part.kind == "text" else f"    {part.text}" if part.kind == "code" else part.text


def _lines(text: str) -> str:
    """`text` in short lines; a telephone number stays whole."""
    whole = re.sub(r"(\(\d{3}\)) ", "\\1\u00a0", text)
    return fill(whole, WIDTH).replace("\u00a0", " ")
