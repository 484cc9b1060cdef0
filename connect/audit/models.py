"""The append-only trail: who did what, written in the transaction of the act itself, as chains of keyed hashes.

A person's acts are a chain; what is about no one goes to one of a few further chains. A chain has one or more
*lanes*: each is a row after a row, numbered from 1, every hash covering the one before. A writer takes the first
lane that no other transaction holds, and begins a new one where all are held. So no writer ever waits for another,
and two transactions that write about the same two people cannot lock each other out (docs/adr/0007).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from connect.lib.personal import personal, plain


class Entry(models.Model):
    """One act. `by` and `about` are ids as text, so the trail outlives what it names; `detail`: nothing personal."""

    pk = models.CompositePrimaryKey("chain", "lane", "number")
    chain = personal(models.CharField(max_length=10))
    lane = plain(models.PositiveIntegerField())
    number = plain(models.PositiveBigIntegerField())
    at = plain(models.DateTimeField())
    act = plain(models.CharField(max_length=60))
    by = personal(models.CharField(max_length=100))
    about = personal(models.CharField(max_length=100, blank=True))
    detail = plain(models.JSONField(default=dict))
    hash = plain(models.CharField(max_length=64))

    class Meta:
        indexes: ClassVar = [models.Index(name="history_newest_first", fields=["chain", "-at"])]
        # Stated as a rule because SQLite does not hold a text to its width.
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_act_has_a_name_of_at_most_60_characters",
                condition=~Q(act="") & Q(LessThanOrEqual(Length("act"), 60)),
            ),
            models.CheckConstraint(name="an_entry_is_numbered_from_1", condition=Q(number__gte=1)),
        ]


class LanePosition(models.Model):
    """A place in a lane: a row's number and hash. `mac`: a keyed hash over it, so that no one else can move it."""

    pk = models.CompositePrimaryKey("chain", "lane")
    chain = personal(models.CharField(max_length=10))
    lane = plain(models.PositiveIntegerField())
    number = plain(models.PositiveBigIntegerField())
    hash = plain(models.CharField(max_length=64))
    mac = plain(models.CharField(max_length=64))

    class Meta:
        abstract = True


class ChainHead(LanePosition):
    """The end of a lane: a writer locks it and moves it on."""


class Checkpoint(LanePosition):
    """Where a lane begins after its older rows left: the last row that retention removed."""


class DailySeal(models.Model):
    """One day of the agency's calendar, over: how far each lane that grew has come, chained to the seal before.

    `entries`: rows it covers that no earlier seal did. `lanes`: how many grew. `digest`: over their HeadAtSeal rows.
    """

    day = plain(models.DateField(primary_key=True))
    entries = plain(models.PositiveBigIntegerField())
    lanes = plain(models.PositiveBigIntegerField())
    digest = plain(models.CharField(max_length=64))
    sealed_at = plain(models.DateTimeField())
    hash = plain(models.CharField(max_length=64))


class HeadAtSeal(models.Model):
    """How far a day's seal reaches in one lane that had grown: up to and including `number`."""

    pk = models.CompositePrimaryKey("chain", "lane", "day")
    chain = personal(models.CharField(max_length=10))
    lane = plain(models.PositiveIntegerField())
    day = plain(models.DateField())
    number = plain(models.PositiveBigIntegerField())
    hash = plain(models.CharField(max_length=64))

    class Meta:
        indexes: ClassVar = [models.Index(name="sealed_heads_of_a_day", fields=["day"])]
