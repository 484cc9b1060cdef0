"""Texts made of facts, the same on every page. Sentences stand in frame/wording.html."""

from datetime import datetime

from django.conf import settings
from django.db.models import TextChoices

from connect.lib.characters import isolated
from connect.lib.dates import day_in_words, moment_in_table, moment_in_words


def in_capitals(choice: TextChoices) -> str:
    """The label of a choice in capitals, as the screens print roles, states and payment types (S002 L118, L199)."""
    return str(choice.label).upper()


def isolated_names(other_parties: str) -> str:
    """'MARIA GARCIA, ANA LOPEZ' of names that stand one on a line, each isolated; '' for no name."""
    return ", ".join(isolated(name) for name in other_parties.split("\n"))


def day_at_agency(moment: datetime, language: str) -> str:
    """'November 20, 2026': the day at the agency."""
    return day_in_words(moment.astimezone(settings.AGENCY.zone).date(), language)


def moment_at_agency(moment: datetime, language: str) -> str:
    """'November 20, 2026, 6:00 PM Pacific Time', at the agency."""
    return moment_in_words(moment.astimezone(settings.AGENCY.zone), language)


def moment_in_columns(moment: datetime, language: str) -> str:
    """'11/20/2026, 6:00 PM Pacific Time', at the agency: for a column of them."""
    return moment_in_table(moment.astimezone(settings.AGENCY.zone), language)
