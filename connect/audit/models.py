"""The append-only trail: who did what, written in the transaction of the act itself, as chains of keyed hashes.

A person's acts are a chain; what is about nobody goes to one of a few further chains. A chain has one or more
*strands*: each is a row after a row, numbered from 1, every hash covering the one before. A writer takes the first
strand that no other transaction holds, and begins a new one where all are held. So no writer ever waits for another,
and two transactions that write about the same two people cannot lock each other out (docs/adr/0007).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from connect.lib.personal import Declared


class Entry(Declared, models.Model):
    """One act. `by` and `about` are ids as text, so the trail outlives what it names; `detail`: nothing personal."""

    pk = models.CompositePrimaryKey("chain", "strand", "number")
    chain = models.CharField(max_length=10)
    strand = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    by = models.CharField(max_length=100)
    about = models.CharField(max_length=100, blank=True)
    detail = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    PERSONAL = ("chain", "by", "about")
    PLAIN = ("pk", "strand", "number", "at", "act", "detail", "hash")

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


class StrandPlace(Declared, models.Model):
    """A place in a strand: a row's number and hash. `mark` is a keyed hash over it, so that nobody else moves it."""

    pk = models.CompositePrimaryKey("chain", "strand")
    chain = models.CharField(max_length=10)
    strand = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)

    PERSONAL = ("chain",)
    PLAIN = ("pk", "strand", "number", "hash", "mark")

    class Meta:
        abstract = True


class Tip(StrandPlace):
    """The end of a strand: what a writer takes and moves on."""


class Checkpoint(StrandPlace):
    """Where a strand begins now that its older rows have left: the last row removed, by the rule of retention."""


class Seal(Declared, models.Model):
    """One day of the agency's calendar, over: how far each strand that grew has come, chained to the seal before.

    `entries`: rows it covers that no earlier seal did. `strands`: how many grew. `digest`: over their SealedTips.
    """

    day = models.DateField(primary_key=True)
    entries = models.PositiveBigIntegerField()
    strands = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    PLAIN = ("day", "entries", "strands", "digest", "sealed_at", "hash")


class SealedTip(Declared, models.Model):
    """How far a day's seal reaches in one strand that had grown: up to and with `number`."""

    pk = models.CompositePrimaryKey("chain", "strand", "day")
    chain = models.CharField(max_length=10)
    strand = models.PositiveIntegerField()
    day = models.DateField()
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    PERSONAL = ("chain",)
    PLAIN = ("pk", "strand", "day", "number", "hash")

    class Meta:
        indexes: ClassVar = [models.Index(name="sealed_tips_of_a_day", fields=["day"])]
