"""The demo's mail and letters for /demo/mail. There is no mail server: every mail is a file in CONNECT_VAR/mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Received
from pathlib import Path
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.senders.letters import letter
from connect.paper.letters import Letter, letters_pdf, what_does_not_fit


@dataclass(frozen=True)
class MailboxItem:
    """A mail as it arrived, or a letter as it is printed.

    An item without either is a mail that waits, or a message whose text was deleted, as it should be.
    """

    at: datetime
    channel: Channel
    state: OutboxState
    to: str = ""
    language: str = ""
    mail: str = ""
    html: str = ""
    letter: Letter | None = None
    id: UUID | None = None


class MailboxEmailBackend(BaseEmailBackend):
    """Write each mail to a file in the mailbox folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        _folder().mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            name = str(mail.extra_headers["Message-ID"]).strip("<>").partition("@")[0]
            part = _folder() / f"{name}.part"
            part.write_bytes(mail.message().as_bytes())
            part.rename(part.with_suffix(".eml"))
        return len(email_messages)


def mailbox_items() -> list[MailboxItem]:
    """Return every sent and every waiting message, newest first."""
    rows = OutboxMessage.objects.exclude(state=OutboxState.SENT)
    return sorted([*map(_read, _folder().glob("*.eml")), *map(_unsent, rows)], key=lambda item: item.at, reverse=True)


def mail_html(mail_id: UUID) -> str | None:
    """The HTML part of the sent mail; None if there is none."""
    file = _folder() / f"{mail_id.hex}.eml"
    return _read(file).html or None if file.exists() else None


def letter_pdf(row_id: UUID) -> bytes | None:
    """Return the letter `row_id` as the batch would print it.

    None if there is no such letter, its text was deleted, or its address does not fit.
    """
    row = OutboxMessage.objects.filter(channel=Channel.LETTER, id=row_id).first()
    printable = _unsent(row).letter if row else None
    if not row or not printable or any(what_does_not_fit([printable])):
        return None
    return letters_pdf([printable], title=printable.heading, made_at=row.made_at)


def _folder() -> Path:
    return Path(settings.VAR) / "mail"


def _read(file: Path) -> MailboxItem:
    mail = message_from_bytes(file.read_bytes(), Received, policy=policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_default_timezone())
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    return MailboxItem(
        at,
        Channel.MAIL,
        OutboxState.SENT,
        str(mail["To"]),
        str(mail["Content-Language"]),
        text.get_content() if text else "",
        html.get_content() if html else "",
        id=UUID(file.stem),
    )


def _unsent(row: OutboxMessage) -> MailboxItem:
    item = MailboxItem(row.made_at, Channel(row.channel), OutboxState(row.state), language=row.language, id=row.id)
    if row.channel == Channel.MAIL or not row.sealed:
        return item
    try:
        paper = letter(row)
    except InvalidToken:
        return item
    return MailboxItem(item.at, item.channel, item.state, ", ".join(paper.to), row.language, letter=paper, id=row.id)
