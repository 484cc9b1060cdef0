"""The closed lists of notices: channels, the states of a message, what may come by email, and how much it says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from connect.cases.kinds import DocumentKind


class Channel(models.TextChoices):
    MAIL = "mail"
    LETTER = "letter"


class OutboxState(models.TextChoices):
    """The state of a message. `unsure`: the sender died before the server's answer, so we do not send it again."""

    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    PRINTED = "printed"  # a letter in a batch that no one has confirmed yet
    SENT = "sent"  # the mail server took it
    CONFIRMED = "confirmed"  # the batch went to the post
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


OPEN = (
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.UNSURE,
    OutboxState.PRINTED,
)  # only these still contain their sealed text
FINISHED = (OutboxState.SENT, OutboxState.CONFIRMED, OutboxState.WITHDRAWN, OutboxState.FAILED)


class ConsentKind(models.TextChoices):
    """What a person may agree to have electronically: the seven documents, and two notifications (S002 L142-161)."""

    ANNUAL_FEE = DocumentKind.ANNUAL_FEE.value, DocumentKind.ANNUAL_FEE.label
    WARNING = DocumentKind.WARNING.value, DocumentKind.WARNING.label
    BILLING = DocumentKind.BILLING.value, DocumentKind.BILLING.label
    COLLECTIONS = DocumentKind.COLLECTIONS.value, DocumentKind.COLLECTIONS.label
    CLOSURE = DocumentKind.CLOSURE.value, DocumentKind.CLOSURE.label
    REVIEW = DocumentKind.REVIEW.value, DocumentKind.REVIEW.label
    LICENSE_RELEASE = DocumentKind.LICENSE_RELEASE.value, DocumentKind.LICENSE_RELEASE.label
    APPOINTMENTS = "appointments", _("Appointments")
    PAYMENTS = "payments", _("Payments")

    @property
    def document(self) -> DocumentKind | None:
        """The document that it is about; None for a notification."""
        return DocumentKind(self.value) if self.value in DocumentKind.values else None


class MailSays(models.TextChoices):
    """How much a notice says to whoever sees it."""

    NOTHING = "nothing", _("Only that there is something new")
    KIND = "kind", _("What it is about")
    DAY = "day", _("What it is about, and for an appointment also the day and time")
