"""The append-only trail: who did what, written in the transaction of the act itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

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

    class Meta:
        # Stated as a rule because SQLite does not hold a text to its width.
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_act_has_a_name_of_at_most_60_characters",
                condition=~Q(act="") & Q(LessThanOrEqual(Length("act"), 60)),
            )
        ]
