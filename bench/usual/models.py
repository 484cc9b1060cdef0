"""Ordinary models for the product's tables, and a user model."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from connect.payments.kinds import Source


class Person(AbstractBaseUser):
    participant_id = models.CharField(max_length=10, primary_key=True)
    first_name = models.CharField(max_length=60)
    objects = BaseUserManager()
    USERNAME_FIELD = "participant_id"


class Payment(models.Model):
    public_id = models.CharField(max_length=22, primary_key=True)
    participant_id = models.CharField(max_length=10)
    line_id = models.CharField(max_length=64)
    direction = models.CharField(max_length=8)
    case_number = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    source = models.CharField(max_length=30, choices=Source.choices)
    received_on = models.DateField()
    reversed_on = models.DateField(null=True)
    state = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "payments_paymentline"

    @property
    def dollars(self) -> str:
        return f"${self.amount // 100:,}.{self.amount % 100:02d}"


class Case(models.Model):
    public_id = models.CharField(max_length=22, primary_key=True)
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "cases_disclosedcase"


class Delivery(models.Model):
    sequence = models.PositiveBigIntegerField(primary_key=True)
    as_of = models.DateTimeField()
    state = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "cases_delivery"
