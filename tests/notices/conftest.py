"""Rows of the outbox, and a mail server to send them to."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from django.db import transaction

from connect.notices import outbox
from connect.notices.events import EVENTS, read_event
from connect.notices.kinds import Channel
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


@pytest.fixture
def every() -> Callable[[], list[str]]:
    """The states of all rows, in the order they were put."""
    from connect.notices.models import OutboxMessage

    return lambda: list(OutboxMessage.objects.order_by("key").values_list("state", flat=True))
