"""Columns that several records have, said alike everywhere."""

from django.db.models import TextChoices

from connect.feed.record import Column


def participant_column(says: str = "Participant ID Number") -> Column:
    return Column("participant_id", "digits", says, "1000000001", "Sign in", 10, required=True)


def case_column() -> Column:
    return Column("case_number", "id", "Case number", "200000000123", "Home, Case details", 20, required=True)


def balance_column(name: str, says: str) -> Column:
    return Column(name, "money", says, "667.93", "Case details", required=True)


def choices_of(kind: type[TextChoices]) -> tuple[str, ...]:
    return tuple(value for value in kind.values if value)
