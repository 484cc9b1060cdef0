"""Who may come in: PINs and sessions."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from connect.lib.personal import Declared


class Account(Declared, models.Model):
    """A participant's PIN and its tries. `temporary` opens only the page where a new PIN is chosen (S000 L44-51)."""

    participant_id = models.CharField(max_length=10, primary_key=True)
    pin_hash = models.CharField(max_length=200)
    temporary = models.BooleanField()
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # used up since the last success or pause
    paused_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    visited_at = models.DateTimeField(null=True)  # when the last visit began

    PERSONAL = ("participant_id", "pin_hash")
    PLAIN = ("temporary", "expires_at", "tries", "paused_until", "changed_at", "visited_at")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_temporary_pin_expires", condition=Q(temporary=False) | Q(expires_at__isnull=False)
            )
        ]


class Session(Declared, AbstractBaseSession):
    """A signed-in visit. `session_key` is the SHA-256 of the cookie's key, so a stolen table opens nothing."""

    session_key = models.CharField(max_length=64, primary_key=True)
    participant_id = models.CharField(max_length=10, db_index=True)
    started_at = models.DateTimeField()
    previous_visit_at = models.DateTimeField(null=True)  # when the person's visit before this one began

    PERSONAL = ("session_key", "session_data", "participant_id")
    PLAIN = ("expire_date", "started_at", "previous_visit_at")


class OnceOnly(Declared, models.Model):
    """A key that was used and may not be used again (connect.access.once). Only its SHA-256; nothing of a person."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    PERSONAL = ()
    PLAIN = ("key_hash", "expires_at")
