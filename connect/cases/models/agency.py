"""The mirror: what the agency sent. Only the feed writes these rows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.cases.kinds import Accommodation, AppointmentKind, CaseStatus, IncludesInterest, OrderStatus, Role
from connect.lib.personal import Keys, personal, plain, sealed


class Participant(models.Model):
    """A person of the agency's cases. Gone means the agency no longer sends them; the row stays."""

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    first_name = personal(
        models.CharField(max_length=60, blank=True)
    )  # it or the last name: a person may have one name
    middle_name = personal(models.CharField(max_length=60, blank=True))
    last_name = personal(models.CharField(max_length=60, blank=True))
    suffix = personal(models.CharField(max_length=10, blank=True))
    birth_date = personal(models.DateField(null=True))
    ssn_sealed = sealed(models.TextField(blank=True), Keys.FIELD, index="ssn_index")
    ssn_index = personal(models.CharField(max_length=64, blank=True))
    phone_home = personal(models.CharField(max_length=30, blank=True))
    phone_mobile = personal(models.CharField(max_length=30, blank=True))
    phone_work = personal(models.CharField(max_length=30, blank=True))
    employer = personal(models.CharField(max_length=100, blank=True))
    language = personal(models.CharField(max_length=12, blank=True))
    accommodation = personal(models.CharField(max_length=20, blank=True, choices=Accommodation.choices))
    gone = plain(models.BooleanField(default=False))

    class Meta:
        # For signing in by SSN, where the profile has it (S004 L12).
        indexes: ClassVar = [models.Index(name="person_by_ssn", fields=["ssn_index"], condition=~Q(ssn_index=""))]


class Absence(models.Model):
    """Since when the agency no longer sends a person: the day the nightly `retention` first saw it, not the feed's."""

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    noted_at = plain(models.DateTimeField())


class Address(models.Model):
    """A mailing address and the feeds' times between which it was the one on file."""

    pk = models.CompositePrimaryKey("participant_id", "valid_from")
    participant_id = personal(models.CharField(max_length=10))
    valid_from = plain(models.DateTimeField())
    valid_to = plain(models.DateTimeField(null=True))
    line1 = personal(models.CharField(max_length=100, blank=True))
    line2 = personal(models.CharField(max_length=100, blank=True))
    city = personal(models.CharField(max_length=60, blank=True))
    state = personal(models.CharField(max_length=30, blank=True))
    postcode = personal(models.CharField(max_length=12, blank=True))
    country = personal(models.CharField(max_length=60, blank=True))
    mail_arrives = plain(models.BooleanField())
    since = plain(models.DateField(null=True))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_address_on_file_at_a_time", fields=["participant_id"], condition=Q(valid_to__isnull=True)
            )
        ]


class Email(models.Model):
    """An e-mail address and the feeds' times between which it was the one on file."""

    pk = models.CompositePrimaryKey("participant_id", "valid_from")
    participant_id = personal(models.CharField(max_length=10))
    valid_from = plain(models.DateTimeField())
    valid_to = plain(models.DateTimeField(null=True))
    email = personal(models.CharField(max_length=254))
    since = plain(models.DateField(null=True))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_email_on_file_at_a_time", fields=["participant_id"], condition=Q(valid_to__isnull=True)
            )
        ]


class AgencyCase(models.Model):
    """A case as the agency sent it. The feed's directory: no page reads it, see DisclosedCase."""

    case_number = personal(models.CharField(max_length=20, primary_key=True))
    county = personal(models.CharField(max_length=60))
    status = plain(models.CharField(max_length=10, choices=CaseStatus.choices))
    opened_on = plain(models.DateField())
    closed_on = plain(models.DateField(null=True))
    officer = personal(models.CharField(max_length=80, blank=True))
    officer_id = personal(models.CharField(max_length=20, blank=True))  # for staff alone, never disclosed
    office = personal(models.CharField(max_length=100, blank=True))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_has_its_date",
                condition=Q(status="closed", closed_on__isnull=False) | Q(status="open", closed_on__isnull=True),
            )
        ]


