"""Rows of the outbox, and a mail server to send them to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from connect.notices import by_kind, outbox, texts
from connect.notices.by_kind import WorkedOut, ends, works_out
from connect.notices.events import EVENTS, Event, read_event
from connect.notices.kinds import NOTICE_KINDS, Channel, NoticeKind, NoticeReaders
from connect.notices.queries import language_of
from tests.notices.mail_server import MailServer, mail_server
from tests.support.cast import DANA

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
FACTS = {
    "pin": "40295817",
    "valid_until": "2026-11-25T17:00:00+00:00",
    "status_link": "https://portal.example/pin-status/AbCdEf",
    "how": "letter",
    "expected_by": "2026-12-04",
    "not_me_link": "https://portal.example/not-me/K7QM-2XPD",
    "not_me_code": "K7QM-2XPD",
    "not_me_until": "2026-12-04T17:00:00+00:00",
    "what": "passkey_added",
    "asked": "address",
    "link": "https://portal.example/confirm/AbCdEf",
    "why": "bounced",
    "change": "joined",
    "chosen": "billing appointments",
    "new_address": "yes",
    "at": "2026-12-02T16:00:00+00:00",
    "canceled": "",
}
ADDRESS = "DANA OKAFOR\n1187 W PINE ST APT 4\nMADERA, CA 93637"


def put(
    key: str = "pin:1",
    event: str = "pin_by_mail",
    *,
    to: str = "dana@example.org",
    language: str = "en",
    also_in: str = "",
    participant_id: str = DANA.participant_id,
    not_after: datetime | None = None,
    **facts: str,
) -> None:
    """One row of the outbox; an event that is a letter alone, or `to` of several lines, is a letter."""
    letter = "\n" in to
    wanted = {field.name for field in fields(EVENTS[event])}
    with transaction.atomic():
        outbox.enqueue(
            read_event(event, {name: value for name, value in (FACTS | facts).items() if name in wanted}),
            participant_id=participant_id,
            key=key,
            channel=Channel.LETTER if letter else Channel.MAIL,
            to=to,
            language=language,
            also_in=also_in,
            now=NOW,
            not_after=not_after,
        )


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """The mail server; this process sends to it."""
    with mail_server() as running:
        settings.MAILERS = smtp(running)
        yield running


def smtp(server: MailServer) -> dict[str, dict[str, object]]:
    options = {"host": "127.0.0.1", "port": server.port, "timeout": 5.0}
    return {"default": {"BACKEND": "connect.notices.senders.smtp.CautiousEmailBackend", "OPTIONS": options}}


@dataclass(frozen=True, kw_only=True)
class Reminder(Event):
    """What a content-free kind may say: nothing at all."""

    name: ClassVar = "reminder"
    channels: ClassVar = (Channel.MAIL,)


@pytest.fixture
def readers(monkeypatch, tmp_path) -> dict[str, str]:
    """The address of each person who wants mail of the content-free kind "reminder", which exists in these tests only.
    Who is not among them wants none, or has left."""
    words = tmp_path / "notices" / "reminder"
    words.mkdir(parents=True)
    (words / "mail.txt").write_text("# There is something new\n\n<https://portal.example|Go to Customer Connect>\n")
    monkeypatch.setattr(texts, "_TEMPLATES", [texts._TEMPLATES, tmp_path])
    monkeypatch.setattr(texts, "_environment", texts._environment.__wrapped__)
    kind = NoticeKind(
        name="reminder",
        tells="that there is something new",
        about=gettext_lazy("A message"),
        readers=NoticeReaders.ENROLLED,
        of_use=timedelta(days=7),
        content_free=True,
        can_be_ended=True,
    )
    monkeypatch.setitem(NOTICE_KINDS, "reminder", kind)
    monkeypatch.setattr(by_kind, "_WORKED_OUT_BY", dict(by_kind._WORKED_OUT_BY))
    monkeypatch.setattr(by_kind, "_ENDED_BY", dict(by_kind._ENDED_BY))
    found: dict[str, str] = {}

    def reminder(participant_id: str, _key: str, _now: datetime) -> WorkedOut | None:
        to = found.get(participant_id)
        return WorkedOut(to, Reminder(), (language_of(participant_id),)) if to else None

    def end(participant_id: str, _kind: str, _now: datetime) -> None:
        found.pop(participant_id, None)

    works_out("reminder", reminder)
    ends("reminder", end)
    return found


@pytest.fixture
def every() -> Callable[[], list[str]]:
    """The states of all rows, in the order they were put."""
    from connect.notices.models import OutboxMessage

    return lambda: list(OutboxMessage.objects.order_by("key").values_list("state", flat=True))
