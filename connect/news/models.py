"""What changed for a person: what Home tells them at their next visit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.lib.personal import personal, plain


class Change(models.Model):
    """A change to something that a person sees, and the delivery that brought it: what Home tells at the next visit.

    It points at the row by the agency's own id (`about`: a payment's line_id, a case number, an appointment id) and
    holds none of its values, so Home always tells what the row says now. One row for each subject: the latest change
    counts. Written only for people who have a PIN. `was_on` holds the day of a cancelled appointment.
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
    participant_id = personal(models.CharField(max_length=10))
    subject = plain(models.CharField(max_length=11, choices=Subject.choices))
    about = personal(models.CharField(max_length=64))
    sequence = plain(models.BigIntegerField())
    kind = plain(models.CharField(max_length=9, choices=Kind.choices))
    was_on = plain(models.DateField(null=True))

    class Meta:
        indexes: ClassVar = [models.Index(name="changes_newest_first", fields=["participant_id", "-sequence"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_cancelled_appointment_says_its_day",
                condition=Q(kind="cancelled", was_on__isnull=False) | ~Q(kind="cancelled") & Q(was_on__isnull=True),
            )
        ]
