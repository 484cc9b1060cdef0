"""The closed lists of documents: why a month has a statement or none, what can be asked for, how far that has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StatementOutcome(TextChoices):
    """Of a party, a case and a month. Of the reasons the first that holds, in this order (rules.outcome)."""

    MADE = "made"
    NO_ADDRESS = "no_address"  # no valid mailing address (S002 L133)
    WITHHELD = "withheld"  # an employer sends the support (S002 L131, V15)
    NO_PAYMENT = "no_payment"  # none was received in the month (S002 L132, V8)
    NOTHING_DUE = "nothing_due"
    CASE_CLOSED = "case_closed"


class RequestWish(TextChoices):
    """What a person can ask for (S002 L86)."""

    OLDER = "older", _("A document that is older than six months")
    COPY = "copy", _("A copy by mail")
    LARGE_PRINT = "large_print", _("A document in large print")
    BRAILLE = "braille", _("A document in braille")
    AUDIO = "audio", _("A document to listen to")


class RequestState(TextChoices):
    ASKED = "asked", _("We are working on it")
    DONE = "done", _("Done. It is on its way to you")
    REFUSED = "refused", _("We could not do this. We will contact you")
