"""The agency's money: collections shared into allocations and sent out as disbursements, and the lines people read.

Only the feed writes here. Collection, Allocation, Disbursement and Deduction are the mirror; PaymentLine is what one
person sees of one collection on one case (S002 L117-120: two amounts on one date are two lines), and what its payer
sees of the part that is not shared out yet, on no case; Receipt is what a person receiving support reads of a
collection even where nothing of it came to them, SentMoney what they were sent and what was taken from it (adr/0026);
so no page filters another person's rows. Amounts are whole cents; the date
of a line and its year are the day received (V11).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.lib.personal import personal, plain
from connect.payments.kinds import Bucket, DeductionKind, Direction, DisbursementStatus, Method, MoneyState, Source


class Collection(models.Model):
    """One payment taken in; `participant_id` is the person who paid."""

    pk = models.CompositePrimaryKey("participant_id", "collection_id")
    participant_id = personal(models.CharField(max_length=10))
    collection_id = personal(models.CharField(max_length=30))
    amount = personal(models.BigIntegerField())
    source = personal(models.CharField(max_length=30, choices=Source.choices))
    withheld_on = plain(models.DateField(null=True))
    collected_on = plain(models.DateField(null=True))
    received_on = plain(models.DateField())
    posted_on = plain(models.DateField(null=True))
    reversed_on = plain(models.DateField(null=True))

    class Meta:
        indexes: ClassVar = [models.Index(name="collection_by_agency_id", fields=["collection_id"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_collection_is_not_negative", condition=Q(amount__gte=0))
        ]


class Allocation(models.Model):
    """A share of a collection; `participant_id` is who paid, `payee_id` who receives ('' = kept by the agency)."""

    pk = models.CompositePrimaryKey("participant_id", "allocation_id")
    participant_id = personal(models.CharField(max_length=10))
    allocation_id = personal(models.CharField(max_length=30))
    collection_id = personal(models.CharField(max_length=30))
    case_number = personal(models.CharField(max_length=20))
    payee_id = personal(models.CharField(max_length=10, blank=True))
    bucket = plain(models.CharField(max_length=20, choices=Bucket.choices))
    amount = personal(models.BigIntegerField())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="allocation_by_agency_id", fields=["allocation_id"]),
            models.Index(name="allocation_by_collection", fields=["collection_id"]),
            models.Index(name="allocation_by_case", fields=["case_number"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="an_allocation_is_not_negative", condition=Q(amount__gte=0))
        ]


class Disbursement(models.Model):
    """Money sent; `participant_id` is the payee, `allocations` the allocation ids it pays, with spaces between."""

    pk = models.CompositePrimaryKey("participant_id", "disbursement_id")
    participant_id = personal(models.CharField(max_length=10))
    disbursement_id = personal(models.CharField(max_length=30))
    allocations = personal(models.TextField())
    amount = personal(models.BigIntegerField())
    method = personal(models.CharField(max_length=20, choices=Method.choices))
    sent_on = plain(models.DateField())
    status = plain(models.CharField(max_length=10, choices=DisbursementStatus.choices))
    reissue_of = personal(models.CharField(max_length=30, blank=True))

    class Meta:
        indexes: ClassVar = [models.Index(name="disbursement_by_agency_id", fields=["disbursement_id"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_disbursement_is_not_negative", condition=Q(amount__gte=0))
        ]


class Deduction(models.Model):
    """What was taken from a disbursement before it was sent; `participant_id` is its payee."""

    pk = models.CompositePrimaryKey("participant_id", "deduction_id")
    participant_id = personal(models.CharField(max_length=10))
    deduction_id = personal(models.CharField(max_length=30))
    disbursement_id = personal(models.CharField(max_length=30))
    case_number = personal(models.CharField(max_length=20))
    kind = plain(models.CharField(max_length=20, choices=DeductionKind.choices))
    amount = personal(models.BigIntegerField())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="deduction_by_agency_id", fields=["deduction_id"]),
            models.Index(name="deduction_by_disbursement", fields=["disbursement_id"]),
        ]
        constraints: ClassVar = [models.CheckConstraint(name="a_deduction_is_not_negative", condition=Q(amount__gte=0))]


class PaymentLine(models.Model):
    """One row of the payments screen: a collection on a case, in one direction, for one person.

    `line_id` = '<collection>.<case>.<direction>': the agency's ids and no date, so a corrected date updates in place.
    `parts`: [[bucket, cents, state], ...] whose cents add up to `amount`. `method` is blank on lines made.
    What no share of a collection accounts for is one line of its payer, with a blank case and without parts, in the
    state `received` (docs/adr/0016).
    `payer_hidden`: source and the dates that an employer's deduction gives away are not in it (see PayerHidden).
    """

    pk = models.CompositePrimaryKey("participant_id", "line_id")
    participant_id = personal(models.CharField(max_length=10))
    line_id = personal(models.CharField(max_length=64))
    public_id = personal(models.CharField(max_length=22))
    direction = plain(models.CharField(max_length=8, choices=Direction.choices))
    case_number = personal(models.CharField(max_length=20))
    amount = personal(models.BigIntegerField())
    payer_hidden = plain(models.BooleanField(default=False))
    source = personal(models.CharField(max_length=30, blank=True, choices=Source.choices))
    year = plain(models.SmallIntegerField())
    received_on = plain(models.DateField())
    withheld_on = plain(models.DateField(null=True))
    collected_on = plain(models.DateField(null=True))
    posted_on = plain(models.DateField(null=True))
    sent_on = plain(models.DateField(null=True))
    reversed_on = plain(models.DateField(null=True))
    state = plain(models.CharField(max_length=10, choices=MoneyState.choices))
    method = personal(models.CharField(max_length=20, blank=True, choices=Method.choices))
    parts = personal(models.TextField())

    class Meta:
        indexes: ClassVar = [
            # The screen's order; INCLUDE makes page 1 an index-only scan on PostgreSQL (design/speed "Paging").
            models.Index(
                "participant_id",
                "direction",
                models.F("received_on").desc(),
                models.F("line_id").desc(),
                name="payments_newest_first",
                include=["amount", "source", "public_id", "case_number", "state", "reversed_on", "sent_on", "method"],
            ),
            # Few rows: what is not shared out yet, of everyone, is counted after each feed.
            models.Index(name="payments_of_no_case", fields=["participant_id"], condition=Q(case_number="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="line_public_id", fields=["participant_id", "public_id"]),
            models.CheckConstraint(name="a_line_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="a_hidden_payer_s_way_of_paying_is_not_here",
                condition=Q(payer_hidden=False)
                | Q(direction="received", source="", withheld_on__isnull=True, collected_on__isnull=True),
            ),
            models.CheckConstraint(
                name="only_a_hidden_payer_has_no_source", condition=Q(payer_hidden=True) | ~Q(source="")
            ),
            models.CheckConstraint(
                name="a_line_of_no_case_is_its_payer_s_and_received",
                condition=~Q(case_number="") & ~Q(state="received")
                | Q(case_number="", state="received", direction="made"),
            ),
        ]


class PayerHidden(models.Model):
    """A person who reads no source and no day withheld on any line, because someone who pays them must stay hidden.

    All lines or none: a blank on some of them would say which of several payers it is, and since when. The row does not
    say who that is, and no page reads it: the feed writes the lines accordingly (feed/records/collections.py).
    """

    participant_id = personal(models.CharField(max_length=10, primary_key=True))


class PaymentYear(models.Model):
    """How many lines, and how many cents, a person has in one direction on one case in one year: the pager's map."""

    pk = models.CompositePrimaryKey("participant_id", "direction", "case_number", "year")
    participant_id = personal(models.CharField(max_length=10))
    direction = plain(models.CharField(max_length=8, choices=Direction.choices))
    case_number = personal(models.CharField(max_length=20))
    year = plain(models.SmallIntegerField())
    lines = plain(models.PositiveIntegerField())
    cents = personal(models.BigIntegerField())


