"""Text that its reader alone may read again for some minutes: the answer to a form that acts once, or a sheet of codes.

A row is named and sealed by what only its reader can say again (`Reader`), and the server keeps none of it. So the
table opens nothing and reveals nothing, even to someone who has all our keys (docs/adr/0019).
"""

import hmac
import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connection

from connect.access.models import SavedAnswer
from connect.lib.database_writes import without_waiting
from connect.lib.rows import moment_parameter
from connect.lib.sealed import seal, unseal

ACTS_FOR = timedelta(seconds=30)  # an act that has no answer by then is taken to have failed

_BEGUN = """
INSERT INTO access_savedanswer (name, sealed, expires_at) VALUES (%s, '', %s)
    ON CONFLICT (name) DO UPDATE SET sealed = '', expires_at = excluded.expires_at
 WHERE access_savedanswer.expires_at <= %s OR (access_savedanswer.sealed <> '' AND access_savedanswer.sealed = %s)
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who can say the same again. `name`: of the row; `key`: of the seal."""

    name: str
    key: str

    @classmethod
    def who_says(cls, *said: str) -> Self:
        """At least one of `said` is random, and too long to be guessed."""
        words, secret = json.dumps(said).encode(), settings.SECRET_KEY.encode()
        name, key = (hmac.digest(secret, label + words, "sha256") for label in (b"answer: name", b"answer: key"))
        return cls(name.hex(), urlsafe_b64encode(key).decode())


def begin(reader: Reader, now: datetime, *, instead_of: str = "") -> bool:
    """True for the first of those who act, also of two at once; False while they act and while their answer is kept.

    `instead_of`: the sealed answer that was found and does not count anymore.
    """
    until, this = (moment_parameter(moment) for moment in (now + ACTS_FOR, now))
    with connection.cursor() as cursor:
        cursor.execute(_BEGUN, [reader.name, until, this, instead_of])
        return bool(cursor.rowcount == 1)


def saved_answer(reader: Reader, now: datetime) -> str | None:
    """The sealed answer; '' while someone acts, None where there is none (anymore)."""
    rows = SavedAnswer.objects.filter(name=reader.name, expires_at__gt=now)
    return rows.values_list("sealed", flat=True).first()


def read_answer(reader: Reader, sealed: str) -> str:
    """The text behind `sealed`; '' stays ''."""
    return unseal([reader.key], sealed)


def save_answer(reader: Reader, text: str, until: datetime) -> None:
    """Keep `text` in place of what was there."""
    SavedAnswer.objects.update_or_create(
        name=reader.name, defaults={"sealed": seal([reader.key], text), "expires_at": until}
    )


def forget_unanswered(reader: Reader) -> None:
    """Forget an act that has no answer to tell, so that the next one acts.

    Waits for no one: if it cannot be written, the act counts as begun for ACTS_FOR.
    """
    with suppress(DatabaseError), without_waiting(1):
        SavedAnswer.objects.filter(name=reader.name, sealed="").delete()
