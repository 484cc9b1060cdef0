"""The feeds that arrived, and the files of them whose rows are on file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.lib.personal import personal, plain


class Delivery(models.Model):
    """One feed that arrived: all may read it, the feed writes it."""

    class State(models.TextChoices):
        LOADED = "loaded"
        HELD = "held"

    sequence = plain(models.PositiveBigIntegerField(primary_key=True))
    agency = plain(models.CharField(max_length=20))
    as_of = plain(models.DateTimeField())
    manifest_sha256 = plain(models.CharField(max_length=64))
    state = plain(models.CharField(max_length=10, choices=State.choices))
    held_because = plain(models.TextField(blank=True))
    rows_in = plain(models.PositiveBigIntegerField())
    rows_rejected = plain(models.PositiveBigIntegerField())
    finished_at = plain(models.DateTimeField())
    confirmed_by = personal(models.CharField(max_length=100, blank=True))
    demo = plain(models.BooleanField(default=False))
    derivation = plain(models.PositiveSmallIntegerField(default=1))  # feed.records.DERIVATION as it was then

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_held_delivery_says_why", condition=~Q(state="held") | ~Q(held_because="")),
            models.CheckConstraint(
                name="no_more_rejected_than_came", condition=Q(rows_rejected__lte=models.F("rows_in"))
            ),
        ]


class LoadedFile(models.Model):
    """A full file of a feed whose rows are all on file (connect/feed/pipeline/repeat.py). The feed writes it."""

    name = plain(models.CharField(primary_key=True, max_length=20))  # 'participants'
    sha256 = plain(models.CharField(max_length=64))  # of its bytes as they lay in the folder
    rows = plain(models.PositiveBigIntegerField())
    control_cents = plain(models.PositiveBigIntegerField())
    format = plain(models.PositiveSmallIntegerField(default=1))
