"""The mirror: what the agency sent. Only the feed writes these rows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.cases.kinds import Accommodation, AppointmentKind, CaseStatus, IncludesInterest, OrderStatus, Role
from connect.lib.personal import Declared


class Participant(Declared, models.Model):
    """A person of the agency's cases. Gone means the agency no longer sends them; the row stays."""

    participant_id = models.CharField(max_length=10, primary_key=True)
    first_name = models.CharField(max_length=60, blank=True)  # it or the last name: a person may have one name
    middle_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60, blank=True)
    suffix = models.CharField(max_length=10, blank=True)
    birth_date = models.DateField(null=True)
    ssn_sealed = models.TextField(blank=True)
    ssn_index = models.CharField(max_length=64, blank=True)
    phone_home = models.CharField(max_length=30, blank=True)
    phone_mobile = models.CharField(max_length=30, blank=True)
    phone_work = models.CharField(max_length=30, blank=True)
    employer = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=12, blank=True)
    accommodation = models.CharField(max_length=20, blank=True, choices=Accommodation.choices)
    gone = models.BooleanField(default=False)

    PERSONAL = (
        "participant_id",
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "birth_date",
        "ssn_sealed",
        "ssn_index",
        "phone_home",
        "phone_mobile",
        "phone_work",
        "employer",
        "language",
        "accommodation",
    )
    PLAIN = ("gone",)

    class Meta:
        # For signing in by SSN, where the profile has it (S004 L12).
        indexes: ClassVar = [models.Index(name="person_by_ssn", fields=["ssn_index"], condition=~Q(ssn_index=""))]


class Absence(Declared, models.Model):
    """Since when the agency no longer sends a person: the day the nightly `retention` first saw it, not the feed's."""

    participant_id = models.CharField(max_length=10, primary_key=True)
    noted_at = models.DateTimeField()

    PERSONAL = ("participant_id",)
    PLAIN = ("noted_at",)


class Address(Declared, models.Model):
    """A mailing address and the feeds' times between which it was the one on file."""

    pk = models.CompositePrimaryKey("participant_id", "valid_from")
    participant_id = models.CharField(max_length=10)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    line1 = models.CharField(max_length=100, blank=True)
    line2 = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=60, blank=True)
    mail_arrives = models.BooleanField()
    since = models.DateField(null=True)

    PERSONAL = ("participant_id", "line1", "line2", "city", "state", "postcode", "country")
    PLAIN = ("pk", "valid_from", "valid_to", "mail_arrives", "since")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_address_on_file_at_a_time", fields=["participant_id"], condition=Q(valid_to__isnull=True)
            )
        ]


class Email(Declared, models.Model):
    """An e-mail address and the feeds' times between which it was the one on file."""

    pk = models.CompositePrimaryKey("participant_id", "valid_from")
    participant_id = models.CharField(max_length=10)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    email = models.CharField(max_length=254)
    since = models.DateField(null=True)

    PERSONAL = ("participant_id", "email")
    PLAIN = ("pk", "valid_from", "valid_to", "since")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_email_on_file_at_a_time", fields=["participant_id"], condition=Q(valid_to__isnull=True)
            )
        ]


class AgencyCase(Declared, models.Model):
    """A case as the agency sent it. The feed's directory: no page reads it, see DisclosedCase."""

    case_number = models.CharField(max_length=20, primary_key=True)
    county = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=CaseStatus.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    officer = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=100, blank=True)

    PERSONAL = ("case_number", "county", "officer", "office")
    PLAIN = ("status", "opened_on", "closed_on")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_has_its_date",
                condition=Q(status="closed", closed_on__isnull=False) | Q(status="open", closed_on__isnull=True),
            )
        ]


class Party(Declared, models.Model):
    """A participant's part in a case. `nondisclosure` hides this person from every other party (R2, V3)."""

    pk = models.CompositePrimaryKey("participant_id", "case_number")
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)
    role = models.CharField(max_length=10, choices=Role.choices)
    monthly_support = models.BigIntegerField()
    past_due_installment = models.BigIntegerField()
    income_withholding = models.BooleanField()
    nondisclosure = models.BooleanField()
    removal_held = models.BooleanField(default=False)  # a feed took the mark away; it waits for an operator
    gone_held = models.BooleanField(default=False)  # and with the mark the whole row; or a row without one of its own

    PERSONAL = ("participant_id", "case_number", "role", "monthly_support", "past_due_installment", "nondisclosure")
    PLAIN = ("pk", "income_withholding", "removal_held", "gone_held")

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


class NondisclosureMark(Declared, models.Model):
    """That a person must stay hidden in a case, kept from the moment a feed said so, also while their row is not here.

    `set_at` is the `as_of` of the feed that set the mark. For someone who was hidden in another case before, a new case
    that comes with its mark takes over the earlier time; a part that was on file without the mark counts anew.
    """

    pk = models.CompositePrimaryKey("participant_id", "case_number")
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)
    set_at = models.DateTimeField()

    PERSONAL = ("participant_id", "case_number")
    PLAIN = ("pk", "set_at")

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

    past_due_support = models.BigIntegerField()
    current_support = models.BigIntegerField()
    arrears_family = models.BigIntegerField()
    arrears_state = models.BigIntegerField()
    interest = models.BigIntegerField()
    medical = models.BigIntegerField()
    spousal = models.BigIntegerField()
    fees = models.BigIntegerField()
    balances_on = models.DateField()
    includes_interest = models.CharField(max_length=3, choices=IncludesInterest.choices)

    class Meta:
        abstract = True


class Balance(Declared, Owed):
    """What a party owes or is owed in a case, in cents by kind, and the feeds' times between which that was said."""

    pk = models.CompositePrimaryKey("participant_id", "case_number", "valid_from")
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    PERSONAL = ("participant_id", "case_number", *Owed.AMOUNTS)
    PLAIN = ("pk", "valid_from", "valid_to", "balances_on", "includes_interest")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_balance_at_a_time",
                fields=["participant_id", "case_number"],
                condition=Q(valid_to__isnull=True),
            )
        ]


class AgencyOrder(Declared, models.Model):
    """A support order as the agency sent it. No page reads it, see DisclosedOrder."""

    pk = models.CompositePrimaryKey("case_number", "order_id")
    case_number = models.CharField(max_length=20)
    order_id = models.CharField(max_length=20)
    file_date = models.DateField()
    county = models.CharField(max_length=60)
    court_case_number = models.CharField(max_length=30)
    status = models.CharField(max_length=10, choices=OrderStatus.choices)

    PERSONAL = ("case_number", "order_id", "county", "court_case_number")
    PLAIN = ("pk", "file_date", "status")


class AgencyAppointment(Declared, models.Model):
    """An appointment as the agency sent it. No page reads it, see DisclosedAppointment."""

    pk = models.CompositePrimaryKey("participant_id", "appointment_id")
    participant_id = models.CharField(max_length=10)
    appointment_id = models.CharField(max_length=20)
    case_number = models.CharField(max_length=20)
    on_date = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField(null=True)
    kind = models.CharField(max_length=40, choices=AppointmentKind.choices)
    place = models.CharField(max_length=200, blank=True)
    place_shown = models.BooleanField()

    PERSONAL = ("participant_id", "appointment_id", "case_number", "place")
    PLAIN = ("pk", "on_date", "starts", "ends", "kind", "place_shown")

    class Meta:
        indexes: ClassVar = [models.Index(name="appointment_by_case", fields=["case_number"])]
