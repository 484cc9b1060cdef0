"""Mails as we send them: plain text, short lines, and nothing on a locked screen but the name of the site."""

import re
from textwrap import fill

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.notices.kinds import Channel
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import address_and_event
from connect.notices.texts import NoticeText, Paragraph, languages_of, line_for_others, notice_text

SUBJECT = "Customer Connect"  # in every mail and language: other people can see a subject on the screen
WIDTH = 68


def message(row: OutboxMessage) -> EmailMessage:
    """Return the mail of `row`. Its Message-ID contains the row's id, which an operator can find in the relay's log.

    Raises ValueError for an invalid address, and InvalidToken if no key of CONNECT_OUTBOX_KEYS opens the row.
    """
    to, event = address_and_event(row)
    languages = languages_of(row)
    texts = {language: notice_text(event, Channel.MAIL, language) for language in languages}
    headers = {
        "Message-ID": message_id(row),
        "Content-Language": ", ".join(languages),
        "Auto-Submitted": "auto-generated",  # asks for no out-of-office replies (RFC 3834)
    }
    sender = f'"{SUBJECT}" <{settings.MAIL_FROM}>'
    return EmailMessage(SUBJECT, body(texts), sender, [to], headers=headers)


def message_id(row: OutboxMessage) -> str:
    return f"<{row.id.hex}@{settings.MAIL_FROM.rpartition('@')[2]}>"


def body(texts: dict[str, NoticeText]) -> str:
    """Return the text of the mail in each language of `texts`.

    The first sentence of each fills the preview on a locked screen and reveals nothing.
    """
    call = line_for_others(tuple(texts))[1]
    end = f"\n\n{_lines(call)}\n" if call else "\n"
    return f"\n\n{'=' * WIDTH}\n\n".join(_in_language(*each) for each in texts.items()) + end


def _in_language(language: str, text: NoticeText) -> str:
    with override(language):
        opening = _(
            "Private message from Customer Connect. Please open it where no one else can see your screen. Even if you"
            " did not expect it, please read all of it."
        )
        closing = _("Please do not reply to this email. No one reads replies. To reach us, call %(phone)s.") % {
            "phone": settings.AGENCY.phones.statewide
        }
        agency = settings.AGENCY.names.agency.in_language(language)
        pieces = [
            _lines(opening),
            text.heading.upper(),
            *map(_piece, text.paragraphs),
            f"-- \n{agency}\n{_lines(closing)}",
        ]
    return "\n\n".join(pieces)


def _piece(part: Paragraph) -> str:
    """Format a paragraph. A link or a code has a line of its own, unbroken, for tapping and copying."""
    return _lines(part.text) if part.kind == "text" else f"    {part.text}" if part.kind == "code" else part.text


def _lines(text: str) -> str:
    """Wrap `text` into short lines without breaking a telephone number."""
    whole = re.sub(r"(\(\d{3}\)) ", "\\1\u00a0", text)
    return fill(whole, WIDTH).replace("\u00a0", " ")
