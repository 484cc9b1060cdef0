"""When and how a payment was sent to who receives it, and what else became of its money."""

from datetime import date
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connect.lib.dates import day_in_table
from connect.payments.kinds import Method, MoneyState


class Sent(Protocol):
    """The fields of a payment that say how far its money has come."""

    @property
    def state(self) -> str: ...
    @property
    def sent_on(self) -> date | None: ...
    @property
    def method(self) -> str: ...


class Way(TextChoices):
    """The methods as a sentence goes on with them."""

    DIRECT_DEPOSIT = Method.DIRECT_DEPOSIT.value, gettext_lazy("by direct deposit")
    PAYMENT_CARD = Method.PAYMENT_CARD.value, gettext_lazy("by payment card")
    CHECK = Method.CHECK.value, gettext_lazy("by check")


def way_of(method: str) -> str:
    """'by check', or '' where the method is not known."""
    return str(Way(method).label) if method else ""


def how_sent(payment: Sent, language: str) -> str:
    """'Sent 11/20/2017 by check', or how far the money has come instead."""
    state = MoneyState(payment.state)
    facts = {"day": day_in_table(payment.sent_on, language), "way": way_of(payment.method)} if payment.sent_on else {}
    if state == MoneyState.SENT and facts:
        return (_("Sent %(day)s %(way)s") % facts).strip()
    if state == MoneyState.REISSUED and facts:
        return (_("Sent again %(day)s %(way)s") % facts).strip()
    return str(state.label)


def how_and_when(sent: Sent, language: str) -> str:
    """As `how_sent`, with the day and the way of money that came back, too."""
    if sent.state == MoneyState.RETURNED and sent.sent_on:
        facts = {"day": day_in_table(sent.sent_on, language), "way": way_of(sent.method)}
        return _("Sent %(day)s %(way)s, came back to us") % facts
    return how_sent(sent, language)


def case_in_short(case_number: str) -> str:
    """'Case …0103': enough to tell one's own cases apart; '' for a payment of no case yet."""
    return _("Case …%(digits)s") % {"digits": case_number[-4:]} if case_number else ""