class Party(models.Model):
    """A participant's part in a case. `nondisclosure` hides this person from every other party (R2, V3)."""

    pk = models.CompositePrimaryKey("participant_id", "case_number")
    participant_id = personal(models.CharField(max_length=10))
    case_number = personal(models.CharField(max_length=20))
    role = personal(models.CharField(max_length=10, choices=Role.choices))
    monthly_support = personal(models.BigIntegerField())
    past_due_installment = personal(models.BigIntegerField())
    income_withholding = plain(models.BooleanField())
    nondisclosure = personal(models.BooleanField())
    nondisclosure_since = personal(models.DateField(null=True))  # when the agency set the mark; None: unknown
    removal_held = plain(models.BooleanField(default=False))  # a feed took the mark away; it waits for an operator
    gone_held = plain(
        models.BooleanField(default=False)
    )  # and with the mark the whole row; or a row without one of its own

    class Meta:
        indexes: ClassVar = [models.Index(name="party_by_case", fields=["case_number"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_a_mark_can_have_its_removal_held", condition=Q(removal_held=False) | Q(nondisclosure=True)
            ),
            models.CheckConstraint(
                name="support_is_not_negative", condition=Q(monthly_support__gte=0, past_due_installment__gte=0)
            ),
        ]


class NondisclosureMark(models.Model):
    """A person must stay hidden in a case. The row is kept from the moment a feed said so, even while their party row
    is gone.

    `set_at` is the `as_of` of the feed that set the mark. A new case that comes with its mark takes over the earlier
    time of a person who was hidden in another case; a party row that was on file without the mark counts from now.
    """

    pk = models.CompositePrimaryKey("participant_id", "case_number")
    participant_id = personal(models.CharField(max_length=10))
    case_number = personal(models.CharField(max_length=20))
    set_at = plain(models.DateTimeField())

    class Meta:
        indexes: ClassVar = [models.Index(name="mark_by_case", fields=["case_number"])]


class Owed(models.Model):
    """What is owed in a case, in cents by kind, the day it was calculated, whether it includes interest (V10, V13)."""

    AMOUNTS: ClassVar = (
        "past_due_support",
        "current_support",
        "arrears_family",
        "arrears_state",
        "interest",
        "medical",
        "spousal",
        "fees",
    )

    past_due_support = personal(models.BigIntegerField())
    current_support = personal(models.BigIntegerField())
    arrears_family = personal(models.BigIntegerField())
    arrears_state = personal(models.BigIntegerField())
    interest = personal(models.BigIntegerField())
    medical = personal(models.BigIntegerField())
    spousal = personal(models.BigIntegerField())
    fees = personal(models.BigIntegerField())
    balances_on = plain(models.DateField())
    includes_interest = plain(models.CharField(max_length=3, choices=IncludesInterest.choices))

    class Meta:
        abstract = True


class Balance(Owed):
    """What a party owes or is owed in a case, in cents by kind, and between which feeds that was so."""

    pk = models.CompositePrimaryKey("participant_id", "case_number", "valid_from")
    participant_id = personal(models.CharField(max_length=10))
    case_number = personal(models.CharField(max_length=20))
    valid_from = plain(models.DateTimeField())
    valid_to = plain(models.DateTimeField(null=True))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_balance_at_a_time",
                fields=["participant_id", "case_number"],
                condition=Q(valid_to__isnull=True),
            )
        ]


class AgencyOrder(models.Model):
    """A support order as the agency sent it. No page reads it, see DisclosedOrder."""

    pk = models.CompositePrimaryKey("case_number", "order_id")
    case_number = personal(models.CharField(max_length=20))
    order_id = personal(models.CharField(max_length=20))
    file_date = plain(models.DateField())
    county = personal(models.CharField(max_length=60))
    court_case_number = personal(models.CharField(max_length=30))
    status = plain(models.CharField(max_length=10, choices=OrderStatus.choices))


class AgencyAppointment(models.Model):
    """An appointment as the agency sent it. No page reads it, see DisclosedAppointment."""

    pk = models.CompositePrimaryKey("participant_id", "appointment_id")
    participant_id = personal(models.CharField(max_length=10))
    appointment_id = personal(models.CharField(max_length=20))
    case_number = personal(models.CharField(max_length=20))
    on_date = plain(models.DateField())
    starts = plain(models.TimeField())
    ends = plain(models.TimeField(null=True))
    kind = plain(models.CharField(max_length=40, choices=AppointmentKind.choices))
    place = personal(models.CharField(max_length=200, blank=True))
    place_shown = plain(models.BooleanField())

    class Meta:
        indexes: ClassVar = [models.Index(name="appointment_by_case", fields=["case_number"])]
