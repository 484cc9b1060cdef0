"""The feeds that arrived, and the files of them whose rows are on file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.lib.personal import Declared


class Delivery(Declared, models.Model):
    """One feed that arrived: all may read it, the feed writes it."""

    class State(models.TextChoices):
        LOADED = "loaded"
        HELD = "held"

    sequence = models.PositiveBigIntegerField(primary_key=True)
    agency = models.CharField(max_length=20)
    as_of = models.DateTimeField()
    manifest_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices)
    held_because = models.TextField(blank=True)
    rows_in = models.PositiveBigIntegerField()
    rows_rejected = models.PositiveBigIntegerField()
    finished_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=100, blank=True)
    demo = models.BooleanField(default=False)

    PERSONAL = ("confirmed_by",)
    PLAIN = (
        "sequence",
        "agency",
        "as_of",
        "manifest_sha256",
        "state",
        "held_because",
        "rows_in",
        "rows_rejected",
        "finished_at",
        "demo",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_held_delivery_says_why", condition=~Q(state="held") | ~Q(held_because="")),
            models.CheckConstraint(
                name="no_more_rejected_than_came", condition=Q(rows_rejected__lte=models.F("rows_in"))
            ),
        ]


class LoadedFile(Declared, models.Model):
    """A full file of a feed whose every row is on file as it says (connect/feed/repeating.py); the feed writes it."""

    name = models.CharField(primary_key=True, max_length=20)  # 'participants'
    sha256 = models.CharField(max_length=64)  # of its bytes as they lay in the folder
    rows = models.PositiveBigIntegerField()
    control_cents = models.PositiveBigIntegerField()

    PLAIN = ("name", "sha256", "rows", "control_cents")
