"""The closed lists of the agency's money: sources, buckets, ways, and the state of a payment's money."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Made by the person paying support, received by the person receiving it (S002 L111)."""

    MADE = "made", _("Payments I Made")
    RECEIVED = "received", _("Payments I Received")


class Source(TextChoices):
    """Where a payment came from: the federal form's lines 2a-2h, and California's words beneath them (R14)."""

    INCOME_WITHHOLDING = "income_withholding", _("Income withholding order")
    FEDERAL_TAX_OFFSET = "federal_tax_offset", _("Federal tax refund offset")
    STATE_TAX_OFFSET = "state_tax_offset", _("State tax refund offset")
    UNEMPLOYMENT = "unemployment", _("Unemployment compensation")
    DISABILITY = "disability", _("Disability insurance benefit")
    WORKERS_COMPENSATION = "workers_compensation", _("Workers' compensation")
    LOTTERY = "lottery", _("Lottery winnings")
    ADMINISTRATIVE = "administrative", _("Administrative enforcement")
    OTHER_STATE = "other_state", _("Other state or tribe")
    OTHER_COUNTRY = "other_country", _("Other country")
    DIRECT = "direct", _("Payment by the person paying support")
    OTHER = "other", _("Other source")


class Bucket(TextChoices):
    """What a share of a payment paid (documents 0.2)."""

    CURRENT = "current", _("This month's support")
    ARREARS_FAMILY = "arrears_family", _("Past support owed to the family")
    ARREARS_STATE = "arrears_state", _("Past support owed to the State (aid repayment)")
    INTEREST = "interest", _("Interest")
    MEDICAL = "medical", _("Medical support")
    SPOUSAL = "spousal", _("Spousal support")
    FEES = "fees", _("Fees")
    HELD = "held", _("Held")
    FUTURE = "future", _("Credit for a coming month")
    PASS_THROUGH = "pass_through", _("Pass-through to the family")  # V17


class Method(TextChoices):
    DIRECT_DEPOSIT = "direct_deposit", _("Direct deposit")
    PAYMENT_CARD = "payment_card", _("Electronic Payment Card")
    CHECK = "check", _("Check")


class DisbursementStatus(TextChoices):
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned")


class DeductionKind(TextChoices):
    """What the agency took from money before it sent the rest."""

    ANNUAL_FEE = "annual_fee", _("Annual service fee")
    RECOUPMENT = "recoupment", _("Recoupment of an overpayment")
    OTHER = "other", _("Other deduction")


class MoneyState(TextChoices):
    """How far a payment's money has come. A payer reads only received, expected, held or sent (rules.state_on_screen).

    `received`: taken in and not shared out yet, so of no case (docs/adr/0016). No share of a payment is in that state.
    """

    RECEIVED = "received", _("Being applied to your cases")
    EXPECTED = "expected", _("Received, not yet sent")
    HELD = "held", _("Held")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned to us")
    REISSUED = "reissued", _("Sent again")
