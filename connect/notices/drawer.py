"""The demo's mail: no server, every mail a file in CONNECT_VAR/mail, which /demo/mail shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Received
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


@dataclass(frozen=True)
class Kept:
    """A mail as it arrived."""

    at: datetime
    to: str
    language: str
    text: str


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        drawer().mkdir(parents=True, exist_ok=True)
        for each in email_messages:
            name = str(each.extra_headers["Message-ID"]).strip("<>").partition("@")[0]
            whole = drawer() / f"{name}.eml"
            part = whole.with_suffix(".part")
            part.write_bytes(each.message().as_bytes())
            part.rename(whole)
        return len(email_messages)


def drawer() -> Path:
    return Path(settings.VAR) / "mail"


def kept() -> list[Kept]:
    """The mails of the drawer, newest first."""
    return sorted(map(_read, drawer().glob("*.eml")), key=lambda mail: mail.at, reverse=True)


def _read(file: Path) -> Kept:
    mail = message_from_bytes(file.read_bytes(), Received, policy=policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_default_timezone())
    return Kept(at, str(mail["To"]), str(mail["Content-Language"]), mail.get_content())
