"""The demo's mail and letters, for /demo/mail: no server, every mail a file in CONNECT_VAR/mail."""

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
    """A mail as it arrived, or a letter as it is printed. Neither: its text is gone, as it should be, or waits."""

    at: datetime
    channel: Channel
    state: OutboxState
    to: str = ""
    language: str = ""
    mail: str = ""
    letter: Letter | None = None
    id: UUID | None = None


class MailboxEmailBackend(BaseEmailBackend):
    """Puts each mail into the drawer."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        _drawer().mkdir(parents=True, exist_ok=True)
        for each in email_messages:
            name = str(each.extra_headers["Message-ID"]).strip("<>").partition("@")[0]
            part = _drawer() / f"{name}.part"
            part.write_bytes(each.message().as_bytes())
            part.rename(part.with_suffix(".eml"))
        return len(email_messages)


def mailbox_items() -> list[MailboxItem]:
    """Everything that left or waits, newest first."""
    rows = OutboxMessage.objects.exclude(state=OutboxState.SENT)
    return sorted([*map(_read, _drawer().glob("*.eml")), *map(_waiting, rows)], key=lambda each: each.at, reverse=True)


def letter_pdf(row_id: UUID) -> bytes | None:
    """The letter `row_id` alone, as the batch would print it; None when there is none, its text is gone, or its address
    does not fit."""
    row = OutboxMessage.objects.filter(channel=Channel.LETTER, id=row_id).first()
    shown = _waiting(row).letter if row else None
    if not row or not shown or any(what_does_not_fit([shown])):
        return None
    return letters_pdf([shown], title=shown.heading, made_at=row.made_at)


def _drawer() -> Path:
    return Path(settings.VAR) / "mail"


def _read(file: Path) -> MailboxItem:
    mail = message_from_bytes(file.read_bytes(), Received, policy=policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_default_timezone())
    return MailboxItem(
        at, Channel.MAIL, OutboxState.SENT, str(mail["To"]), str(mail["Content-Language"]), mail.get_content()
    )


def _waiting(row: OutboxMessage) -> MailboxItem:
    facts = MailboxItem(row.made_at, Channel(row.channel), OutboxState(row.state), language=row.language, id=row.id)
    if row.channel == Channel.MAIL or not row.sealed:
        return facts
    try:
        shown = letter(row)
    except InvalidToken:
        return facts
    return MailboxItem(facts.at, facts.channel, facts.state, ", ".join(shown.to), row.language, letter=shown, id=row.id)
