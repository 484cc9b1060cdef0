"""The append-only trail: who did what, written in the transaction of the act itself."""

from django.db import models

from connect.lib.personal import Declared


class Entry(Declared, models.Model):
    """One act. `by` and `about` are ids as text, so the trail outlives what it names; `detail`: nothing personal."""

    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    by = models.CharField(max_length=100)
    about = models.CharField(max_length=100, blank=True)
    detail = models.JSONField(default=dict)

    PERSONAL = ("by", "about")
    PLAIN = ("id", "at", "act", "detail")
