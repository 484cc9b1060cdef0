"""What each party of a case may read of it: one row for each viewer. Only the feed writes these rows."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from connect.cases.kinds import AppointmentKind, CaseStatus, OrderStatus, Role
from connect.cases.models.agency import Owed
from connect.lib.personal import Declared


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
