"""What the orders say must be paid, and what changed what is owed: the agency's rows, and those of each party."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.cases.kinds import AdjustmentReason, Frequency, LedgerBucket, LedgerKind, ObligationKind
from connect.lib.personal import personal, plain


class ObligationFacts(models.Model):
    """An amount that an order says must be paid, how often, and from when to when."""

    obligation_id = personal(models.CharField(max_length=20))
    case_number = personal(models.CharField(max_length=20))
    order_id = personal(models.CharField(max_length=20))
    kind = plain(models.CharField(max_length=20, choices=ObligationKind.choices))
    amount = personal(models.BigIntegerField())
    frequency = plain(models.CharField(max_length=20, choices=Frequency.choices))
    due_day = plain(models.SmallIntegerField(null=True))  # of the month
    starts_on = plain(models.DateField())
    ends_on = plain(models.DateField(null=True))

    class Meta:
        abstract = True


class AgencyObligation(ObligationFacts):
    """An obligation as the agency sent it. No page reads it, see DisclosedObligation."""

    pk = models.CompositePrimaryKey("case_number", "obligation_id")

    class Meta:
        indexes: ClassVar = [models.Index(name="obligation_by_agency_id", fields=["obligation_id"])]


class DisclosedObligation(ObligationFacts):
    """An obligation as one party of its case may read it."""

    pk = models.CompositePrimaryKey("participant_id", "case_number", "obligation_id")
    participant_id = personal(models.CharField(max_length=10))


class LedgerFacts(models.Model):
    """What changed what is owed in a case, payments apart. `month`: the first of the month it counts for.

    `amount` is never negative: `kind` says which way it goes. `due_on` stands on charges, `reason` on adjustments.
    """

    entry_id = personal(models.CharField(max_length=30))
    case_number = personal(models.CharField(max_length=20))
    month = plain(models.DateField())
    on_date = plain(models.DateField())
    kind = plain(models.CharField(max_length=20, choices=LedgerKind.choices))
    bucket = plain(models.CharField(max_length=20, choices=LedgerBucket.choices))
    amount = personal(models.BigIntegerField())
    due_on = plain(models.DateField(null=True))
    reason = plain(models.CharField(max_length=20, blank=True, choices=AdjustmentReason.choices))

    class Meta:
        abstract = True


class AgencyLedgerEntry(LedgerFacts):
    """A ledger entry as the agency sent it, of who pays. No page reads it, see DisclosedLedgerEntry."""

    pk = models.CompositePrimaryKey("participant_id", "entry_id")
    participant_id = personal(models.CharField(max_length=10))

    class Meta:
        indexes: ClassVar = [
            models.Index(name="entry_by_agency_id", fields=["entry_id"]),
            models.Index(name="entry_by_case", fields=["case_number"]),
        ]
        constraints: ClassVar = [models.CheckConstraint(name="an_entry_is_not_negative", condition=Q(amount__gte=0))]


class DisclosedLedgerEntry(LedgerFacts):
    """A ledger entry as one party of its case may read it. `payer`: whose account it is, by the name the case shows."""

    pk = models.CompositePrimaryKey("participant_id", "entry_id")
    participant_id = personal(models.CharField(max_length=10))
    payer = personal(models.CharField(max_length=140, blank=True))

    class Meta:
        indexes: ClassVar = [
            models.Index("participant_id", "case_number", models.F("month").desc(), name="entries_newest_first"),
            # Few rows: a statement tells what was adjusted in its month, however old.
            models.Index(
                name="adjustments_by_day",
                fields=["participant_id", "on_date"],
                condition=Q(kind__in=["adjustment_up", "adjustment_down"]),
            ),
        ]
