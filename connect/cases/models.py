"""Who and what: participants, cases, orders, balances, appointments, as the agency's feed says them.

Two kinds of rows, and only the feed writes either:

* the *mirror* holds what the agency sent (Participant ... AgencyAppointment). No page reads AgencyCase, AgencyOrder,
  AgencyAppointment or Party: they hold what one party must not learn of another.
* what is *disclosed* (DisclosedCase, DisclosedOrder, DisclosedAppointment) holds one row per viewer with only what
  that viewer may read, worked out when the feed is loaded (rules R2, V3). A page that reads a disclosed row cannot leak
  what is not in it.

Every key starts with the participant, so that the tables can be sharded (the two files keyed by case are the
agency's directory, read by the feed alone). There are no foreign keys: the feed checks its references itself.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.cases.kinds import Accommodation, AppointmentKind, CaseStatus, IncludesInterest, OrderStatus, Role
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
    """A full file of a feed whose every row is on file as it says (feed/pipeline/repeat.py); the feed writes it."""

    name = models.CharField(primary_key=True, max_length=20)  # 'participants'
    sha256 = models.CharField(max_length=64)  # of its bytes as they lay in the folder
    rows = models.PositiveBigIntegerField()
    control_cents = models.PositiveBigIntegerField()

    PLAIN = ("name", "sha256", "rows", "control_cents")


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


class DisclosedCase(Declared, Owed):
    """A case as one of its parties may read it. `location_hidden`: county, office and officer are blank.

    `income_withholding` is told to who pays alone: to anyone else it would say that the payer has an employer (V4).
    """

    pk = models.CompositePrimaryKey("participant_id", "case_number")
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)
    public_id = models.CharField(max_length=22)
    role = models.CharField(max_length=10, choices=Role.choices)
    status = models.CharField(max_length=10, choices=CaseStatus.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    location_hidden = models.BooleanField()
    county = models.CharField(max_length=60, blank=True)
    officer = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=100, blank=True)
    other_parties = models.TextField(blank=True)  # full names, one on each line
    monthly_support = models.BigIntegerField()
    past_due_installment = models.BigIntegerField()
    income_withholding = models.BooleanField()

    PERSONAL = (
        "participant_id",
        "case_number",
        "public_id",
        "role",
        "county",
        "officer",
        "office",
        "other_parties",
        "monthly_support",
        "past_due_installment",
        *Owed.AMOUNTS,
    )
    PLAIN = (
        "pk",
        "status",
        "opened_on",
        "closed_on",
        "location_hidden",
        "income_withholding",
        "balances_on",
        "includes_interest",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="case_public_id", fields=["participant_id", "public_id"]),
            models.CheckConstraint(
                name="a_hidden_case_names_no_place",
                condition=Q(location_hidden=False) | Q(county="", office="", officer=""),
            ),
            models.CheckConstraint(
                name="who_receives_reads_nothing_of_an_employer",
                condition=Q(role="paying") | Q(income_withholding=False),
            ),
        ]


class DisclosedOrder(Declared, models.Model):
    """A support order as one party of its case may read it."""

    pk = models.CompositePrimaryKey("participant_id", "case_number", "order_id")
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)
    order_id = models.CharField(max_length=20)
    file_date = models.DateField()
    location_hidden = models.BooleanField()
    county = models.CharField(max_length=60, blank=True)
    court_case_number = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=10, choices=OrderStatus.choices)

    PERSONAL = ("participant_id", "case_number", "order_id", "county", "court_case_number")
    PLAIN = ("pk", "file_date", "location_hidden", "status")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_hidden_order_names_no_court",
                condition=Q(location_hidden=False) | Q(county="", court_case_number=""),
            )
        ]


class DisclosedAppointment(Declared, models.Model):
    """An appointment as the person who attends it may read it."""

    pk = models.CompositePrimaryKey("participant_id", "appointment_id")
    participant_id = models.CharField(max_length=10)
    appointment_id = models.CharField(max_length=20)
    case_number = models.CharField(max_length=20)
    on_date = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField(null=True)
    kind = models.CharField(max_length=40, choices=AppointmentKind.choices)
    place_hidden = models.BooleanField()
    place = models.CharField(max_length=200, blank=True)

    PERSONAL = ("participant_id", "appointment_id", "case_number", "place")
    PLAIN = ("pk", "on_date", "starts", "ends", "kind", "place_hidden")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_hidden_place_is_not_here", condition=Q(place_hidden=False) | Q(place=""))
        ]
