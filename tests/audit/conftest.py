"""A small trail to tamper with: three acts about Dana, two about Riley, one about nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door

DANA, RILEY = "1000000001", "1000000002"


def at(day: int, hour: int = 12, minute: int = 0, **more: int) -> datetime:
    """A moment of November 2026 on the agency's clocks."""
    return datetime(2026, 11, day, hour, minute, tzinfo=settings.AGENCY.zone) + timedelta(**more)


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime], None]:
    """`clock(moment)` makes the trail's entries carry it from then on."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("connect.audit.actions.timezone.now", lambda: moment)

    return set_to


def record(act: Act, about: str = "", **more) -> None:
    with transaction.atomic():
        audit.record(act, by=more.pop("by", about or "feed"), about=about, **more)


def change(statement: str, *values) -> int:
    """What somebody does who may write the tables and does not have the key; the number of rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.fixture
def trail(transactional_db, clock) -> None:
    """Dana 1 to 4 and Riley 1 to 2, from November 20 to 22."""
    clock(at(20))
    record(Act.SIGNED_IN, DANA, door=Door.WEB)
    record(Act.SIGNED_IN, RILEY, door=Door.WEB)
    clock(at(21))
    record(Act.LANGUAGE_CHOSEN, DANA, language="es")
    record(Act.PIN_CHANGED, DANA, door=Door.WEB)
    clock(at(22))
    record(Act.SIGNED_OUT, DANA, door=Door.WEB)
    record(Act.SIGNED_OUT, RILEY, door=Door.WEB)
    record(Act.FEED_LOADED, "", rows=12)