class Receipt(models.Model):
    """A collection on a case as one person receiving support in it may read it, also where nothing came to them (V8).

    `line_id` and `public_id` are those of the payment line, where there is one. `came`: of it to the reader; `kept` for
    aid repayment; `held`; `credit` for a coming month; `fees`. They add up to `amount`: the reader's own shares and
    those of no one; what went to another payee is not in it. `payer`: by the name the case shows.
    `days_hidden`: the payer must stay hidden from the reader, or no longer pays on the case, so that the days which an
    employer's deduction gives away are not in it.
    """

    pk = models.CompositePrimaryKey("participant_id", "line_id")
    participant_id = personal(models.CharField(max_length=10))
    line_id = personal(models.CharField(max_length=64))
    public_id = personal(models.CharField(max_length=22))
    case_number = personal(models.CharField(max_length=20))
    payer = personal(models.CharField(max_length=140, blank=True))
    days_hidden = plain(models.BooleanField())
    received_on = plain(models.DateField())
    withheld_on = plain(models.DateField(null=True))
    collected_on = plain(models.DateField(null=True))
    posted_on = plain(models.DateField(null=True))
    reversed_on = plain(models.DateField(null=True))
    amount = personal(models.BigIntegerField())
    came = personal(models.BigIntegerField())
    kept = personal(models.BigIntegerField())
    held = personal(models.BigIntegerField())
    credit = personal(models.BigIntegerField())
    fees = personal(models.BigIntegerField())

    class Meta:
        indexes: ClassVar = [
            models.Index("participant_id", "case_number", models.F("received_on").desc(), name="receipts_newest_first"),
            # Few rows: a statement tells what was taken back in its month, however old.
            models.Index(
                name="receipts_taken_back",
                fields=["participant_id", "reversed_on"],
                condition=Q(reversed_on__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="receipt_public_id", fields=["participant_id", "public_id"]),
            models.CheckConstraint(
                name="the_parts_of_a_receipt_are_its_amount",
                condition=Q(
                    amount=models.F("came")
                    + models.F("kept")
                    + models.F("held")
                    + models.F("credit")
                    + models.F("fees")
                ),
            ),
            models.CheckConstraint(
                name="hidden_days_of_a_receipt_are_not_here",
                condition=Q(days_hidden=False) | Q(withheld_on__isnull=True, collected_on__isnull=True),
            ),
        ]


class SentMoney(models.Model):
    """What a payee was sent by one disbursement for one case; of no case where none of its shares is known.

    `parts`: [[collection, bucket, cents], ...], whose cents add up to `shares`. These less `deductions`
    ([[kind, cents], ...]) are `amount`, or the rest was taken in a way that the agency does not explain. The amounts
    of a disbursement's rows add up to what was sent. `child`, `medical`, `spousal` and `pass_through` are what of
    `amount` is which; what was taken is taken from child support first.
    `adds_up`: the shares of the whole disbursement less its deductions are what was sent.
    """

    pk = models.CompositePrimaryKey("participant_id", "disbursement_id", "case_number")
    participant_id = personal(models.CharField(max_length=10))
    disbursement_id = personal(models.CharField(max_length=30))
    case_number = personal(models.CharField(max_length=20, blank=True))
    sent_on = plain(models.DateField())
    method = personal(models.CharField(max_length=20, choices=Method.choices))
    state = plain(models.CharField(max_length=10, choices=MoneyState.choices))
    parts = personal(models.TextField())
    shares = personal(models.BigIntegerField())
    deductions = personal(models.TextField())
    amount = personal(models.BigIntegerField())
    child = personal(models.BigIntegerField())
    medical = personal(models.BigIntegerField())
    spousal = personal(models.BigIntegerField())
    pass_through = personal(models.BigIntegerField())
    adds_up = plain(models.BooleanField())

    class Meta:
        indexes: ClassVar = [
            models.Index("participant_id", "case_number", models.F("sent_on").desc(), name="sent_newest_first"),
            # Few rows: those of everyone are counted after each feed.
            models.Index(name="sent_not_adding_up", fields=["disbursement_id"], condition=Q(adds_up=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="the_kinds_of_money_sent_are_its_amount",
                condition=Q(
                    amount=models.F("child") + models.F("medical") + models.F("spousal") + models.F("pass_through")
                ),
            )
        ]
