"""What each party of a case may read of it: one row for each viewer. Only the feed writes these rows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.cases.kinds import AppointmentKind, CaseStatus, OrderStatus, Role
from connect.cases.models.agency import Owed
from connect.lib.personal import personal, plain


class DisclosedCase(Owed):
    """A case as one of its parties may read it. `location_hidden`: county, office and officer are blank.

    Only the payer is told of `income_withholding`: to anyone else it would say that the payer has an employer (V4).
    """

    pk = models.CompositePrimaryKey("participant_id", "case_number")
    participant_id = personal(models.CharField(max_length=10))
    case_number = personal(models.CharField(max_length=20))
    public_id = personal(models.CharField(max_length=22))
    role = personal(models.CharField(max_length=10, choices=Role.choices))
    status = plain(models.CharField(max_length=10, choices=CaseStatus.choices))
    opened_on = plain(models.DateField())
    closed_on = plain(models.DateField(null=True))
    location_hidden = plain(models.BooleanField())
    county = personal(models.CharField(max_length=60, blank=True))
    officer = personal(models.CharField(max_length=80, blank=True))
    office = personal(models.CharField(max_length=100, blank=True))
    other_parties = personal(models.TextField(blank=True))  # full names, one on each line
    monthly_support = personal(models.BigIntegerField())
    past_due_installment = personal(models.BigIntegerField())
    income_withholding = plain(models.BooleanField())

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


class DisclosedOrder(models.Model):
    """A support order as one party of its case may read it."""

    pk = models.CompositePrimaryKey("participant_id", "case_number", "order_id")
    participant_id = personal(models.CharField(max_length=10))
    case_number = personal(models.CharField(max_length=20))
    order_id = personal(models.CharField(max_length=20))
    file_date = plain(models.DateField())
    location_hidden = plain(models.BooleanField())
    county = personal(models.CharField(max_length=60, blank=True))
    court_case_number = personal(models.CharField(max_length=30, blank=True))
    status = plain(models.CharField(max_length=10, choices=OrderStatus.choices))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_hidden_order_names_no_court",
                condition=Q(location_hidden=False) | Q(county="", court_case_number=""),
            )
        ]


class AppointmentHistory(models.Model):
    """What an appointment was when a feed last set, moved or canceled it, for its attendee's calendar and reminders.

    `revision`: the sequence of that feed, so it only grows. `set_on`: the agency's day of it. A canceled appointment
    has no DisclosedAppointment any more; its last day and hours stay here.
    """

    pk = models.CompositePrimaryKey("participant_id", "appointment_id")
    participant_id = personal(models.CharField(max_length=10))
    appointment_id = personal(models.CharField(max_length=20))
    revision = plain(models.BigIntegerField())
    set_on = plain(models.DateField())
    on_date = plain(models.DateField())
    starts = plain(models.TimeField())
    ends = plain(models.TimeField(null=True))
    canceled = plain(models.BooleanField())


class DisclosedAppointment(models.Model):
    """An appointment as the person who attends it may read it."""

    pk = models.CompositePrimaryKey("participant_id", "appointment_id")
    participant_id = personal(models.CharField(max_length=10))
    appointment_id = personal(models.CharField(max_length=20))
    case_number = personal(models.CharField(max_length=20))
    on_date = plain(models.DateField())
    starts = plain(models.TimeField())
    ends = plain(models.TimeField(null=True))
    kind = plain(models.CharField(max_length=40, choices=AppointmentKind.choices))
    place_hidden = plain(models.BooleanField())
    place = personal(models.CharField(max_length=200, blank=True))

    class Meta:
        indexes: ClassVar = [
            # Reminders ask for one day, of everyone.
            models.Index(name="appointments_by_day", fields=["on_date"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_hidden_place_is_not_here", condition=Q(place_hidden=False) | Q(place=""))
        ]
