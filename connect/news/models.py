"""What changed for a person: what Home tells them at their next visit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.lib.personal import Declared


class Change(Declared, models.Model):
    """That something a person sees changed, and with which delivery: what Home tells at the next visit.

    It points at the row by the agency's own id (`about`: a payment's line_id, a case number, an appointment id) and
    holds none of its values, so that what is told is always what the row says now. One row for each subject: the latest
    change counts. Written only for people who have a PIN. `was_on` stands for a cancelled appointment's day alone.
    """

    class Subject(models.TextChoices):
        PAYMENT = "payment"
        BALANCE = "balance"
        APPOINTMENT = "appointment"

    class Kind(models.TextChoices):
        RECEIVED = "received"
        REVERSED = "reversed"
        APPLIED = "applied"  # a payment that was on no case so far
        MOVED = "moved"  # a balance to another amount, an appointment to another time
        SET = "set"
        PLACE = "place"
        CANCELLED = "cancelled"

    pk = models.CompositePrimaryKey("participant_id", "subject", "about")
    participant_id = models.CharField(max_length=10)
    subject = models.CharField(max_length=11, choices=Subject.choices)
    about = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    was_on = models.DateField(null=True)

    PERSONAL = ("participant_id", "about")
    PLAIN = ("pk", "subject", "sequence", "kind", "was_on")

    class Meta:
        indexes: ClassVar = [models.Index(name="changes_newest_first", fields=["participant_id", "-sequence"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_cancelled_appointment_says_its_day",
                condition=Q(kind="cancelled", was_on__isnull=False) | ~Q(kind="cancelled") & Q(was_on__isnull=True),
            )
        ]
