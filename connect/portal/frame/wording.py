"""Words that more than one page says the same way."""

from datetime import datetime

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from connect.lib.characters import isolated
from connect.lib.dates import day_in_words, moment_in_figures, moment_in_words


def in_capitals(choice: TextChoices) -> str:
    """A closed list's word in capitals, as the screens print roles, states and payment types (S002 L118, L199)."""
    return str(choice.label).upper()


def call_us_sentence() -> str:
    """What stands where a fact is not shown. It does not say why (R2, V3)."""
    return _("Call %(phone)s") % {"phone": settings.AGENCY.phones.statewide}


def call_for_the_place() -> str:
    return _("Call %(phone)s for the place") % {"phone": settings.AGENCY.phones.statewide}


def held_sentence() -> str:
    """The only sentence about money that is held; never a reason, because the reason names another person (V1)."""
    return _(
        "We received this payment and are holding it. It can be held for up to six months, "
        "and the amount may still change."
    )


def being_applied() -> str:
    """The sentence about money that is not shared out yet: it is the payer's own, and says nothing of anybody else."""
    return _("We received this money and have not shared it among your cases yet.")


def names_in(other_parties: str) -> str:
    """'MARIA GARCIA, ANA LOPEZ' of names one a line."""
    return ", ".join(isolated(name) for name in other_parties.split("\n")) or _("None on file")


def day_of(moment: datetime, language: str) -> str:
    """'November 20, 2026': the day at the agency."""
    return day_in_words(moment.astimezone(settings.AGENCY.zone).date(), language)


def moment_of(moment: datetime, language: str) -> str:
    """'November 20, 2026, 06:00 PM Pacific Time', at the agency."""
    return moment_in_words(moment.astimezone(settings.AGENCY.zone), language)


def figures_of(moment: datetime, language: str) -> str:
    """'11/20/2026, 06:00 PM Pacific Time', at the agency: for a column of them."""
    return moment_in_figures(moment.astimezone(settings.AGENCY.zone), language)
