"""People who chose what comes by email, at an address that they confirmed, and appointments of theirs."""

import os
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from django.db import transaction

from connect.cases.models import AppointmentHistory, DisclosedAppointment, Participant
from connect.lib.doors import Door
from connect.notices.confirmed import notice_place
from connect.notices.enrolment import set_consents, set_email
from connect.notices.kinds import FINISHED, ConsentKind, MailSays, OutboxState
from connect.notices.models import ConfirmedPlace, OutboxMessage
from tests.support.cast import DANA

LONG_AGO = datetime(2020, 1, 1, 12, 0, tzinfo=UTC)
EMAIL = "dana.okafor@mail.example"


def enrol(
    participant_id: str = DANA.participant_id,
    *kinds: ConsentKind,
    email: str = EMAIL,
    says: MailSays = MailSays.KIND,
    at: datetime = LONG_AGO,
) -> None:
    """The person agreed to `kinds` (all of them where none is named) at `at`, and opened the link at once."""
    Participant.objects.get_or_create(
        participant_id=participant_id, defaults={"first_name": "DANA", "last_name": "OKAFOR", "language": "en"}
    )
    with transaction.atomic():
        set_email(participant_id, email=email, says=says, now=at)
        set_consents(participant_id, kinds or tuple(ConsentKind), language="en", door=Door.WEB, now=at)
    ConfirmedPlace.objects.update_or_create(
        participant_id=participant_id, place_hash=notice_place(email), defaults={"confirmed_at": at}
    )


def appointment_on(
    day: date,
    *,
    set_on: date = date(2020, 1, 1),
    starts: time = time(8, 0),
    number: str = "1",
    participant_id: str = DANA.participant_id,
) -> None:
    """An appointment on `day`, which a feed of the day `set_on` set."""
    DisclosedAppointment.objects.update_or_create(
        participant_id=participant_id,
        appointment_id=number,
        defaults={
            "case_number": "099000201",
            "on_date": day,
            "starts": starts,
            "ends": time(8, 30),
            "kind": "interview",
            "place_hidden": False,
            "place": "200 S G ST, MADERA",
        },
    )
    AppointmentHistory.objects.update_or_create(
        participant_id=participant_id,
        appointment_id=number,
        defaults={"revision": 1, "set_on": set_on, "on_date": day, "starts": starts, "canceled": False},
    )


def content_free_mail(
    kind: str, key: str, state: str, *, at: datetime, participant_id: str = DANA.participant_id, **facts: object
) -> OutboxMessage:
    """A mail of that content-free kind, claimed and ended at `at` as far as its state goes."""
    ended = OutboxState(state) in FINISHED
    return OutboxMessage.objects.create(
        participant_id=participant_id,
        key=key,
        channel="mail",
        event=kind,
        content_free=True,
        state=state,
        made_at=at,
        not_before=at,
        claimed_at=at,
        finished_at=at if ended else None,
        **facts,
    )


def keys(kind: str = "appointment_soon") -> list[str]:
    return sorted(OutboxMessage.objects.filter(event=kind).values_list("key", flat=True))


@contextmanager
def server_zone(name: str) -> Iterator[None]:
    """The server's own zone is `name`."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    clock.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        clock.tzset()
