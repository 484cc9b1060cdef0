"""Mails as we send them: a text and an HTML part of the same words, and nothing on a locked screen but the name of the
site."""

import re
from textwrap import fill

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from connect.notices.by_kind import WorkedOut
from connect.notices.kinds import NOTICE_KINDS, Channel
from connect.notices.models import OutboxMessage
from connect.notices.senders.mail_html import html_part
from connect.notices.texts import MailFrame, NoticeText, Paragraph, line_for_others, mail_frame, notice_text
from connect.notices.unsubscribe import unsubscribe_link

SUBJECT = "Customer Connect"  # in every mail and language: other people can see a subject on the screen
WIDTH = 68


def message(row: OutboxMessage, leaves: WorkedOut) -> EmailMultiAlternatives:
    """Return the mail of `row`. Its Message-ID contains the row's id, which an operator can find in the relay's log.

    Raises ValueError for an invalid address.
    """
    texts = {language: notice_text(leaves.event, Channel.MAIL, language) for language in leaves.languages}
    headers = {
        "Message-ID": message_id(row),
        "Content-Language": ", ".join(leaves.languages),
        "Auto-Submitted": "auto-generated",  # asks for no out-of-office replies (RFC 3834)
    }
    ends = unsubscribe_link(row.id) if NOTICE_KINDS[row.event].can_be_ended else ""
    if ends:  # in one click, which mail programs show beside the sender (RFC 8058)
        headers |= {"List-Unsubscribe": f"<{ends}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    sender = f'"{SUBJECT}" <{settings.MAIL_FROM}>'
    mail = EmailMultiAlternatives(SUBJECT, body(texts, ends), sender, [leaves.to], headers=headers)
    mail.attach_alternative(html_part(SUBJECT, texts, ends), "text/html")
    return mail


def message_id(row: OutboxMessage) -> str:
    return f"<{row.id.hex}@{settings.MAIL_FROM.rpartition('@')[2]}>"


def body(texts: dict[str, NoticeText], ends: str = "") -> str:
    """Return the text of the mail in each language of `texts`. `ends`: the address that ends its kind.

    The first sentence of each fills the preview on a locked screen and reveals nothing.
    """
    call = line_for_others(tuple(texts))[1]
    end = f"\n\n{_lines(call)}\n" if call else "\n"
    parts = (_in_language(text, mail_frame(language), ends) for language, text in texts.items())
    return f"\n\n{'=' * WIDTH}\n\n".join(parts) + end


def _in_language(text: NoticeText, frame: MailFrame, ends: str) -> str:
    pieces = [
        _lines(frame.opening),
        text.heading.upper(),
        *map(_piece, text.paragraphs),
        *([_lines(frame.to_end), ends] if ends else []),
        f"-- \n{frame.agency}\n{_lines(frame.closing)}",
    ]
    return "\n\n".join(pieces)


def _piece(part: Paragraph) -> str:
    """Format a paragraph. A link or a code has a line of its own, unbroken, for tapping and copying."""
    return _lines(part.text) if part.kind == "text" else f"    {part.text}" if part.kind == "code" else part.text


def _lines(text: str) -> str:
    """Wrap `text` into short lines without breaking a telephone number."""
    whole = re.sub(r"(\(\d{3}\)) ", "\\1\u00a0", text)
    return fill(whole, WIDTH).replace("\u00a0", " ")
